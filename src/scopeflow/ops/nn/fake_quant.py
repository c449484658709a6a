"""Floats rounded as a quantized model would round them: `tf.quantization.fake_quant_with_min_max_*`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.rules import Dims

_BITS = "num_bits: int = 8, narrow_range: bool = False"
_ARGS = f"min: float = -6.0, max: float = 6.0, {_BITS}"


def _check_bits(bits: int) -> None:
    xp.check(2 <= bits <= 16, None, "num_bits must be between 2 and 16, inclusive")


def _check_range(low: Any, high: Any) -> None:
    xp.check(
        low < high, None, "min has to be smaller than max, was: %s >= %s", f"{low:g}", f"{high:g}"
    )


def _with_scalars(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    for tensor in inputs[1:]:
        rules.with_rank(tensor._dims, 0)
    return (inputs[0]._dims,)


def _with_vectors(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = inputs[0]._dims
    if dims is not None and not dims:
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    size = dims[-1] if dims is not None else None
    for tensor in inputs[1:]:
        vector = rules.with_rank(tensor._dims, 1)
        assert vector is not None
        size = rules.merge_dim(size, vector[0])
    return (dims,)


@op(
    f"FakeQuantWithMinMaxArgs(inputs: float32; {_ARGS}) -> (outputs: float32)",
    shape=rules.unchanged,
)
def fake_quant_with_min_max_args(inputs, *, min, max, num_bits, narrow_range):
    """Floats rounded to the values of a quantized type between two numbers.

    Args:
      inputs: a Tensor of float32.
      min, max: the bounds, moved so that zero is one of the values.
      num_bits: 2 to 16: there are 2 ** num_bits values.
      narrow_range: one value less, at the lower end.
      name: a name for the operation.

    Raises:
      InvalidArgumentError: in a run, for other bits or an empty range.
    """
    _check_range(min, max)
    _check_bits(num_bits)
    return xp.fake_quant(inputs, np.float32(min), np.float32(max), num_bits, narrow_range)


@op(
    f"FakeQuantWithMinMaxArgsGradient(gradients: float32, inputs: float32; {_ARGS}) -> (backprops: float32)",
    shape=rules.same,
)
def fake_quant_with_min_max_args_gradient(gradients, inputs, *, min, max, num_bits, narrow_range):
    """The gradient of `fake_quant_with_min_max_args`: that of what lies within the bounds.

    Args:
      gradients: a Tensor of float32, the gradient of the rounded values.
      inputs: a Tensor of the same shape, what was rounded.
      min, max, num_bits, narrow_range: those of the op.
      name: a name for the operation.
    """
    _check_range(min, max)
    _check_bits(num_bits)
    xp.check(gradients.shape == inputs.shape, None, "gradient and input must be the same size")
    return xp.fake_quant_grad(
        gradients, inputs, np.float32(min), np.float32(max), num_bits, narrow_range
    )[0]


@op(
    f"FakeQuantWithMinMaxVars(inputs: float32, min: float32, max: float32; {_BITS}) -> (outputs: float32)",
    shape=_with_scalars,
)
def fake_quant_with_min_max_vars(inputs, min, max, *, num_bits, narrow_range):
    """Floats rounded to the values of a quantized type between two tensors' values.

    Args:
      inputs: a Tensor of float32.
      min, max: scalar Tensors of float32.
      num_bits: 2 to 16.
      narrow_range: one value less, at the lower end.
      name: a name for the operation.
    """
    _check_bits(num_bits)
    _check_scalars(min, max)
    return xp.fake_quant(inputs, min, max, num_bits, narrow_range)


def _check_scalars(low: Any, high: Any) -> None:
    for what, value in (("min", low), ("max", high)):
        xp.check(np.ndim(value) == 0, None, f"`{what}` must be rank 0 but is rank {np.ndim(value)}")


def _check_vectors(inputs: Any, low: Any, high: Any) -> None:
    depth = inputs.shape[-1]
    for what, value in (("min", low), ("max", high)):
        xp.check(
            value.ndim == 1 and value.shape[0] == depth,
            None,
            f"{what} has incorrect size, expected {depth} was {value.size}",
        )


_BACKPROPS = "(backprops_wrt_input: float32, backprop_wrt_min: float32, backprop_wrt_max: float32)"


def _vars_grad_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, ...]:
    dims = rules.merge(inputs[0]._dims, inputs[1]._dims)
    for tensor in inputs[2:]:
        rules.with_rank(tensor._dims, 0)
    return (dims, (), ())


@op(
    "FakeQuantWithMinMaxVarsGradient(gradients: float32, inputs: float32, min: float32, max: float32; "
    f"{_BITS}) -> {_BACKPROPS}",
    shape=_vars_grad_shape,
)
def fake_quant_with_min_max_vars_gradient(gradients, inputs, min, max, *, num_bits, narrow_range):
    """The gradients of `fake_quant_with_min_max_vars` by all three of its inputs.

    Args:
      gradients: a Tensor of float32, the gradient of the rounded values.
      inputs, min, max: the op's inputs.
      num_bits, narrow_range: those of the op.
      name: a name for the operation.
    """
    _check_bits(num_bits)
    _check_scalars(min, max)
    xp.check(gradients.shape == inputs.shape, None, "gradient and input must be the same size")
    return xp.fake_quant_grad(gradients, inputs, min, max, num_bits, narrow_range)


@op(
    f"FakeQuantWithMinMaxVarsPerChannel(inputs: float32, min: float32, max: float32; {_BITS}) -> (outputs: float32)",
    shape=_with_vectors,
)
def fake_quant_with_min_max_vars_per_channel(inputs, min, max, *, num_bits, narrow_range):
    """Floats rounded to the values of a quantized type, each channel between its own bounds.

    Args:
      inputs: a Tensor of float32 [..., channels].
      min, max: Tensors of float32 [channels].
      num_bits: 2 to 16.
      narrow_range: one value less, at the lower end.
      name: a name for the operation.
    """
    _check_bits(num_bits)
    _check_vectors(inputs, min, max)
    return xp.fake_quant(inputs, min, max, num_bits, narrow_range)


def _channels_grad_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, ...]:
    dims = rules.merge(inputs[0]._dims, inputs[1]._dims)
    if dims is not None and not 1 <= len(dims) <= 4:
        side = "at least rank 1" if not dims else "at most rank 4"
        raise ShapeMismatch(f"Shape must be {side} but is rank {len(dims)}")
    size = dims[-1] if dims is not None else None
    for tensor in inputs[2:]:
        vector = rules.with_rank(tensor._dims, 1)
        assert vector is not None
        size = rules.merge_dim(size, vector[0])
    return (dims, (size,), (size,))


@op(
    "FakeQuantWithMinMaxVarsPerChannelGradient(gradients: float32, inputs: float32, min: float32, max: float32; "
    f"{_BITS}) -> {_BACKPROPS}",
    shape=_channels_grad_shape,
)
def fake_quant_with_min_max_vars_per_channel_gradient(
    gradients, inputs, min, max, *, num_bits, narrow_range
):
    """The gradients of `fake_quant_with_min_max_vars_per_channel` by all three of its inputs.

    Args:
      gradients: a Tensor of float32, the gradient of the rounded values.
      inputs, min, max: the op's inputs.
      num_bits, narrow_range: those of the op.
      name: a name for the operation.
    """
    _check_bits(num_bits)
    xp.check(gradients.shape == inputs.shape, None, "gradient and input must be the same size")
    _check_vectors(inputs, min, max)
    return xp.fake_quant_grad(gradients, inputs, min, max, num_bits, narrow_range)
