"""A run that fails changes no variable, wherever in the plan it fails; what is no variable goes on."""

from __future__ import annotations

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers


@pytest.fixture(params=["numpy", "compiled"])
def session(request, monkeypatch):
    """A session over a fresh graph, on each tier."""
    if request.param == "compiled":
        monkeypatch.setattr(tiers, "FORCED", True)
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def divided(by, waits_for=()):
    with tf.control_dependencies(list(waits_for)):
        return tf.floordiv(tf.constant([4, 2]), by)


@pytest.mark.parametrize("place", range(4))
def test_a_failing_check_at_any_place_undoes_all_assignments(session, place):
    by = tf.placeholder(tf.int32, [])
    variables = [tf.Variable([0.0, 0.0], use_resource=kind) for kind in (False, True, False)]
    steps = []
    for position in range(4):
        if position == place:
            steps.append(divided(by, steps[-1:]))
        if position < 3:
            with tf.control_dependencies(steps[-1:]):
                steps.append(variables[position].assign_add([1.0, 2.0]).op)
    session.run(tf.global_variables_initializer())
    with pytest.raises(tf.errors.InvalidArgumentError, match="Integer division by zero"):
        session.run(steps, {by: 0})
    assert all(not np.any(session.run(v)) for v in variables)
    session.run(steps, {by: 1})
    assert all(np.array_equal(session.run(v), [1.0, 2.0]) for v in variables)


def test_a_failing_host_step_undoes_what_was_published_before_it(session):
    v = tf.Variable([1.0, 1.0])
    tag = tf.placeholder(tf.string, [])
    a = v.assign_add([1.0, 1.0])
    with tf.control_dependencies([a]):
        shown = tf.where(_flags(tag))
    with tf.control_dependencies([shown]):
        b = v.assign_add([5.0, 5.0])
        bad = divided(tf.cast(tf.size(shown), tf.int32) - 1)
    session.run(v.initializer)
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run([a, b, bad], {tag: "x"})
    np.testing.assert_array_equal(session.run(v), [1.0, 1.0])


def _flags(tag):
    """One true flag, found out on the host."""
    return tf.equal(tf.expand_dims(tag, 0), "x")


def test_an_unborn_variable_fails_the_run_before_anything_is_assigned(session):
    v, w = tf.Variable(1.0), tf.Variable(2.0)
    step = v.assign_add(1.0)
    with tf.control_dependencies([step]):
        late = w + 1.0
    session.run(v.initializer)
    with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value Variable_1"):
        session.run(late)
    assert session.run(v) == 1.0


def test_a_variable_may_be_born_and_changed_in_one_run(session):
    v = tf.Variable([1.0, 2.0])
    with tf.control_dependencies([v.initializer]):
        more = v.assign_add([1.0, 1.0])
    np.testing.assert_array_equal(session.run(more), [2.0, 3.0])
    np.testing.assert_array_equal(session.run(more), [2.0, 3.0])


def test_a_failed_first_assignment_leaves_the_variable_unborn(session):
    v = tf.Variable([1, 2])
    by = tf.placeholder(tf.int32, [])
    with tf.control_dependencies([v.initializer]):
        bad = divided(by)
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run([v.initializer, bad], {by: 0})
    with pytest.raises(tf.errors.FailedPreconditionError):
        session.run(v)


def test_a_failed_run_advances_random_streams(session):
    by = tf.placeholder(tf.int32, [])
    x = tf.random_uniform([2], seed=3)
    bad = divided(by, [x])
    with tf.Session() as other:
        numbers = [other.run(x) for _ in range(3)]
    np.testing.assert_array_equal(session.run(x), numbers[0])
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run([x, bad], {by: 0})
    np.testing.assert_array_equal(session.run(x), numbers[2])


def test_an_assignment_without_validation_changes_the_shape(session):
    v = tf.Variable([1.0, 2.0], validate_shape=False)
    longer = tf.assign(v, [1.0, 2.0, 3.0], validate_shape=False)
    session.run(v.initializer)
    total = tf.reduce_sum(v)
    assert session.run(total) == 3.0
    assert session.run(longer).shape == (3,)
    assert session.run(total) == 6.0
    assert session.run(v).shape == (3,)
    session.run(v.initializer)
    assert session.run(total) == 3.0


def test_after_a_failure_the_session_goes_on(session):
    by = tf.placeholder(tf.int32, [])
    bad = divided(by)
    for _ in range(3):
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(bad, {by: 0})
        np.testing.assert_array_equal(session.run(bad, {by: 2}), [2, 1])


def test_errors_of_both_tiers_name_the_node(session):
    by = tf.placeholder(tf.int32, [])
    bad = divided(by)
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        session.run(bad, {by: 0})
    assert caught.value.op is bad.op
    assert caught.value.node_def.name == bad.op.name
    assert "[[node floordiv" in caught.value.message
