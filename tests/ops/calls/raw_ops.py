"""Small calls of ops that only graphs of other makers hold."""

from __future__ import annotations

import scopeflow as tf
from tests.ops.calls.core import Sample
from tests.ops.inputs import argument, f32, i32, node, tensor

_SOUND = b"RIFF(\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0@\x1f\0\0\x80>\0\0\2\0\x10\0data\4\0\0\0\0@\0\xc0"


def _scalar(value: object) -> tf.Tensor:
    return argument(value)


SAMPLES: dict[str, list[Sample]] = {
    "ApproximateEqual": [lambda: node("ApproximateEqual", f32(3), f32(3), tolerance=0.1)],
    "BiasAddV1": [lambda: node("BiasAddV1", f32(2, 3), f32(3))],
    "Bucketize": [lambda: node("Bucketize", f32(3), boundaries=[0.3, 0.5])],
    "CholeskyGrad": [lambda: node("CholeskyGrad", f32(2, 2), f32(2, 2))],
    "ClipByValue": [lambda: node("ClipByValue", f32(4), f32(), f32(first=3))],
    "CompareAndBitpack": [lambda: node("CompareAndBitpack", f32(2, 8), f32())],
    "Concat": [lambda: node("Concat", _scalar(1), [f32(2, 3), f32(2, 1)])],
    "DataFormatDimMap": [lambda: node("DataFormatDimMap", i32(0, 1, 2))],
    "DataFormatVecPermute": [lambda: node("DataFormatVecPermute", i32(1, 2, 3, 4))],
    "DecodePaddedRaw": [
        lambda: node("DecodePaddedRaw", tensor(tf.string, 2), _scalar(4), out_type=tf.int16)
    ],
    "DecodeWav": [
        lambda: node("DecodeWav", tf.placeholder_with_default(tf.constant(_SOUND), [])),
        lambda: node(
            "DecodeWav",
            tf.placeholder_with_default(tf.constant(_SOUND), []),
            desired_channels=2,
            desired_samples=3,
        ),
    ],
    "DeepCopy": [lambda: node("DeepCopy", f32(2))],
    "Einsum": [
        lambda: node("Einsum", [f32(2, 3), f32(3, 4)], equation="ij,jk->ik"),
        lambda: node("Einsum", [f32(5, 2, 3)], equation="...ij->...ji"),
    ],
    "Empty": [lambda: node("Empty", i32(2, 3), dtype=tf.float32, init=True)],
    "EncodeWav": [lambda: node("EncodeWav", f32(3, 2), _scalar(8000))],
    "Fingerprint": [lambda: node("Fingerprint", f32(2, 3), tf.constant("farmhash64"))],
    "Gather": [lambda: node("Gather", f32(3, 2), i32(2, 0))],
    "InplaceAdd": [lambda: node("InplaceAdd", f32(3, 2), i32(1), f32(1, 2))],
    "InplaceSub": [lambda: node("InplaceSub", f32(3, 2), i32(1), f32(1, 2))],
    "InplaceUpdate": [lambda: node("InplaceUpdate", f32(3, 2), i32(1), f32(1, 2))],
    "MatrixDiagPartV2": [lambda: node("MatrixDiagPartV2", f32(3, 4), i32(-1, 1), f32())],
    "MatrixDiagV2": [
        lambda: node("MatrixDiagV2", f32(2, 3), i32(-1, 0), _scalar(-1), _scalar(-1), f32())
    ],
    "MatrixSetDiagV2": [lambda: node("MatrixSetDiagV2", f32(3, 3), f32(2), i32(1))],
    "QuantizeAndDequantizeV3": [
        lambda: node("QuantizeAndDequantizeV3", f32(4), f32(), f32(first=3), _scalar(4))
    ],
    "Reverse": [lambda: node("Reverse", f32(2, 3), tf.constant([True, False]))],
    "TensorStridedSliceUpdate": [
        lambda: node(
            "TensorStridedSliceUpdate", f32(5), i32(1), i32(3), i32(1), f32(2), begin_mask=0
        )
    ],
}
