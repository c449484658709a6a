"""Calls of the ops that call functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import scopeflow as tf
from scopeflow.data.functions import StructuredFunction
from scopeflow.graph.operation import Operation
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, node

ONE = tf.TensorSpec([2], tf.float32)


def function(made: Callable[[Any], Any]) -> str:
    """The name of a function of two floats, which the default graph knows."""
    return StructuredFunction(made, "Sample.of()", ONE).name


def branches(type_name: str) -> Operation:
    return node(
        type_name,
        tf.constant(True),
        [f32(2)],
        then_branch=function(lambda x: x * 2.0),
        else_branch=function(lambda x: -x),
        Tout=[tf.float32],
        output_shapes=[(2,)],
    )


def loop(type_name: str) -> Operation:
    return node(
        type_name,
        [f32(2)],
        cond=function(lambda x: tf.reduce_sum(x) < 100.0),
        body=function(lambda x: x * 2.0),
        output_shapes=[(2,)],
    )


def case() -> Operation:
    both = [function(lambda x: x * 2.0), function(lambda x: -x)]
    given: dict[str, Any] = {"Tout": [tf.float32], "output_shapes": [(2,)]}
    return node("Case", tf.constant(1), [f32(2)], branches=both, **given)


def plain(type_name: str) -> Operation:
    return node(type_name, [f32(2)], f=function(lambda x: x + 1.0), Tout=[tf.float32])


SAMPLES: dict[str, list[Sample]] = {
    **{name: [lambda name=name: branches(name)] for name in ("If", "StatelessIf")},
    **{name: [lambda name=name: loop(name)] for name in ("While", "StatelessWhile")},
    **{
        name: [lambda name=name: plain(name)]
        for name in ("PartitionedCall", "StatefulPartitionedCall")
    },
    "Case": [case],
}
