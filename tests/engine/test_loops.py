"""What a session promises of loops: all or nothing, numbers that go on, plans that are kept, threads that lose nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph:
        yield graph


def ready() -> tf.Session:
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def rounds(n: Any, body: Any, first: Any) -> Any:
    """`body(i, a)` n times."""
    return tf.while_loop(
        lambda i, a: i < n, lambda i, a: (i + 1, body(i, a)), [tf.constant(0), first]
    )[1]


# -- all or nothing --------------------------------------------------------------------------------


@pytest.mark.parametrize("use_resource", [False, True])
def test_a_failed_trip_changes_no_variable(use_resource: bool) -> None:
    v = tf.get_variable("v", initializer=np.zeros(3, np.float32), use_resource=use_resource)
    other = tf.get_variable("other", initializer=1.0, use_resource=use_resource)
    bad = tf.placeholder(tf.int32, [])

    def body(i: Any, a: Any) -> Any:
        with tf.control_dependencies([tf.assign_add(v, tf.ones([3]) * (a + 1.0))]):
            checked = tf.Assert(tf.not_equal(i, bad), [i])
        with tf.control_dependencies([checked]):
            return a + 1.0

    before = tf.assign_add(other, 1.0)
    with tf.control_dependencies([before]):
        result = rounds(5, body, tf.constant(0.0))
    session = ready()
    with pytest.raises(tf.errors.InvalidArgumentError, match="assertion failed"):
        session.run(result, {bad: 3})
    assert session.run([v, other])[0].tolist() == [0.0, 0.0, 0.0]
    assert session.run(other) == 1.0
    assert session.run(result, {bad: -1}) == 5.0
    assert session.run(v).tolist() == [15.0, 15.0, 15.0]
    assert session.run(other) == 2.0


def test_a_python_function_that_raises_in_a_trip_changes_no_variable() -> None:
    v = tf.get_variable("v", initializer=0.0)
    fails = [True]

    def check(value: Any) -> Any:
        if fails[0] and value >= 2.0:
            raise KeyError("mine")
        return value

    def body(i: Any, a: Any) -> Any:
        with tf.control_dependencies([tf.assign_add(v, 1.0)]):
            b = tf.py_func(check, [a], tf.float32)
        b.set_shape([])
        return b + 1.0

    result = rounds(4, body, tf.constant(0.0))
    session = ready()
    with pytest.raises(Exception, match="mine"):
        session.run(result)
    assert session.run(v) == 0.0
    fails[0] = False
    assert session.run(result) == 4.0
    assert session.run(v) == 4.0


def test_a_loop_that_makes_no_trip_assigns_nothing() -> None:
    v = tf.get_variable("v", initializer=1.0)
    n = tf.placeholder(tf.int32, [])

    def body(i: Any, a: Any) -> Any:
        with tf.control_dependencies([tf.assign(v, 9.0)]):
            return a + 1.0

    result = rounds(n, body, tf.constant(0.0))
    session = ready()
    assert session.run(result, {n: 0}) == 0.0
    assert session.run(v) == 1.0
    assert session.run(result, {n: 2}) == 2.0
    assert session.run(v) == 9.0


def test_a_loop_on_the_branch_not_taken_assigns_nothing() -> None:
    v = tf.get_variable("v", initializer=1.0)
    taken = tf.placeholder(tf.bool, [])

    def body(i: Any, a: Any) -> Any:
        with tf.control_dependencies([tf.assign_add(v, 1.0)]):
            return a + 1.0

    result = tf.cond(taken, lambda: rounds(3, body, tf.constant(0.0)), lambda: tf.constant(-1.0))
    session = ready()
    assert session.run(result, {taken: False}) == -1.0
    assert session.run(v) == 1.0
    assert session.run(result, {taken: True}) == 3.0
    assert session.run(v) == 4.0


# -- random numbers --------------------------------------------------------------------------------


def test_every_trip_and_every_run_draws_the_next_numbers() -> None:
    plain = tf.random_uniform([2], seed=7)
    with tf.Session() as session:
        wanted = [session.run(plain) for _ in range(6)]
    with tf.Graph().as_default():
        drawn = tf.TensorArray(tf.float32, 3)
        _, drawn = tf.while_loop(
            lambda i, _: i < 3,
            # the seed of a node is that of its graph and its own: both graphs have none of the first
            lambda i, a: (i + 1, a.write(i, tf.random_uniform([2], seed=7))),
            [tf.constant(0), drawn],
        )
        rows = drawn.stack()
        with tf.Session() as session:
            got = np.concatenate([session.run(rows), session.run(rows)])
        with tf.Session() as session:
            again = session.run(rows)
    np.testing.assert_array_equal(got, wanted)
    np.testing.assert_array_equal(again, wanted[:3])


# -- plans -----------------------------------------------------------------------------------------


def test_a_plan_with_a_loop_is_made_once() -> None:
    n = tf.placeholder(tf.int32, [])
    result = rounds(n, lambda i, a: a * 2.0, tf.constant(1.0))
    with tf.Session() as session:
        got = [float(session.run(result, {n: trips})) for trips in (0, 1, 5, 2)]
        assert got == [1.0, 2.0, 32.0, 4.0]
        assert len(session._plans) == 1


def test_the_graph_may_grow_around_a_loop_that_has_run() -> None:
    x = tf.placeholder(tf.float32, [])
    result = rounds(3, lambda i, a: a * x, tf.constant(1.0))
    with tf.Session() as session:
        assert session.run(result, {x: 2.0}) == 8.0
        grad = tf.gradients(result, x)[0]
        assert session.run([result, grad], {x: 2.0}) == [8.0, 12.0]
        after = rounds(2, lambda i, a: a + result, tf.constant(1.0))
        assert session.run(after, {x: 2.0}) == 17.0
        assert session.run(result, {x: 3.0}) == 27.0


def test_sessions_run_the_same_loop_beside_each_other() -> None:
    v = tf.get_variable("v", initializer=1.0)

    def body(i: Any, a: Any) -> Any:
        with tf.control_dependencies([tf.assign_add(v, 1.0)]):
            return a + v.read_value()

    result = rounds(2, body, tf.constant(0.0))
    one, other = ready(), ready()
    assert one.run(result) == 5.0
    assert one.run(result) == 9.0
    assert other.run(result) == 5.0
    assert (one.run(v), other.run(v)) == (5.0, 3.0)


# -- threads ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("use_resource", [False, True])
def test_increments_in_a_body_by_four_threads_are_never_lost(use_resource: bool) -> None:
    v = tf.get_variable("v", initializer=0, use_resource=use_resource)

    def body(i: Any, a: Any) -> Any:
        with tf.control_dependencies([tf.assign_add(v, 1)]):
            return a + 1

    result = rounds(3, body, tf.constant(0))
    session = ready()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(50):
                assert session.run(result) == 3
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert session.run(v) == 4 * 50 * 3


def test_arrays_of_runs_beside_each_other_are_kept_apart() -> None:
    x = tf.placeholder(tf.float32, [])
    rows = tf.TensorArray(tf.float32, 4)
    _, rows = tf.while_loop(
        lambda i, _: i < 4,
        lambda i, a: (i + 1, a.write(i, x * tf.cast(i, tf.float32))),
        [tf.constant(0), rows],
    )
    stacked = rows.stack()
    grad = tf.gradients(stacked, x)[0]
    session = tf.Session()
    found: dict[int, bool] = {}

    def work(number: int) -> None:
        wanted = [0.0, number, 2.0 * number, 3.0 * number]
        found[number] = all(
            (got := session.run([stacked, grad], {x: number}))[0].tolist() == wanted
            and got[1] == 6.0
            for _ in range(25)
        )

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(1, 5), True)


# -- host steps ------------------------------------------------------------------------------------


def test_a_python_function_in_a_body_sees_every_trip_in_order() -> None:
    seen: list[float] = []

    def note(value: Any) -> Any:
        seen.append(float(value))
        return np.float32(value * 2)

    def body(i: Any, a: Any) -> Any:
        b = tf.py_func(note, [a], tf.float32)
        b.set_shape([])
        return b

    result = rounds(4, body, tf.constant(1.0))
    with tf.Session() as session:
        assert session.run(result) == 16.0
        assert seen == [1.0, 2.0, 4.0, 8.0]
        assert session.run(result) == 16.0
        assert seen == [1.0, 2.0, 4.0, 8.0] * 2


def test_text_goes_round() -> None:
    result = rounds(
        3, lambda i, s: tf.string_join([s, tf.as_string(i)], separator="-"), tf.constant("go")
    )
    with tf.Session() as session:
        assert session.run(result) == b"go-0-1-2"


def test_a_queue_is_emptied_in_order() -> None:
    queue = tf.FIFOQueue(10, tf.float32, shapes=[[]])
    fill = queue.enqueue_many([[1.0, 2.0, 3.0]])

    def body(i: Any, a: Any) -> Any:
        with tf.control_dependencies([a]):
            return a * 10.0 + queue.dequeue()

    result = rounds(3, body, tf.constant(0.0))
    with tf.Session() as session:
        session.run(fill)
        assert session.run(result) == 123.0


# -- feeding ---------------------------------------------------------------------------------------


def test_what_enters_a_loop_may_have_another_shape_in_each_run() -> None:
    x = tf.placeholder(tf.float32, [None, None])
    result = rounds(3, lambda i, a: a + x, tf.zeros_like(x))
    grad = tf.gradients(result, x)[0]
    with tf.Session() as session:
        for shape in ((1, 1), (2, 3), (0, 4), (5, 1), (2, 3)):
            total, back = session.run([result, grad], {x: np.ones(shape, np.float32)})
            assert total.shape == back.shape == shape
            assert (total == 3.0).all() and (back == 3.0).all()
        assert len(session._plans) == 1


def test_the_first_value_of_a_loop_variable_may_be_fed() -> None:
    first = tf.constant(1.0)
    result = rounds(3, lambda i, a: a * 2.0, first)
    with tf.Session() as session:
        assert session.run(result) == 8.0
        assert session.run(result, {first: 5.0}) == 40.0


def test_a_fed_result_needs_no_trip() -> None:
    calls: list[int] = []

    def note(value: Any) -> Any:
        calls.append(1)
        return value

    def body(i: Any, a: Any) -> Any:
        b = tf.py_func(note, [a], tf.float32)
        b.set_shape([])
        return b

    result = rounds(3, body, tf.constant(1.0))
    after = result * 2.0
    with tf.Session() as session:
        assert session.run(after, {result: 4.0}) == 8.0
        assert not calls
        assert session.run(after) == 2.0
        assert len(calls) == 3


# -- what is dead ----------------------------------------------------------------------------------


def test_a_loop_may_use_what_is_on_the_branch_not_taken() -> None:
    """As second derivatives by rows do: the loop runs, and a Merge in it takes the side that is there."""
    x, taken = tf.placeholder(tf.float32, [2]), tf.placeholder(tf.bool, [])
    y = tf.cond(taken, lambda: tf.reduce_sum(x * x * x), lambda: tf.reduce_sum(x * x))
    hessian = tf.hessians(y, x)[0]
    with tf.Session() as session:
        assert session.run(hessian, {x: [1, 2], taken: True}).tolist() == [[6, 0], [0, 12]]
        assert session.run(hessian, {x: [1, 2], taken: False}).tolist() == [[2, 0], [0, 2]]


def test_a_condition_must_be_one_truth_value() -> None:
    p = tf.placeholder(tf.bool)
    result = tf.while_loop(lambda i: p, lambda i: i + 1, [0])
    with (
        tf.Session() as session,
        pytest.raises(
            tf.errors.InvalidArgumentError,
            match=r"The second input must be a scalar, but it has shape \[2\]",
        ),
    ):
        session.run(result, {p: [True, False]})
