"""Explanations of names: each part comes from a scope that gave it, or says why it gave none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import scopeflow as tf
from scopeflow.runner.explain import Made, Part, Watched, explain


def _watch(program: Callable[[Any], Any]) -> list[Made]:
    watched = Watched(tf)
    with tf.Graph().as_default():
        program(watched)
    return watched.made


def _texts(parts: list[Part]) -> list[str]:
    return [part.text for part in parts]


def test_the_parts_of_a_name_make_the_name() -> None:
    def program(tf: Any) -> None:
        with tf.variable_scope("one"), tf.name_scope("two"):
            tf.Variable(1.0, name="v")
            tf.get_variable("g", [1])
            tf.constant(1.0)
            tf.constant(1.0)

    for made in _watch(program):
        assert "".join(_texts(explain(made))) == made.name


def test_get_variable_ignores_a_name_scope_and_the_explanation_says_so() -> None:
    def program(tf: Any) -> None:
        with tf.name_scope("outer"):
            tf.get_variable("g", [1])

    (made,) = _watch(program)
    nothing, last, output = explain(made)
    assert (nothing.text, last.text, output.text) == ("", "g", ":0")
    assert "get_variable looks at variable scopes only" in nothing.reason
    assert nothing.scope is not None and nothing.scope.kind == "name_scope"


def test_a_scope_made_unique_is_shown_as_it_was_made() -> None:
    def program(tf: Any) -> None:
        for _ in range(2):
            with tf.variable_scope("s", reuse=tf.AUTO_REUSE):
                tf.get_variable("g", [1])
                tf.constant(1.0, name="c")

    *_, variable, constant = _watch(program)
    assert _texts(explain(variable)) == ["s/", "g", ":0"]
    assert _texts(explain(constant)) == ["s_1/", "c", ":0"]


def test_a_name_made_unique_is_explained() -> None:
    def program(tf: Any) -> None:
        tf.constant(1.0, name="c")
        tf.constant(1.0, name="c")
        tf.constant(1.0)

    _, second, unnamed = _watch(program)
    assert explain(second)[0].text == "c_1"
    assert "made unique" in explain(second)[0].reason
    assert "own choice" in explain(unnamed)[0].reason


def test_lines_are_those_of_the_program() -> None:
    source = 'with tf.name_scope("s"):\n\n    tf.constant(1.0, name="c")\n'

    (made,) = _watch(lambda tf: exec(compile(source, "p.py", "exec"), {"tf": tf}))
    assert made.line == 3
    assert made.scopes[0].line == 1


def test_a_scope_closed_by_an_exception_is_forgotten() -> None:
    def program(tf: Any) -> None:
        try:
            with tf.variable_scope("s"):
                raise KeyError
        except KeyError:
            tf.constant(1.0, name="c")

    (made,) = _watch(program)
    assert made.scopes == ()
