"""Discrete cosine transforms of the types I, II and III, made of Fourier transforms."""

from __future__ import annotations

import math
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as range_op
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import expand_dims, shape
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.complexes import complex as complex_op
from scopeflow.ops.math.complexes import real
from scopeflow.ops.math.elementwise import exp, rsqrt, sqrt
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.signal.fourier import irfft, rfft


def _refuse(tensor: Tensor, kind: int, n: int | None, axis: int, norm: str | None) -> None:
    if axis != -1:
        raise NotImplementedError(f"axis must be -1. Got: {axis}")
    if n is not None and n < 1:
        raise ValueError("n should be a positive integer or None")
    if kind not in (1, 2, 3):
        raise ValueError("Only Types I, II and III (I)DCT are supported.")
    if kind == 1:
        if norm == "ortho":
            raise ValueError("Normalization is not supported for the Type-I DCT.")
        dims = tensor._dims
        if dims is not None and dims[-1] is not None and dims[-1] < 2:
            raise ValueError("Type-I DCT requires the dimension to be greater than one.")
    if norm not in (None, "ortho"):
        raise ValueError(f"Unknown normalization. Expected None or 'ortho', got: {norm}")


def dct(
    input: Any,  # noqa: A002 - the public name
    type: int = 2,  # noqa: A002 - the public name
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The discrete cosine transform of real signals.

    Args:
      input: float32 `[..., samples]`.
      type: 1, 2 or 3.
      n: to how many samples the signals are cut or filled with zeros; None leaves them.
      axis: -1.
      norm: None, or "ortho" for the orthonormal transform (types 2 and 3).
      name: a name for the scope of the operations.

    Raises:
      ValueError: for another type or norm.
      NotImplementedError: for another axis.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.signal.dct([1.0, 1.0])).round(3) + 0.0)
    [4. 0.]

    ```
    """
    with name_scope(name, "dct"):
        x = convert_to_tensor(input, dtype=dtypes.float32)
        _refuse(x, type, n, axis, norm)
        x = _of_length(x, n)
        size = _last(x)
        wide = cast(size, dtypes.float32)
        if type == 1:
            mirrored = concat([x, x[..., -2:0:-1]], axis=-1)
            return real(rfft(mirrored))
        if type == 2:
            turn = complex_op(0.0, -range_op(wide) * math.pi * 0.5 / wide)
            scale = 2.0 * exp(turn)
            result = real(rfft(x, fft_length=[2 * size])[..., :size] * scale)
            if norm == "ortho":
                first = 0.5 * rsqrt(wide)
                result *= _weights(first, first * sqrt(2.0), size)
            return result
        if norm == "ortho":
            first = sqrt(wide)
            x *= _weights(first, first * sqrt(0.5), size)
        else:
            x *= wide
        scale = 2.0 * exp(complex_op(0.0, range_op(wide) * math.pi * 0.5 / wide))
        return irfft(scale * complex_op(x, 0.0), fft_length=[2 * size])[..., :size]


def idct(
    input: Any,  # noqa: A002 - the public name
    type: int = 2,  # noqa: A002 - the public name
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The inverse of `dct`, but for a factor of 2 * samples where it is not orthonormal.

    Args:
      input: float32 `[..., samples]`.
      type: 1, 2 or 3: the transform to be undone.
      n: as in `dct`.
      axis: -1.
      norm: as in `dct`.
      name: a name for the scope of the operations.

    Raises:
      ValueError: for another type or norm.
      NotImplementedError: for another axis.
    """
    if type not in (1, 2, 3):
        raise ValueError("Only Types I, II and III (I)DCT are supported.")
    inverse = {1: 1, 2: 3, 3: 2}[type]
    return dct(input, type=inverse, n=n, axis=axis, norm=norm, name=name)


def _last(x: Tensor) -> Any:
    """The size of the last axis, a number if it is known."""
    size = None if x._dims is None else x._dims[-1]
    return shape(x)[-1] if size is None else size


def _of_length(x: Tensor, n: int | None) -> Tensor:
    size = _last(x)
    if n is None:
        return x
    if n <= size:
        return x[..., 0:n]
    ends = [[0, 0]] * (len(x.shape) - 1) + [[0, n - size]]
    return pad(x, convert_to_tensor(ends, dtypes.int32))


def _weights(first: Tensor, others: Tensor, size: Any) -> Tensor:
    return pad(expand_dims(first, 0), [[0, size - 1]], constant_values=others)
