"""Floats to quantized numbers and back: `tf.quantization.quantize` and `dequantize`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.quantized.ranges import (
    TYPES,
    bounds,
    integers,
    scalars,
    to_float,
    to_integer,
    typed,
)
from scopeflow.xp.floats import half_away

_MODES = 'mode: {"MIN_COMBINED"|"MIN_FIRST"|"SCALED"} = "MIN_COMBINED"'
_LEAST_WIDTH = np.float32(0.01)
F = np.float32


def _quantized(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    scalars(inputs, 1, 2)
    return inputs[0]._dims, (), ()


@op(
    f"QuantizeV2(input: float32, min_range: float32, max_range: float32; T: {TYPES}, {_MODES}, "
    'round_mode: {"HALF_AWAY_FROM_ZERO"|"HALF_TO_EVEN"} = "HALF_AWAY_FROM_ZERO")'
    " -> (output: T, output_min: float32, output_max: float32)",
    shape=_quantized,
    host=True,
)
def raw_quantize(
    input: Any, min_range: Any, max_range: Any, *, T: DType, mode: str, round_mode: str
) -> Any:
    """Floats as integers of a range."""
    x, least, most = np.asarray(input, F), F(min_range), F(max_range)
    if least > most:
        raise invalid_argument("input_max_range must be larger than input_min_range.")
    low = min(F(0), least)
    width = F(max(F(1), abs(least), abs(most)) * _LEAST_WIDTH)
    high = max(F(0), max(most, F(low + width)))
    lowest, highest = bounds(T)
    with np.errstate(all="ignore"):
        if mode == "MIN_COMBINED":
            found = (np.clip(x, low, high) - low) * F((F(highest) - F(lowest)) / (high - low))
            if lowest < 0:
                found = found - F((float(highest) - lowest + 1) / 2)
            found = half_away(found)
        elif mode == "MIN_FIRST":
            scale = F((highest - lowest) / (float(high) - float(low)))
            shift = F(half_away(F(low * scale))) - F(lowest)
            # the greatest float32 that an int32 holds
            top = F(2147483520) if highest == 2147483647 else F(highest)
            found = half_away(np.clip(x, low, high) * scale) - shift
            found = np.minimum(np.maximum(found, F(lowest)), top)
        else:
            scale = _common_scale(low, high, lowest, highest)
            low, high = F(lowest / scale), F(highest / scale)
            scaled = np.clip(x, low, high) * scale
            found = half_away(scaled) if round_mode == "HALF_AWAY_FROM_ZERO" else np.rint(scaled)
    return _cast(found, T), low, high


def _common_scale(low: Any, high: Any, lowest: int, highest: int) -> Any:
    """The scale by which both ends of a range around zero fit."""
    by_low = F(F(lowest) / low) if lowest * low > 0 else np.finfo(F).max
    by_high = F(F(highest) / high) if highest * high > 0 else np.finfo(F).max
    return min(by_low, by_high)


def _cast(values: Any, dtype: DType) -> np.ndarray:
    """Whole floats as integers, as a processor converts them: what is too large becomes the least."""
    wide = np.nan_to_num(np.asarray(values, np.float64))
    lowest, highest = bounds(dtype)
    return typed(np.where(wide > highest, lowest, wide).astype(np.int64), dtype)


def quantize(
    input: Any,
    min_range: Any,
    max_range: Any,
    T: Any,
    mode: str = "MIN_COMBINED",
    round_mode: str = "HALF_AWAY_FROM_ZERO",
    name: str | None = None,
) -> Any:
    """Floats as quantized numbers.

    Args:
      input: a float32 tensor.
      min_range, max_range: float32 scalars: the floats that the least and the greatest integer stand
        for; the range is widened to hold zero.
      T: the dtype of the numbers: qint8, quint8, qint16, quint16 or qint32.
      mode: "MIN_COMBINED", "MIN_FIRST" (the same with zero exact) or "SCALED" (zero is 0).
      round_mode: "HALF_AWAY_FROM_ZERO" or, for "SCALED", "HALF_TO_EVEN".
      name: the wish for the node's name.

    Returns:
      A named tuple (output, output_min, output_max): numbers of the input's shape, and their range.

    Raises:
      TypeError: for another dtype.
      InvalidArgumentError: in a run, if the range is the wrong way round.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.quantization.quantize([-1.0, 0.0, 2.0], -1.0, 2.0, tf.quint8)).output.tolist()
    [0, 85, 255]

    ```
    """
    return raw_quantize(
        input, min_range, max_range, T=T, mode=mode, round_mode=round_mode, name=name
    )


def quantize_v2(
    input: Any,
    min_range: Any,
    max_range: Any,
    T: Any,
    mode: str = "MIN_COMBINED",
    name: str | None = None,
    round_mode: str = "HALF_AWAY_FROM_ZERO",
) -> Any:
    """`quantize` with its arguments in another order."""
    return quantize(input, min_range, max_range, T, mode, round_mode, name)


def _floats(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    scalars(inputs, 1, 2)
    return (inputs[0]._dims,)


@op(
    f"Dequantize(input: T, min_range: float32, max_range: float32; T: {TYPES}, {_MODES}) -> (output: float32)",
    shape=_floats,
    host=True,
)
def dequantize(input: Any, min_range: Any, max_range: Any, *, T: DType, mode: str) -> Any:
    """The floats that quantized numbers stand for.

    Args:
      input: numbers of a quantized dtype.
      min_range, max_range: float32 scalars, their range as `quantize` gives it.
      mode: the mode that they were quantized with.
      name: the wish for the node's name.

    Returns:
      A float32 tensor of the input's shape.
    """
    numbers, low, high = integers(input).astype(F), F(min_range), F(max_range)
    lowest, highest = bounds(T)
    if mode == "MIN_COMBINED":
        half = F((float(highest) - lowest + 1) / 2) if lowest < 0 else F(0)
        scale = F((high - low) / (F(highest) - F(lowest)))
        return (numbers + half) * scale + low
    if mode == "MIN_FIRST":
        scale = F((float(high) - float(low)) / (highest - lowest))
        least = F(half_away(F(low / scale)) * scale) if low != high else low
        return numbers * scale + F(least - F(F(lowest) * scale))
    scale = F(high / F(highest))
    if lowest < 0:
        scale = max(scale, F(low / F(lowest)))
    return numbers * scale


def _range(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    scalars(inputs, 1, 2)
    return (), ()


@op(
    f"RequantizationRange(input: Tinput, input_min: float32, input_max: float32; Tinput: {TYPES})"
    " -> (output_min: float32, output_max: float32)",
    shape=_range,
    host=True,
)
def requantization_range(input: Any, input_min: Any, input_max: Any, *, Tinput: DType) -> Any:
    """The range of the floats that numbers stand for, with zero in it."""
    return _actual_range(input, input_min, input_max, Tinput)


def _actual_range(quantized: Any, low: Any, high: Any, dtype: DType) -> tuple[Any, Any]:
    numbers = integers(quantized)
    least, most = to_float([numbers.min(), numbers.max()], low, high, dtype)
    return min(F(0), least), most


def _ranged(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    scalars(inputs, *range(1, len(inputs)))
    return inputs[0]._dims, (), ()


def moved(
    quantized: Any, low: Any, high: Any, dtype: DType, to: tuple[Any, Any], out: DType
) -> Any:
    """Numbers of one range as numbers of another."""
    values = to_float(integers(quantized), low, high, dtype)
    return typed(to_integer(values, *to, out), out)


@op(
    "Requantize(input: Tinput, input_min: float32, input_max: float32, requested_output_min: float32, "
    f"requested_output_max: float32; Tinput: {TYPES}, out_type: {TYPES})"
    " -> (output: out_type, output_min: float32, output_max: float32)",
    shape=_ranged,
    host=True,
)
def requantize(
    input: Any,
    input_min: Any,
    input_max: Any,
    requested_output_min: Any,
    requested_output_max: Any,
    *,
    Tinput: DType,
    out_type: DType,
) -> Any:
    """Numbers of one range as numbers of another."""
    low, high = F(requested_output_min), F(requested_output_max)
    if low > 0:
        raise invalid_argument(f"requested_output_min must be <= 0, but got {low:g}")
    if high < low:
        raise invalid_argument(
            f"requested_output_max must be >= requested_output_min, but got {high:g} and {low:g}"
        )
    return _down(input, input_min, input_max, Tinput, (low, high), out_type), low, high


def _down(
    quantized: Any, low: Any, high: Any, dtype: DType, to: tuple[Any, Any], out: DType
) -> Any:
    """Numbers in another range, counted from its lower end."""
    values = to_float(integers(quantized), low, high, dtype).astype(np.float64)
    lowest, highest = bounds(out)
    least, most = float(to[0]), float(to[1])
    steps = (values - least) * ((highest - lowest) / (most - least)) if most > least else values * 0
    return typed(np.clip(half_away(steps) + lowest, lowest, highest).astype(np.int64), out)


@op(
    "QuantizeDownAndShrinkRange(input: Tinput, input_min: float32, input_max: float32; "
    f"Tinput: {TYPES}, out_type: {TYPES}) -> (output: out_type, output_min: float32, output_max: float32)",
    shape=_ranged,
    host=True,
)
def quantize_down(
    input: Any, input_min: Any, input_max: Any, *, Tinput: DType, out_type: DType
) -> Any:
    """Numbers with as few bits as their own range needs."""
    low, high = _actual_range(input, input_min, input_max, Tinput)
    return _down(input, input_min, input_max, Tinput, (low, high), out_type), low, high
