"""Products, joins and shapes of quantized numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.joining import concatenated
from scopeflow.ops.arrays.shaping import reshaped
from scopeflow.ops.define import op
from scopeflow.ops.quantized.converting import moved
from scopeflow.ops.quantized.ranges import (
    TYPES,
    bounds,
    integers,
    level,
    product_range,
    scalars,
    to_integer,
    typed,
)

F = np.float32


def centred(quantized: Any, low: Any, high: Any, dtype: DType) -> np.ndarray:
    """The integers, counted from the one that stands for zero."""
    zero = int(to_integer(0.0, low, high, dtype, clamp=False))
    return integers(quantized).astype(np.int64) - zero


def _matrices(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    a, b = (rules.with_rank(tensor._dims, 2) for tensor in inputs[:2])
    scalars(inputs, 2, 3, 4, 5)
    rows = a[1 if attrs["transpose_a"] else 0] if a else None
    columns = b[0 if attrs["transpose_b"] else 1] if b else None
    inner = (
        a[0 if attrs["transpose_a"] else 1] if a else None,
        b[1 if attrs["transpose_b"] else 0] if b else None,
    )
    rules.merge_dim(*inner)
    return (rows, columns), (), ()


@op(
    "QuantizedMatMul(a: T1, b: T2, min_a: float32, max_a: float32, min_b: float32, max_b: float32; "
    f"T1: {TYPES}, T2: {TYPES}, Toutput: {TYPES} = qint32, transpose_a: bool = False, transpose_b: bool = False, "
    f"Tactivation: {TYPES} = quint8) -> (out: Toutput, min_out: float32, max_out: float32)",
    shape=_matrices,
    host=True,
)
def quantized_matmul(
    a: Any, b: Any, min_a: Any, max_a: Any, min_b: Any, max_b: Any,
    *, T1: DType, T2: DType, Toutput: DType, transpose_a: bool, transpose_b: bool,
) -> Any:  # fmt: skip
    """The product of two matrices of quantized numbers, and its range."""
    left, right = centred(a, min_a, max_a, T1), centred(b, min_b, max_b, T2)
    found = (left.T if transpose_a else left) @ (right.T if transpose_b else right)
    spread = product_range(level(T1, min_a, max_a), level(T2, min_b, max_b), Toutput)
    return typed(found, Toutput), *spread


def _broadcast(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    scalars(inputs, 2, 3, 4, 5)
    return rules.broadcast_dims(inputs[0]._dims, inputs[1]._dims), (), ()


@op(
    "QuantizedMul(x: T1, y: T2, min_x: float32, max_x: float32, min_y: float32, max_y: float32; "
    f"T1: {TYPES}, T2: {TYPES}, Toutput: {TYPES} = qint32) -> (z: Toutput, min_z: float32, max_z: float32)"
    " # commutative",
    shape=_broadcast,
    host=True,
)
def quantized_mul(
    x: Any, y: Any, min_x: Any, max_x: Any, min_y: Any, max_y: Any,
    *, T1: DType, T2: DType, Toutput: DType,
) -> Any:  # fmt: skip
    """Products of quantized numbers, and their range."""
    found = centred(x, min_x, max_x, T1) * centred(y, min_y, max_y, T2)
    spread = product_range(level(T1, min_x, max_x), level(T2, min_y, max_y), Toutput)
    return typed(found, Toutput), *spread


def _joined(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    count = attrs["N"]
    scalars(inputs, *range(count + 1, len(inputs)))
    return *concatenated(inputs[1 : count + 1], inputs[0], 0), (), ()


@op(
    "QuantizedConcat(concat_dim: int32, values: N * T, input_mins: N * float32, input_maxes: N * float32; "
    "N: int >= 2, T: type) -> (output: T, output_min: float32, output_max: float32)",
    shape=_joined,
    host=True,
)
def quantized_concat(
    concat_dim: Any, values: Any, input_mins: Any, input_maxes: Any, *, T: DType
) -> Any:
    """Quantized numbers one after the other along an axis, all in the widest of their ranges.

    Args:
      concat_dim: an int32 scalar, the axis.
      values: a list of tensors of one quantized dtype.
      input_mins, input_maxes: lists of float32 scalars, their ranges.
      name: the wish for the node's name.

    Returns:
      A named tuple (output, output_min, output_max).
    """
    low = min(F(0), *(F(value) for value in input_mins))
    high = max(F(0), *(F(value) for value in input_maxes))
    if bounds(T)[0] < 0:
        # around zero where the integers are
        high = max(abs(low), abs(high))
        low = -high
    parts = [
        integers(value)
        if (F(least), F(most)) == (low, high)
        else integers(moved(value, least, most, T, (low, high), T))
        for value, least, most in zip(values, input_mins, input_maxes, strict=True)
    ]
    return typed(xp.concat(parts, concat_dim), T), low, high


def _reshaped(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    scalars(inputs, 2, 3)
    return *reshaped(inputs[:2], attrs), (), ()


@op(
    "QuantizedReshape(tensor: T, shape: Tshape, input_min: float32, input_max: float32; T: type, "
    "Tshape: index = int32) -> (output: T, output_min: float32, output_max: float32)",
    shape=_reshaped,
    host=True,
)
def quantized_reshape(tensor: Any, shape: Any, input_min: Any, input_max: Any) -> Any:
    """Quantized numbers in another shape."""
    return xp.reshape(tensor, shape), input_min, input_max


# -- rectified -------------------------------------------------------------------------------------


def _rectified(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    scalars(inputs, *range(1, len(inputs)))
    return inputs[0]._dims, (), ()


def _rectify(features: Any, low: Any, high: Any, top: Any, given: DType, out: DType) -> Any:
    numbers = integers(features).astype(np.int64)
    found = np.maximum(numbers, to_integer(0.0, low, high, given))
    if top is not None:
        found = np.minimum(found, to_integer(top, low, high, given))
    return typed(found, out), low, high


_RECTIFIED = (
    f"Tinput: {TYPES}, out_type: {TYPES} = quint8) -> (activations: out_type, min_activations: float32, "
    "max_activations: float32)"
)


@op(
    f"QuantizedRelu(features: Tinput, min_features: float32, max_features: float32; {_RECTIFIED}",
    shape=_rectified,
    host=True,
)
def quantized_relu(
    features: Any, min_features: Any, max_features: Any, *, Tinput: DType, out_type: DType
) -> Any:
    """Quantized numbers, those below zero replaced by zero."""
    return _rectify(features, min_features, max_features, None, Tinput, out_type)


@op(
    f"QuantizedRelu6(features: Tinput, min_features: float32, max_features: float32; {_RECTIFIED}",
    shape=_rectified,
    host=True,
)
def quantized_relu6(
    features: Any, min_features: Any, max_features: Any, *, Tinput: DType, out_type: DType
) -> Any:
    """Quantized numbers, cut to what stands between 0 and 6."""
    return _rectify(features, min_features, max_features, 6.0, Tinput, out_type)


@op(
    "QuantizedReluX(features: Tinput, max_value: float32, min_features: float32, max_features: float32; "
    f"{_RECTIFIED}",
    shape=_rectified,
    host=True,
)
def raw_quantized_relu_x(
    features: Any,
    max_value: Any,
    min_features: Any,
    max_features: Any,
    *,
    Tinput: DType,
    out_type: DType,
) -> Any:
    """Quantized numbers, cut to what stands between 0 and max_value."""
    return _rectify(features, min_features, max_features, float(max_value), Tinput, out_type)


def quantized_relu_x(
    features: Any,
    max_value: Any,
    min_features: Any,
    max_features: Any,
    out_type: Any = dtypes.quint8,
    name: str | None = None,
) -> Any:
    """Quantized numbers, cut to what stands between 0 and `max_value`.

    Args:
      features: numbers of a quantized dtype.
      max_value: a float32 scalar.
      min_features, max_features: float32 scalars, their range.
      out_type: the dtype of the result.
      name: the wish for the node's name.

    Returns:
      A named tuple (activations, min_activations, max_activations).
    """
    return raw_quantized_relu_x(
        features, max_value, min_features, max_features, out_type=out_type, name=name
    )
