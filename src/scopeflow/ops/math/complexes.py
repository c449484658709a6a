"""Complex numbers and their parts."""

from __future__ import annotations

from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.define import op
from scopeflow.ops.dispatch import dispatched
from scopeflow.ops.scoping import name_scope

_PARTS = "T: {complex64|complex128} = complex64, Tout: {float32|float64} = float32"


@op("Complex(real: T, imag: T; T: {float32|float64} = float32, Tout: {complex64|complex128} = complex64) "
    "-> (out: Tout)", shape=rules.broadcast)  # fmt: skip
def _raw_complex(real, imag):
    """The complex numbers with these real and imaginary parts."""
    return xp.complex(real, imag)


@op(f"Real(input: T; {_PARTS}) -> (output: Tout)", shape=rules.unchanged)
def _raw_real(input):
    """The real part."""
    return xp.real(input)


@op(f"Imag(input: T; {_PARTS}) -> (output: Tout)", shape=rules.unchanged)
def _raw_imag(input):
    """The imaginary part."""
    return xp.imag(input)


@op(f"Angle(input: T; {_PARTS}) -> (output: Tout)", shape=rules.unchanged)
def _raw_angle(input):
    """The angle with the real axis."""
    return xp.angle(input)


@op(
    "Conj(input: T; T: {complex64|complex128|variant} = complex64) -> (output: T)",
    shape=rules.unchanged,
)
def _raw_conj(input):
    """The complex conjugate."""
    return xp.conj(input)


@op(f"ComplexAbs(x: T; {_PARTS}) -> (y: Tout)", shape=rules.unchanged)
def complex_abs(x):
    """The magnitude of complex numbers."""
    return xp.abs(x)


def real_dtype(dtype: DType) -> DType:
    """The dtype of a complex dtype's parts; a real dtype is its own."""
    return {dtypes.complex64: dtypes.float32, dtypes.complex128: dtypes.float64}.get(
        dtype.base_dtype, dtype.base_dtype
    )


def complex(real: Any, imag: Any, name: str | None = None) -> Tensor:
    """The complex numbers with these real and imaginary parts.

    Args:
      real: a Tensor of float32 or float64.
      imag: a Tensor of the same dtype, of a shape that broadcasts with real's.
      name: a name for the operation.

    Returns:
      A Tensor of complex64 or complex128.

    Raises:
      TypeError: for parts of other dtypes.
    """
    real = internal_convert(real, name="real")
    imag = internal_convert(imag, name="imag")
    with name_scope(name, "Complex", [real, imag]) as full:
        pair = (real.dtype, imag.dtype)
        if pair == (dtypes.float64, dtypes.float64):
            wide = dtypes.complex128
        elif pair == (dtypes.float32, dtypes.float32):
            wide = dtypes.complex64
        else:
            raise TypeError(
                f"real and imag have incorrect types: {real.dtype.name} {imag.dtype.name}. "
                "Both parts must be float32, or both float64."
            )
        return _raw_complex(real, imag, Tout=wide, name=full)


@dispatched
def real(input: Any, name: str | None = None) -> Tensor:
    """The real part of complex numbers; a real tensor is its own.

    Args:
      input: a Tensor of numbers.
      name: a name for the operation.
    """
    with name_scope(name, "Real", [input]) as full:
        input = internal_convert(input, name="input")
        if not input.dtype.is_complex:
            return input
        return _raw_real(input, Tout=real_dtype(input.dtype), name=full)


@dispatched
def imag(input: Any, name: str | None = None) -> Tensor:
    """The imaginary part of complex numbers; zeros for a real tensor.

    Args:
      input: a Tensor of numbers.
      name: a name for the operation.
    """
    with name_scope(name, "Imag", [input]) as full:
        input = internal_convert(input, name="input")
        if not input.dtype.is_complex:
            return zeros_like(input)
        return _raw_imag(input, Tout=real_dtype(input.dtype), name=full)


@dispatched
def angle(input: Any, name: str | None = None) -> Tensor:
    """The angle of complex numbers with the real axis, in radians; zeros for a real tensor.

    Args:
      input: a Tensor of numbers.
      name: a name for the operation.
    """
    with name_scope(name, "Angle", [input]) as full:
        input = internal_convert(input, name="input")
        if not input.dtype.is_complex:
            return zeros_like(input)
        return _raw_angle(input, Tout=real_dtype(input.dtype), name=full)


@dispatched
def conj(x: Any, name: str | None = None) -> Tensor:
    """The complex conjugate; a real tensor is its own.

    Args:
      x: a Tensor of numbers.
      name: a name for the operation.

    Raises:
      TypeError: if x holds no numbers.
    """
    if isinstance(x, Tensor):
        kind = x.dtype
        if kind.is_floating or kind.is_integer:
            return x
    with name_scope(name, "Conj", [x]) as full:
        x = internal_convert(x, name="x")
        if x.dtype.is_complex or x.dtype is dtypes.variant:
            return _raw_conj(x, name=full)
        if x.dtype.is_floating or x.dtype.is_integer:
            return x
        raise TypeError(
            f"Expected numeric or variant tensor, got dtype {x.dtype!r}. Cast it first."
        )
