"""`tf.train.shuffle_batch` and its kin, whose batches hold elements in random order.

The queue they come through is filled by threads: start them with `tf.train.start_queue_runners`.
"""

from __future__ import annotations

from typing import Any

from scopeflow.train.batching import Mixing, batched


def shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of elements in random order.

    Args:
      tensors: a list or dict of tensors: one element, or rows of many.
      batch_size: how many elements a batch has.
      capacity: the most elements in the queue.
      min_after_dequeue: how many elements stay in the queue, for the sake of the mixing.
      num_threads: how many threads put elements into the queue.
      seed: the op seed of the order.
      enqueue_many: whether the tensors hold many elements each, as rows.
      shapes: the shapes of the elements; those of the tensors if None.
      allow_smaller_final_batch: whether a last batch that is not full is given.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      Tensors with one more dimension in front, in the structure of `tensors`; reading them raises OutOfRangeError at the end.

    Raises:
      ValueError: if there are no tensors, or shapes are not known, or the capacity is too small.
    """
    return batched(
        "shuffle_batch",
        tensors,
        False,
        batch_size,
        True,
        capacity,
        num_threads=num_threads,
        enqueue_many=enqueue_many,
        shapes=shapes,
        allow_smaller_final_batch=allow_smaller_final_batch,
        shared_name=shared_name,
        name=name,
        mixing=Mixing(min_after_dequeue, seed),
    )


def maybe_shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of elements in random order; some elements are left out.

    Args:
      tensors: a list or dict of tensors: one element, or rows of many.
      batch_size: how many elements a batch has.
      capacity: the most elements in the queue.
      min_after_dequeue: how many elements stay in the queue, for the sake of the mixing.
      keep_input: a bool tensor: whether the element is used; for `enqueue_many` also a vector, one for each row.
      num_threads: how many threads put elements into the queue.
      seed: the op seed of the order.
      enqueue_many: whether the tensors hold many elements each, as rows.
      shapes: the shapes of the elements; those of the tensors if None.
      allow_smaller_final_batch: whether a last batch that is not full is given.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      Tensors with one more dimension in front, in the structure of `tensors`; reading them raises OutOfRangeError at the end.

    Raises:
      ValueError: if there are no tensors, or shapes are not known, or the capacity is too small.
    """
    return batched(
        "shuffle_batch",
        tensors,
        False,
        batch_size,
        keep_input,
        capacity,
        num_threads=num_threads,
        enqueue_many=enqueue_many,
        shapes=shapes,
        allow_smaller_final_batch=allow_smaller_final_batch,
        shared_name=shared_name,
        name=name,
        mixing=Mixing(min_after_dequeue, seed),
    )


def shuffle_batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of elements in random order, of which each of several threads makes its own.

    Args:
      tensors_list: a list of such lists or dicts of tensors; each gets a thread.
      batch_size: how many elements a batch has.
      capacity: the most elements in the queue.
      min_after_dequeue: how many elements stay in the queue, for the sake of the mixing.
      seed: the op seed of the order.
      enqueue_many: whether the tensors hold many elements each, as rows.
      shapes: the shapes of the elements; those of the tensors if None.
      allow_smaller_final_batch: whether a last batch that is not full is given.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      Tensors with one more dimension in front, in the structure of the first of the lists; reading them raises OutOfRangeError at the end.

    Raises:
      ValueError: if there are no tensors, or shapes are not known, or the capacity is too small.
    """
    return batched(
        "shuffle_batch_join",
        tensors_list,
        True,
        batch_size,
        True,
        capacity,
        enqueue_many=enqueue_many,
        shapes=shapes,
        allow_smaller_final_batch=allow_smaller_final_batch,
        shared_name=shared_name,
        name=name,
        mixing=Mixing(min_after_dequeue, seed),
    )


def maybe_shuffle_batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of elements in random order, of which each of several threads makes its own; some elements are left out.

    Args:
      tensors_list: a list of such lists or dicts of tensors; each gets a thread.
      batch_size: how many elements a batch has.
      capacity: the most elements in the queue.
      min_after_dequeue: how many elements stay in the queue, for the sake of the mixing.
      keep_input: a bool tensor: whether the element is used; for `enqueue_many` also a vector, one for each row.
      seed: the op seed of the order.
      enqueue_many: whether the tensors hold many elements each, as rows.
      shapes: the shapes of the elements; those of the tensors if None.
      allow_smaller_final_batch: whether a last batch that is not full is given.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      Tensors with one more dimension in front, in the structure of the first of the lists; reading them raises OutOfRangeError at the end.

    Raises:
      ValueError: if there are no tensors, or shapes are not known, or the capacity is too small.
    """
    return batched(
        "shuffle_batch_join",
        tensors_list,
        True,
        batch_size,
        keep_input,
        capacity,
        enqueue_many=enqueue_many,
        shapes=shapes,
        allow_smaller_final_batch=allow_smaller_final_batch,
        shared_name=shared_name,
        name=name,
        mixing=Mixing(min_after_dequeue, seed),
    )
