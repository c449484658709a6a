"""Small calls of normalizations, morphology, patches, blocks and fake quantization."""

from __future__ import annotations

from typing import Any

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.calls.core import Sample
from tests.ops.inputs import argument, f32, node

ONES = [1, 1, 1, 1]
ONES_3D = [1, 1, 1, 1, 1]


def _images(channels: int = 2) -> tf.Tensor:
    return f32(1, 4, 5, channels)


def _statistics() -> list[tf.Tensor]:
    return [f32(2, first=first) for first in (1, 2, 3, 4)]


def _none() -> list[tf.Tensor]:
    """The mean and the variance of a node that trains: it works them out itself."""
    return [f32(0), f32(0)]


def _normalizations() -> dict[str, list[Sample]]:
    table: dict[str, list[Sample]] = {}
    for version in ("", "V2", "V3"):
        kind, back = f"FusedBatchNorm{version}", f"FusedBatchNormGrad{version}"
        more = 3 if version == "V3" else 2
        table[kind] = [
            lambda k=kind: node(k, _images(), *_statistics()[:2], *_none()),
            lambda k=kind: node(k, _images(), *_statistics(), is_training=False),
            lambda k=kind: node(
                k, f32(1, 2, 4, 5), *_statistics()[:2], *_none(), data_format="NCHW"
            ),
        ]
        table[back] = [
            lambda k=back, m=more: node(k, _images(), _images(), f32(2), *_statistics()[:m]),
            lambda k=back, m=more: node(
                k, _images(), _images(), f32(2), *_statistics()[:m], is_training=False
            ),
        ]
    return table


NORMALIZATIONS: dict[str, list[Sample]] = {
    **_normalizations(),
    "LRN": [lambda: node("LRN", _images(7)), lambda: node("LRN", _images(), depth_radius=1)],
    "LRNGrad": [lambda: node("LRNGrad", _images(7), _images(7), _images(7), depth_radius=2)],
}


def _dilated(kind: str, *inputs: Any) -> Operation:
    return node(kind, *inputs, strides=ONES, rates=[1, 1, 2, 1], padding="SAME")


WINDOWS: dict[str, list[Sample]] = {
    "Dilation2D": [lambda: _dilated("Dilation2D", _images(), f32(2, 2, 2))],
    "Dilation2DBackpropInput": [
        lambda: _dilated("Dilation2DBackpropInput", _images(), f32(2, 2, 2), _images())
    ],
    "Dilation2DBackpropFilter": [
        lambda: _dilated("Dilation2DBackpropFilter", _images(), f32(2, 2, 2), _images())
    ],
    "ExtractImagePatches": [
        lambda: node(
            "ExtractImagePatches",
            _images(),
            ksizes=[1, 2, 2, 1],
            strides=ONES,
            rates=[1, 2, 1, 1],
            padding="SAME",
        )
    ],
    "ExtractVolumePatches": [
        lambda: node(
            "ExtractVolumePatches",
            f32(1, 3, 4, 3, 2),
            ksizes=[1, 2, 2, 2, 1],
            strides=ONES_3D,
            padding="VALID",
        )
    ],
}


def _two() -> list[Any]:
    return [argument([2, 2]), argument([[0, 0], [1, 2]])]


BLOCKS: dict[str, list[Sample]] = {
    "SpaceToBatchND": [lambda: node("SpaceToBatchND", _images(), *_two())],
    "BatchToSpaceND": [lambda: node("BatchToSpaceND", f32(4, 2, 3, 2), *_two())],
    "SpaceToBatch": [
        lambda: node("SpaceToBatch", f32(1, 4, 5, 2), argument([[0, 0], [1, 0]]), block_size=2)
    ],
    "BatchToSpace": [
        lambda: node("BatchToSpace", f32(4, 2, 3, 2), argument([[0, 0], [1, 0]]), block_size=2)
    ],
    "SpaceToDepth": [
        lambda: node("SpaceToDepth", f32(1, 4, 6, 2), block_size=2),
        lambda: node("SpaceToDepth", f32(1, 2, 4, 6), block_size=2, data_format="NCHW"),
    ],
    "DepthToSpace": [
        lambda: node("DepthToSpace", f32(1, 2, 3, 8), block_size=2),
        lambda: node("DepthToSpace", f32(1, 8, 2, 3), block_size=2, data_format="NCHW"),
    ],
}


def _bound(value: float) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant(value), [])


def _bounds(value: float) -> tf.Tensor:
    return tf.placeholder_with_default(tf.constant([value, value / 2, value * 2]), [3])


QUANTIZED: dict[str, list[Sample]] = {
    "FakeQuantWithMinMaxArgs": [
        lambda: node("FakeQuantWithMinMaxArgs", f32(2, 3)),
        lambda: node("FakeQuantWithMinMaxArgs", f32(2, 3), min=0.2, max=0.6, num_bits=4),
    ],
    "FakeQuantWithMinMaxArgsGradient": [
        lambda: node("FakeQuantWithMinMaxArgsGradient", f32(2, 3), f32(2, 3), min=0.0, max=0.5)
    ],
    "FakeQuantWithMinMaxVars": [
        lambda: node("FakeQuantWithMinMaxVars", f32(2, 3), _bound(-0.4), _bound(0.6))
    ],
    "FakeQuantWithMinMaxVarsGradient": [
        lambda: node(
            "FakeQuantWithMinMaxVarsGradient", f32(2, 3), f32(2, 3), _bound(-0.4), _bound(0.6)
        )
    ],
    "FakeQuantWithMinMaxVarsPerChannel": [
        lambda: node("FakeQuantWithMinMaxVarsPerChannel", f32(2, 3), _bounds(-0.4), _bounds(0.6))
    ],
    "FakeQuantWithMinMaxVarsPerChannelGradient": [
        lambda: node(
            "FakeQuantWithMinMaxVarsPerChannelGradient",
            f32(2, 3),
            f32(2, 3),
            _bounds(-0.4),
            _bounds(0.6),
        )
    ],
}

QUANTIZED["QuantizeAndDequantizeV2"] = [
    lambda: node("QuantizeAndDequantizeV2", f32(2, 3), _bound(-0.4), _bound(0.6)),
    lambda: node(
        "QuantizeAndDequantizeV2",
        f32(2, 3),
        _bound(0.1),
        _bound(0.6),
        range_given=True,
        signed_input=False,
        num_bits=4,
        round_mode="HALF_UP",
    ),
]

SAMPLES: dict[str, list[Sample]] = {
    **NORMALIZATIONS,
    **WINDOWS,
    **BLOCKS,
    **QUANTIZED,
}
