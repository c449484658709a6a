"""`tf.nn.max_pool`, `tf.nn.avg_pool` and their kin for one, two and three dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import expand_dims, squeeze
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn import pool
from scopeflow.ops.nn.windows import sequence
from scopeflow.ops.scoping import name_scope

_COMMON = """
    Args:
      {input}
      ksize: the size of a window: one number, one for each spatial dimension, or one for each dimension.
      strides: the steps from one window to the next, likewise.
      padding: "SAME" (as many windows as steps fit; what lies outside counts for nothing) or "VALID" (windows inside
        only).
      data_format: {format}
      name: a name for the operation.{more}

    Returns:
      A Tensor of the same dtype: {result} of each window.

    Raises:
      ValueError: if no window fits, or for another padding or format.
    """


def _channel_index(data_format: str, rank: int) -> int:
    return 1 if data_format.startswith("NC") else rank - 1


def _refuse_zero(ksize: Any) -> None:
    values = ksize if isinstance(ksize, (list, tuple, np.ndarray)) else [ksize]
    if any(isinstance(value, (int, np.integer)) and value == 0 for value in values):
        raise ValueError("ksize cannot be zero.")


def max_pool(
    value: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """The largest value of each window of images.

    Args:
      value: a Tensor of numbers [batch, height, width, channels], or as `data_format` says.
      ksize: the size of a window: one number, two, or one for each dimension.
      strides: the steps from one window to the next, likewise.
      padding: "SAME" (as many windows as steps fit; what lies outside counts for nothing) or "VALID" (windows inside
        only).
      data_format: "NHWC" or "NCHW".
      name: a name for the operation.
      input: the newer spelling of `value`.

    Returns:
      A Tensor of the same dtype. NaN is never the largest; a window without another number gives the lowest finite one.

    Raises:
      ValueError: if no window fits, or for another padding or format.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     session.run(tf.nn.max_pool([[[[1.0], [2.0]], [[4.0], [3.0]]]], 2, 2, "SAME"))
    array([[[[4.]]]], dtype=float32)

    ```
    """
    value = renamed("input", input, "value", value)
    with name_scope(name, "MaxPool", [value]) as full:
        data_format = "NHWC" if data_format is None else data_format
        index = _channel_index(data_format, 4)
        ksize = sequence(ksize, 2, index, "ksize")
        strides = sequence(strides, 2, index, "strides")
        _refuse_zero(ksize)
        return pool.raw_max_pool(
            value, ksize=ksize, strides=strides, padding=padding, data_format=data_format, name=full
        )


def max_pool2d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    name: str | None = None,
) -> Tensor:
    with name_scope(name, "MaxPool2d", [input]) as full:
        data_format = "NHWC" if data_format is None else data_format
        index = _channel_index(data_format, 4)
        ksize = sequence(ksize, 2, index, "ksize")
        strides = sequence(strides, 2, index, "strides")
        return pool.raw_max_pool(
            input, ksize=ksize, strides=strides, padding=padding, data_format=data_format, name=full
        )


def max_pool1d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NWC",
    name: str | None = None,
) -> Tensor:
    return _pool1d(
        "MaxPool1d", pool.raw_max_pool, input, ksize, strides, padding, data_format, name
    )


def avg_pool1d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NWC",
    name: str | None = None,
) -> Tensor:
    return _pool1d(
        "AvgPool1D", pool.raw_avg_pool, input, ksize, strides, padding, data_format, name
    )


def _pool1d(
    default: str,
    definition: Any,
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    name: str | None,
) -> Tensor:
    with name_scope(name, default, [input]) as full:
        data_format = "NWC" if data_format is None else data_format
        index = _channel_index(data_format, 3)
        ksize = [1, *sequence(ksize, 1, index, "ksize")]
        strides = [1, *sequence(strides, 1, index, "strides")]
        axis, wide_format = (2, "NCHW") if index == 1 else (1, "NHWC")
        wide = expand_dims(input, axis)
        made = definition(
            wide, ksize=ksize, strides=strides, padding=padding, data_format=wide_format, name=full
        )
        return squeeze(made, [axis])


def max_pool3d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NDHWC",
    name: str | None = None,
) -> Tensor:
    return _pool3d(
        "MaxPool3D", pool.raw_max_pool3d, input, ksize, strides, padding, data_format, name
    )


def avg_pool3d(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NDHWC",
    name: str | None = None,
) -> Tensor:
    return _pool3d(
        "AvgPool3D", pool.raw_avg_pool3d, input, ksize, strides, padding, data_format, name
    )


def _pool3d(
    default: str,
    definition: Any,
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    name: str | None,
) -> Tensor:
    with name_scope(name, default, [input]) as full:
        data_format = "NDHWC" if data_format is None else data_format
        index = _channel_index(data_format, 5)
        ksize = sequence(ksize, 3, index, "ksize")
        strides = sequence(strides, 3, index, "strides")
        return definition(
            input, ksize=ksize, strides=strides, padding=padding, data_format=data_format, name=full
        )


def avg_pool(
    value: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    with name_scope(name, "AvgPool", [value]) as full:
        data_format = "NHWC" if data_format is None else data_format
        value = renamed("input", input, "value", value)
        index = _channel_index(data_format, 4)
        ksize = sequence(ksize, 2, index, "ksize")
        strides = sequence(strides, 2, index, "strides")
        return pool.raw_avg_pool(
            value, ksize=ksize, strides=strides, padding=padding, data_format=data_format, name=full
        )


avg_pool2d = avg_pool

_BY_RANK = {
    "max": (max_pool1d, max_pool, max_pool3d),
    "avg": (avg_pool1d, avg_pool, avg_pool3d),
}


def max_pool_v2(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    return _of_any_rank("max", input, ksize, strides, padding, data_format, name)


def avg_pool_v2(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    return _of_any_rank("avg", input, ksize, strides, padding, data_format, name)


def _of_any_rank(
    kind: str,
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    name: str | None,
) -> Tensor:
    # a list has no shape, and a shape of unknown rank no length: both are refused, as in TensorFlow
    rank = len(input.shape)
    if not 3 <= rank <= 5:
        raise ValueError(f"Input tensor must be of rank 3, 4 or 5 but was {rank}.")
    function = _BY_RANK[kind][rank - 3]
    return function(
        input, ksize=ksize, strides=strides, padding=padding, data_format=data_format, name=name
    )


_IMAGES = "a Tensor of {} [batch, height, width, channels], or as `data_format` says."
_ROWS = "a Tensor of {} [batch, width, channels], or as `data_format` says."
_VOLUMES = "a Tensor of {} [batch, depth, height, width, channels], or as `data_format` says."
_ANY = "a Tensor of {} [batch, ..., channels] of known rank 3, 4 or 5."
_FORMATS = {
    _IMAGES: '"NHWC" or "NCHW".',
    _ROWS: '"NWC" or "NCW".',
    _VOLUMES: '"NDHWC" or "NCDHW".',
    _ANY: "the format of that rank.",
}


def _document(function: Any, mean: bool, where: str, argument: str, more: str = "") -> None:
    first = "The mean" if mean else "The largest value"
    what = {_IMAGES: "images", _ROWS: "sequences", _VOLUMES: "volumes", _ANY: "an array"}[where]
    function.__doc__ = f"{first} of each window of {what}.\n" + _COMMON.format(
        input=f"{argument}: " + where.format("floats" if mean else "numbers"),
        format=_FORMATS[where],
        more=more,
        result="the mean" if mean else "the largest value",
    )


_document(max_pool2d, False, _IMAGES, "input")
_document(max_pool1d, False, _ROWS, "input")
_document(max_pool3d, False, _VOLUMES, "input")
_document(max_pool_v2, False, _ANY, "input")
_document(avg_pool, True, _IMAGES, "value", "\n      input: the newer spelling of `value`.")
_document(avg_pool1d, True, _ROWS, "input")
_document(avg_pool3d, True, _VOLUMES, "input")
_document(avg_pool_v2, True, _ANY, "input")
