"""Small calls of the ops that are not elementwise: by op type, one or more functions that add a node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.inputs import counter, f32, handle, i32, node, number, ref, tensor

Sample = Callable[[], Operation]


def _reductions() -> dict[str, list[Sample]]:
    numeric = ["Sum", "Mean", "Prod", "Max", "Min", "EuclideanNorm"]
    table: dict[str, list[Sample]] = {
        name: [
            lambda name=name: node(name, f32(2, 3), i32(1)),
            lambda name=name: node(name, f32(2, 3), number(0), keep_dims=True),
            lambda name=name: node(name, tensor(tf.int32, 2, 3), i32(0, -1)),
        ]
        for name in numeric
    }
    for name in ("All", "Any"):
        table[name] = [lambda name=name: node(name, tensor(tf.bool, 2, 3), i32(1))]
    for name in ("ArgMax", "ArgMin"):
        table[name] = [
            lambda name=name: node(name, f32(2, 3), number(1)),
            lambda name=name: node(name, f32(2, 3), number(0), output_type=tf.int32),
        ]
    for name in ("Cumsum", "Cumprod"):
        table[name] = [
            lambda name=name: node(name, f32(2, 3), number(1)),
            lambda name=name: node(name, f32(2, 3), number(0), exclusive=True, reverse=True),
        ]
    return table


def _scatters() -> dict[str, list[Sample]]:
    table: dict[str, list[Sample]] = {}
    for kind in ("Add", "Sub", "Mul", "Div", "Min", "Max", "Update"):
        for prefix, target in (("Scatter", ref), ("ResourceScatter", handle)):
            name = prefix + kind
            table[name] = [lambda n=name, t=target: node(n, t(), i32(0, 2), f32(2, 3, first=4))]
    for kind in ("Add", "Sub", "Update"):
        for prefix, target in (("ScatterNd", ref), ("ResourceScatterNd", handle)):
            name = prefix + kind
            table[name] = [
                lambda n=name, t=target: node(
                    n, t(), tf.constant([[0, 1], [2, 2]]), f32(2, first=4)
                )
            ]
    return table


def _slice_assignments() -> dict[str, list[Sample]]:
    return {
        name: [
            lambda n=name, t=target: node(
                n, t(), i32(1, 0), i32(3, 2), i32(1, 1), f32(2, 2, first=4)
            )
        ]
        for name, target in (("StridedSliceAssign", ref), ("ResourceStridedSliceAssign", handle))
    }


def _casts() -> list[Sample]:
    pairs = [
        ("float32", "int32"),
        ("int32", "float32"),
        ("float32", "bool"),
        ("bool", "float32"),
        ("float32", "float16"),
        ("int32", "uint8"),
        ("float32", "complex64"),
        ("complex64", "float32"),
        ("float32", "bfloat16"),
        ("int64", "float64"),
    ]
    return [
        lambda a=a, b=b: node("Cast", tensor(a, 2, 3), SrcT=tf.as_dtype(a), DstT=tf.as_dtype(b))
        for a, b in pairs
    ]


def _random(name: str, dtype: Any = tf.float32) -> list[Sample]:
    return [
        lambda: node(name, i32(2, 3), dtype=dtype, seed=7, seed2=11),
        lambda: node(name, i32(5, 7), dtype=tf.float64, seed=3, seed2=0),
    ]


def _both_logical(name: str) -> list[Sample]:
    return [
        lambda: node(name, f32(2, 3), f32(3, first=2)),
        lambda: node(name, tensor(tf.string, 2), tensor(tf.string, 2, first=2)),
        lambda: node(name, tensor(tf.int32, 2, 1), tensor(tf.int32, 3)),
        lambda: node(name, f32(2, 3), f32(4), incompatible_shape_error=False),
    ]


SAMPLES: dict[str, list[Sample]] = {
    **_reductions(),
    **_scatters(),
    **_slice_assignments(),
    # sources
    "Const": [
        lambda: node("Const", value=np.float32([[1, 2], [3, 4]]), dtype=tf.float32),
        lambda: node("Const", value=np.array([b"a", b""], object), dtype=tf.string),
    ],
    "Placeholder": [lambda: node("Placeholder", dtype=tf.float32, shape=(2, None))],
    "PlaceholderWithDefault": [lambda: node("PlaceholderWithDefault", f32(2, 3), shape=(None, 3))],
    "NoOp": [lambda: node("NoOp")],
    "ControlTrigger": [lambda: node("ControlTrigger")],
    "RandomUniform": _random("RandomUniform"),
    "RandomStandardNormal": _random("RandomStandardNormal"),
    "TruncatedNormal": _random("TruncatedNormal"),
    "RandomUniformInt": [
        lambda: node("RandomUniformInt", i32(2, 3), number(-5), number(9), seed=7, seed2=11)
    ],
    "RandomShuffle": [lambda: node("RandomShuffle", tensor(tf.int32, 5, 2), seed=7, seed2=11)],
    # casts
    "Cast": _casts(),
    "Bitcast": [
        lambda: node("Bitcast", f32(2, 3), type=tf.int32),
        lambda: node("Bitcast", f32(2, 3), type=tf.uint8),
        lambda: node("Bitcast", tensor(tf.int32, 3, 2), type=tf.float64),
    ],
    "Complex": [lambda: node("Complex", f32(2, 3), f32(2, 3, first=3), Tout=tf.complex64)],
    "Real": [lambda: node("Real", tensor(tf.complex64, 2, 3), Tout=tf.float32)],
    "Imag": [lambda: node("Imag", tensor(tf.complex64, 2, 3), Tout=tf.float32)],
    "Angle": [lambda: node("Angle", tensor(tf.complex64, 2, 3), Tout=tf.float32)],
    "Conj": [lambda: node("Conj", tensor(tf.complex64, 2, 3))],
    "ComplexAbs": [lambda: node("ComplexAbs", tensor(tf.complex64, 2, 3), Tout=tf.float32)],
    # shapes
    "Reshape": [
        lambda: node("Reshape", f32(2, 3), i32(3, -1)),
        lambda: node("Reshape", tensor(tf.string, 2, 3), i32(6)),
    ],
    "ExpandDims": [lambda: node("ExpandDims", f32(2, 3), number(-1))],
    "Squeeze": [
        lambda: node("Squeeze", f32(1, 3, 1)),
        lambda: node("Squeeze", f32(1, 3, 1), squeeze_dims=[-1]),
    ],
    "Shape": [
        lambda: node("Shape", f32(2, 3)),
        lambda: node("Shape", f32(2, 3), out_type=tf.int64),
    ],
    "ShapeN": [lambda: node("ShapeN", [f32(2, 3), f32(4)])],
    "Size": [lambda: node("Size", f32(2, 3))],
    "Rank": [lambda: node("Rank", f32(2, 3))],
    "Fill": [lambda: node("Fill", i32(2, 3), f32())],
    "Pack": [
        lambda: node("Pack", [f32(2, 3), f32(2, 3, first=5)], axis=1),
        lambda: node("Pack", [tensor(tf.string), tensor(tf.string)]),
    ],
    "ConcatV2": [lambda: node("ConcatV2", [f32(2, 3), f32(2, 1, first=5)], number(-1))],
    "Slice": [lambda: node("Slice", f32(4, 3), i32(1, 0), i32(2, -1))],
    "StridedSlice": [
        lambda: node("StridedSlice", f32(4, 3), i32(3, 0), i32(0, 2), i32(-2, 1)),
        lambda: node(
            "StridedSlice", f32(4, 3), i32(1, 0), i32(2, 0), i32(1, 1), shrink_axis_mask=1
        ),
        lambda: node(
            "StridedSlice",
            f32(4, 3),
            i32(0, 0),
            i32(0, 0),
            i32(1, 1),
            ellipsis_mask=1,
            new_axis_mask=2,
        ),
    ],
    "Transpose": [lambda: node("Transpose", f32(2, 3, 4), i32(2, 0, 1))],
    "ConjugateTranspose": [
        lambda: node("ConjugateTranspose", tensor(tf.complex64, 2, 3), i32(1, 0))
    ],
    "ReverseV2": [lambda: node("ReverseV2", f32(2, 3), i32(-1))],
    "Tile": [lambda: node("Tile", f32(2, 3), i32(2, 1))],
    "BroadcastTo": [lambda: node("BroadcastTo", f32(3), i32(2, 3))],
    "BroadcastArgs": [
        lambda: node("BroadcastArgs", tf.placeholder_with_default([2, 1], [2]), i32(3))
    ],
    "Pad": [lambda: node("Pad", f32(2, 3), tf.constant([[1, 0], [0, 2]]))],
    "PadV2": [lambda: node("PadV2", f32(2, 3), tf.constant([[1, 0], [0, 2]]), f32())],
    "MirrorPad": [
        lambda: node("MirrorPad", f32(2, 3), tf.constant([[1, 0], [0, 2]]), mode="REFLECT"),
        lambda: node("MirrorPad", f32(2, 3), tf.constant([[1, 0], [0, 2]]), mode="SYMMETRIC"),
    ],
    "Split": [lambda: node("Split", number(1), f32(2, 4), num_split=2)],
    "SplitV": [lambda: node("SplitV", f32(2, 5), i32(1, -1), number(1), num_split=2)],
    "Unpack": [lambda: node("Unpack", f32(2, 3), num=3, axis=1)],
    # counting, choosing
    "Range": [
        lambda: node("Range", number(7), number(1), number(-2)),
        lambda: node("Range", tf.constant(0.0), tf.constant(1.0), tf.constant(0.25)),
    ],
    "LinSpace": [lambda: node("LinSpace", tf.constant(1.0), tf.constant(2.0), number(5))],
    "OneHot": [
        lambda: node("OneHot", i32(2, -1, 0), number(3), tf.constant(5.0), tf.constant(-1.0)),
        lambda: node("OneHot", i32(2, 0), number(3), number(1), number(0), axis=0),
    ],
    "GatherV2": [
        lambda: node("GatherV2", f32(4, 3), i32(3, 0, 3), number(0)),
        lambda: node("GatherV2", f32(4, 3), tf.constant([[2, 0]]), number(-1)),
        lambda: node("GatherV2", f32(2, 3), tf.constant([[2], [0]]), number(1), batch_dims=1),
    ],
    "GatherNd": [lambda: node("GatherNd", f32(4, 3), tf.constant([[3, 0], [1, 2]]))],
    "ScatterNd": [lambda: node("ScatterNd", tf.constant([[4], [1], [4]]), f32(3, 2), i32(6, 2))],
    "Unique": [lambda: node("Unique", tf.placeholder_with_default([3, 1, 3], [3]))],
    "UniqueWithCounts": [
        lambda: node("UniqueWithCounts", tf.placeholder_with_default([3, 1, 3], [3]))
    ],
    "InvertPermutation": [
        lambda: node("InvertPermutation", tf.placeholder_with_default([2, 0, 1], [3]))
    ],
    "Where": [lambda: node("Where", tensor(tf.bool, 2, 3)), lambda: node("Where", f32(2, 2))],
    "Select": [
        lambda: node("Select", tensor(tf.bool, 2, 3), f32(2, 3), f32(2, 3, first=4)),
        lambda: node("Select", tensor(tf.bool, 2), f32(2, 3), f32(2, 3, first=4)),
    ],
    "Diag": [lambda: node("Diag", f32(3))],
    "DiagPart": [lambda: node("DiagPart", f32(3, 3))],
    "MatrixBandPart": [lambda: node("MatrixBandPart", f32(3, 4), number(1), number(-1))],
    "MatrixDiag": [lambda: node("MatrixDiag", f32(2, 3))],
    "MatrixDiagPart": [lambda: node("MatrixDiagPart", f32(2, 3, 4))],
    "MatrixSetDiag": [lambda: node("MatrixSetDiag", f32(3, 4), f32(3, first=9))],
    "Qr": [
        lambda: node("Qr", f32(2, 4, 3) + tf.constant(2 * np.eye(4, 3), tf.float32)),
        lambda: node("Qr", f32(2, 2), full_matrices=True),
    ],
    "UnsortedSegmentSum": [
        lambda: node("UnsortedSegmentSum", f32(4, 3), i32(2, 0, 2, -1), number(4))
    ],
    "BiasAdd": [
        lambda: node("BiasAdd", f32(2, 2, 3), f32(3, first=5)),
        lambda: node("BiasAdd", f32(1, 3, 2, 2), f32(3, first=5), data_format="NCHW"),
    ],
    # several inputs
    "IdentityN": [lambda: node("IdentityN", [f32(2, 3), tensor(tf.int32, 4)])],
    "AddN": [lambda: node("AddN", [f32(2, 3), f32(2, 3, first=3), f32(2, 3, first=5)])],
    "AccumulateNV2": [lambda: node("AccumulateNV2", [f32(2, 3), f32(2, 3, first=3)], shape=(2, 3))],
    "Switch": [lambda: node("Switch", f32(2, 3), tf.placeholder_with_default(True, []))],
    "Merge": [lambda: node("Merge", [f32(2, 3)])],
    # functions
    "Acosh": [lambda: node("Acosh", tf.add(f32(2, 3), 1.0))],
    "Equal": _both_logical("Equal"),
    "NotEqual": _both_logical("NotEqual"),
    "Softmax": [lambda: node("Softmax", f32(2, 3)), lambda: node("Softmax", f32(2, 2, 3))],
    "LogSoftmax": [lambda: node("LogSoftmax", f32(2, 3))],
    # products
    "MatMul": [
        lambda: node("MatMul", f32(2, 3), f32(3, 4)),
        lambda: node("MatMul", f32(3, 2), f32(4, 3), transpose_a=True, transpose_b=True),
        lambda: node("MatMul", tensor(tf.int32, 2, 3), tensor(tf.int32, 3, 4)),
    ],
    "SparseMatMul": [lambda: node("SparseMatMul", f32(2, 3), f32(3, 4), a_is_sparse=True)],
    "BatchMatMul": [
        lambda: node("BatchMatMul", f32(2, 2, 3), f32(2, 3, 4)),
        lambda: node(
            "BatchMatMul", tensor(tf.complex64, 2, 3, 2), tensor(tf.complex64, 2, 3, 4), adj_x=True
        ),
    ],
    "BatchMatMulV2": [lambda: node("BatchMatMulV2", f32(2, 1, 2, 3), f32(3, 3, 4))],
    "L2Loss": [lambda: node("L2Loss", f32(2, 3))],
    # summaries
    "ScalarSummary": [lambda: node("ScalarSummary", tensor(tf.string, 2), f32(2))],
    "HistogramSummary": [lambda: node("HistogramSummary", tf.constant("tag"), f32(2, 3))],
    "ImageSummary": [
        lambda: tf.summary.image("image", f32(1, 2, 3, 1)).op,
    ],
    "AudioSummaryV2": [
        lambda: node("AudioSummaryV2", tf.constant("tag"), f32(1, 8, 1), tf.constant(8000.0))
    ],
    "TensorSummaryV2": [
        lambda: node("TensorSummaryV2", tf.constant("tag"), f32(2, 3), tf.constant(b""))
    ],
    "MergeSummary": [
        lambda: node("MergeSummary", [tf.summary.scalar("a", f32()), tf.summary.scalar("b", f32())])
    ],
    # variables
    "VariableV2": [lambda: node("VariableV2", shape=(2, 3), dtype=tf.float32)],
    "VarHandleOp": [
        lambda: node("VarHandleOp", shape=(2, 3), dtype=tf.float32, shared_name="alone")
    ],
    "ReadVariableOp": [lambda: node("ReadVariableOp", handle(), dtype=tf.float32)],
    "VariableShape": [lambda: node("VariableShape", handle())],
    "IsVariableInitialized": [lambda: node("IsVariableInitialized", ref())],
    "VarIsInitializedOp": [lambda: node("VarIsInitializedOp", handle())],
    "Assign": [lambda: node("Assign", ref(), f32(4, 3, first=4))],
    "AssignVariableOp": [lambda: node("AssignVariableOp", handle(), f32(4, 3, first=4))],
    "AssignAdd": [lambda: node("AssignAdd", ref(), f32(4, 3, first=4))],
    "AssignSub": [lambda: node("AssignSub", ref(), f32(4, 3, first=4))],
    "AssignAddVariableOp": [lambda: node("AssignAddVariableOp", handle(), f32(4, 3, first=4))],
    "AssignSubVariableOp": [lambda: node("AssignSubVariableOp", handle(), f32(4, 3, first=4))],
    "CountUpTo": [lambda: node("CountUpTo", counter(False), limit=5)],
    "ResourceCountUpTo": [lambda: node("ResourceCountUpTo", counter(True), limit=5, T=tf.int32)],
    "ResourceGather": [lambda: node("ResourceGather", handle(), i32(3, 0), dtype=tf.float32)],
    "ResourceGatherNd": [
        lambda: node("ResourceGatherNd", handle(), tf.constant([[3, 0], [1, 2]]), dtype=tf.float32)
    ],
    "RefIdentity": [lambda: node("RefIdentity", ref())],
    "RefSwitch": [lambda: node("RefSwitch", ref(), tf.placeholder_with_default(False, []))],
    "RefMerge": [lambda: node("RefMerge", [ref()])],
}
