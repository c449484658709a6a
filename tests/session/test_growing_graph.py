"""A loop that adds nodes between its runs is told so, once, with its line; other programs hear nothing."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest

import scopeflow as tf


def heard(program: Callable[[Any], None]) -> list[warnings.WarningMessage]:
    with (
        tf.Graph().as_default(),
        tf.Session() as session,
        warnings.catch_warnings(record=True) as said,
    ):
        warnings.simplefilter("always")
        program(session)
    return [one for one in said if issubclass(one.category, tf.ScopeWarning)]


def test_a_loop_that_makes_nodes_is_told_once_with_its_line() -> None:
    def program(session: Any) -> None:
        x = tf.constant(1.0)
        for n in range(120):
            session.run(x + n)  # the line

    (one,) = heard(program)
    assert one.category is tf.GrowingGraphWarning
    assert one.filename == __file__
    with open(__file__) as lines:
        assert lines.read().splitlines()[one.lineno - 1].endswith("# the line")
    text = str(one.message)
    assert text.startswith("The graph grows while it runs: 50 runs of this session found new nodes")
    # who shows a warning shows its line
    assert "session.run(x + n)" not in text
    assert "tf.placeholder" in text


def test_a_loop_that_does_not_fetch_what_it_makes_is_told_too() -> None:
    def program(session: Any) -> None:
        v = tf.get_variable("v", [])
        session.run(v.initializer)
        for _ in range(60):
            tf.assign(v, 2.0)
            session.run(v)

    assert len(heard(program)) == 1


def test_building_first_and_running_then_is_quiet() -> None:
    def program(session: Any) -> None:
        x = tf.placeholder(tf.float32, [])
        y = x * 2.0
        for n in range(200):
            session.run(y, {x: n})

    assert heard(program) == []


def test_building_and_running_in_turn_from_different_lines_is_quiet() -> None:
    def program(session: Any) -> None:
        x = tf.constant(0.0)
        for line in (f"cell {n}" for n in range(120)):
            exec(compile("session.run(x + 1.0)", line, "exec"), {"session": session, "x": x})

    assert heard(program) == []


def test_strict_makes_it_an_error_before_the_run() -> None:
    def program(session: Any) -> None:
        v = tf.get_variable("v", [], initializer=tf.zeros_initializer())
        session.run(v.initializer)
        step = v.assign_add(1.0)
        with tf.strict(), pytest.raises(tf.GrowingGraphWarning, match="grows while it runs"):
            for _ in range(120):
                tf.no_op()
                session.run(step)
        # the first run came before any growth; the fiftieth that found some did not happen
        assert session.run(v) == 49.0

    heard(program)
