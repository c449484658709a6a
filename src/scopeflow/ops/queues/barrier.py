"""`Barrier`: puts the components of elements together, which come one by one under their keys."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.queues import barrier_ops as ops
from scopeflow.ops.queues.queue import _known_shapes, _types
from scopeflow.ops.static import constant_value


class Barrier:
    """Elements that leave when they are whole.

    Args:
      types: a DType, or a list of one for each component.
      shapes: the components' shapes, all known.
      shared_name: barriers of one name are one barrier.
      name: the wish for the node's name.

    Raises:
      ValueError: if a shape is not known, or has a dimension of size 0.

    ```python
    >>> import scopeflow as tf
    >>> from scopeflow.ops.queues.barrier import Barrier
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     barrier = Barrier((tf.float32, tf.int32), shapes=((), ()))
    ...     sess.run(barrier.insert_many(0, ["a", "b"], [1.0, 2.0]))
    ...     sess.run(barrier.insert_many(1, ["b"], [20]))
    ...     _, keys, values = sess.run(barrier.take_many(1))
    ...     keys.tolist(), [value.tolist() for value in values]
    ([b'b'], [[2.0], [20]])

    ```
    """

    def __init__(
        self, types: Any, shapes: Any = None, shared_name: str | None = None, name: str = "barrier"
    ) -> None:
        self._types = _types(types)
        known = None if shapes is None else _known_shapes(shapes, self._types)
        if known is None:
            self._shapes = [TensorShape(None)] * len(self._types)
        else:
            self._shapes = known
            for index, shape in enumerate(known):
                if shape.num_elements() == 0:
                    raise ValueError(
                        f"Empty tensors are not supported, but received shape '{shape}' at index {index}"
                    )
        self._barrier_ref = ops.barrier(
            component_types=self._types,
            shapes=[shape._dims for shape in self._shapes],
            shared_name=shared_name or "",
            name=name,
        )

    @property
    def barrier_ref(self) -> Tensor:
        """The handle."""
        return self._barrier_ref

    @property
    def name(self) -> str:
        """The name of its node."""
        return self._barrier_ref.op.name

    def _name(self, name: str | None, what: str) -> str:
        return f"{self.name.split('/')[-1]}_{what}" if name is None else name

    def insert_many(
        self, component_index: int, keys: Any, values: Any, name: str | None = None
    ) -> Any:
        """An operation that gives one component to each of several keys.

        Args:
          component_index: which component.
          keys: a vector of strings.
          values: as many rows.
          name: the wish for the node's name.
        """
        return ops.barrier_insert_many(
            self._barrier_ref,
            keys,
            values,
            component_index=component_index,
            name=self._name(name, "BarrierInsertMany"),
        )

    def take_many(
        self,
        num_elements: Any,
        allow_small_batch: bool = False,
        timeout: int | None = None,
        name: str | None = None,
    ) -> Any:
        """Whole elements: numbers of their insertions, keys, and a list of components; waits for them.

        Args:
          num_elements: how many, an int32 scalar.
          allow_small_batch: whether a closed barrier may give fewer.
          timeout: how long to wait at most, in milliseconds.
          name: the wish for the node's name.
        """
        made = ops.barrier_take_many(
            self._barrier_ref,
            num_elements,
            component_types=self._types,
            allow_small_batch=allow_small_batch,
            timeout_ms=-1 if timeout is None else timeout,
            name=self._name(name, "BarrierTakeMany"),
        )
        count = None
        if not allow_small_batch:
            known = constant_value(made[0].op.inputs[1])
            count = None if known is None else int(known)
        rows = TensorShape([count])
        made[0].set_shape(rows)
        made[1].set_shape(rows)
        for value, shape in zip(made[2], self._shapes, strict=True):
            value.set_shape(rows.concatenate(shape))
        return made

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Any:
        """An operation that closes the barrier: it takes no new keys.

        Args:
          cancel_pending_enqueues: whether elements that are not whole are dropped.
          name: the wish for the node's name.
        """
        return ops.barrier_close(
            self._barrier_ref,
            cancel_pending_enqueues=cancel_pending_enqueues,
            name=self._name(name, "BarrierClose"),
        )

    def ready_size(self, name: str | None = None) -> Tensor:
        """How many elements are whole, an int32 scalar."""
        return ops.barrier_ready_size(self._barrier_ref, name=self._name(name, "BarrierReadySize"))

    def incomplete_size(self, name: str | None = None) -> Tensor:
        """How many elements lack components, an int32 scalar."""
        return ops.barrier_incomplete_size(
            self._barrier_ref, name=self._name(name, "BarrierIncompleteSize")
        )
