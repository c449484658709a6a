"""Small calls of convolutions and pools."""

from __future__ import annotations

from typing import Any

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, i32, node, tensor

ONES = [1, 1, 1, 1]
ONES_3D = [1, 1, 1, 1, 1]


def _conv2d(kind: str, *inputs: Any, **attrs: Any) -> Operation:
    return node(kind, *inputs, **{"strides": ONES, "padding": "SAME", **attrs})


def _conv3d(kind: str, *inputs: Any, **attrs: Any) -> Operation:
    return node(kind, *inputs, **{"strides": ONES_3D, "padding": "SAME", **attrs})


def _pool(kind: str, *inputs: Any, **attrs: Any) -> Operation:
    return node(
        kind,
        *inputs,
        **{"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "SAME", **attrs},
    )


def _pool3d(kind: str, *inputs: Any, **attrs: Any) -> Operation:
    whole = {"ksize": [1, 2, 2, 2, 1], "strides": [1, 2, 2, 2, 1], "padding": "SAME"}
    return node(kind, *inputs, **{**whole, **attrs})


def _images(channels: int = 2) -> tf.Tensor:
    return f32(1, 4, 5, channels)


def _explicit(**more: Any) -> dict[str, Any]:
    return {"padding": "EXPLICIT", "explicit_paddings": [0, 0, 1, 0, 2, 1, 0, 0], **more}


CONVOLUTIONS: dict[str, list[Sample]] = {
    "Conv2D": [
        lambda: _conv2d("Conv2D", _images(), f32(2, 3, 2, 3)),
        lambda: _conv2d(
            "Conv2D", _images(), f32(2, 3, 2, 3), strides=[1, 2, 1, 1], padding="VALID"
        ),
        lambda: _conv2d("Conv2D", _images(), f32(2, 2, 2, 3), dilations=[1, 2, 2, 1]),
        lambda: _conv2d("Conv2D", _images(), f32(2, 2, 2, 3), **_explicit()),
        lambda: _conv2d("Conv2D", f32(1, 2, 4, 5), f32(2, 2, 2, 3), data_format="NCHW"),
        lambda: _conv2d("Conv2D", _images(4), f32(2, 2, 2, 6)),
    ],
    "Conv2DBackpropInput": [
        lambda: _conv2d("Conv2DBackpropInput", i32(1, 4, 5, 2), f32(2, 3, 2, 3), f32(1, 4, 5, 3)),
        lambda: _conv2d(
            "Conv2DBackpropInput",
            i32(1, 4, 5, 2),
            f32(2, 3, 2, 3),
            f32(1, 2, 3, 3),
            strides=[1, 2, 2, 1],
        ),
        lambda: _conv2d(
            "Conv2DBackpropInput",
            i32(1, 2, 4, 5),
            f32(2, 3, 2, 3),
            f32(1, 3, 4, 5),
            data_format="NCHW",
        ),
        lambda: _conv2d(
            "Conv2DBackpropInput",
            i32(1, 4, 5, 2),
            f32(2, 2, 2, 3),
            f32(1, 3, 4, 3),
            padding="VALID",
        ),
        lambda: _conv2d(
            "Conv2DBackpropInput",
            i32(1, 4, 5, 2),
            f32(2, 2, 2, 3),
            f32(1, 4, 7, 3),
            **_explicit(),
        ),
    ],
    "Conv2DBackpropFilter": [
        lambda: _conv2d("Conv2DBackpropFilter", _images(), i32(2, 3, 2, 3), f32(1, 4, 5, 3)),
        lambda: _conv2d(
            "Conv2DBackpropFilter",
            _images(),
            i32(2, 3, 2, 3),
            f32(1, 2, 3, 3),
            strides=[1, 2, 2, 1],
        ),
        lambda: _conv2d(
            "Conv2DBackpropFilter",
            f32(1, 2, 4, 5),
            i32(2, 3, 2, 3),
            f32(1, 3, 4, 5),
            data_format="NCHW",
        ),
        lambda: _conv2d("Conv2DBackpropFilter", _images(4), i32(2, 2, 2, 6), f32(1, 4, 5, 6)),
    ],
    "Conv3D": [
        lambda: _conv3d("Conv3D", f32(1, 2, 3, 4, 2), f32(2, 2, 2, 2, 3)),
        lambda: _conv3d("Conv3D", f32(1, 2, 2, 3, 4), f32(2, 2, 2, 2, 3), data_format="NCDHW"),
    ],
    "Conv3DBackpropInputV2": [
        lambda: _conv3d(
            "Conv3DBackpropInputV2", i32(1, 2, 3, 4, 2), f32(2, 2, 2, 2, 3), f32(1, 2, 3, 4, 3)
        )
    ],
    "Conv3DBackpropFilterV2": [
        lambda: _conv3d(
            "Conv3DBackpropFilterV2", f32(1, 2, 3, 4, 2), i32(2, 2, 2, 2, 3), f32(1, 2, 3, 4, 3)
        )
    ],
    "Conv3DBackpropInput": [
        lambda: _conv3d(
            "Conv3DBackpropInput", f32(1, 2, 3, 4, 2), f32(2, 2, 2, 2, 3), f32(1, 2, 3, 4, 3)
        )
    ],
    "Conv3DBackpropFilter": [
        lambda: _conv3d(
            "Conv3DBackpropFilter", f32(1, 2, 3, 4, 2), f32(2, 2, 2, 2, 3), f32(1, 2, 3, 4, 3)
        )
    ],
    "DepthwiseConv2dNative": [
        lambda: _conv2d("DepthwiseConv2dNative", _images(), f32(2, 3, 2, 3)),
        lambda: _conv2d(
            "DepthwiseConv2dNative", f32(1, 2, 4, 5), f32(2, 3, 2, 3), data_format="NCHW"
        ),
    ],
    "DepthwiseConv2dNativeBackpropInput": [
        lambda: _conv2d(
            "DepthwiseConv2dNativeBackpropInput",
            i32(1, 4, 5, 2),
            f32(2, 3, 2, 3),
            f32(1, 4, 5, 6),
        )
    ],
    "DepthwiseConv2dNativeBackpropFilter": [
        lambda: _conv2d(
            "DepthwiseConv2dNativeBackpropFilter",
            _images(),
            i32(2, 3, 2, 3),
            f32(1, 4, 5, 6),
        )
    ],
}


def _argmax(*shape: int) -> tf.Tensor:
    return tensor(tf.int64, *shape, first=0)


POOLS: dict[str, list[Sample]] = {
    "MaxPool": [
        lambda: _pool("MaxPool", _images()),
        lambda: _pool("MaxPool", _images(), strides=ONES, padding="VALID"),
        lambda: _pool("MaxPool", _images(4), ksize=[1, 1, 1, 2], strides=[1, 1, 1, 2]),
        lambda: _pool("MaxPool", tensor(tf.int32, 1, 4, 5, 2)),
        lambda: _pool(
            "MaxPool",
            f32(1, 2, 4, 5),
            ksize=[1, 1, 2, 2],
            strides=[1, 1, 2, 2],
            data_format="NCHW",
        ),
    ],
    "MaxPoolV2": [
        lambda: node("MaxPoolV2", _images(), i32(1, 2, 2, 1), i32(1, 2, 2, 1), padding="SAME")
    ],
    "MaxPoolGrad": [
        lambda: _pool("MaxPoolGrad", _images(), f32(1, 2, 3, 2), f32(1, 2, 3, 2, first=3)),
        lambda: _pool(
            "MaxPoolGrad",
            _images(),
            f32(1, 3, 4, 2),
            f32(1, 3, 4, 2),
            strides=ONES,
            padding="VALID",
        ),
        lambda: _pool(
            "MaxPoolGrad",
            f32(1, 2, 4, 5),
            f32(1, 2, 2, 3),
            f32(1, 2, 2, 3, first=3),
            ksize=[1, 1, 2, 2],
            strides=[1, 1, 2, 2],
            data_format="NCHW",
        ),
    ],
    "MaxPoolGradV2": [
        lambda: node(
            "MaxPoolGradV2",
            _images(),
            f32(1, 2, 3, 2),
            f32(1, 2, 3, 2, first=3),
            i32(1, 2, 2, 1),
            i32(1, 2, 2, 1),
            padding="SAME",
        )
    ],
    "MaxPoolGradGrad": [
        lambda: _pool(
            "MaxPoolGradGrad",
            f32(1, 2, 2, 1),
            tf.reshape(f32(1, 2, 2, 1)[:, 1:, 1:], [1, 1, 1, 1]),
            f32(1, 2, 2, 1, first=2),
        )
    ],
    "MaxPoolGradGradV2": [
        lambda: node(
            "MaxPoolGradGradV2",
            f32(1, 2, 2, 1),
            tf.reshape(f32(1, 2, 2, 1)[:, 1:, 1:], [1, 1, 1, 1]),
            f32(1, 2, 2, 1, first=2),
            i32(1, 2, 2, 1),
            i32(1, 2, 2, 1),
            padding="SAME",
        )
    ],
    "MaxPool3D": [lambda: _pool3d("MaxPool3D", f32(1, 3, 4, 2, 2))],
    "MaxPool3DGrad": [
        lambda: _pool3d(
            "MaxPool3DGrad", f32(1, 3, 4, 2, 2), f32(1, 2, 2, 1, 2), f32(1, 2, 2, 1, 2, first=3)
        )
    ],
    "MaxPool3DGradGrad": [
        lambda: _pool3d(
            "MaxPool3DGradGrad", f32(1, 3, 4, 2, 2), f32(1, 2, 2, 1, 2), f32(1, 3, 4, 2, 2)
        )
    ],
    "MaxPoolWithArgmax": [
        lambda: _pool("MaxPoolWithArgmax", _images()),
        lambda: _pool("MaxPoolWithArgmax", f32(2, 4, 5, 2), include_batch_in_index=True),
    ],
    "MaxPoolGradWithArgmax": [
        lambda: _pool("MaxPoolGradWithArgmax", _images(), f32(1, 2, 3, 2), _argmax(1, 2, 3, 2))
    ],
    "AvgPool": [
        lambda: _pool("AvgPool", _images()),
        lambda: _pool("AvgPool", _images(), strides=ONES, padding="VALID"),
        lambda: _pool(
            "AvgPool",
            f32(1, 2, 4, 5),
            ksize=[1, 1, 2, 2],
            strides=[1, 1, 2, 2],
            data_format="NCHW",
        ),
    ],
    "AvgPoolGrad": [
        lambda: _pool("AvgPoolGrad", i32(1, 4, 5, 2), f32(1, 2, 3, 2)),
        lambda: _pool(
            "AvgPoolGrad",
            i32(1, 2, 4, 5),
            f32(1, 2, 2, 3),
            ksize=[1, 1, 2, 2],
            strides=[1, 1, 2, 2],
            data_format="NCHW",
        ),
    ],
    "AvgPool3D": [lambda: _pool3d("AvgPool3D", f32(1, 3, 4, 2, 2))],
    "AvgPool3DGrad": [lambda: _pool3d("AvgPool3DGrad", i32(1, 3, 4, 2, 2), f32(1, 2, 2, 1, 2))],
}


RATIO = [1.0, 1.4, 1.6, 1.0]
RANDOM = {"pooling_ratio": RATIO, "deterministic": True, "seed": 3, "seed2": 4}


def _of_unknown_shape() -> tf.Tensor:
    # TensorFlow's static shapes of the bounds are one too short
    return tf.placeholder_with_default(f32(1, 6, 7, 2), [None] * 4)


def _bounds(*numbers: int) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant(numbers, tf.int64), [len(numbers)])


FRACTIONAL: dict[str, list[Sample]] = {
    **{
        kind: [
            lambda k=kind: node(k, _of_unknown_shape(), **RANDOM),
            lambda k=kind: node(
                k, _of_unknown_shape(), overlapping=True, pseudo_random=True, **RANDOM
            ),
        ]
        for kind in ("FractionalMaxPool", "FractionalAvgPool")
    },
    "FractionalMaxPoolGrad": [
        lambda: node(
            "FractionalMaxPoolGrad",
            f32(1, 3, 2, 1),
            f32(1, 2, 1, 1, first=3),
            f32(1, 2, 1, 1),
            _bounds(0, 1, 3),
            _bounds(0, 2),
        )
    ],
    "FractionalAvgPoolGrad": [
        lambda: node(
            "FractionalAvgPoolGrad",
            tf.constant([1, 3, 2, 1], tf.int64),
            f32(1, 2, 1, 1),
            _bounds(0, 1, 3),
            _bounds(0, 2),
            overlapping=True,
        )
    ],
}

SAMPLES: dict[str, list[Sample]] = {**CONVOLUTIONS, **POOLS, **FRACTIONAL}
