"""Scopes as scopes: exact queries, the warning for regular expressions that catch siblings, and reopening."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph:
        yield graph


def make(*names: str) -> None:
    for name in names:
        scope, _, last = name.rpartition("/")
        with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
            tf.get_variable(last, [1])


def found(pattern: str, **more: Any) -> list[str]:
    return [v.op.name for v in tf.scope_variables(pattern, **more)]


def caught(call: Callable[[], object]) -> list[warnings.WarningMessage]:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        call()
    return said


def test_a_scope_is_never_its_sibling() -> None:
    make("D/v", "D_pre/v", "D/h0/w", "a/D/v", "Dv")
    assert found("D") == ["D/v", "D/h0/w"]
    assert found("D/") == ["D/v", "D/h0/w"]
    assert found("") == ["D/v", "D_pre/v", "D/h0/w", "a/D/v", "Dv"]


def test_patterns_keep_to_a_part_of_a_name() -> None:
    make("D/h0/w", "D/h0/b", "D/h1/w", "D/h1/deep/w", "G/h0/w")
    assert found("D/*/w") == ["D/h0/w", "D/h1/w"]
    assert found("D/**/w") == ["D/h0/w", "D/h1/w", "D/h1/deep/w"]
    assert found("**/w") == ["D/h0/w", "D/h1/w", "D/h1/deep/w", "G/h0/w"]
    assert found("*/h[1-9]") == ["D/h1/w", "D/h1/deep/w"]
    assert found("D/h?/b") == ["D/h0/b"]
    assert found("*/w") == []
    assert found("**") == found("")


def test_a_dot_is_a_dot() -> None:
    make("a.b/v", "axb/v")
    assert found("a.b") == ["a.b/v"]


def test_variables_in_no_collection_and_those_of_tf_variable_count() -> None:
    with tf.variable_scope("s"):
        tf.get_variable("hidden", [1], collections=[], trainable=False)
        tf.Variable(1.0, name="plain")
        tf.get_local_variable("local", [1])
    assert found("s") == ["s/hidden", "s/plain", "s/local"]
    assert found("s", trainable=True) == ["s/plain"]


def test_a_scope_object_gives_its_own_variables() -> None:
    make("D_pre/v")
    with tf.variable_scope("D") as scope:
        v = tf.get_variable("v", [1])
        frozen = tf.get_variable("frozen", [1], trainable=False)
    assert scope.variables() == [v, frozen]
    assert scope.variables(trainable=True) == [v]


def test_a_regular_expression_that_catches_a_sibling_is_told_once_for_each_line() -> None:
    make("D/v", "D_pre/v")

    def ask() -> list[Any]:
        return tf.trainable_variables("D")

    said = caught(lambda: [ask(), ask()])
    assert [one.category for one in said] == [tf.SiblingWarning]
    assert "D_pre/v" in str(said[0].message) and 'tf.scope_variables("D")' in str(said[0].message)
    assert said[0].filename == __file__
    assert len(caught(lambda: tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="D"))) == 1


def test_what_is_asked_for_stays_what_it_was() -> None:
    make("D/v", "D_pre/v")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert [v.op.name for v in tf.trainable_variables("D")] == ["D/v", "D_pre/v"]


@pytest.mark.parametrize("pattern", ["D/", "D_pre", "D.*", "^D", "v", "D_"])
def test_other_patterns_are_nobodys_mistake(pattern: str) -> None:
    make("D/v", "D_pre/v")
    assert caught(lambda: tf.trainable_variables(pattern)) == []


def test_a_second_opening_of_a_scope_is_no_sibling_and_a_second_layer_is() -> None:
    for _ in range(2):
        with tf.variable_scope("D", reuse=tf.AUTO_REUSE):
            tf.get_variable("v", [1])
            tf.add_to_collection("ops", tf.constant(1.0))
    x = tf.placeholder(tf.float32, [None, 4])
    for _ in range(2):
        tf.layers.Dense(2)(x)
    assert caught(lambda: tf.get_collection("ops", scope="D")) == []
    assert len(caught(lambda: tf.trainable_variables("dense"))) == 1


def test_a_quiet_scope_and_strict_hold_for_siblings_too() -> None:
    make("D/v", "D_pre/v")
    with tf.strict(), pytest.raises(tf.SiblingWarning):
        tf.trainable_variables("D")
    tf.quiet("D")
    with tf.strict():
        assert len(tf.trainable_variables("D")) == 2


# -- reopening ---------------------------------------------------------------------------------------


def test_variables_and_operations_go_on_in_a_reopened_scope() -> None:
    with tf.variable_scope("outer"), tf.variable_scope("inner") as scope:
        tf.get_variable("v", [1])
        tf.constant(1.0, name="c")
    with tf.name_scope("elsewhere"), scope.reopen() as again:
        assert tf.get_variable("w", [1]).op.name == "outer/inner/w"
        assert tf.constant(1.0, name="d").op.name == "outer/inner/d"
        assert tf.Variable(1.0, name="x").op.name == "outer/inner/x"
        assert tf.constant(1.0, name="c").op.name == "outer/inner/c_1"
        assert again.name == "outer/inner" and again.original_name_scope == "outer/inner/"
    assert tf.constant(1.0, name="d").op.name == "d"
    assert tf.get_variable_scope().name == ""


def test_layers_go_on_counting_in_a_reopened_scope() -> None:
    x = tf.placeholder(tf.float32, [None, 4])
    with tf.variable_scope("s") as scope:
        tf.layers.Dense(2, name=None)(x)
    with scope.reopen():
        layer = tf.layers.Dense(2)
        layer(x)
    assert layer.kernel.op.name == "s/dense_1/kernel"


def test_a_reopened_scope_shares_if_it_is_told_to() -> None:
    with tf.variable_scope("s") as scope:
        v = tf.get_variable("v", [1])
        with tf.variable_scope(None, default_name="d"):
            w = tf.get_variable("w", [1])
    with scope.reopen(reuse=True):
        assert tf.get_variable("v", [1]) is v
        with tf.variable_scope(None, default_name="d"):
            assert tf.get_variable("w", [1]) is w
    with scope.reopen(), pytest.raises(ValueError, match="already exists"):
        tf.get_variable("v", [1])


def test_reopening_the_root_is_the_root() -> None:
    root = tf.get_variable_scope()
    with tf.variable_scope("s"), root.reopen():
        assert tf.get_variable("v", [1]).op.name == "v"
        assert tf.constant(1.0, name="c").op.name == "c"
