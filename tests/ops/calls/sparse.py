"""Small calls of the ops on sparse tensors, segments and sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.inputs import f32, node, number, tensor

Sample = Callable[[], Operation]


def fed(value: Any, dtype: Any) -> tf.Tensor:
    """A tensor that is not known while building."""
    made = tf.constant(value, dtype)
    return tf.placeholder_with_default(made, made.shape)


def longs(*numbers: Any) -> tf.Tensor:
    """A constant of int64, whose value is known."""
    return tf.constant(list(numbers), tf.int64)


def sparse(dtype: Any = tf.float32, first: int = 1) -> list[tf.Tensor]:
    """The parts of a sparse [3, 4] tensor of four values."""
    places = fed([[0, 1], [0, 3], [1, 0], [2, 2]], tf.int64)
    return [places, tensor(dtype, 4, first=first), longs(3, 4)]


def other() -> list[tf.Tensor]:
    """The parts of another one, of three values."""
    return [fed([[0, 3], [1, 0], [2, 0]], tf.int64), f32(3, first=5), longs(3, 4)]


def _segments() -> dict[str, list[Sample]]:
    table: dict[str, list[Sample]] = {}
    for kind in ("Sum", "Mean", "Prod", "Min", "Max"):
        name = "Segment" + kind
        table[name] = [
            lambda n=name: node(n, f32(4, 2), fed([0, 0, 2, 3], tf.int32)),
            lambda n=name: node(n, tensor(tf.int32, 4), fed([0, 1, 1, 1], tf.int64)),
        ]
    for kind in ("Prod", "Min", "Max"):
        name = "UnsortedSegment" + kind
        table[name] = [
            lambda n=name: node(n, f32(4, 2), fed([2, 0, -1, 2], tf.int32), number(4)),
            lambda n=name: node(
                n, tensor(tf.int64, 2, 2), fed([[1, 0], [1, 1]], tf.int64), number(2)
            ),
        ]
    for kind in ("Sum", "Mean", "SqrtN"):
        name = "SparseSegment" + kind
        parts = lambda: (f32(4, 2), fed([3, 0, 0], tf.int32), fed([0, 0, 2], tf.int32))  # noqa: E731
        table[name] = [lambda n=name, p=parts: node(n, *p())]
        table[name + "WithNumSegments"] = [
            lambda n=name, p=parts: node(n + "WithNumSegments", *p(), number(4))
        ]
        if kind != "Sum":
            table[name + "Grad"] = [
                lambda n=name: node(
                    n + "Grad",
                    f32(3, 2),
                    fed([3, 0, 0], tf.int32),
                    fed([0, 0, 2], tf.int32),
                    number(4),
                )
            ]
    return table


def _scatters() -> dict[str, list[Sample]]:
    names = [
        "TensorScatterUpdate",
        "TensorScatterAdd",
        "TensorScatterSub",
        "ScatterNdNonAliasingAdd",
    ]
    return {
        name: [
            lambda n=name: node(n, f32(3, 2), fed([[2], [0]], tf.int32), f32(2, 2, first=4)),
            lambda n=name: node(n, f32(3, 2), fed([[2, 1], [0, 0]], tf.int64), f32(2, first=4)),
        ]
        for name in names
    }


def _reductions() -> dict[str, list[Sample]]:
    return {
        f"SparseReduce{kind}{end}": [
            lambda n=f"SparseReduce{kind}{end}": node(n, *sparse(), tf.constant([1])),
            lambda n=f"SparseReduce{kind}{end}": node(n, *sparse(), tf.constant(0), keep_dims=True),
        ]
        for kind in ("Sum", "Max")
        for end in ("", "Sparse")
    }


def _sets() -> dict[str, list[Sample]]:
    marks = {"set_operation": "union"}
    numbers = lambda: sparse(tf.int64)  # noqa: E731
    return {
        "DenseToDenseSetOperation": [
            lambda: node(
                "DenseToDenseSetOperation",
                tensor(tf.int32, 2, 2),
                tensor(tf.int32, 2, 3, first=2),
                **marks,
            )
        ],
        "DenseToSparseSetOperation": [
            lambda: node("DenseToSparseSetOperation", tensor(tf.int64, 3, 2), *numbers(), **marks)
        ],
        "SparseToSparseSetOperation": [
            lambda: node("SparseToSparseSetOperation", *numbers(), *sparse(tf.int64, 3), **marks)
        ],
        "SetSize": [lambda: node("SetSize", *numbers())],
        "EditDistance": [lambda: node("EditDistance", *numbers(), *sparse(tf.int64, 3))],
    }


def _packed(count: int) -> tf.Tensor:
    parts = [np.array([[1]]), np.array([2.5], np.float32), np.array([3])]
    from scopeflow.ops.sparse.packing import packed

    row = [packed(part) for part in parts]
    return fed([row] * count if count else row, tf.string)


SAMPLES: dict[str, list[Sample]] = {
    **_segments(),
    **_scatters(),
    **_reductions(),
    **_sets(),
    "SparseToDense": [
        lambda: node(
            "SparseToDense",
            fed([[0, 1], [2, 0]], tf.int64),
            longs(3, 4),
            f32(2),
            tf.constant(0.5),
        ),
        lambda: node(
            "SparseToDense",
            fed([3, 1], tf.int32),
            tf.constant([5]),
            tensor(tf.int32, 2),
            tf.constant(7),
            validate_indices=False,
        ),
    ],
    "SparseTensorDenseMatMul": [
        lambda: node("SparseTensorDenseMatMul", *sparse(), f32(4, 2)),
        lambda: node("SparseTensorDenseMatMul", *sparse(), f32(3, 2), adjoint_a=True),
        lambda: node("SparseTensorDenseMatMul", *sparse(), f32(2, 4), adjoint_b=True),
    ],
    "SparseTensorDenseAdd": [lambda: node("SparseTensorDenseAdd", *sparse(), f32(3, 4))],
    "SparseDenseCwiseMul": [
        lambda: node("SparseDenseCwiseMul", *sparse(), f32(3, 4)),
        lambda: node("SparseDenseCwiseMul", *sparse(tf.int32), tensor(tf.int32, 4)),
    ],
    "SparseDenseCwiseDiv": [lambda: node("SparseDenseCwiseDiv", *sparse(), f32(3, 1))],
    "SparseDenseCwiseAdd": [lambda: node("SparseDenseCwiseAdd", *sparse(), f32(3, 4))],
    "SparseSoftmax": [lambda: node("SparseSoftmax", *sparse())],
    "SparseSparseMaximum": [lambda: node("SparseSparseMaximum", *sparse(), *other())],
    "SparseSparseMinimum": [lambda: node("SparseSparseMinimum", *sparse(), *other())],
    "SparseAdd": [lambda: node("SparseAdd", *sparse(), *other(), tf.constant(0.1))],
    "SparseAddGrad": [
        lambda: node(
            "SparseAddGrad",
            f32(5),
            sparse()[0],
            other()[0],
            fed([[0, 1], [0, 3], [1, 0], [2, 0], [2, 2]], tf.int64),
        )
    ],
    "SparseConcat": [
        lambda: node(
            "SparseConcat", *[list(p) for p in zip(sparse(), other(), strict=True)], concat_dim=1
        )
    ],
    "SparseReorder": [
        lambda: node("SparseReorder", fed([[2, 1], [0, 3], [1, 0]], tf.int64), f32(3), longs(3, 4))
    ],
    "SparseReshape": [lambda: node("SparseReshape", sparse()[0], longs(3, 4), longs(2, -1))],
    "SparseSlice": [lambda: node("SparseSlice", *sparse(), longs(0, 1), longs(2, 3))],
    "SparseSliceGrad": [
        lambda: node(
            "SparseSliceGrad", f32(2), sparse()[0], longs(0, 1), fed([[0, 0], [0, 2]], tf.int64)
        )
    ],
    "SparseSplit": [lambda: node("SparseSplit", tf.constant(1, tf.int64), *sparse(), num_split=2)],
    "SparseFillEmptyRows": [
        lambda: node(
            "SparseFillEmptyRows",
            fed([[0, 1], [2, 0]], tf.int64),
            f32(2),
            longs(4, 3),
            tf.constant(0.25),
        )
    ],
    "SparseFillEmptyRowsGrad": [
        lambda: node("SparseFillEmptyRowsGrad", fed([0, 2], tf.int64), f32(4))
    ],
    "SparseCross": [lambda: _cross(False), lambda: _cross(True)],
    "SerializeSparse": [lambda: node("SerializeSparse", *sparse())],
    "SerializeManySparse": [lambda: node("SerializeManySparse", *sparse())],
    "DeserializeManySparse": [lambda: node("DeserializeManySparse", _packed(2), dtype=tf.float32)],
    "DeserializeSparse": [lambda: node("DeserializeSparse", _packed(0), dtype=tf.float32)],
    "Bincount": [
        lambda: node("Bincount", fed([1, 2, 2, 5], tf.int32), number(4), f32(4)),
        lambda: node("Bincount", fed([1, 2], tf.int32), number(4), tf.constant([], tf.int32)),
    ],
    "HistogramFixedWidth": [
        lambda: node("HistogramFixedWidth", f32(2, 3), tf.constant([0.0, 1.0]), number(4))
    ],
    "UniqueV2": [
        lambda: node("UniqueV2", fed([[1, 2], [1, 2], [3, 4]], tf.int32), longs(0)),
        lambda: node("UniqueV2", fed([3, 1, 3], tf.int32), tf.constant([], tf.int64)),
    ],
    "UniqueWithCountsV2": [
        lambda: node("UniqueWithCountsV2", fed([[1, 1], [2, 2]], tf.int32), longs(1))
    ],
}


def _cross(hashed: bool) -> Operation:
    return node(
        "SparseCross",
        [],
        [],
        [],
        [tensor(tf.string, 2, 2), tensor(tf.int64, 2, 1)],
        hashed_output=hashed,
        num_buckets=0,
        hash_key=956888297470,
        out_type=tf.int64 if hashed else tf.string,
        internal_type=tf.int64,
    )
