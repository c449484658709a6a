"""Compiled updates in donated memory: a failed check leaves every variable as it was, to the bit, and later runs go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers
from scopeflow.engine.program import Island

ROWS = np.arange(12, dtype=np.float32).reshape(4, 3) / 7


def _variables(count: int) -> list[Any]:
    return [tf.Variable(ROWS * (n + 1), name=f"v{n}") for n in range(count)]


def dense(index: Any) -> tuple[Any, bool]:
    """Element by element updates of two variables, one after the other's new value."""
    v, w = _variables(2)
    step = v.assign(v * 2.0 + tf.gather(ROWS, index)[0])
    with tf.control_dependencies([step]):
        return w.assign_add(v * 0.5), True


def rows(index: Any) -> tuple[Any, bool]:
    """Rows, twice of one variable."""
    v, w = _variables(2)
    first = tf.scatter_sub(v, index, tf.gather(w, index) * 0.1)
    with tf.control_dependencies([first]):
        return tf.group(tf.scatter_add(v, index, tf.gather(ROWS, index)), w.assign(w * 0.9)), True


def optimizer(make: Callable[[], Any]) -> Callable[[Any], tuple[Any, bool]]:
    def program(index: Any) -> tuple[Any, bool]:
        v, w = _variables(2)
        loss = tf.reduce_sum(tf.square(tf.gather(v, index)) * tf.gather(w, index) + tf.tanh(w)[0])
        return make().minimize(loss), True

    return program


def crossed(index: Any) -> tuple[Any, bool]:
    """Each variable becomes what the other was."""
    v, w = _variables(2)
    a, b = v + 0.0, w + 0.0
    with tf.control_dependencies([a, b, tf.gather(v, index)]):
        return tf.group(v.assign(b), w.assign(a)), True


def alike(index: Any) -> tuple[Any, bool]:
    """Two variables that are given the same value."""
    v, w = _variables(2)
    value = v * 3.0 + tf.gather(w, index)[0]
    return tf.group(v.assign(value), w.assign(value)), True


def looked_at(index: Any) -> tuple[Any, bool]:
    """A check of what was updated cannot come before the update."""
    v, w = _variables(2)
    new = v.assign(v - tf.gather(w, index)[0])
    with tf.control_dependencies([new]):
        return tf.check_numerics(v * 2.0, "bad"), False


def in_a_branch(index: Any) -> tuple[Any, bool]:
    v, w = _variables(2)
    shown = tf.gather(v, index)
    return (
        tf.cond(
            tf.reduce_sum(shown) > 0.5,
            lambda: tf.group(v.assign_add(w * 2.0), tf.scatter_add(w, index, shown)),
            lambda: tf.group(v.assign(w), w.assign(v * 4.0)),
        ),
        True,
    )


PROGRAMS = {
    "dense": dense,
    "rows": rows,
    "sgd": optimizer(lambda: tf.train.GradientDescentOptimizer(0.1)),
    "momentum": optimizer(lambda: tf.train.MomentumOptimizer(0.1, 0.9)),
    "adagrad": optimizer(lambda: tf.train.AdagradOptimizer(0.1)),
    "adam": optimizer(lambda: tf.train.AdamOptimizer(0.1)),
    "rmsprop": optimizer(lambda: tf.train.RMSPropOptimizer(0.1)),
    "ftrl": optimizer(lambda: tf.train.FtrlOptimizer(0.1)),
    "crossed": crossed,
    "alike": alike,
    "looked_at": looked_at,
    "in_a_branch": in_a_branch,
}


def _compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "FORCED", True)


def _run(
    program: Callable[[Any], tuple[Any, bool]], failing: bool
) -> tuple[list[np.ndarray], list[Any], bool]:
    """All variables after two runs, if asked with failing ones before, between and after them."""
    with tf.Graph().as_default(), tf.Session() as session:
        index = tf.placeholder(tf.int32, [2])
        step, gives = program(index)
        variables = tf.global_variables()
        session.run(tf.global_variables_initializer())

        def values() -> list[np.ndarray]:
            return session.run(variables)

        def fails() -> None:
            before = values()
            with pytest.raises(tf.errors.InvalidArgumentError, match="is not in"):
                session.run(step, {index: [1, 9]})
            for old, new in zip(before, values(), strict=True):
                np.testing.assert_array_equal(old, new)

        for fed in ([1, 3], [2, 2]):
            if failing:
                fails()
            session.run(step, {index: fed})
        if failing:
            fails()
        plans = [entry.plan for entry in session._plans.values()]
        programs = [
            made
            for plan in plans
            for island in plan.segments
            if isinstance(island, Island) and island.compiled and index in plan.feeds
            for made in island.compiled._programs.values()
        ]
        return values(), programs, gives


@pytest.mark.parametrize("name", PROGRAMS)
def test_runs_that_fail_leave_no_trace_in_variables(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, _, _ = _run(PROGRAMS[name], failing=False)
    _compiled(monkeypatch)
    found, programs, gives = _run(PROGRAMS[name], failing=True)
    assert programs
    assert all(program.checks for program in programs)
    assert all(bool(program.given_back) == gives for program in programs)
    for one, other in zip(expected, found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", [name for name in PROGRAMS if name != "looked_at"])
def test_memory_is_given_away_though_a_check_may_fail(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _compiled(monkeypatch)
    _, programs, _ = _run(PROGRAMS[name], failing=False)
    assert all(program.donates for program in programs)


def test_each_variable_keeps_its_own_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many of one shape none takes another's, which would have to be copied first."""
    _compiled(monkeypatch)
    with tf.Graph().as_default(), tf.Session() as session:
        variables = [tf.Variable(np.full([1024, 512], n, np.float32)) for n in range(4)]
        ops = [v.assign_add(tf.ones([1024, 512])) for v in reversed(variables)]
        session.run(tf.global_variables_initializer())
        session.run(ops)
        slots = {slot.key[2]: slot for slot in session._engine.store._slots.values()}
        places = {name: slot.value.unsafe_buffer_pointer() for name, slot in slots.items()}
        session.run(ops)
        assert places == {name: slot.value.unsafe_buffer_pointer() for name, slot in slots.items()}
