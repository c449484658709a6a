"""Small calls of the ops on ragged tensors."""

from __future__ import annotations

from collections.abc import Callable

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.inputs import f32, node

Sample = Callable[[], Operation]

SAMPLES: dict[str, list[Sample]] = {
    "RaggedTensorToSparse": [
        lambda: node("RaggedTensorToSparse", [tf.constant([0, 2, 2, 3], tf.int64)], f32(3)),
        lambda: node(
            "RaggedTensorToSparse",
            [tf.constant([0, 1, 2], tf.int64), tf.constant([0, 1, 3], tf.int64)],
            f32(3, 2),
        ),
    ],
    "RaggedRange": [
        lambda: node("RaggedRange", tf.constant([0, 5]), tf.constant([3, 1]), tf.constant([1, -2])),
        lambda: node("RaggedRange", tf.constant(0.5), tf.constant(2.0), tf.constant(0.5)),
    ],
}
