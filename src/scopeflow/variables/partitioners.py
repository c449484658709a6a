"""Partitioners: functions from a variable's shape and dtype to the number of slices per dimension."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.shapes import TensorShape

Partitioner = Callable[..., list[int]]


def fixed_size_partitioner(num_shards: int, axis: int = 0) -> Partitioner:
    """A partitioner that cuts one dimension into so many slices, but not into more than it is long.

    Args:
      num_shards: the number of slices.
      axis: the dimension to cut.

    ```python
    >>> import scopeflow as tf
    >>> tf.fixed_size_partitioner(3)(shape=tf.TensorShape([7, 2]), dtype=tf.float32)
    [3, 1]

    ```
    """

    def _partitioner(shape: Any, **unused_args: Any) -> list[int]:
        counts = [1] * len(shape)
        counts[axis] = min(num_shards, shape[axis].value)
        return counts

    return _partitioner


def variable_axis_size_partitioner(
    max_shard_bytes: int,
    axis: int = 0,
    bytes_per_string_element: int = 16,
    max_shards: int | None = None,
) -> Partitioner:
    """A partitioner that cuts one dimension so that no slice is larger than so many bytes.

    Args:
      max_shard_bytes: the largest size of a slice.
      axis: the dimension to cut.
      bytes_per_string_element: what a string counts.
      max_shards: the largest number of slices.

    Raises:
      ValueError: if a size is not positive.

    ```python
    >>> import scopeflow as tf
    >>> tf.variable_axis_size_partitioner(64)(shape=tf.TensorShape([100]), dtype=tf.float32)
    [7]

    ```
    """
    if max_shard_bytes < 1 or bytes_per_string_element < 1:
        raise ValueError("Both max_shard_bytes and bytes_per_string_element must be positive.")
    if max_shards and max_shards < 1:
        raise ValueError("max_shards must be positive.")

    def _partitioner(shape: Any, dtype: Any) -> list[int]:
        if not isinstance(shape, TensorShape):
            raise ValueError(f"shape is not a TensorShape: {shape}")
        if not shape.is_fully_defined():
            raise ValueError(f"shape is not fully defined: {shape}")
        if not isinstance(dtype, dtypes.DType):
            raise ValueError(f"dtype is not a DType: {dtype}")
        element = bytes_per_string_element if dtype.base_dtype is dtypes.string else dtype.size
        counts = [1] * len(shape)
        sizes = [int(size) for size in shape]
        bytes_per_slice = math.prod(sizes) / sizes[axis] * element
        rows = max(1, math.floor(max_shard_bytes / bytes_per_slice))
        shards = math.ceil(sizes[axis] / rows)
        counts[axis] = min(shards, max_shards) if max_shards else shards
        return counts

    return _partitioner


def min_max_variable_partitioner(
    max_partitions: int = 1,
    axis: int = 0,
    min_slice_size: int = 256 << 10,
    bytes_per_string_element: int = 16,
) -> Partitioner:
    """A partitioner that cuts one dimension into as many slices as leave each a least size.

    Args:
      max_partitions: the largest number of slices.
      axis: the dimension to cut.
      min_slice_size: the least size of a slice in bytes.
      bytes_per_string_element: what a string counts.
    """

    def _partitioner(shape: Any, dtype: Any) -> list[int]:
        if axis >= len(shape):
            raise ValueError(
                f"Can not partition variable along axis {axis} when shape is only {shape}"
            )
        element = bytes_per_string_element if dtype.base_dtype is dtypes.string else dtype.size
        total = int(shape.num_elements() * element)
        partitions = total / min_slice_size
        counts = [1] * len(shape)
        counts[axis] = max(
            1, min(shape.dims[axis].value, max_partitions, int(math.ceil(partitions)))
        )
        return counts

    return _partitioner
