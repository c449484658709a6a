"""The numbers behind default names of variable scopes: how long an opening counts. TensorFlow 1.15 gives these names."""

from __future__ import annotations

import scopeflow as tf


def opened(*wishes: str) -> list[str]:
    """Opens a scope for each default name; what they are called."""
    found = []
    for wish in wishes:
        with tf.variable_scope(None, wish) as scope:
            found.append(scope.name)
    return found


def test_default_names_count_until_the_scope_around_them_is_left() -> None:
    with tf.Graph().as_default():
        assert opened("d", "d", "d") == ["d", "d_1", "d_2"]
        with tf.variable_scope("a"):
            assert opened("d", "d") == ["a/d", "a/d_1"]
            with tf.variable_scope("b/c"):
                assert opened("d", "d") == ["a/b/c/d", "a/b/c/d_1"]
            with tf.variable_scope("b/c"):
                assert opened("d") == ["a/b/c/d"]
            with tf.variable_scope("b"):
                assert opened("c", "c") == ["a/b/c_1", "a/b/c_2"]
            assert opened("d") == ["a/d_2"]
        assert opened("d", "a", "b") == ["d_3", "a_1", "b"]
        with tf.variable_scope("a"):
            assert opened("d", "b/c", "b") == ["a/d", "a/b/c", "a/b"]
        assert opened("a/b", "a/b/c", "a//b", "a//b", "a/", "d") == [
            "a/b", "a/b/c", "a//b", "a//b_1", "a/", "d_4",
        ]  # fmt: skip


def test_a_scope_object_that_is_left_brings_back_the_numbers_from_before() -> None:
    with tf.Graph().as_default():
        with tf.variable_scope("a") as a, tf.variable_scope("b/c") as deep:
            pass
        for _ in range(2):
            with tf.variable_scope(a):
                assert opened("d") == ["a/d"]
                with tf.variable_scope(deep):
                    assert opened("d", "d") == ["a/b/c/d", "a/b/c/d_1"]
                assert opened("b/c", "b/c", "b") == ["a/b/c_1", "a/b/c_2", "a/b"]
        with tf.variable_scope(deep):
            first = opened(*["k"] * 12)
            assert first == ["a/b/c/k", *(f"a/b/c/k_{number}" for number in range(1, 12))]
            with tf.variable_scope(tf.get_variable_scope()):
                assert opened("k", "k") == ["a/b/c/k_12", "a/b/c/k_13"]
            # what was opened inside does not count any more
            assert opened("k") == ["a/b/c/k_12"]
        with tf.variable_scope(deep):
            assert opened("k") == ["a/b/c/k"]
