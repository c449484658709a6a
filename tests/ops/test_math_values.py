"""The mathematical ops compute what TensorFlow computes, in NumPy and in compiled programs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow import xp
from scopeflow.graph.operation import Operation
from scopeflow.ops.static import compute
from tests.reference import math_cases, math_value_cases
from tests.reference.live import recorded

RECORD = recorded("math_values")
ULPS = 8


def wanted(text: str) -> Any:
    """The recorded value as an array; strings as an object array of bytes."""
    record = RECORD[text]
    assert isinstance(record, dict), record
    if record["dtype"] == "object":
        return np.array([item["bytes"].encode("latin-1") for item in record["array"]], object)

    def number(item: Any) -> Any:
        if isinstance(item, list):
            return [number(part) for part in item]
        if isinstance(item, dict):
            return complex(*item["complex"]) if "complex" in item else float(item["float"])
        return item

    return np.array(number(record["array"]), record["dtype"]).reshape(record["of"])


def assert_equal(got: Any, want: np.ndarray) -> None:
    got = np.asarray(got)
    assert got.shape == want.shape
    assert got.dtype == want.dtype
    if want.dtype.kind == "c":
        assert_equal(got.real, want.real)
        assert_equal(got.imag, want.imag)
    elif want.dtype.kind == "f":
        np.testing.assert_array_equal(np.isnan(got), np.isnan(want))
        np.testing.assert_array_max_ulp(np.nan_to_num(got), np.nan_to_num(want), ULPS)
    else:
        np.testing.assert_array_equal(got, want)


def build(text: str) -> tuple[tf.Graph, Any]:
    graph = tf.Graph()
    with graph.as_default():
        names: dict[str, Any] = {"tf": tf, "np": np}
        exec(math_cases.PRELUDE, names)
        return graph, eval(text, names)


@pytest.mark.parametrize("text", math_value_cases.VALUES)
def test_session_gives_the_recorded_value(text: str) -> None:
    graph, tensor = build(text)
    with tf.Session(graph=graph) as session:
        assert_equal(session.run(tensor), wanted(text))


NUMBERS = [text for text in math_value_cases.VALUES if "'" not in text]


@pytest.mark.parametrize("text", NUMBERS)
def test_jax_face_gives_the_recorded_value(text: str) -> None:
    graph, tensor = build(text)
    with xp.door.x64(), xp.collect_checks():
        values: dict[Any, Any] = {}
        for op in graph.get_operations():
            values.update(zip(op.outputs, run(op, values), strict=True))
        assert_equal(values[tensor], wanted(text))


def run(op: Operation, values: dict[Any, Any]) -> tuple[Any, ...]:
    """One op on device arrays, but for the inputs whose values must be known."""
    if op.type == "Const":
        (value,) = compute(op, [])
        statics = {
            name for user in op.outputs[0].consumers() for name, taken in inputs_of(user)
            if taken is op.outputs[0] and name in user.definition.static
        }  # fmt: skip
        return (value if statics else xp.door.jnp().asarray(value),)
    return compute(op, [values[tensor] for tensor in op.inputs])


def inputs_of(op: Operation) -> list[tuple[str, Any]]:
    """The inputs with their declared names; lists count as one input each time."""
    names = [arg.name for arg in op.definition.schema.inputs]
    return list(
        zip(
            names if len(names) == len(op.inputs) else names * len(op.inputs),
            op.inputs,
            strict=False,
        )
    )
