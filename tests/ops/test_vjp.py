"""The node that differentiates a lowering gives what the written gradients give, and can be stored."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.math.vjp import vjp
from tests.ops.inputs import f32, i32, node, number, tensor

CALLS = {
    "a function": lambda: node("Tanh", f32(2, 3)),
    "a product of matrices": lambda: node("MatMul", f32(2, 3), f32(4, 3), transpose_b=True),
    "a broadcast": lambda: node("Pow", f32(2, 3), f32(3, first=4)),
    "a reduction": lambda: node("Mean", f32(2, 3), i32(1), keep_dims=True),
    "a list of inputs": lambda: node("ConcatV2", [f32(2, 3), f32(2, 1)], number(1)),
    "several outputs": lambda: node("Split", number(1), f32(2, 4), num_split=2),
    "indices": lambda: node("GatherNd", f32(2, 3), tf.constant([[0, 1], [0, 1], [1, 2]])),
    "complex numbers": lambda: node(
        "Mul", tensor(tf.complex64, 3), tensor(tf.complex64, 3, first=4)
    ),
    "double precision": lambda: node("Softmax", tensor(tf.float64, 2, 3)),
}


def _weights(op: Operation) -> list[Any]:
    return [
        tf.constant(
            np.arange(1, 1 + np.prod(y.shape.as_list())).reshape(y.shape.as_list()), y.dtype
        )
        for y in op.outputs
    ]


def _both(op: Operation) -> tuple[list[Tensor], list[Tensor]]:
    """The gradients of the float inputs: by one node, and as they are written."""
    weights = _weights(op)
    found = vjp(op, *weights)
    xs = [x for x, grad in zip(op.inputs, found, strict=True) if grad is not None]
    written = tf.gradients(op.outputs, xs, grad_ys=weights)
    return [grad for grad in found if grad is not None], [tf.convert_to_tensor(g) for g in written]


@pytest.mark.parametrize("what", CALLS)
def test_a_lowering_is_differentiated(what: str) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        ours, written = session.run(_both(CALLS[what]()))
    for mine, other in zip(ours, written, strict=True):
        assert mine.dtype == other.dtype
        np.testing.assert_allclose(mine, other, rtol=1e-5, atol=1e-6)


def test_it_is_differentiated_once_more() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tensor(tf.float64, 2, 3)
        op = node("Exp", x)
        (first,) = vjp(op, tf.ones_like(op.outputs[0]))
        (second,) = tf.gradients(first * first, x)
        value, wanted = session.run([second, 2 * tf.exp(2 * x)])
    np.testing.assert_allclose(value, wanted, rtol=1e-12)


def test_it_has_the_shapes_and_dtypes_of_the_inputs() -> None:
    with tf.Graph().as_default():
        op = node("MatMul", f32(2, 3), f32(3, 4))
        found = vjp(op, tf.ones([2, 4]))
    assert [grad.shape.as_list() for grad in found] == [[2, 3], [3, 4]]
    assert [grad.dtype for grad in found] == [tf.float32, tf.float32]


def test_integers_have_no_gradient() -> None:
    with tf.Graph().as_default():
        op = node("Sum", f32(2, 3), i32(1))
        assert vjp(op, tf.ones([2]))[1] is None


def test_a_graph_def_holds_all_there_is_to_know() -> None:
    with tf.Graph().as_default() as graph:
        op = node("Mean", f32(2, 3), i32(1), keep_dims=True)
        made = vjp(op, tf.ones([2, 1]))[0].op
        stored = graph.as_graph_def().node[-1]
    assert stored.op == made.type == "Vjp"
    text = stored.attr["forward"].s.decode()
    assert '"op": "Mean"' in text
    assert '"keep_dims": ["bool", true]' in text
