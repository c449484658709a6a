"""What queues have in common: operations that put elements in and take them out."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import Dimension, TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.queues import definitions as ops
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


class QueueBase:
    """A queue of tuples of tensors that a session keeps between runs.

    `enqueue` and `dequeue` add operations; running them waits for room, or for an element, until the queue is closed.

    Args:
      dtypes: the DTypes of an element's components.
      shapes: their TensorShapes, or None.
      names: names of the components, or None.
      queue_ref: the handle.

    Raises:
      ValueError: if there are more or fewer shapes or names than dtypes.
    """

    def __init__(self, dtypes: Any, shapes: Any, names: Any, queue_ref: Tensor) -> None:
        self._dtypes = list(dtypes)
        if shapes is not None:
            if len(shapes) != len(dtypes):
                raise ValueError(
                    "Queue shapes must have the same length as dtypes. "
                    f"Received len(shapes)={len(shapes)}, len(dtypes)={len(dtypes)}"
                )
            self._shapes = [TensorShape(shape) for shape in shapes]
        else:
            self._shapes = [TensorShape(None)] * len(self._dtypes)
        if names is not None and len(names) != len(dtypes):
            raise ValueError(
                "Queue names must have the same length as dtypes. "
                f"Received len(names)={len(names)}, len {len(dtypes)}"
            )
        self._names = None if names is None else list(names)
        self._queue_ref = queue_ref
        self._name = queue_ref.op.name.split("/")[-1]

    @staticmethod
    def from_list(index: Any, queues: Sequence[QueueBase]) -> QueueBase:
        """The queue with a number, which a run decides.

        Args:
          index: an int32 scalar tensor.
          queues: a list of queues of the same dtypes and names.

        Raises:
          TypeError: if it is no list of queues, or they differ.
        """
        if (
            not queues
            or not isinstance(queues, list)
            or not all(isinstance(queue, QueueBase) for queue in queues)
        ):
            raise TypeError("A list of queues expected")
        types, names = queues[0].dtypes, queues[0].names
        if not all(queue.dtypes == types for queue in queues[1:]):
            raise TypeError("Queues do not have matching component dtypes.")
        if not all(queue.names == names for queue in queues[1:]):
            raise TypeError("Queues do not have matching component names.")
        shapes = [
            functools.reduce(_common, alike)
            for alike in zip(*[queue.shapes for queue in queues], strict=True)
        ]
        handle = gather(stack([queue.queue_ref for queue in queues]), index)
        return QueueBase(dtypes=types, shapes=shapes, names=names, queue_ref=handle)

    # -- what it is ------------------------------------------------------------------------------

    @property
    def queue_ref(self) -> Tensor:
        """The handle."""
        return self._queue_ref

    @property
    def name(self) -> str:
        """The name of its node."""
        return self._queue_ref.op.name

    @property
    def dtypes(self) -> list[Any]:
        """The DTypes of an element's components."""
        return self._dtypes

    @property
    def shapes(self) -> list[TensorShape]:
        """The shapes of an element's components."""
        return self._shapes

    @property
    def names(self) -> list[str] | None:
        """The names of an element's components, or None."""
        return self._names

    # -- putting in ------------------------------------------------------------------------------

    def _listed(self, vals: Any) -> list[Any]:
        """The components in order."""
        if isinstance(vals, Mapping):
            if not self._names:
                raise ValueError("Queue must have names to enqueue a dictionary")
            if sorted(self._names, key=str) != sorted(vals.keys(), key=str):
                raise ValueError(
                    "Keys in dictionary to enqueue do not match names of Queue.  "
                    f"Dictionary: ({sorted(vals.keys())}), Queue: ({sorted(self._names)})"
                )
            return [vals[name] for name in self._names]
        if self._names:
            raise ValueError("You must enqueue a dictionary in a Queue with names")
        return list(vals) if isinstance(vals, (list, tuple)) else [vals]

    def _components(self, vals: Any) -> list[Tensor]:
        return [
            convert_to_tensor(value, dtype=dtype, name=f"component_{index}")
            for index, (value, dtype) in enumerate(
                zip(self._listed(vals), self._dtypes, strict=False)
            )
        ]

    def enqueue(self, vals: Any, name: str | None = None) -> Any:
        """An operation that puts one element into the queue, waiting for room.

        Args:
          vals: a tensor, a list of one per component, or a dict if the components have names.
          name: the wish for the node's name.

        Raises:
          ValueError: if a shape does not fit.
        """
        with name_scope(name, f"{self._name}_enqueue", _in_scope(vals)) as scope:
            values = self._components(vals)
            for value, shape in zip(values, self._shapes, strict=False):
                value.shape.assert_is_compatible_with(shape)
            return ops.queue_enqueue_v2(self._queue_ref, values, name=scope)

    def enqueue_many(self, vals: Any, name: str | None = None) -> Any:
        """An operation that puts the rows of `vals` into the queue, one element each.

        Args:
          vals: like those of `enqueue`, with one more dimension in front.
          name: the wish for the node's name.

        Raises:
          ValueError: if a shape does not fit.
        """
        with name_scope(name, f"{self._name}_EnqueueMany", _in_scope(vals)) as scope:
            values = self._components(vals)
            rows = values[0].shape.with_rank_at_least(1)[0]
            for value, shape in zip(values, self._shapes, strict=False):
                rows = rows.merge_with(value.shape.with_rank_at_least(1)[0])
                value.shape[1:].assert_is_compatible_with(shape)
            return ops.queue_enqueue_many_v2(self._queue_ref, values, name=scope)

    # -- taking out ------------------------------------------------------------------------------

    def _given(self, tensors: list[Tensor]) -> Any:
        if self._names:
            return dict(zip(self._names, tensors, strict=True))
        return tensors[0] if len(tensors) == 1 else tensors

    def dequeue(self, name: str | None = None) -> Any:
        """One element: a tensor, a list of one per component, or a dict if they have names."""
        made = ops.queue_dequeue_v2(
            self._queue_ref,
            component_types=self._dtypes,
            name=f"{self._name}_Dequeue" if name is None else name,
        )
        for value, shape in zip(made, self._shapes, strict=True):
            value.set_shape(shape)
        return self._given(made)

    def dequeue_many(self, n: Any, name: str | None = None) -> Any:
        """`n` elements, stacked along a new first dimension; waits until there are so many."""
        made = ops.queue_dequeue_many_v2(
            self._queue_ref,
            n,
            component_types=self._dtypes,
            name=f"{self._name}_DequeueMany" if name is None else name,
        )
        count = constant_value(made[0].op.inputs[1])
        rows = Dimension(None if count is None else int(count))
        for value, shape in zip(made, self._shapes, strict=True):
            value.set_shape(TensorShape([rows]).concatenate(shape))
        return self._given(made)

    def dequeue_up_to(self, n: Any, name: str | None = None) -> Any:
        """`n` elements, stacked, or what is left once the queue is closed."""
        made = ops.queue_dequeue_up_to_v2(
            self._queue_ref,
            n,
            component_types=self._dtypes,
            name=f"{self._name}_DequeueUpTo" if name is None else name,
        )
        for value, shape in zip(made, self._shapes, strict=True):
            value.set_shape(TensorShape([None]).concatenate(shape))
        return self._given(made)

    # -- the queue itself ------------------------------------------------------------------------

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Any:
        """An operation that closes the queue: it takes no more elements, what is in it can be taken.

        Args:
          cancel_pending_enqueues: whether those who wait for room give up.
          name: the wish for the node's name.
        """
        return ops.queue_close_v2(
            self._queue_ref,
            cancel_pending_enqueues=cancel_pending_enqueues,
            name=f"{self._name}_Close" if name is None else name,
        )

    def is_closed(self, name: str | None = None) -> Tensor:
        """Whether the queue is closed, a bool scalar."""
        return ops.queue_is_closed_v2(
            self._queue_ref, name=f"{self._name}_Is_Closed" if name is None else name
        )

    def size(self, name: str | None = None) -> Tensor:
        """How many elements are in the queue, an int32 scalar."""
        return ops.queue_size_v2(
            self._queue_ref, name=f"{self._name}_Size" if name is None else name
        )


def _in_scope(vals: Any) -> list[Any]:
    if isinstance(vals, (list, tuple)):
        return list(vals)
    return list(vals.values()) if isinstance(vals, Mapping) else [vals]


def _common(one: TensorShape, other: TensorShape) -> TensorShape:
    """What two shapes have in common."""
    if one._dims is None or other._dims is None or len(one._dims) != len(other._dims):
        return TensorShape(None)
    return TensorShape([a if a == b else None for a, b in zip(one._dims, other._dims, strict=True)])
