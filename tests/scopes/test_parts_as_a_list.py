"""tf.create_partitioned_variables gives what a partitioner gives, as a list."""

from __future__ import annotations

import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def test_the_parts_stand_in_a_scope_of_the_given_name():
    with tf.variable_scope("s"):
        parts = tf.create_partitioned_variables([5, 3], [2, 1], tf.zeros_initializer(), name="w")
    assert [part.name for part in parts] == ["s/w/part_0:0", "s/w/part_1:0"]
    assert [part.shape.as_list() for part in parts] == [[3, 3], [2, 3]]
    assert tf.trainable_variables() == parts


def test_reuse_gives_the_same_parts():
    parts = tf.create_partitioned_variables([4], [2], tf.ones_initializer(), name="w")
    again = tf.create_partitioned_variables([4], [2], tf.ones_initializer(), name="w", reuse=True)
    assert all(a is b for a, b in zip(parts, again, strict=True))


@pytest.mark.parametrize(
    ("shape", "slicing", "sentence"),
    [
        ([4], [2, 1], "must have the length: shape"),
        ([], [], "must have rank at least 1"),
        ([4, 4], [2, 2], "Can only slice a variable along one dimension"),
    ],
)
def test_a_cut_that_is_not_possible_is_refused(shape, slicing, sentence):
    with pytest.raises(ValueError, match=sentence):
        tf.create_partitioned_variables(shape, slicing, tf.ones_initializer())


def test_without_tables_their_initializer_does_nothing():
    assert tf.tables_initializer().type == "NoOp"
    waiting = tf.no_op(name="fill_a_table")
    tf.add_to_collection(tf.GraphKeys.TABLE_INITIALIZERS, waiting)
    assert tf.tables_initializer("init").control_inputs == [waiting]
