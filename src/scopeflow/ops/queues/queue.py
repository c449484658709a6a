"""`tf.FIFOQueue` and its kind: queues between the threads of an input pipeline."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.shapes import TensorShape
from scopeflow.ops.queues import definitions as ops
from scopeflow.ops.queues.base import QueueBase
from scopeflow.ops.random.seeds import get_seed


class FIFOQueue(QueueBase):
    """A queue that gives its elements in the order in which they came.

    Args:
      capacity: the most elements; negative for no bound.
      dtypes: a DType, or a list of one for each component of an element.
      shapes: the components' shapes, all known; needed to take many elements at once.
      names: names of the components: then elements are dicts.
      shared_name: queues of one name are one queue.
      name: the wish for the node's name.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     queue = tf.FIFOQueue(10, tf.int32, shapes=[])
    ...     sess.run(queue.enqueue_many([[1, 2, 3]]))
    ...     first = int(sess.run(queue.dequeue()))
    ...     first, sess.run(queue.dequeue_many(2)).tolist()
    (1, [2, 3])

    ```
    """

    def __init__(
        self,
        capacity: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        name: str | None = "fifo_queue",
    ) -> None:
        types = _types(dtypes)
        known = _known_shapes(shapes, types)
        labels = _labels(names, types)
        handle = ops.fifo_queue_v2(
            component_types=types,
            shapes=_dims(known),
            capacity=capacity,
            shared_name=shared_name or "",
            name=name,
        )
        super().__init__(types, known, labels, handle)


class PaddingFIFOQueue(QueueBase):
    """A FIFOQueue whose elements may differ in size; a batch is padded with zeros.

    Args:
      capacity: the most elements; negative for no bound.
      dtypes: a DType, or a list of one for each component of an element.
      shapes: the components' shapes, with None for a dimension that may differ.
      names: names of the components: then elements are dicts.
      shared_name: queues of one name are one queue.
      name: the wish for the node's name.

    Raises:
      ValueError: if the rank of a shape is not known.
    """

    def __init__(
        self,
        capacity: int,
        dtypes: Any,
        shapes: Any,
        names: Any = None,
        shared_name: str | None = None,
        name: str = "padding_fifo_queue",
    ) -> None:
        types = _types(dtypes)
        known = _known_shapes(shapes, types, partial=True)
        labels = _labels(names, types)
        if known is None or len(known) != len(types):
            raise ValueError(
                "Shapes must be provided for all components, "
                f"but received {len(types)} dtypes and {0 if known is None else len(known)} shapes."
            )
        handle = ops.padding_fifo_queue_v2(
            component_types=types,
            shapes=_dims(known),
            capacity=capacity,
            shared_name=shared_name or "",
            name=name,
        )
        super().__init__(types, known, labels, handle)


class RandomShuffleQueue(QueueBase):
    """A queue that gives its elements in random order.

    Args:
      capacity: the most elements; negative for no bound.
      min_after_dequeue: how many elements stay in it while it is open, for the sake of the mixing.
      dtypes: a DType, or a list of one for each component of an element.
      shapes: the components' shapes, all known; needed to take many elements at once.
      names: names of the components: then elements are dicts.
      seed: the op seed of the order.
      shared_name: queues of one name are one queue.
      name: the wish for the node's name.
    """

    def __init__(
        self,
        capacity: int,
        min_after_dequeue: int,
        dtypes: Any,
        shapes: Any = None,
        names: Any = None,
        seed: int | None = None,
        shared_name: str | None = None,
        name: str = "random_shuffle_queue",
    ) -> None:
        types = _types(dtypes)
        known = _known_shapes(shapes, types)
        labels = _labels(names, types)
        first, second = get_seed(seed)
        if first is None and second is None:
            first, second = 0, 0
        elif seed is None and shared_name is not None:
            # queues of one name have one order, wherever in the graph they stand
            digest = hashlib.md5(f"{first}{shared_name}".encode()).hexdigest()
            second = int(digest[:8], 16) & 0x7FFFFFFF
        handle = ops.random_shuffle_queue_v2(
            component_types=types,
            shapes=_dims(known),
            capacity=capacity,
            min_after_dequeue=min_after_dequeue,
            seed=first,
            seed2=second,
            shared_name=shared_name or "",
            name=name,
        )
        super().__init__(types, known, labels, handle)


class PriorityQueue(QueueBase):
    """A queue that gives the element with the smallest priority.

    The first component of every element is its priority, an int64 scalar.

    Args:
      capacity: the most elements; negative for no bound.
      types: the DTypes of the components after the priority.
      shapes: their shapes.
      names: names of the components: then elements are dicts.
      shared_name: queues of one name are one queue.
      name: the wish for the node's name.
    """

    def __init__(
        self,
        capacity: int,
        types: Any,
        shapes: Any = None,
        names: Any = None,
        shared_name: str | None = None,
        name: str = "priority_queue",
    ) -> None:
        kinds = _types(types)
        known = _known_shapes(shapes, kinds)
        handle = ops.priority_queue_v2(
            component_types=kinds,
            shapes=_dims(known),
            capacity=capacity,
            shared_name=shared_name or "",
            name=name,
        )
        whole = None if known is None else [TensorShape([]), *known]
        super().__init__([dtypes.int64, *kinds], whole, _labels(names, kinds), handle)


def _types(given: Any) -> list[Any]:
    listed = given if isinstance(given, (list, tuple)) else [given]
    return [as_dtype(kind) for kind in listed]


def _dims(shapes: Sequence[TensorShape] | None) -> list[Any]:
    return [] if shapes is None else [shape._dims for shape in shapes]


def _known_shapes(
    shapes: Any, types: Sequence[Any], partial: bool = False
) -> list[TensorShape] | None:
    if partial and (
        not isinstance(shapes, (list, tuple))
        or not shapes
        or shapes[0] is None
        or isinstance(shapes[0], int)
    ):
        raise ValueError("When providing partial shapes, a list of shapes must be provided.")
    if shapes is None:
        return None
    if isinstance(shapes, TensorShape):
        shapes = [shapes]
    if not isinstance(shapes, (tuple, list)):
        raise TypeError("shapes must be a TensorShape or a list or tuple of TensorShapes.")
    if all(shape is None or isinstance(shape, int) for shape in shapes):
        # the shape of one component
        shapes = [shapes]
    found = [TensorShape(shape) for shape in shapes]
    if not partial and not all(shape.is_fully_defined() for shape in found):
        raise ValueError(f"All shapes must be fully defined: {found}")
    if any(shape._dims is None for shape in found):
        raise ValueError(f"All shapes must have a defined rank: {found}")
    return found


def _labels(names: Any, types: Sequence[Any]) -> list[str] | None:
    if names is None:
        return None
    listed = list(names) if isinstance(names, (list, tuple)) else [names]
    if len(listed) != len(types):
        raise ValueError("List of names must have the same length as the list of dtypes")
    return listed
