"""Queues that a thread fills with the rows of a tensor: names of files, numbers, slices."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as range_of
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.shaping import shape, size
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import greater
from scopeflow.ops.queues.queue import FIFOQueue
from scopeflow.ops.random.sampling import random_shuffle
from scopeflow.ops.scoping import name_scope
from scopeflow.summary.build import scalar
from scopeflow.train.queue_runner import QueueRunner, add_queue_runner
from scopeflow.variables.variable import Variable


def limit_epochs(tensor: Any, num_epochs: int | None = None, name: str | None = None) -> Tensor:
    """`tensor`, `num_epochs` times; then reading it raises OutOfRangeError.

    Args:
      tensor: a Tensor.
      num_epochs: how often it can be read; None for no limit. It is counted in a local variable, `epochs`.
      name: the wish for the node's name.

    Raises:
      ValueError: if `num_epochs` is not above 0.
    """
    if num_epochs is None:
        return tensor
    if num_epochs <= 0:
        raise ValueError(f"num_epochs must be > 0 not {num_epochs}.")
    with name_scope(name, "limit_epochs", [tensor]) as name:
        zero = constant(0, dtype=dtypes.int64)
        epochs = Variable(
            zero, name="epochs", trainable=False, collections=[GraphKeys.LOCAL_VARIABLES]
        )
        with control_dependencies([epochs._count_up_to(num_epochs)]):
            return identity(tensor, name=name)


def input_producer(
    input_tensor: Any,
    element_shape: Any = None,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    summary_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> FIFOQueue:
    """A queue of the rows of a tensor, and a QueueRunner that fills it.

    Args:
      input_tensor: a tensor of rank 1 or more.
      element_shape: the shape of a row, if that of the tensor is not known.
      num_epochs: how often all rows are given; then OutOfRangeError. None for no limit.
      shuffle: whether the rows are mixed in each epoch.
      seed: the op seed of the mixing.
      capacity: the most elements in the queue.
      shared_name: queues of one name are one queue.
      summary_name: the name of a summary of how full the queue is, if there is to be one.
      name: the wish for the scope's name.
      cancel_op: what closes the queue and cancels those who wait for room; made if None.

    Returns:
      The queue.

    Raises:
      ValueError: if the shape of a row is not known.
    """
    with name_scope(name, "input_producer", [input_tensor]):
        input_tensor = convert_to_tensor(input_tensor, name="input_tensor")
        row = input_tensor.shape[1:].merge_with(TensorShape(element_shape))
        if not row.is_fully_defined():
            raise ValueError(
                "Either `input_tensor` must have a fully defined shape or `element_shape` must be specified"
            )
        if shuffle:
            input_tensor = random_shuffle(input_tensor, seed=seed)
        input_tensor = limit_epochs(input_tensor, num_epochs)
        queue = FIFOQueue(
            capacity=capacity,
            dtypes=[input_tensor.dtype.base_dtype],
            shapes=[row],
            shared_name=shared_name,
            name=name,
        )
        enqueue = queue.enqueue_many([input_tensor])
        add_queue_runner(QueueRunner(queue, [enqueue], cancel_op=cancel_op))
        if summary_name is not None:
            scalar(summary_name, cast(queue.size(), dtypes.float32) * (1.0 / capacity))
        return queue


_NOTHING = "string_input_producer requires a non-null input tensor"


def string_input_producer(
    string_tensor: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> FIFOQueue:
    """A queue of strings, such as names of files for a reader.

    Args:
      string_tensor: a vector of strings, not empty.
      num_epochs: how often all are given; then OutOfRangeError. None for no limit.
      shuffle: whether they are mixed in each epoch.
      seed: the op seed of the mixing.
      capacity: the most elements in the queue.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.
      cancel_op: what closes the queue and cancels those who wait for room; made if None.

    Returns:
      The queue.

    Raises:
      ValueError: if it is an empty list.
      InvalidArgumentError: in a run, if it is empty.
    """
    if not isinstance(string_tensor, Tensor) and not len(string_tensor):
        raise ValueError(_NOTHING)
    with name_scope(name, "input_producer", [string_tensor]) as name:
        string_tensor = convert_to_tensor(string_tensor, dtype=dtypes.string)
        with control_dependencies([Assert(greater(size(string_tensor), 0), [_NOTHING])]):
            string_tensor = identity(string_tensor)
        return input_producer(
            input_tensor=string_tensor,
            element_shape=[],
            num_epochs=num_epochs,
            shuffle=shuffle,
            seed=seed,
            capacity=capacity,
            shared_name=shared_name,
            summary_name=f"fraction_of_{capacity}_full",
            name=name,
            cancel_op=cancel_op,
        )


def range_input_producer(
    limit: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> FIFOQueue:
    """A queue of the numbers from 0 to `limit - 1`.

    Args:
      limit: an int32 scalar.
      num_epochs: how often all are given; then OutOfRangeError. None for no limit.
      shuffle: whether they are mixed in each epoch.
      seed: the op seed of the mixing.
      capacity: the most elements in the queue.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      The queue.
    """
    with name_scope(name, "input_producer", [limit]) as name:
        return input_producer(
            range_of(limit),
            [],
            num_epochs,
            shuffle,
            seed,
            capacity,
            shared_name,
            f"fraction_of_{capacity}_full",
            name,
        )


def slice_input_producer(
    tensor_list: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> list[Tensor]:
    """One row of each of several tensors, another one in each run.

    Args:
      tensor_list: a list of tensors with as many rows.
      num_epochs: how often all are given; then OutOfRangeError. None for no limit.
      shuffle: whether they are mixed in each epoch.
      seed: the op seed of the mixing.
      capacity: the most elements in the queue.
      shared_name: queues of one name are one queue.
      name: the wish for the scope's name.

    Returns:
      A list of Tensors.

    Raises:
      ValueError: if the list is empty.
    """
    with name_scope(name, "input_producer", tensor_list):
        tensors = [convert_to_tensor(tensor) for tensor in tensor_list]
        if not tensors:
            raise ValueError("Expected at least one tensor in slice_input_producer().")
        rows = shape(tensors[0])[0]
        queue = range_input_producer(
            rows,
            num_epochs=num_epochs,
            shuffle=shuffle,
            seed=seed,
            capacity=capacity,
            shared_name=shared_name,
        )
        index = queue.dequeue()
        return [gather(tensor, index) for tensor in tensors]
