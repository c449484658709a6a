"""What a run sees of variables that it changes: the table of execution orders that TensorFlow 1.15 shows."""

from __future__ import annotations

import numpy as np
import pytest

import scopeflow as tf


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def ready() -> tf.Session:
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def test_an_identity_after_an_assignment_sees_the_new_value(graph):
    v = tf.Variable(0.0)
    a = v.assign_add(1.0)
    with tf.control_dependencies([a]):
        y = tf.identity(v)
    session = ready()
    assert [session.run(y) for _ in range(3)] == [1.0, 2.0, 3.0]


def test_a_fetched_variable_is_its_value_at_the_end_of_the_run(graph):
    v = tf.Variable(0.0)
    a = v.assign_add(1.0)
    session = ready()
    assert session.run([v, a]) == [1.0, 1.0]
    assert session.run([a, v]) == [2.0, 2.0]


def test_reads_of_an_assigned_variable_all_give_the_assigned_value(graph):
    v = tf.Variable(0.0)
    a = v.assign(7.0)
    assert ready().run([v, a, v.read_value()]) == [7.0, 7.0, 7.0]


def test_a_consumer_older_than_the_assignment_sees_the_old_value(graph):
    v = tf.Variable(0.0)
    y = v * 2.0
    a = v.assign_add(1.0)
    assert ready().run([y, a]) == [0.0, 1.0]


def test_an_alias_is_read_where_its_consumer_stands(graph):
    v = tf.Variable([0.0, 0.0])
    alias = tf.reshape(tf.identity(v), [2, 1])
    a = v.assign([3.0, 4.0])
    with tf.control_dependencies([a]):
        y = alias + 0.0
    got = ready().run(y)
    np.testing.assert_array_equal(got, [[3.0], [4.0]])


def test_a_resource_variable_is_read_where_its_read_stands(graph):
    v = tf.Variable(1.0, use_resource=True)
    before = v.read_value()
    a = v.assign_add(1.0)
    with tf.control_dependencies([a]):
        after = v.read_value() * 1.0
    session = ready()
    assert session.run([before, after]) == [1.0, 2.0]


def test_reading_a_variable_without_a_value_fails_before_anything_runs(graph):
    v = tf.Variable(0.0, name="v")
    w = tf.Variable(0.0, name="w")
    session = tf.Session()
    session.run(v.initializer)
    step = v.assign_add(1.0)
    with pytest.raises(
        tf.errors.FailedPreconditionError, match="Attempting to use uninitialized value w"
    ):
        session.run([step, w + 1.0])
    assert session.run(v) == 0.0


def test_the_uninitialized_error_says_when_the_init_op_is_older_than_the_variable(graph):
    init = tf.global_variables_initializer()
    v = tf.Variable(0.0, name="late")
    session = tf.Session()
    session.run(init)
    with pytest.raises(tf.errors.FailedPreconditionError) as caught:
        session.run(v)
    assert "was made before it" in str(caught.value)


def test_any_tensor_can_be_fed(graph):
    a = tf.constant(2.0)
    b = a * 3.0
    c = b + 1.0
    session = tf.Session()
    assert session.run(c, {b: 10.0}) == 11.0
    assert session.run([b, c], {b: 10.0}) == [10.0, 11.0]
    assert session.run(c) == 7.0


def test_a_fed_variable_read_replaces_the_variable(graph):
    v = tf.Variable(1.0)
    y = v + 1.0
    assert tf.Session().run(y, {v: 5.0}) == 6.0


def test_nodes_added_between_runs_are_seen(graph):
    a = tf.constant(1.0)
    session = tf.Session()
    assert session.run(a) == 1.0
    assert session.run(a + 1.0) == 2.0


def test_two_sessions_of_one_graph_have_their_own_variables(graph):
    v = tf.Variable(0.0)
    a = v.assign_add(1.0)
    one, two = ready(), ready()
    one.run(a)
    assert (one.run(v), two.run(v)) == (1.0, 0.0)


def test_changing_a_node_after_a_run_changes_the_next_run(graph):
    a, b = tf.constant(1.0), tf.constant(5.0)
    y = tf.identity(a)
    session = tf.Session()
    assert session.run(y) == 1.0
    y.op._update_input(0, b)
    assert session.run(y) == 5.0
