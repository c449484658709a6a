"""What errors say beyond TensorFlow's first sentence: who, where, and what to write."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph:
        yield graph


def line() -> int:
    """The line of the caller."""
    frame = inspect.currentframe()
    assert frame is not None and frame.f_back is not None
    return frame.f_back.f_lineno


def message(kind: type[Exception], call: Callable[[], object]) -> str:
    with pytest.raises(kind) as caught:
        call()
    return str(caught.value)


def test_already_exists_names_the_line_of_the_first_wish_and_both_ways_out() -> None:
    with tf.variable_scope("layer"):
        tf.get_variable("w", [2])
        first = line() - 1
        text = message(ValueError, lambda: tf.get_variable("w", [2]))
    assert text.startswith("Variable layer/w already exists, disallowed.")
    assert f'File "{__file__}", line {first}' in text
    assert 'tf.get_variable("w", [2])' in text
    assert "tf.variable_scope(tf.get_variable_scope(), reuse=True)" in text
    assert "default_name='layer'" in text


def test_does_not_exist_lists_near_names_and_where_reuse_was_set() -> None:
    with tf.variable_scope("layer"):
        tf.get_variable("weights", [2])
        made = line() - 1
    with tf.variable_scope("layer", reuse=True):
        set_at = line() - 1
        text = message(ValueError, lambda: tf.get_variable("weigths", [2]))
    # (where lines break depends on how long the path of this file is)
    text = " ".join(text.split())
    assert text.startswith(
        "Variable layer/weigths does not exist, or was not created with tf.get_variable()."
    )
    assert f"'layer/weights' (made at {__file__}:{made})" in text
    assert f"in the scope 'layer' since {__file__}:{set_at}" in text


def test_does_not_exist_knows_where_reuse_was_inherited_from() -> None:
    with tf.variable_scope("outer", reuse=True):
        set_at = line() - 1
        with tf.variable_scope("inner"):
            text = message(ValueError, lambda: tf.get_variable("v", [2]))
    assert f"since {__file__}:{set_at}" in text
    assert "tf.get_variable has made no variable in this graph" in text


def test_does_not_exist_knows_the_line_of_reuse_variables() -> None:
    tf.get_variable_scope().reuse_variables()
    set_at = line() - 1
    assert f"since {__file__}:{set_at}" in message(ValueError, lambda: tf.get_variable("v", [2]))


def test_does_not_exist_tells_of_a_variable_that_tf_variable_made() -> None:
    tf.Variable(1.0, name="v")
    made = line() - 1
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        text = message(ValueError, lambda: tf.get_variable("v", []))
    assert f"A variable 'v' was made at {__file__}:{made} by tf.Variable" in text


def test_another_shape_names_the_line_that_made_the_variable() -> None:
    tf.get_variable("v", [2])
    made = line() - 1
    with tf.variable_scope(tf.get_variable_scope(), reuse=True):
        text = message(ValueError, lambda: tf.get_variable("v", [3]))
    assert text.startswith(
        "Trying to share variable v, but specified shape (3,) and found shape (2,)."
    )
    assert f"{__file__}:{made}" in text


def test_a_template_s_error_says_where_the_template_was_made() -> None:
    def fails() -> None:
        raise KeyError("key", 2)

    template = tf.make_template("t", fails)
    made = line() - 1
    with pytest.raises(KeyError) as caught:
        template()
    first, second = caught.value.args
    assert first.startswith("key\n\noriginally defined at:\n")
    assert f'File "{__file__}", line {made}' in first
    assert second == 2


def test_wrong_nesting_names_both_scopes() -> None:
    outer, inner = tf.variable_scope("outer"), tf.variable_scope("inner")
    outer.__enter__()
    inner.__enter__()
    text = message(RuntimeError, lambda: outer.__exit__(None, None, None))
    assert text.startswith("Improper nesting of variable_scope.")
    assert "'outer'" in text and "'outer/inner'" in text
    inner.__exit__(None, None, None)
    outer.__exit__(None, None, None)
    assert tf.get_variable_scope().name == ""


def test_a_missing_shape_says_which_variable_lacks_it() -> None:
    assert "'v' has no shape" in message(ValueError, lambda: tf.get_variable("v"))
    assert "'v' has the shape (?, 2)" in message(
        ValueError, lambda: tf.get_variable("v", [None, 2])
    )
