"""Branches: what is dead, what is read and assigned, and what needs a value."""

from __future__ import annotations

import pytest

import scopeflow as tf
from scopeflow.ops.control.switching import switch


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def ready() -> tf.Session:
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def test_a_constant_on_a_branch_is_dead_when_the_other_one_is_taken(graph):
    p = tf.placeholder(tf.bool, [])
    y = tf.cond(p, lambda: tf.constant(1.0), lambda: tf.constant(2.0))
    session = tf.Session()
    assert [session.run(y, {p: value}) for value in (True, False)] == [1.0, 2.0]


@pytest.mark.parametrize("use_resource", [False, True])
def test_only_the_assignment_of_the_branch_taken_happens(graph, use_resource):
    p = tf.placeholder(tf.bool, [])
    v = tf.Variable(10.0, use_resource=use_resource)
    w = tf.Variable(20.0, use_resource=use_resource)
    y = tf.cond(p, lambda: tf.identity(v.assign_add(1.0)), lambda: tf.identity(w.assign_sub(1.0)))
    session = ready()
    assert session.run(y, {p: True}) == 11.0
    assert session.run([v, w]) == [11.0, 20.0]
    assert session.run(y, {p: False}) == 19.0
    assert session.run([v, w]) == [11.0, 19.0]


def test_an_assignment_that_a_branch_waits_for_happens_only_there(graph):
    p = tf.placeholder(tf.bool, [])
    v = tf.Variable(0.0)

    def with_assignment():
        with tf.control_dependencies([v.assign(100.0)]):
            return tf.constant(1.0)

    y = tf.cond(p, with_assignment, lambda: tf.constant(2.0))
    session = ready()
    assert (session.run(y, {p: False}), session.run(v)) == (2.0, 0.0)
    assert (session.run(y, {p: True}), session.run(v)) == (1.0, 100.0)


def test_nested_conditionals_take_one_of_four_ways(graph):
    p, q = tf.placeholder(tf.bool, []), tf.placeholder(tf.bool, [])
    x = tf.constant(1.0)

    def inner(a, b):
        return tf.cond(q, lambda: x * a, lambda: x * b)

    y = tf.cond(p, lambda: inner(1.0, 2.0), lambda: inner(3.0, 4.0))
    session = tf.Session()
    ways = [(a, b) for a in (True, False) for b in (True, False)]
    assert [session.run(y, {p: a, q: b}) for a, b in ways] == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize("use_resource", [False, True])
def test_an_initial_value_may_come_from_a_variable_without_a_value(graph, use_resource):
    v = tf.Variable(3.0, use_resource=use_resource)
    w = tf.Variable(v.initialized_value() * 2.0, use_resource=use_resource)
    session = tf.Session()
    session.run(w.initializer)
    assert session.run(w) == 6.0
    assert session.run(tf.report_uninitialized_variables()).tolist() == [v.op.name.encode()]


def test_a_variable_read_outside_the_branches_must_have_a_value(graph):
    p = tf.placeholder(tf.bool, [])
    v = tf.Variable(1.0, name="v")
    y = tf.cond(p, lambda: v + 1.0, lambda: tf.constant(2.0))
    with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value v"):
        tf.Session().run(y, {p: False})


def test_a_variable_read_on_the_branch_not_taken_needs_no_value(graph):
    p = tf.placeholder(tf.bool, [])
    v = tf.Variable(1.0, use_resource=True)
    y = tf.cond(p, lambda: v + 1.0, lambda: tf.constant(2.0))
    session = tf.Session()
    assert session.run(y, {p: False}) == 2.0
    with pytest.raises(tf.errors.FailedPreconditionError, match="resource variable"):
        session.run(y, {p: True})


def test_a_dead_fetch_says_so(graph):
    p = tf.placeholder(tf.bool, [])
    on_false, on_true = switch(tf.constant(1.0), p)
    session = tf.Session()
    assert session.run(on_true, {p: True}) == 1.0
    with pytest.raises(tf.errors.InvalidArgumentError, match="does not have value"):
        session.run(on_false, {p: True})


def test_updating_a_resource_variable_without_a_value_is_not_found(graph):
    v = tf.get_variable("v", [3], use_resource=True)
    other = tf.get_variable("other", [3], use_resource=True)
    updates = [
        v.assign_add([1.0, 1.0, 1.0]).op,
        tf.scatter_add(v, [0], [1.0]).op,
        v[0:1].assign([1.0]).op,
    ]
    session = tf.Session()
    for update in updates:
        with pytest.raises(tf.errors.NotFoundError, match="Container localhost does not exist"):
            session.run(update)
    session.run(other.initializer)
    for update in updates:
        with pytest.raises(tf.errors.NotFoundError, match="Resource localhost/v/.* does not exist"):
            session.run(update)
