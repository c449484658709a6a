"""Fourier transforms of complex and of real signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros, zeros_like
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import rank as rank_of
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.arrays.splitting import unstack
from scopeflow.ops.define import Definition, ShapeMismatch, op
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value

_AXES = {1: "the last axis", 2: "the last two axes", 3: "the last three axes"}


def _unchanged(rank: int) -> Callable[..., tuple[rules.Dims]]:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
        return (rules.at_least(inputs[0]._dims, rank),)

    return rule


def _complex(kind: str, public: str, rank: int, inverse: bool) -> Definition:
    def body(input: Any) -> Any:  # noqa: A002 - the input's name in the op
        return xp.fft(input, rank, inverse)

    body.__name__ = public
    body.__doc__ = f"""The {"inverse " if inverse else ""}discrete Fourier transform over {_AXES[rank]}.

    Args:
      input: a Tensor of complex64 or complex128, of rank {rank} or more.
      name: a name for the operation.

    Returns:
      A Tensor of the input's shape and dtype.
    """
    text = f"{kind}(input: Tcomplex; Tcomplex: {{complex64|complex128}} = complex64) -> (output: Tcomplex)"
    return op(text, shape=_unchanged(rank))(body)


fft = _complex("FFT", "fft", 1, False)
fft2d = _complex("FFT2D", "fft2d", 2, False)
fft3d = _complex("FFT3D", "fft3d", 3, False)
ifft = _complex("IFFT", "ifft", 1, True)
ifft2d = _complex("IFFT2D", "ifft2d", 2, True)
ifft3d = _complex("IFFT3D", "ifft3d", 3, True)


# -- real signals ----------------------------------------------------------------------------------


def _by_length(rank: int, half: bool) -> Callable[..., tuple[rules.Dims]]:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
        dims = rules.at_least(inputs[0]._dims, rank)
        given = rules.with_rank(inputs[1]._dims, 1)
        if given is not None and given[0] not in (None, rank):
            raise ShapeMismatch(f"Dimension must be {rank} but is {given[0]}")
        if dims is None:
            return (None,)
        lengths = constant_value(inputs[1])
        if lengths is None:
            return (dims[: len(dims) - rank] + (None,) * rank,)
        sizes = [int(length) for length in lengths]
        if any(size < 0 for size in sizes):
            raise ShapeMismatch(f"Dimension {min(sizes)} must be >= 0")
        if half and sizes[-1]:
            sizes[-1] = sizes[-1] // 2 + 1
        return ((*dims[: len(dims) - rank], *sizes),)

    return rule


def _real_op(kind: str, rank: int) -> Definition:
    def body(input: Any, fft_length: Any) -> Any:  # noqa: A002 - the input's name in the op
        return xp.rfft(input, fft_length, rank)

    body.__doc__ = f"The half of the transform of real numbers over {_AXES[rank]}."
    text = f"{kind}(input: float32, fft_length: int32; ) -> (output: complex64)"
    return op(text, shape=_by_length(rank, True), static=("fft_length",))(body)


def _inverse_op(kind: str, rank: int) -> Definition:
    def body(input: Any, fft_length: Any) -> Any:  # noqa: A002 - the input's name in the op
        return xp.irfft(input, fft_length, rank)

    body.__doc__ = f"The real numbers whose half transform over {_AXES[rank]} is given."
    text = f"{kind}(input: complex64, fft_length: int32; ) -> (output: float32)"
    return op(text, shape=_by_length(rank, False), static=("fft_length",))(body)


_RFFT = {1: _real_op("RFFT", 1), 2: _real_op("RFFT2D", 2), 3: _real_op("RFFT3D", 3)}
_IRFFT = {1: _inverse_op("IRFFT", 1), 2: _inverse_op("IRFFT2D", 2), 3: _inverse_op("IRFFT3D", 3)}


def _real(rank: int, public: str, inverse: bool) -> Callable[..., Tensor]:
    definition = _IRFFT[rank] if inverse else _RFFT[rank]
    dtype = dtypes.complex64 if inverse else dtypes.float32

    def transform(input_tensor: Any, fft_length: Any = None, name: str | None = None) -> Tensor:
        with name_scope(name, public, [input_tensor, fft_length]) as full:
            x = convert_to_tensor(input_tensor, dtype)
            x.shape.with_rank_at_least(rank)
            if fft_length is None:
                lengths = _inferred(x, rank, inverse)
            else:
                lengths = convert_to_tensor(fft_length, dtypes.int32)
            x = _padded(x, rank, lengths, inverse)
            return definition(x, lengths, name=full)

    transform.__name__ = transform.__qualname__ = public
    what = (
        "The real signal whose half Fourier transform is given: the inverse of the other function."
        if inverse
        else "The Fourier transform of real signals: the half of it that tells the other."
    )
    last = "n" if inverse else "n // 2 + 1"
    transform.__doc__ = f"""{what}

    Args:
      input_tensor: a Tensor of {dtype.name}, of rank {rank} or more; {_AXES[rank]} are transformed.
      fft_length: int32 [{rank}], the lengths of the real signal: it is cut or filled with zeros to
        them; None means its own{" (an even last one)" if inverse else ""}.
      name: a name for the operation and the scope of its helpers.

    Returns:
      A Tensor of {"float32" if inverse else "complex64"}; the last axis has {last} elements.

    Raises:
      ValueError: if the ranks are not such.
    """
    return transform


def _inferred(x: Tensor, rank: int, inverse: bool) -> Tensor:
    dims = None if x._dims is None else list(x._dims[-rank:])
    if dims is not None and None not in dims:
        if inverse:
            dims[-1] = max(0, 2 * (dims[-1] - 1))  # type: ignore[operator]
        return constant(dims, dtypes.int32)
    lengths: Any = shape(x)[-rank:]
    if inverse:
        parts = unstack(lengths)
        parts[-1] = maximum(0, 2 * (parts[-1] - 1))
        lengths = stack(parts)
    return lengths


def _known_lengths(lengths: Tensor, rank: int) -> list[int | None]:
    value = constant_value(lengths)
    if value is None:
        return [None] * rank
    if value.ndim == 0:
        raise ValueError(
            f"Received a scalar value '{value}' as shape; require a statically known scalar with "
            "value '-1' to describe an unknown shape."
        )
    return [int(length) if length >= 0 else None for length in value]


def _padded(x: Tensor, rank: int, lengths: Tensor, inverse: bool) -> Tensor:
    """x with zeros at the ends, where it is shorter than the transform."""
    wanted = _known_lengths(lengths, rank)
    dims = x._dims
    if dims is not None:
        if 0 in dims:
            return x
        if inverse and wanted[-1] is not None:
            wanted[-1] = wanted[-1] // 2 + 1
        pairs = list(zip(dims[-rank:], wanted, strict=False))
        if not any(None in pair for pair in pairs):
            if all(size >= length for size, length in pairs):  # type: ignore[operator]
                return x
            ends = [[0, max(length - size, 0)] for size, length in pairs]  # type: ignore[operator]
            return pad(x, [[0, 0]] * (len(dims) - len(ends)) + ends)
    count = rank_of(x)
    sizes = shape(x)[-rank:]
    outer = maximum(0, count - rank)
    none = zeros([outer], dtypes.int32)
    if inverse:
        lengths = concat([lengths[:-1], lengths[-1:] // 2 + 1], 0)
    missing = maximum(0, lengths - sizes)
    after = concat([none, missing], 0)
    return pad(x, stack([zeros_like(after), after], axis=1))


rfft = _real(1, "rfft", False)
rfft2d = _real(2, "rfft2d", False)
rfft3d = _real(3, "rfft3d", False)
irfft = _real(1, "irfft", True)
irfft2d = _real(2, "irfft2d", True)
irfft3d = _real(3, "irfft3d", True)
