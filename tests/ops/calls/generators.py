"""Small calls of the ops that draw from a state in a variable."""

from __future__ import annotations

from typing import Any

import numpy as np

import scopeflow as tf
from tests.ops.calls.core import Sample
from tests.ops.inputs import argument, i32, node

_ALGORITHM = np.int64(1)


def _state() -> tf.Tensor:
    made = tf.get_variable(
        f"state{len(tf.global_variables())}",
        initializer=np.array([5, 6, 7], np.int64),
        use_resource=True,
    )
    return made.handle


def _draw(kind: str, *more: Any, **attrs: Any) -> Sample:
    return lambda: node(kind, _state(), tf.constant(_ALGORITHM), i32(2, 3), *more, **attrs)


SAMPLES: dict[str, list[Sample]] = {
    "NonDeterministicInts": [lambda: node("NonDeterministicInts", i32(2))],
    "RngSkip": [
        lambda: node("RngSkip", _state(), tf.constant(_ALGORITHM), tf.constant(np.int64(9)))
    ],
    "StatefulStandardNormalV2": [_draw("StatefulStandardNormalV2")],
    "StatefulTruncatedNormal": [_draw("StatefulTruncatedNormal")],
    "StatefulUniform": [_draw("StatefulUniform"), _draw("StatefulUniform", dtype=tf.float64)],
    "StatefulUniformFullInt": [_draw("StatefulUniformFullInt", dtype=tf.uint64)],
    "StatefulUniformInt": [
        lambda: node(
            "StatefulUniformInt",
            _state(),
            tf.constant(_ALGORITHM),
            i32(2, 3),
            argument(0),
            argument(9),
        )
    ],
}
