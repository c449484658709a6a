"""The max pool that also says where its values stand, and the ops of its gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.dtypes import int64
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.define import op
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.pool import PADDING, SIZES_2D, _check_pixels_only, pool_shape
from scopeflow.ops.nn.windows import check_pool_steps, int_list, known_rank
from scopeflow.ops.rules import Dims

_INDEX = "include_batch_in_index: bool = False, Targmax: index, T: real"


def _shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims]:
    (dims,) = pool_shape("MaxPoolWithArgmax", 4)(inputs, {**attrs, "data_format": "NHWC"})
    return dims, dims


def _check(x: Any, ksize: Any, strides: Any) -> None:
    xp.check(x.ndim == 4, None, "tensor_in must be 4-dimensional")
    check_pool_steps("Pooling", ksize, strides, 4)
    _check_pixels_only("Pooling", ksize, strides, "NHWC")


@op(
    f"MaxPoolWithArgmax(input: T; {SIZES_2D}, Targmax: index = int64, {PADDING}, "
    "include_batch_in_index: bool = False, T: real) -> (output: T, argmax: Targmax)",
    shape=_shape,
)
def raw_max_pool_with_argmax(input, *, ksize, strides, Targmax, padding, include_batch_in_index):
    """The largest value of each window, and its place in the flattened image."""
    _check(input, ksize, strides)
    return xp.max_pool_argmax(
        input,
        tuple(ksize[1:3]),
        tuple(strides[1:3]),
        padding,
        Targmax.as_numpy_dtype,
        include_batch_in_index,
    )


def _like(index: int) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        return (known_rank(inputs[index]._dims, 4),)

    return rule


@op(
    f"MaxPoolGradWithArgmax(input: T, grad: T, argmax: Targmax; {SIZES_2D}, {PADDING}, {_INDEX}) -> (output: T)",
    shape=_like(0),
)
def raw_max_pool_grad_with_argmax(input, grad, argmax, *, ksize, strides, include_batch_in_index):
    """The gradient of a max pool, put where the pool said its values stand."""
    _check(input, ksize, strides)
    xp.check(grad.shape == argmax.shape, None, "grad and argmax must have the same shape")
    size = _size(input, include_batch_in_index)
    inside = xp.all(
        xp.logical_and(
            xp.greater_equal(argmax, argmax.dtype.type(0)), xp.less(argmax, argmax.dtype.type(size))
        )
    )
    xp.check(inside, None, "Invalid argmax index: it must be in [0, %s)", size)
    return xp.max_pool_spread(grad, argmax, input.shape, include_batch_in_index)


def _size(x: Any, with_batch: bool) -> int:
    size = 1
    for extent in x.shape[0 if with_batch else 1 :]:
        size *= extent
    return size


def max_pool_with_argmax(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    Targmax: Any = None,
    name: str | None = None,
    output_dtype: Any = None,
    include_batch_in_index: bool = False,
) -> Any:
    """The largest value of each window of images, and where it stands.

    Args:
      input: a Tensor of numbers [batch, height, width, channels].
      ksize: the size of a window, a list of four numbers.
      strides: the steps from one window to the next, a list of four numbers.
      padding: "SAME" or "VALID".
      data_format: only "NHWC".
      Targmax: the older spelling of `output_dtype`.
      name: a name for the operation.
      output_dtype: the dtype of the places, int64 if None.
      include_batch_in_index: count the places through the whole batch, not through each image.

    Returns:
      (output, argmax): the values, and their places in the flattened image or batch.

    Raises:
      ValueError: for another format, or if both spellings are given.
    """
    if data_format != "NHWC":
        raise ValueError("Data formats other than 'NHWC' are not yet supported")
    dtype = renamed("output_dtype", output_dtype, "Targmax", Targmax)
    if dtype is None:
        dtype = int64
    return raw_max_pool_with_argmax(
        input,
        ksize=int_list(ksize, "ksize", "max_pool_with_argmax"),
        strides=int_list(strides, "strides", "max_pool_with_argmax"),
        padding=padding,
        Targmax=dtype,
        include_batch_in_index=include_batch_in_index,
        name=name,
    )
