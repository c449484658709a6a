"""Gradients of Fourier transforms: nodes, names and order are TensorFlow's."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as range_op
from scopeflow.ops.arrays.filling import ones
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import tile, transpose
from scopeflow.ops.arrays.shaping import expand_dims, rank, reshape, shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.complexes import conj, real
from scopeflow.ops.math.division import mod
from scopeflow.ops.math.elementwise import exp, reciprocal
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.math.reduction import reduce_prod
from scopeflow.ops.signal import fourier


def _size(grad: Tensor, count: int) -> Tensor:
    """How many numbers each transform has."""
    return reduce_prod(shape(grad)[-count:])


def _forward(count: int, inverse: Callable[..., Tensor]) -> Callable[..., Any]:
    def of_fft(op: Operation, grad: Any) -> Any:
        size = cast(_size(grad, count), grad.dtype)
        return inverse(grad) * size

    return of_fft


def _backward(count: int, forward: Callable[..., Tensor]) -> Callable[..., Any]:
    def of_ifft(op: Operation, grad: Any) -> Any:
        size = cast(_size(grad, count), grad.dtype.real_dtype)
        factor = cast(1.0 / size, grad.dtype)
        return forward(grad) * factor

    return of_ifft


gradient("FFT")(_forward(1, fourier.ifft))
gradient("FFT2D")(_forward(2, fourier.ifft2d))
gradient("FFT3D")(_forward(3, fourier.ifft3d))
gradient("IFFT")(_backward(1, fourier.fft))
gradient("IFFT2D")(_backward(2, fourier.fft2d))
gradient("IFFT3D")(_backward(3, fourier.fft3d))


def _alternating(count: Any) -> Tensor:
    """1, -1, 1, ..."""
    return cast(1 - 2 * (range_op(count) % 2), dtypes.complex64)


def _of_rfft(op: Operation, grad: Any) -> Any:
    fft_length = op.inputs[1]
    input_shape = shape(op.inputs[0])
    # the last column of an even transform has no twin
    is_even = cast(1 - (fft_length[-1] % 2), dtypes.complex64)
    extra = grad[..., 0:1] + is_even * grad[..., -1:] * _alternating(input_shape[-1])
    return _with_twins(op, grad, extra, 1, fourier.irfft)


def _with_twins(
    op: Operation, grad: Tensor, extra: Tensor, count: int, inverse: Callable[..., Tensor]
) -> Any:
    size = cast(_size(op.inputs[0], count), dtypes.float32)
    whole = inverse(grad, op.inputs[1])
    return 0.5 * (whole * size + real(extra)), None


gradient("RFFT")(_of_rfft)


@gradient("RFFT2D")
def _of_rfft2d(op: Operation, grad: Any) -> Any:
    fft_length = op.inputs[1]
    input_shape = shape(op.inputs[0])
    is_even = cast(1 - (fft_length[-1] % 2), dtypes.complex64)

    def matrix(size: Any) -> Tensor:
        """The matrix of the transform of one axis, for every matrix of the batch."""
        indices = tile(expand_dims(range_op(size), 0), (size, 1))
        powers = indices * transpose(indices, [1, 0])
        step = (
            complex(0.0, -2 * math.pi)
            * cast(powers, dtypes.complex64)
            / cast(size, dtypes.complex64)
        )
        return exp(step)

    def for_batch(one: Tensor, like: Tensor) -> Tensor:
        outer = rank(op.inputs[0]) - 2
        one = reshape(one, concat([ones([outer], dtypes.int32), shape(one)], 0))
        return tile(one, concat([shape(like)[:-2], [1, 1]], 0))

    first = grad[..., 0:1]
    dft = for_batch(matrix(input_shape[-2]), first)
    columns = matmul(dft, conj(first))
    last = matmul(dft, conj(grad[..., -1:]))
    width = input_shape[-1]
    outer = rank(op.inputs[0]) - 1
    spread = tile(last, concat([ones([outer], dtypes.int32), [width]], 0))
    extra = columns + is_even * (spread * _alternating(width))
    return _with_twins(op, grad, extra, 2, fourier.irfft2d)


def _of_irfft(count: int, forward: Callable[..., Tensor]) -> Callable[..., Any]:
    def of_irfft(op: Operation, grad: Any) -> Any:
        fft_length = op.inputs[1]
        is_odd = mod(fft_length[-1], 2)
        width = shape(op.inputs[0])[-1]
        # all columns but the first, and the last of an even transform, stand for two
        mask = concat([[1.0], 2.0 * ones([width - 2 + is_odd]), ones([1 - is_odd])], 0)
        factor = reciprocal(cast(_size(grad, count), dtypes.float32))
        transform = forward(grad, fft_length)
        return transform * cast(factor * mask, dtypes.complex64), None

    return of_irfft


gradient("IRFFT")(_of_irfft(1, fourier.rfft))
gradient("IRFFT2D")(_of_irfft(2, fourier.rfft2d))
