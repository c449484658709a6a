"""Recurrent networks at work: they learn, padding changes nothing, and both tiers give the same."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers

cells = tf.nn.rnn_cell


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph:
        yield graph


def numbers(*shape: int) -> np.ndarray:
    return np.random.RandomState(0).standard_normal(shape).astype(np.float32)


def initialized() -> tf.Session:
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def test_an_lstm_learns_to_recall_the_first_number_of_a_sequence() -> None:
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [None, 6, 1])
    _, state = tf.nn.dynamic_rnn(cells.LSTMCell(8), x, dtype=tf.float32)
    out = tf.matmul(state.h, tf.get_variable("w", [8, 1]))
    loss = tf.reduce_mean(tf.square(out - x[:, 0]))
    variables = tf.trainable_variables()
    grads = tf.gradients(loss, variables)
    step = tf.group(*[tf.assign_sub(v, 0.3 * g) for v, g in zip(variables, grads, strict=True)])
    fed = {x: numbers(32, 6, 1)}
    with initialized() as session:
        before = session.run(loss, fed)
        for _ in range(150):
            session.run(step, fed)
        assert session.run(loss, fed) < 0.35 * before


def test_what_stands_behind_a_sequences_end_changes_neither_outputs_nor_state() -> None:
    x = tf.placeholder(tf.float32, [2, 5, 3])
    made = tf.nn.dynamic_rnn(cells.GRUCell(4), x, sequence_length=[3, 5], dtype=tf.float32)
    fed = numbers(2, 5, 3)
    other = fed.copy()
    other[0, 3:] = 1e6
    with initialized() as session:
        one, two = session.run(made, {x: fed}), session.run(made, {x: other})
    np.testing.assert_array_equal(one[0], two[0])
    np.testing.assert_array_equal(one[1], two[1])
    assert not one[0][0, 3:].any()
    np.testing.assert_array_equal(one[0][0, 2], one[1][0])


def test_a_loop_and_a_list_of_steps_give_the_same() -> None:
    x = tf.constant(numbers(2, 4, 3))
    cell = cells.MultiRNNCell([cells.LSTMCell(3, num_proj=2), cells.GRUCell(4)])
    lengths = tf.constant([4, 1])
    with tf.variable_scope("net"):
        loop = tf.nn.dynamic_rnn(cell, x, sequence_length=lengths, dtype=tf.float32)
        steps = tf.nn.static_rnn(
            cell, tf.unstack(x, axis=1), dtype=tf.float32, sequence_length=lengths
        )
    assert len(tf.trainable_variables()) == len(cell.trainable_variables) == 7
    with initialized() as session:
        (looped, state), (listed, last) = session.run([loop, steps])
    np.testing.assert_allclose(looped, np.stack(listed, axis=1), rtol=1e-6)
    for one, other in zip(tf.nest.flatten(state), tf.nest.flatten(last), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_both_tiers_give_the_same_outputs_and_gradients(monkeypatch: pytest.MonkeyPatch) -> None:
    tf.set_random_seed(2)
    x = tf.placeholder(tf.float32, [2, 4, 3])
    cell = cells.LSTMCell(3, use_peepholes=True)
    out, state, _ = tf.nn.static_bidirectional_rnn(
        cell, cells.GRUCell(2), tf.unstack(x, axis=1), dtype=tf.float32
    )
    wanted = [*out, *state, *tf.gradients(out, tf.trainable_variables())]

    def values() -> list[Any]:
        with initialized() as session:
            return session.run(wanted, {x: numbers(2, 4, 3)})

    monkeypatch.setattr(tiers, "FORCED", False)
    small = values()
    monkeypatch.setattr(tiers, "FORCED", True)
    for one, other in zip(small, values(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_a_copied_cell_has_variables_of_its_own() -> None:
    first = cells.GRUCell(2)
    second = copy.deepcopy(first)
    stack = cells.MultiRNNCell([first, second])
    stack(tf.ones([1, 2]), stack.zero_state(1, tf.float32))
    assert len({v.name for v in stack.variables}) == 8


def test_a_cell_that_is_called_again_shares_its_variables_whatever_the_scope() -> None:
    cell = cells.BasicRNNCell(2)
    state = cell.zero_state(1, tf.float32)
    cell(tf.ones([1, 2]), state)
    with tf.variable_scope("elsewhere"):
        output, _ = cell(tf.ones([1, 2]), state)
    assert [v.op.name for v in tf.global_variables()] == [
        "basic_rnn_cell/kernel",
        "basic_rnn_cell/bias",
    ]
    assert output.op.name == "basic_rnn_cell/Tanh_1"


def test_a_layer_counts_what_its_variables_hold() -> None:
    cell = cells.GRUCell(3)
    with pytest.raises(ValueError, match="the layer isn't built"):
        cell.count_params()
    cell(tf.ones([1, 2]), cell.zero_state(1, tf.float32))
    assert cell.count_params() == 5 * 6 + 6 + 5 * 3 + 3


def test_python_control_flow_in_a_call_is_refused_in_words_about_layers() -> None:
    class Sign(tf.layers.Layer):
        def call(self, inputs: Any) -> Any:
            return inputs if tf.reduce_sum(inputs) > 0 else -inputs

    with pytest.raises(TypeError, match="Python control flow in a layer"):
        Sign()(tf.ones([2]))
