"""Small calls of losses, rankings, random numbers, candidate samplers and CTC."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.inputs import argument, f32, i32, node, number, tensor

Sample = Callable[[], Operation]


def _long(*numbers: int) -> tf.Tensor:
    return tf.placeholder_with_default(np.array(numbers, np.int64), [len(numbers)])


def _labels() -> tf.Tensor:
    return tf.placeholder_with_default(np.array([2, 0], np.int32), [2])


def _true_classes() -> tf.Tensor:
    return tf.placeholder_with_default(np.array([[1], [2]], np.int64), [2, 1])


def _sampler(name: str, **attrs: object) -> list[Sample]:
    given = {"num_true": 1, "num_sampled": 4, "unique": True, "seed": 3, "seed2": 5, **attrs}
    return [
        lambda: node(name, _true_classes(), **given),
        lambda: node(name, _true_classes(), **{**given, "unique": False}),
    ]


def _logits() -> tf.Tensor:
    return tensor(tf.float32, 5, 2, 4)


def _ctc_loss() -> Operation:
    indices = tf.constant([[0, 0], [0, 1], [1, 0]], tf.int64)
    values = tf.constant([1, 2, 0], tf.int32)
    return node("CTCLoss", _logits(), indices, values, i32(5, 4))


def _stateless(name: str) -> list[Sample]:
    return [
        lambda: node(name, i32(2, 3), _long(5, -7), dtype=tf.float32),
        lambda: node(name, i32(5), _long(1, 2), dtype=tf.float64),
    ]


SAMPLES: dict[str, list[Sample]] = {
    # losses
    "SoftmaxCrossEntropyWithLogits": [
        lambda: node("SoftmaxCrossEntropyWithLogits", f32(2, 3), f32(2, 3, first=4)),
        lambda: node("SoftmaxCrossEntropyWithLogits", f32(2, 3), f32(1, 3, first=4)),
    ],
    "SparseSoftmaxCrossEntropyWithLogits": [
        lambda: node("SparseSoftmaxCrossEntropyWithLogits", f32(2, 3), _labels()),
        lambda: node("SparseSoftmaxCrossEntropyWithLogits", tensor(tf.float64, 2, 3), _long(1, 2)),
    ],
    # order
    "TopKV2": [
        lambda: node("TopKV2", f32(2, 5), number(3)),
        lambda: node("TopKV2", tensor(tf.int32, 4), number(2), sorted=False),
    ],
    "InTopK": [lambda: node("InTopK", f32(2, 3), _labels(), k=2)],
    "InTopKV2": [lambda: node("InTopKV2", f32(2, 3), _labels(), number(1))],
    "NthElement": [
        lambda: node("NthElement", f32(2, 5), number(1)),
        lambda: node("NthElement", f32(2, 5), number(1), reverse=True),
    ],
    # random numbers
    "Multinomial": [
        lambda: node("Multinomial", f32(2, 4), number(5), seed=3, seed2=5),
        lambda: node("Multinomial", f32(3, 4), number(2), seed=3, seed2=5, output_dtype=tf.int32),
    ],
    "RandomGamma": [lambda: node("RandomGamma", i32(3), f32(2), seed=3, seed2=5)],
    "RandomGammaGrad": [lambda: node("RandomGammaGrad", f32(2, 3), f32(2, 3, first=4))],
    "RandomPoisson": [lambda: node("RandomPoisson", i32(3), f32(2), seed=3, seed2=5)],
    "RandomPoissonV2": [
        lambda: node("RandomPoissonV2", i32(3), f32(2), seed=3, seed2=5, dtype=tf.int32)
    ],
    "StatelessRandomUniform": _stateless("StatelessRandomUniform"),
    "StatelessRandomNormal": _stateless("StatelessRandomNormal"),
    "StatelessTruncatedNormal": _stateless("StatelessTruncatedNormal"),
    "StatelessRandomUniformInt": [
        lambda: node("StatelessRandomUniformInt", i32(2, 3), _long(5, 7), argument(-5), argument(9))
    ],
    "StatelessMultinomial": [
        lambda: node("StatelessMultinomial", f32(2, 4), number(5), _long(3, 5))
    ],
    # candidates
    "UniformCandidateSampler": _sampler("UniformCandidateSampler", range_max=9),
    "LogUniformCandidateSampler": _sampler("LogUniformCandidateSampler", range_max=9),
    "LearnedUnigramCandidateSampler": _sampler("LearnedUnigramCandidateSampler", range_max=9),
    "ThreadUnsafeUnigramCandidateSampler": _sampler(
        "ThreadUnsafeUnigramCandidateSampler", range_max=9
    ),
    "FixedUnigramCandidateSampler": _sampler(
        "FixedUnigramCandidateSampler", range_max=5, unigrams=[1.0, 2.0, 3.0, 1.0, 1.0]
    ),
    "AllCandidateSampler": _sampler("AllCandidateSampler"),
    "ComputeAccidentalHits": [
        lambda: node("ComputeAccidentalHits", _true_classes(), _long(2, 7, 1), num_true=1)
    ],
    # label sequences
    "CTCLoss": [_ctc_loss],
    "CTCGreedyDecoder": [lambda: node("CTCGreedyDecoder", _logits(), i32(5, 3))],
    "CTCBeamSearchDecoder": [
        lambda: node("CTCBeamSearchDecoder", _logits(), i32(5, 3), beam_width=4, top_paths=2)
    ],
}
