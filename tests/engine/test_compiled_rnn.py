"""Recurrent networks are compiled, forwards and backwards, where a run is long enough to be worth it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine.loops import Loop
from scopeflow.engine.program import Island
from tests.engine.both_tiers import hold, run

CELLS = {
    "gru": lambda: tf.nn.rnn_cell.GRUCell(6),
    "two layers": lambda: tf.nn.rnn_cell.MultiRNNCell(
        [tf.nn.rnn_cell.LSTMCell(6, use_peepholes=True), tf.nn.rnn_cell.BasicRNNCell(5)]
    ),
    "dropout": lambda: tf.nn.rnn_cell.DropoutWrapper(
        tf.nn.rnn_cell.LSTMCell(6), 0.8, 0.7, 0.9, seed=3
    ),
}


@pytest.mark.parametrize(
    ("cell", "static", "lengths"),
    [
        ("gru", True, None),
        ("gru", False, [3, 5, 0, 2]),
        ("two layers", False, None),
        ("two layers", True, [3, 5, 0, 2]),
        ("dropout", False, None),
    ],
)
def test_training_gives_the_same(cell: str, static: bool, lengths: list[int] | None) -> None:
    def program() -> tuple[Any, dict[Any, Any]]:
        x = tf.placeholder(tf.float32, [4, 5, 3] if static else [None, None, 3])
        feeds: dict[Any, Any] = {x: np.random.RandomState(0).randn(4, 5, 3)}
        n = None
        if lengths is not None:
            n = tf.placeholder(tf.int32, [4] if static else [None])
            feeds[n] = lengths
        outputs, state = tf.nn.dynamic_rnn(CELLS[cell](), x, n, dtype=tf.float32)
        loss = tf.reduce_sum(tf.square(outputs))
        train = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
        return [outputs, state, loss, tf.gradients(loss, x), train], feeds

    hold(program)


def test_both_directions() -> None:
    def program() -> tuple[Any, dict[Any, Any]]:
        x, n = tf.placeholder(tf.float32, [4, 5, 3]), tf.placeholder(tf.int32, [4])
        outputs, _ = tf.nn.bidirectional_dynamic_rnn(
            tf.nn.rnn_cell.GRUCell(6), tf.nn.rnn_cell.LSTMCell(6), x, n, dtype=tf.float32
        )
        loss = tf.reduce_sum(outputs[0] * outputs[1])
        feeds = {x: np.random.RandomState(0).randn(4, 5, 3), n: [3, 5, 0, 2]}
        return [outputs, tf.gradients(loss, [x, *tf.trainable_variables()])], feeds

    hold(program)


def test_a_raw_rnn_gives_the_same() -> None:
    def program() -> tuple[Any, dict[Any, Any]]:
        x, n = tf.placeholder(tf.float32, [5, 4, 3]), tf.placeholder(tf.int32, [4])
        array = tf.TensorArray(tf.float32, 5).unstack(x)
        cell = tf.nn.rnn_cell.LSTMCell(6)

        def step(time: Any, output: Any, state: Any, own: Any) -> Any:
            finished = time >= n
            following = tf.cond(
                tf.reduce_all(finished), lambda: tf.zeros([4, 3]), lambda: array.read(time)
            )
            state = cell.zero_state(4, tf.float32) if output is None else state
            return finished, following, state, output, None

        outputs, state, _ = tf.nn.raw_rnn(cell, step)
        return [outputs.stack(), state], {
            x: np.random.RandomState(0).randn(5, 4, 3),
            n: [3, 5, 0, 2],
        }

    hold(program, compiled=None)


def training_step(steps: int, trained: bool = True) -> Any:
    """The plan of a training step, or only of its loss, chosen by the rules as they are."""
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [32, steps, 32])
        cells = [tf.nn.rnn_cell.BasicLSTMCell(64) for _ in range(2)]
        outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell(cells), x, dtype=tf.float32)
        loss = tf.reduce_mean(tf.square(outputs[:, -1]))
        train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(
                [loss, train] if trained else loss, {x: np.ones([32, steps, 32], np.float32)}
            )
            return session._plans[next(reversed(session._plans))].plan


def test_a_long_training_step_is_one_compiled_program_that_reuses_memory() -> None:
    plan = training_step(50)
    (island,) = plan.segments
    assert isinstance(island, Island)
    assert sum(type(call) is Loop for call in island.calls) == 2
    assert not island.compiled.refused
    (program,) = island.compiled._programs.values()
    # every index is proven, every stack has what is taken from it: nothing is left to check
    assert not program.checks
    assert program.donates


def test_the_loss_of_a_short_sequence_alone_is_not_worth_compiling() -> None:
    assert all(segment.compiled is None for segment in training_step(2, False).segments)
    assert all(segment.compiled is not None for segment in training_step(2).segments)


def test_dropout_draws_other_numbers_in_every_run() -> None:
    def program() -> tuple[Any, dict[Any, Any]]:
        x = tf.placeholder(tf.float32, [2, 3, 3])
        return tf.nn.dynamic_rnn(CELLS["dropout"](), x, dtype=tf.float32)[0], {
            x: np.ones([2, 3, 3])
        }

    first, second = run(program, compiled=True).results
    assert (first != second).any()


@pytest.mark.parametrize(("length", "compiled"), [(400, True), (4, False)])
def test_a_scan_over_what_is_fed_is_compiled_where_it_is_long(length: int, compiled: bool) -> None:
    given = np.random.RandomState(0).randn(length, 16).astype(np.float32)

    def program() -> tuple[Any, dict[Any, Any]]:
        x = tf.placeholder(tf.float32, [None, 16])
        y = tf.scan(lambda a, v: tf.tanh(a) * 0.5 + v, x)
        return [y, tf.gradients(y, x)], {x: given}

    theirs = run(program, compiled=False, runs=1).results[0]
    with tf.Graph().as_default():
        fetches, feeds = program()
        with tf.Session() as session:
            ours = session.run(fetches, feeds)
            (prepared,) = session._plans.values()
            assert all((s.compiled is not None) is compiled for s in prepared.plan.segments)
    np.testing.assert_allclose(ours[0], theirs[0], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(ours[1][0], theirs[1][0], rtol=1e-4, atol=1e-5)
