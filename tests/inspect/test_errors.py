"""Errors about scopes and variables end with the explanation of the name that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph:
        yield graph


def message(call: Callable[[], object]) -> str:
    with pytest.raises(ValueError) as caught:
        call()
    return str(caught.value)


def test_already_exists_ends_with_the_explanation_of_the_variable() -> None:
    with tf.variable_scope("layer"):
        v = tf.get_variable("w", [2])
        text = message(lambda: tf.get_variable("w", [2]))
    assert text.startswith("Variable layer/w already exists, disallowed.")
    assert text.endswith(f"\n\n{tf.explain(v)}")


@pytest.mark.parametrize(
    ("wish", "first"),
    [({"shape": [3]}, "specified shape"), ({"dtype": tf.int32}, "specified dtype")],
)
def test_a_clash_on_reuse_ends_with_the_explanation_of_the_variable(
    wish: dict[str, object], first: str
) -> None:
    with tf.variable_scope("layer"):
        v = tf.get_variable("w", [2])
    with tf.variable_scope("layer", reuse=True):
        text = message(lambda: tf.get_variable("w", **wish))
    assert text.startswith("Trying to share variable layer/w, but ") and first in text
    assert text.endswith(f"\n\n{tf.explain(v)}")


def test_does_not_exist_ends_with_the_scopes_of_the_name_and_the_origin_of_reuse() -> None:
    with tf.variable_scope("outer", reuse=True), tf.variable_scope("inner"):
        text = message(lambda: tf.get_variable("v", [2]))
    end = text.partition("\n\n")[2]
    assert end.startswith("outer/inner/v: the variable that tf.get_variable was asked for on line ")
    end = " ".join(end.split())
    assert 'outer/ from tf.variable_scope("outer") on line' in end
    assert 'inner/ from tf.variable_scope("inner") on line' in end
    assert 'reuse=True was set for the scope "outer", opened with it on line' in end
    assert 'inherited by "outer/inner" on line' in end


def test_a_name_that_cannot_be_one_ends_with_the_scopes_around_it() -> None:
    with tf.name_scope("ok"):
        for call in (
            lambda: tf.variable_scope("b d").__enter__(),
            lambda: tf.constant(1.0, name="b d"),
        ):
            text = message(call)
            assert "b d' is not a valid " in text.partition("\n")[0]
            assert 'ok/  from tf.name_scope("ok") on line' in text
            assert text.endswith("b d  cannot be a name, or a part of one")


def test_partitioned_variables_end_with_it_too() -> None:
    v = tf.get_variable("v", [4])
    text = message(lambda: tf.get_variable("v", [4], partitioner=tf.fixed_size_partitioner(2)))
    assert text.endswith(f"\n\n{tf.explain(v)}")


def test_an_explanation_that_fails_leaves_the_error_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from scopeflow.graph import ports

    def fail(x: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(ports.explain, "call", fail)
    tf.get_variable("v", [1])
    assert message(lambda: tf.get_variable("v", [1])).startswith("Variable v already exists")
