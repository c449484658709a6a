"""`tf.quantization.quantize_and_dequantize`: floats rounded to the integers of some bits and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.rules import Dims


def _scalar_bounds(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    for tensor in inputs[1:]:
        rules.with_rank(tensor._dims, 0)
    return (inputs[0]._dims,)


def _check(low: Any, high: Any, bits: Any, signed: bool, range_given: bool) -> None:
    most = 62 if signed else 63
    xp.check(
        0 < bits <= most,
        None,
        f"num_bits is out of range: {bits} with signed_input_ {int(signed)}",
    )
    if range_given:
        xp.check(low <= high, None, "Invalid range: input_min %g > input_max %g", low, high)


@op(
    "QuantizeAndDequantizeV2(input: T, input_min: T, input_max: T; signed_input: bool = True, num_bits: int = 8, "
    'range_given: bool = False, T: floating, round_mode: {"HALF_TO_EVEN"|"HALF_UP"} = "HALF_TO_EVEN", '
    "narrow_range: bool = False) -> (output: T)",
    shape=_scalar_bounds,
)
def raw_quantize_and_dequantize(
    input,
    input_min,
    input_max,
    *,
    signed_input,
    num_bits,
    range_given,
    round_mode,
    narrow_range,
):
    """Floats rounded to 2**num_bits values and given back as floats."""
    _check(input_min, input_max, num_bits, signed_input, range_given)
    return xp.quantize_and_dequantize(
        input,
        input_min,
        input_max,
        signed_input,
        num_bits,
        range_given,
        round_mode == "HALF_UP",
        narrow_range,
    )


def _scalar_bits(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    rules.with_rank(inputs[3]._dims, 0)
    return _scalar_bounds(inputs[:3], attrs)


@op(
    "QuantizeAndDequantizeV3(input: T, input_min: T, input_max: T, num_bits: int32; signed_input: bool = True, "
    "range_given: bool = True, T: floating, narrow_range: bool = False) -> (output: T)",
    shape=_scalar_bits,
    static=("num_bits",),
)
def quantize_and_dequantize_v3(
    input,
    input_min,
    input_max,
    num_bits,
    *,
    signed_input,
    range_given,
    narrow_range,
):
    """Floats rounded to 2**num_bits values, the bits given as a tensor."""
    bits = int(num_bits)
    _check(input_min, input_max, bits, signed_input, range_given)
    return xp.quantize_and_dequantize(
        input, input_min, input_max, signed_input, bits, range_given, False, narrow_range
    )


def quantize_and_dequantize(
    input: Any,
    input_min: Any,
    input_max: Any,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    name: str | None = None,
    narrow_range: bool = False,
) -> Tensor:
    """Floats rounded to 2**num_bits values and given back as floats.

    Args:
      input: a Tensor of floats.
      input_min, input_max: scalar Tensors of the same dtype, the range if it is given.
      signed_input: whether the integers are signed.
      num_bits: their bits.
      range_given: whether the range is given, or that of `input`.
      round_mode: "HALF_TO_EVEN" or "HALF_UP".
      name: a name for the operation.
      narrow_range: one value less, at the lower end of signed integers.

    Raises:
      ValueError: for another mode of rounding.
      InvalidArgumentError: in a run, for an empty range or other bits.
    """
    return raw_quantize_and_dequantize(
        input,
        input_min,
        input_max,
        signed_input=signed_input,
        num_bits=num_bits,
        range_given=range_given,
        round_mode=round_mode,
        narrow_range=narrow_range,
        name=name,
    )
