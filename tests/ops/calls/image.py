"""Small calls of the ops on images: by op type, one or more functions that add a node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from scopeflow.ops.image import jpeg_file, png_file
from tests.ops.inputs import f32, i32, node, number, tensor

Sample = Callable[[], Operation]

_PICTURE = (np.arange(60) * 37 % 251).astype(np.uint8).reshape(4, 5, 3)
_JPEG = jpeg_file.encode(_PICTURE, 90)
_PNG = png_file.encode(_PICTURE, 6)


def _const(value: Any, dtype: Any = tf.float32) -> tf.Tensor:
    return tf.constant(value, dtype)


def _file(data: bytes) -> tf.Tensor:
    return tf.constant(np.array(data, object))


def _gif() -> bytes:
    # one red pixel
    head = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\x00"
    return head + b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


def _bmp() -> bytes:
    size = (54 + 16).to_bytes(4, "little")
    head = b"BM" + size + bytes(4) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little")
    head += (2).to_bytes(4, "little") * 2 + b"\x01\x00\x20\x00" + bytes(24)
    return head + bytes(range(16))


def _resizes() -> dict[str, list[Sample]]:
    table: dict[str, list[Sample]] = {}
    for name in ("ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic", "ResizeArea"):
        table[name] = [
            lambda n=name: node(n, f32(2, 4, 5, 3), i32(7, 3)),
            lambda n=name: node(n, f32(1, 4, 5, 1), i32(2, 2), align_corners=True),
            lambda n=name: node(n, tensor(tf.int32, 1, 4, 5, 1), i32(4, 10)),
        ]
    for name in ("ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic"):
        table[name].append(
            lambda n=name: node(n, f32(1, 4, 5, 1), i32(3, 8), half_pixel_centers=True)
        )
    for name in ("ResizeBilinearGrad", "ResizeBicubicGrad"):
        table[name] = [
            lambda n=name: node(n, f32(2, 7, 3, 3), f32(2, 4, 5, 3)),
            lambda n=name: node(n, f32(1, 2, 9, 1), f32(1, 4, 5, 1), half_pixel_centers=True),
        ]
    table["ResizeNearestNeighborGrad"] = [
        lambda: node("ResizeNearestNeighborGrad", f32(2, 7, 3, 3), i32(4, 5)),
        lambda: node("ResizeNearestNeighborGrad", f32(1, 7, 3, 1), i32(4, 5), align_corners=True),
    ]
    return table


_BOXES = [[0.1, 0.2, 0.6, 0.7], [0.15, 0.2, 0.65, 0.72], [-0.2, 0.5, 0.4, 1.3]]
_SCORES = [0.5, 0.9, 0.3]


def _chosen(name: str, *more: float) -> list[Sample]:
    return [
        lambda: node(name, _const(_BOXES), _const(_SCORES), number(2), *[_const(v) for v in more])
    ]


def _crops() -> dict[str, list[Sample]]:
    return {
        "CropAndResize": [
            lambda: node("CropAndResize", f32(2, 4, 5, 3), _const(_BOXES), i32(0, 1, 1), i32(3, 2)),
            lambda: node(
                "CropAndResize",
                f32(2, 4, 5, 3),
                _const(_BOXES),
                i32(0, 1, 1),
                i32(1, 6),
                method="nearest",
                extrapolation_value=-1.0,
            ),
        ],
        "CropAndResizeGradImage": [
            lambda: node(
                "CropAndResizeGradImage",
                f32(3, 3, 2, 2),
                _const(_BOXES),
                i32(0, 1, 1),
                i32(2, 4, 5, 2),
                T=tf.float32,
            )
        ],
        "CropAndResizeGradBoxes": [
            lambda: node(
                "CropAndResizeGradBoxes",
                f32(3, 3, 2, 2),
                f32(2, 4, 5, 2),
                _const(_BOXES),
                i32(0, 1, 1),
            )
        ],
        "ExtractGlimpse": [
            lambda: node(
                "ExtractGlimpse",
                f32(2, 4, 5, 3),
                i32(3, 2),
                _const([[0.1, 0.2], [0.0, -0.3]]),
            )
        ],
    }


SAMPLES: dict[str, list[Sample]] = {
    **_resizes(),
    **_crops(),
    "RGBToHSV": [lambda: node("RGBToHSV", f32(2, 4, 3))],
    "HSVToRGB": [lambda: node("HSVToRGB", f32(2, 4, 3))],
    "AdjustContrastv2": [lambda: node("AdjustContrastv2", f32(2, 4, 5, 3), _const(1.5))],
    "AdjustHue": [lambda: node("AdjustHue", f32(4, 5, 3), _const(0.3))],
    "AdjustSaturation": [lambda: node("AdjustSaturation", f32(4, 5, 3), _const(1.3))],
    "DrawBoundingBoxes": [lambda: node("DrawBoundingBoxes", f32(1, 6, 7, 3), _const([_BOXES]))],
    "DrawBoundingBoxesV2": [
        lambda: node("DrawBoundingBoxesV2", f32(1, 6, 7, 3), _const([_BOXES]), f32(2, 3))
    ],
    "SampleDistortedBoundingBox": [
        lambda: node("SampleDistortedBoundingBox", i32(9, 8, 3), _const([_BOXES[:2]]), seed=1)
    ],
    "SampleDistortedBoundingBoxV2": [
        lambda: node(
            "SampleDistortedBoundingBoxV2", i32(9, 8, 3), _const([_BOXES[:2]]), _const(0.1), seed=1
        )
    ],
    "NonMaxSuppression": _chosen("NonMaxSuppression"),
    "NonMaxSuppressionV2": _chosen("NonMaxSuppressionV2", 0.5),
    "NonMaxSuppressionV3": _chosen("NonMaxSuppressionV3", 0.5, 0.1),
    "NonMaxSuppressionV4": _chosen("NonMaxSuppressionV4", 0.5, 0.1),
    "NonMaxSuppressionV5": _chosen("NonMaxSuppressionV5", 0.5, 0.1, 0.5),
    "NonMaxSuppressionWithOverlaps": [
        lambda: node(
            "NonMaxSuppressionWithOverlaps",
            f32(3, 3),
            _const(_SCORES),
            number(2),
            _const(0.5),
            _const(0.1),
        )
    ],
    "CombinedNonMaxSuppression": [
        lambda: node(
            "CombinedNonMaxSuppression",
            f32(2, 3, 1, 4),
            f32(2, 3, 2),
            number(2),
            number(5),
            _const(0.5),
            _const(0.1),
        )
    ],
    "DecodeJpeg": [lambda: node("DecodeJpeg", _file(_JPEG), channels=1)],
    "DecodeAndCropJpeg": [lambda: node("DecodeAndCropJpeg", _file(_JPEG), i32(1, 1, 2, 3))],
    "DecodePng": [lambda: node("DecodePng", _file(_PNG), dtype=tf.uint16)],
    "DecodeGif": [lambda: node("DecodeGif", _file(_gif()))],
    "DecodeBmp": [lambda: node("DecodeBmp", _file(_bmp()), channels=4)],
    "ExtractJpegShape": [lambda: node("ExtractJpegShape", _file(_JPEG), output_type=tf.int64)],
    "EncodeJpeg": [lambda: node("EncodeJpeg", _const(_PICTURE, tf.uint8), quality=70)],
    "EncodeJpegVariableQuality": [
        lambda: node("EncodeJpegVariableQuality", _const(_PICTURE, tf.uint8), number(70))
    ],
    "EncodePng": [lambda: node("EncodePng", _const(_PICTURE, tf.uint16))],
}
