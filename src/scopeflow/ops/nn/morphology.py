"""Grayscale morphology of images: `tf.nn.dilation2d`, `tf.nn.erosion2d`, and the ops of the gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed
from scopeflow.ops import rules
from scopeflow.ops.arrays.moving import reverse
from scopeflow.ops.define import op
from scopeflow.ops.math.elementwise import negative
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.windows import (
    check_attr_lengths,
    computed_dims,
    int_list,
    known_rank,
)
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope

_ATTRS = 'T: real, strides: list(int) >= 4, rates: list(int) >= 4, padding: {"SAME"|"VALID"}'


def _shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = known_rank(inputs[0]._dims, 4)
    height, width, depth = known_rank(inputs[1]._dims, 3)
    check_attr_lengths("Dilation2D", 4, stride=attrs["strides"], rate=attrs["rates"])
    inner = computed_dims(
        dims[1:3], (height, width), attrs["strides"][1:3], attrs["padding"], attrs["rates"][1:3]
    )
    rules.merge_dim(dims[3], depth)
    return ((dims[0], *(inner if inner is not None else (None, None)), depth),)


def _like(index: int) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        return (inputs[index]._dims,)

    return rule


def _args(
    input: Any, filter: Any, strides: Any, padding: str, rates: Any
) -> tuple[tuple[int, ...], str, tuple[int, ...]]:
    """The arguments of the kernel, checked."""
    for what, values in (("Sliding window stride", strides), ("Input stride (atrous)", rates)):
        xp.check(len(values) == 4, None, f"{what} field must specify 4 dimensions")
        if values[0] != 1 or values[3] != 1:
            word = "Stride" if values is strides else "Rate"
            sentence = f"{word} is only supported across spatial dimensions."
            raise errors.UnimplementedError(None, None, sentence)
    xp.check(input.ndim == 4, None, f"input must be 4-dimensional{bracketed(input.shape)}")
    xp.check(filter.ndim == 3, None, f"filter must be 3-dimensional: {bracketed(filter.shape)}")
    xp.check(
        input.shape[3] == filter.shape[2],
        None,
        "input and filter must have the same depth: %s vs %s",
        input.shape[3],
        filter.shape[2],
    )
    return tuple(strides[1:3]), padding, tuple(rates[1:3])


@op(f"Dilation2D(input: T, filter: T; {_ATTRS}) -> (output: T)", shape=_shape)
def raw_dilation2d(input, filter, *, strides, rates, padding):
    """The largest sum of each window of images with a filter."""
    return xp.dilation(input, filter, *_args(input, filter, strides, padding, rates))


def _check_gradient(
    input: Any, filter: Any, grad: Any, strides: Any, padding: str, rates: Any
) -> tuple[Any, ...]:
    args = _args(input, filter, strides, padding, rates)
    placed = xp.place(input.shape[1:3], filter.shape[:2], args[0], padding, args[2])
    wanted = (input.shape[0], *placed.counts, input.shape[3])
    xp.check(tuple(grad.shape) == wanted, None, "out_backprop has incompatible size.")
    return args


@op(
    f"Dilation2DBackpropInput(input: T, filter: T, out_backprop: T; {_ATTRS}) -> (in_backprop: T)",
    shape=_like(0),
)
def raw_by_input(input, filter, out_backprop, *, strides, rates, padding):
    """The gradient of a dilation by its images."""
    args = _check_gradient(input, filter, out_backprop, strides, padding, rates)
    return xp.dilation_input_grad(input, filter, out_backprop, *args)


@op(
    f"Dilation2DBackpropFilter(input: T, filter: T, out_backprop: T; {_ATTRS}) -> (filter_backprop: T)",
    shape=_like(1),
)
def raw_by_filter(input, filter, out_backprop, *, strides, rates, padding):
    """The gradient of a dilation by its filter."""
    args = _check_gradient(input, filter, out_backprop, strides, padding, rates)
    return xp.dilation_filter_grad(input, filter, out_backprop, *args)


def dilation2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The largest sum of each window of images with a filter, channel by channel.

    Args:
      input: a Tensor of real numbers [batch, height, width, channels].
      filter: a Tensor of the same dtype [height, width, channels].
      strides: the steps of the windows, a list of four numbers.
      rates: the steps within a window, a list of four numbers.
      padding: "SAME" or "VALID"; what lies outside the images is never the largest.
      name: a name for the operation.
      filters: the newer spelling of `filter`.
      dilations: the newer spelling of `rates`.

    Raises:
      TypeError: if strides or rates are no lists.
      ValueError: if the shapes do not fit.
    """
    filter = renamed("filters", filters, "filter", filter)
    rates = renamed("dilations", dilations, "rates", rates)
    return _dilation2d(input, filter, strides, rates, padding, name)


def _dilation2d(
    input: Any, filter: Any, strides: Any, rates: Any, padding: Any, name: str | None
) -> Tensor:
    return raw_dilation2d(
        input,
        filter,
        strides=int_list(strides, "strides", "dilation2d"),
        rates=int_list(rates, "rates", "dilation2d"),
        padding=padding,
        name=name,
    )


def erosion2d(
    value: Any,
    kernel: Any,
    strides: Any,
    rates: Any,
    padding: Any,
    name: str | None = None,
) -> Tensor:
    """The smallest difference of each window of images and a kernel, channel by channel.

    Args:
      value: a Tensor of real numbers [batch, height, width, channels].
      kernel: a Tensor of the same dtype [height, width, channels].
      strides: the steps of the windows, a list of four numbers.
      rates: the steps within a window, a list of four numbers.
      padding: "SAME" or "VALID".
      name: a name for the operation.

    Raises:
      ValueError: if the shapes do not fit.
    """
    with name_scope(name, "erosion2d", [value, kernel]) as full:
        made = _dilation2d(negative(value), reverse(kernel, [0, 1]), strides, rates, padding, full)
        return negative(made)
