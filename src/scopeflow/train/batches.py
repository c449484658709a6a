"""`tf.train.batch` and its kin, whose batches come through a queue that threads fill.

Start the threads with `tf.train.start_queue_runners`.  Names of arguments: `batch` takes one list of tensors, `batch_join` several, and
`maybe_` says for each element whether it is used.
"""

from __future__ import annotations

from typing import Any

from scopeflow.train.batching import batched


def batch(
    tensors: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of elements.

    Args:
      tensors: a list or dict of tensors: one element, or rows of many.
      batch_size: how many elements a batch has.
      num_threads: how many threads put elements into the queue.
      capacity: the most elements in the queue.
      enqueue_many: whether the tensors hold many elements each, as rows.
      shapes: the shapes of the elements; those of the tensors if None.
      dynamic_pad: whether dimensions may differ in size; a batch is padded with zeros.
      allow_smaller_final_batch: whether a last batch that is not full is given.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      Tensors with one more dimension in front, in the structure of `tensors`; reading them raises OutOfRangeError at the end.

    Raises:
      ValueError: if there are no tensors, or shapes are not known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     number = tf.train.range_input_producer(10, shuffle=False).dequeue()
    ...     batch = tf.train.batch([number, number * number], batch_size=3)
    ...     coord = tf.train.Coordinator()
    ...     threads = tf.train.start_queue_runners(sess, coord)
    ...     print([part.tolist() for part in sess.run(batch)])
    ...     coord.request_stop()
    ...     coord.join(threads)
    [[0, 1, 2], [0, 1, 4]]

    ```
    """
    return batched(
        "batch",
        tensors,
        False,
        batch_size,
        True,
        capacity,
        num_threads=num_threads,
        enqueue_many=enqueue_many,
        shapes=shapes,
        dynamic_pad=dynamic_pad,
        allow_smaller_final_batch=allow_smaller_final_batch,
        shared_name=shared_name,
        name=name,
    )


def maybe_batch(
    tensors: Any,
    keep_input: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of elements; some elements are left out.

    Args:
      tensors: a list or dict of tensors: one element, or rows of many.
      keep_input: a bool tensor: whether the element is used; for `enqueue_many` also a vector, one for each row.
      batch_size: how many elements a batch has.
      num_threads: how many threads put elements into the queue.
      capacity: the most elements in the queue.
      enqueue_many: whether the tensors hold many elements each, as rows.
      shapes: the shapes of the elements; those of the tensors if None.
      dynamic_pad: whether dimensions may differ in size; a batch is padded with zeros.
      allow_smaller_final_batch: whether a last batch that is not full is given.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      Tensors with one more dimension in front, in the structure of `tensors`; reading them raises OutOfRangeError at the end.

    Raises:
      ValueError: if there are no tensors, or shapes are not known.
    """
    return batched(
        "batch",
        tensors,
        False,
        batch_size,
        keep_input,
        capacity,
        num_threads=num_threads,
        enqueue_many=enqueue_many,
        shapes=shapes,
        dynamic_pad=dynamic_pad,
        allow_smaller_final_batch=allow_smaller_final_batch,
        shared_name=shared_name,
        name=name,
    )


def batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of elements, of which each of several threads makes its own.

    Args:
      tensors_list: a list of such lists or dicts of tensors; each gets a thread.
      batch_size: how many elements a batch has.
      capacity: the most elements in the queue.
      enqueue_many: whether the tensors hold many elements each, as rows.
      shapes: the shapes of the elements; those of the tensors if None.
      dynamic_pad: whether dimensions may differ in size; a batch is padded with zeros.
      allow_smaller_final_batch: whether a last batch that is not full is given.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      Tensors with one more dimension in front, in the structure of the first of the lists; reading them raises OutOfRangeError at the end.

    Raises:
      ValueError: if there are no tensors, or shapes are not known.
    """
    return batched(
        "batch_join",
        tensors_list,
        True,
        batch_size,
        True,
        capacity,
        enqueue_many=enqueue_many,
        shapes=shapes,
        dynamic_pad=dynamic_pad,
        allow_smaller_final_batch=allow_smaller_final_batch,
        shared_name=shared_name,
        name=name,
    )


def maybe_batch_join(
    tensors_list: Any,
    keep_input: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of elements, of which each of several threads makes its own; some elements are left out.

    Args:
      tensors_list: a list of such lists or dicts of tensors; each gets a thread.
      keep_input: a bool tensor: whether the element is used; for `enqueue_many` also a vector, one for each row.
      batch_size: how many elements a batch has.
      capacity: the most elements in the queue.
      enqueue_many: whether the tensors hold many elements each, as rows.
      shapes: the shapes of the elements; those of the tensors if None.
      dynamic_pad: whether dimensions may differ in size; a batch is padded with zeros.
      allow_smaller_final_batch: whether a last batch that is not full is given.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      Tensors with one more dimension in front, in the structure of the first of the lists; reading them raises OutOfRangeError at the end.

    Raises:
      ValueError: if there are no tensors, or shapes are not known.
    """
    return batched(
        "batch_join",
        tensors_list,
        True,
        batch_size,
        keep_input,
        capacity,
        enqueue_many=enqueue_many,
        shapes=shapes,
        dynamic_pad=dynamic_pad,
        allow_smaller_final_batch=allow_smaller_final_batch,
        shared_name=shared_name,
        name=name,
    )
