"""The core of `tf.train.batch` and its kin: tensors go into a queue one by one, and come out in batches."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.stitching import dynamic_partition
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.control.grouping import no_op
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.queues.queue import FIFOQueue, PaddingFIFOQueue, QueueBase, RandomShuffleQueue
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.ops.static import constant_value
from scopeflow.summary.build import scalar
from scopeflow.train.queue_runner import QueueRunner, add_queue_runner
from scopeflow.train.sparse_batches import restored, stored


class Mixing:
    """How a shuffling queue mixes.

    Args:
      min_after_dequeue: how many elements stay in it.
      seed: the op seed of the order.
    """

    def __init__(self, min_after_dequeue: int, seed: int | None) -> None:
        self.min_after_dequeue = min_after_dequeue
        self.seed = seed


def batched(
    kind: str,
    given: Any,
    joined: bool,
    batch_size: Any,
    keep_input: Any,
    capacity: int,
    num_threads: int = 1,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    mixing: Mixing | None = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of what `given` gives, through a queue and a QueueRunner.

    Args:
      kind: the default name of the scope.
      given: a list or dict of tensors; if `joined`, a list of such.
      joined: whether each of several lists gets a thread.
      batch_size: how many elements a batch has.
      keep_input: whether elements are used at all: a bool, or a vector of them for `enqueue_many`.
      capacity: the most elements in the queue.
      num_threads: how many threads run the one enqueue operation.
      enqueue_many: whether the tensors hold many elements each, as rows.
      shapes: the shapes of the elements; those of the tensors if None.
      dynamic_pad: whether dimensions may differ in size and are padded in a batch.
      mixing: how to mix, or None to keep the order.
      allow_smaller_final_batch: whether a last batch that is not full is given.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      The tensors of a batch in the structure of the first (or only) list.
    """
    lists = _lists(given) if joined else [_in_order(given)]
    if mixing is not None and capacity <= mixing.min_after_dequeue:
        raise ValueError(
            f"capacity {capacity} must be bigger than min_after_dequeue {mixing.min_after_dequeue}."
        )
    flat = [tensor for tensors in lists for tensor in tensors]
    with name_scope(name, kind, [*flat, keep_input]) as name:
        lists = [_converted(tensors) for tensors in lists]
        if not joined and not lists[0]:
            raise ValueError("Expected at least one tensor in batch().")
        keep = _checked(keep_input, enqueue_many)
        lists, plans = stored(lists, enqueue_many, keep)
        types = _types(lists)
        shapes = _shapes(lists, shapes, enqueue_many)
        queue = _queue(capacity, types, shapes, dynamic_pad, mixing, shared_name)
        enqueue = [_enqueue(queue, tensors, enqueue_many, keep) for tensors in lists]
        if not joined:
            enqueue *= num_threads
        add_queue_runner(QueueRunner(queue, enqueue))
        _summarize(queue, capacity, mixing)
        if allow_smaller_final_batch:
            made = queue.dequeue_up_to(batch_size, name=name)
        else:
            made = queue.dequeue_many(batch_size, name=name)
        if any(plans):
            made = restored(made if isinstance(made, (list, tuple)) else [made], plans)
        return _like(given[0] if joined else given, made)


def _in_order(tensors: Any) -> list[Any]:
    """The tensors of a list, or those of a dict by their keys."""
    if isinstance(tensors, Mapping):
        return [tensors[key] for key in sorted(tensors, key=str)]
    return list(tensors)


def _lists(given: Any) -> list[list[Any]]:
    if not given:
        raise ValueError("Expected at least one set of tensors")
    first = given[0]
    if isinstance(first, Mapping):
        for other in given[1:]:
            if set(other) != set(first):
                raise ValueError("All dictionaries in tensors_list must have the same keys")
    return [_in_order(tensors) for tensors in given]


def _like(structure: Any, made: Any) -> Any:
    """The tensors of a batch as the caller gave those of an element."""
    tensors = made if isinstance(made, (list, tuple)) else [made]
    if isinstance(structure, Mapping):
        return dict(zip(sorted(structure, key=str), tensors, strict=True))
    return tensors[0] if len(tensors) == 1 else list(tensors)


def _converted(tensors: Sequence[Any]) -> list[Any]:
    return [
        tensor if isinstance(tensor, SparseTensor) else convert_to_tensor(tensor)
        for tensor in tensors
    ]


def _checked(keep_input: Any, enqueue_many: bool) -> Tensor:
    keep = convert_to_tensor(keep_input)
    dims = keep._dims
    if dims is None:
        raise ValueError("`keep_input` dimensions must be known at graph construction.")
    if len(dims) == 1 and not enqueue_many:
        raise ValueError("`keep_input` cannot be a vector when `enqueue_many=False`.")
    if len(dims) > 1:
        raise ValueError("`keep_input` must be 0 or 1 dimensions.")
    return keep


def _types(lists: Sequence[Sequence[Tensor]]) -> list[Any]:
    types = [tensor.dtype for tensor in lists[0]]
    for other in lists[1:]:
        for wanted, tensor in zip(types, other, strict=False):
            if wanted is not tensor.dtype:
                raise TypeError(
                    f"Expected types to be consistent: {wanted.name} vs. {tensor.dtype.name}."
                )
    return types


def _shapes(lists: Sequence[Sequence[Tensor]], shapes: Any, enqueue_many: bool) -> Any:
    if shapes is not None:
        return shapes
    found = []
    for position in range(len(lists[0])):
        alike = [tensors[position].shape for tensors in lists]
        if enqueue_many:
            alike = [shape.with_rank_at_least(1)[1:] for shape in alike]
        found.append(functools.reduce(TensorShape.merge_with, alike))
    return found


def _queue(
    capacity: int,
    types: Any,
    shapes: Any,
    dynamic_pad: bool,
    mixing: Mixing | None,
    shared_name: str | None,
) -> QueueBase:
    if mixing is not None:
        return RandomShuffleQueue(
            capacity=capacity,
            min_after_dequeue=mixing.min_after_dequeue,
            seed=mixing.seed,
            dtypes=types,
            shapes=shapes,
            shared_name=shared_name,
        )
    made: Callable[..., QueueBase] = PaddingFIFOQueue if dynamic_pad else FIFOQueue
    return made(capacity=capacity, dtypes=types, shapes=shapes, shared_name=shared_name)


def _enqueue(queue: QueueBase, tensors: list[Tensor], many: bool, keep: Tensor) -> Any:
    """What puts the tensors into the queue, or only those that are to be kept."""
    if keep._dims:
        part = cast(keep, dtypes.int32)
        return queue.enqueue_many(
            [dynamic_partition(tensor, part, num_partitions=2)[1] for tensor in tensors]
        )

    def enqueue() -> Any:
        return queue.enqueue_many(tensors) if many else queue.enqueue(tensors)

    known = constant_value(keep)
    if known is None:
        return cond(keep, enqueue, no_op)
    return enqueue() if known else no_op()


def _summarize(queue: QueueBase, capacity: int, mixing: Mixing | None) -> None:
    if mixing is None:
        fraction = cast(queue.size(), dtypes.float32) * (1.0 / capacity)
        scalar(f"fraction_of_{capacity}_full", fraction)
        return
    kept = mixing.min_after_dequeue
    more = maximum(0, queue.size() - kept)
    fraction = cast(more, dtypes.float32) * (1.0 / (capacity - kept))
    scalar(f"fraction_over_{kept}_of_{capacity - kept}_full", fraction)
