"""A session's plans stay right when the graph changes under them, and are found for equal fetches."""

from __future__ import annotations

import collections
import threading
from types import SimpleNamespace

import numpy as np
import pytest

import scopeflow as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_a_control_input_added_later_counts_in_the_next_run(session):
    v = tf.Variable(0.0)
    step = v.assign_add(1.0)
    y = tf.constant(5.0) + 1.0
    call = session.make_callable(y)
    session.run(v.initializer)
    assert (session.run(y), call()) == (6.0, 6.0)
    y.op._add_control_input(step.op)
    assert (session.run(y), call()) == (6.0, 6.0)
    assert session.run(v) == 2.0
    y.op._remove_all_control_inputs()
    session.run(y)
    assert session.run(v) == 2.0


def test_an_input_changed_deep_inside_counts_in_the_next_run(session):
    a, b = tf.constant(1.0), tf.constant(2.0)
    middle = tf.identity(a)
    y = (middle + 1.0) * 10.0
    assert session.run(y) == 20.0
    middle.op._update_input(0, b)
    assert session.run(y) == 30.0


def test_new_nodes_leave_plans_as_they_are(session):
    a = tf.constant(1.0)
    session.run(a)
    plan = session._prepare(a, {}).plan
    tf.constant(2.0)
    session.run(a)
    assert session._prepare(a, {}).plan is plan


def test_what_was_made_unfetchable_is_refused_the_next_time(session):
    a = tf.constant(1.0)
    session.run(a)
    session.graph.prevent_fetching(a.op)
    with pytest.raises(ValueError, match="has been marked as not fetchable"):
        session.run(a)


def test_fetches_that_differ_only_in_their_containers_are_not_mixed_up(session):
    a = tf.constant(1.0)
    pair = collections.namedtuple("pair", "x")
    fetches = [
        [a],
        (a,),
        {"x": a},
        {1: a},
        {True: a},
        {1.0: a},
        pair(a),
        collections.OrderedDict(x=a),
        a,
        "Const:0",
    ]
    for _ in range(2):
        for fetch in fetches:
            got = session.run(fetch)
            assert type(got) is (
                np.float32 if isinstance(fetch, str) or fetch is a else type(fetch)
            )
            if isinstance(fetch, dict):
                assert [(type(key), key) for key in got] == [(type(key), key) for key in fetch]


def test_a_changed_list_is_a_new_fetch(session):
    a, b = tf.constant(1.0), tf.constant(2.0)
    fetches = [a]
    assert session.run(fetches) == [1.0]
    fetches.append(b)
    assert session.run(fetches) == [1.0, 2.0]


def test_threads_may_ask_for_new_fetches_at_once(session):
    tensors = [tf.constant(float(i)) for i in range(40)]
    wrong = []

    def work():
        for i in range(40):
            for j in range(0, 40, 7):
                got = session.run([tensors[i], tensors[j]])
                wrong.extend([(i, j)] * (got != [i, j]))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_fed_and_fetched_array_is_a_copy(session):
    x = tf.placeholder(tf.float32, [2])
    mine = np.zeros(2, np.float32)
    got = session.run(x, {x: mine})
    got += 1.0
    assert not mine.any()


def test_a_fed_tensor_whose_operation_runs_keeps_what_was_fed(session):
    first, second = tf.split(tf.constant([1.0, 2.0]), 2)
    c = tf.constant(3.0)
    with tf.control_dependencies([c]):
        after = tf.constant(4.0) + 0.0
    assert session.run([first + 0.0, second], {first: [9.0]}) == [[9.0], [2.0]]
    assert session.run([c + 1.0, after], {c: 7.0}) == [8.0, 4.0]


def test_attrs_classes_are_fetched_field_by_field(session):
    class Point:
        """What the attrs package makes of a class with two fields, as far as it can be seen."""

        __attrs_attrs__ = (SimpleNamespace(name="x"), SimpleNamespace(name="y"))

        def __init__(self, x, y):
            self.x, self.y = x, y

    got = session.run(Point(tf.constant(1.0), [tf.constant(2.0)]))
    assert type(got) is Point
    assert (got.x, got.y) == (1.0, [2.0])
