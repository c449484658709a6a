"""Small calls of the ops of linear algebra and of signals."""

from __future__ import annotations

from typing import Any

import numpy as np

import scopeflow as tf
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, i32, node, number, tensor

_GENERAL = np.float32([[2, -1, 0.5], [3, 1, -2], [0.25, 4, 1]])
_POSITIVE = np.float32([[4, 1, 0.5], [1, 3, -1], [0.5, -1, 2]])


def _matrices(value: np.ndarray, *batch: int) -> Any:
    """Matrices whose values are not known while building."""
    whole = np.tile(value, [*batch, 1, 1]) if batch else value
    return tf.multiply(f32(*whole.shape) * 0.0 + 1.0, tf.constant(whole))


def _general(*batch: int) -> Any:
    return _matrices(_GENERAL, *batch)


def _positive(*batch: int) -> Any:
    return _matrices(_POSITIVE, *batch)


def _complex(*shape: int) -> Any:
    return tensor(tf.complex64, *shape)


def _band(*batch: int) -> Any:
    return _matrices(np.float32([[1, 2, -1, 9], [4, 5, 6, 7], [9, 1, 2, 1]]), *batch)


def _fourier(name: str) -> list[Sample]:
    return [
        lambda: node(name, _complex(2, 3, 4)),
        lambda: node(name, tensor(tf.complex128, 2, 2, 5)),
    ]


def _real(name: str, *lengths: int) -> list[Sample]:
    inverse = name[0] == "I"

    def whole() -> Any:
        return _complex(3, 4, 5) if inverse else f32(3, 4, 5)

    return [lambda: node(name, whole(), i32(*lengths))]


SAMPLES: dict[str, list[Sample]] = {
    "MatrixDeterminant": [lambda: node("MatrixDeterminant", _general(2))],
    "LogMatrixDeterminant": [lambda: node("LogMatrixDeterminant", _general(2))],
    "MatrixInverse": [
        lambda: node("MatrixInverse", _general(2)),
        lambda: node("MatrixInverse", _general(), adjoint=True),
    ],
    "MatrixSolve": [
        lambda: node("MatrixSolve", _general(2), f32(2, 3, 2)),
        lambda: node("MatrixSolve", _general(), f32(3, 2), adjoint=True),
    ],
    "MatrixTriangularSolve": [
        lambda: node("MatrixTriangularSolve", _general(2), f32(2, 3, 2)),
        lambda: node("MatrixTriangularSolve", _general(), f32(3, 2), lower=False, adjoint=True),
    ],
    "MatrixSolveLs": [
        lambda: node("MatrixSolveLs", _general(), f32(3, 2), tf.constant(0.5, tf.float64)),
        lambda: node(
            "MatrixSolveLs", _general()[:2], f32(2, 2), tf.constant(0.0, tf.float64), fast=False
        ),
    ],
    "MatrixSquareRoot": [lambda: node("MatrixSquareRoot", _positive(2))],
    "MatrixLogarithm": [
        lambda: node("MatrixLogarithm", tf.cast(_positive(), tf.complex64)),
    ],
    "Cholesky": [lambda: node("Cholesky", _positive(2))],
    "Lu": [
        lambda: node("Lu", _general(2)),
        lambda: node("Lu", _general(), output_idx_type=tf.int64),
    ],
    # signs are free, so only the values
    "Svd": [lambda: node("Svd", _general(2), compute_uv=False)],
    "SelfAdjointEigV2": [lambda: node("SelfAdjointEigV2", _positive(2), compute_v=False)],
    "TridiagonalSolve": [
        lambda: node("TridiagonalSolve", _band(2), f32(2, 4, 2)),
        lambda: node("TridiagonalSolve", _band(), f32(4, 1), partial_pivoting=False),
    ],
    "TridiagonalMatMul": [
        lambda: node("TridiagonalMatMul", f32(2, 1, 4), f32(2, 1, 4), f32(2, 1, 4), f32(2, 4, 3)),
    ],
    "Cross": [
        lambda: node("Cross", f32(2, 3), f32(2, 3, first=4)),
        lambda: node("Cross", tensor(tf.int32, 3), tensor(tf.int32, 3, first=5)),
    ],
    "SelectV2": [
        lambda: node("SelectV2", tensor(tf.bool, 2, 1), f32(2, 3), f32(3, first=9)),
        lambda: node("SelectV2", tensor(tf.bool), tensor(tf.string, 2), tensor(tf.string)),
    ],
    "Roll": [
        lambda: node("Roll", f32(3, 4), i32(1, -2), i32(0, 1)),
        lambda: node("Roll", tensor(tf.string, 4), number(1), number(0)),
    ],
    "ReverseSequence": [
        lambda: node(
            "ReverseSequence",
            f32(3, 4),
            tf.placeholder_with_default([1, 4, 0], [3]),
            seq_dim=1,
        ),
        lambda: node(
            "ReverseSequence",
            f32(2, 3, 2),
            tf.placeholder_with_default([2, 1], [2]),
            seq_dim=0,
            batch_dim=2,
        ),
    ],
    **{name: _fourier(name) for name in ("FFT", "FFT2D", "FFT3D", "IFFT", "IFFT2D", "IFFT3D")},
    "RFFT": _real("RFFT", 5),
    "RFFT2D": _real("RFFT2D", 4, 4),
    "RFFT3D": _real("RFFT3D", 3, 4, 5),
    "IRFFT": _real("IRFFT", 8),
    "IRFFT2D": _real("IRFFT2D", 3, 7),
    "IRFFT3D": _real("IRFFT3D", 3, 4, 8),
    "Igamma": [lambda: node("Igamma", f32(2, 3) + 0.5, f32(3))],
    "Igammac": [lambda: node("Igammac", f32(2, 3) + 0.5, f32(3))],
    "IgammaGradA": [lambda: node("IgammaGradA", f32(2, 3) + 0.5, f32(3))],
    "Betainc": [lambda: node("Betainc", f32(2, 3) + 0.5, f32(2, 3) + 1.0, f32(2, 3))],
    "Zeta": [lambda: node("Zeta", f32(2, 3) + 1.5, f32(3))],
    "Polygamma": [lambda: node("Polygamma", tf.floor(f32(2, 3) + 2.0), f32(3))],
    "NextAfter": [lambda: node("NextAfter", f32(2, 3), f32(3, first=2))],
    "CumulativeLogsumexp": [
        lambda: node("CumulativeLogsumexp", f32(2, 3), number(1)),
        lambda: node("CumulativeLogsumexp", f32(2, 3), number(0), exclusive=True, reverse=True),
    ],
    "LowerBound": [lambda: node("LowerBound", f32(2, 5), f32(2, 3))],
    "UpperBound": [lambda: node("UpperBound", f32(2, 5), f32(2, 3), out_type=tf.int64)],
    "UnravelIndex": [
        lambda: node("UnravelIndex", tf.placeholder_with_default([1, 5], [2]), i32(2, 3))
    ],
}
