"""Loops in compiled programs: the same values, the same failures, the same variables as in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from tests.engine.both_tiers import hold, run

Program = tuple[Any, dict[Any, Any]]


def numbers(*shape: int) -> np.ndarray:
    return np.random.RandomState(3).uniform(-0.6, 0.7, shape).astype(np.float32)


def test_a_loop_of_known_trips() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [4, 4])
        return tf.while_loop(lambda i, y: i < 5, lambda i, y: (i + 1, tf.tanh(y @ x)), [0, x]), {
            x: numbers(4, 4)
        }

    assert hold(program)[0][0] == 5


def test_a_loop_whose_trips_depend_on_data() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])
        return tf.while_loop(
            lambda i, y: tf.reduce_sum(y) < 100.0, lambda i, y: (i + 1, y * 1.5 + 1.0), [0, x]
        ), {x: numbers(3)}

    assert hold(program)[0][0] > 5


def test_a_loop_without_trips() -> None:
    def program() -> Program:
        x, n = tf.placeholder(tf.float32, [3]), tf.placeholder(tf.int32, [])
        known = tf.while_loop(lambda i, y: i < 0, lambda i, y: (i + 1, y * 2.0), [0, x])
        fed = tf.while_loop(lambda i, y: i < n, lambda i, y: (i + 1, y * 2.0), [0, x])
        return [known, fed], {x: numbers(3), n: 0}

    hold(program)


def test_the_number_of_trips_may_be_fed_anew() -> None:
    def program() -> Program:
        x, n = tf.placeholder(tf.float32, [3]), tf.placeholder(tf.int32, [])
        y = tf.while_loop(lambda i, y: i < n, lambda i, y: (i + 1, y * 2.0), [0, x])[1]
        return y, {x: numbers(3), n: 7}

    hold(program)


@pytest.mark.parametrize("bound", [3, 1000])
def test_a_bound_on_the_trips(bound: int) -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])
        y = tf.while_loop(
            lambda i, y: tf.reduce_sum(y) < 100.0,
            lambda i, y: (i + 1, y * 1.5 + 1.0),
            (0, x),
            maximum_iterations=bound,
        )
        return [y, tf.gradients(y[1], x)], {x: numbers(3)}

    hold(program)


def test_nested_loops() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])

        def body(i: Any, y: Any) -> Any:
            z = tf.while_loop(lambda j, z: j < i + 2, lambda j, z: (j + 1, tf.sin(z) * y), [0, y])
            return i + 1, z[1] + y

        return tf.while_loop(lambda i, y: i < 4, body, [0, x]), {x: numbers(3)}

    hold(program)


def test_gradients_of_nested_loops() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])

        def body(i: Any, y: Any) -> Any:
            z = tf.while_loop(lambda j, z: j < 3, lambda j, z: (j + 1, tf.sin(z) * 0.7), [0, y])
            return i + 1, z[1] + x

        y = tf.while_loop(lambda i, y: i < 4, body, [0, x])[1]
        return [y, tf.gradients(y, x)], {x: numbers(3)}

    hold(program)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_branch_in_a_loop_and_a_loop_in_a_branch(sign: float) -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])

        def body(i: Any, y: Any) -> Any:
            positive = tf.reduce_sum(y) > 0.0
            return i + 1, tf.cond(positive, lambda: tf.sin(y) - 1.0, lambda: tf.exp(y) * x)

        inside = tf.while_loop(lambda i, y: i < 7, body, [0, x])[1]

        def loop() -> Any:
            return tf.while_loop(lambda i, y: i < 4, lambda i, y: (i + 1, tf.sin(y) + x), [0, x])[1]

        around = tf.cond(tf.reduce_sum(x) > 0.0, loop, lambda: x * 2.0)
        return [inside, around, tf.gradients(inside, x), tf.gradients(around, x)], {
            x: sign * abs(numbers(3))
        }

    hold(program)


def test_gradients_where_the_trips_depend_on_data() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])
        # more trips than there is room for at first
        y = tf.while_loop(
            lambda i, y: tf.reduce_sum(y) < 100.0, lambda i, y: (i + 1, y * 1.01 + 0.3), [0, x]
        )
        return [y, tf.gradients(y[1], x)], {x: numbers(3)}

    assert hold(program)[0][0][0] > 40


def test_random_numbers_go_on_from_trip_to_trip_and_from_run_to_run() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])

        def draw(seed: int) -> Any:
            return tf.random_uniform([3], seed=seed)

        known = tf.while_loop(lambda i, y: i < 4, lambda i, y: (i + 1, y + draw(3)), [0, x])
        computed = tf.while_loop(
            lambda i, y: tf.reduce_sum(y) < 10.0, lambda i, y: (i + 1, y + draw(5)), [0, x]
        )
        sometimes = tf.while_loop(
            lambda i, y: i < 6,
            lambda i, y: (i + 1, tf.cond(y[0] > 0.5, lambda: y - 0.7, lambda: y + draw(9))),
            [0, x],
        )
        return [known, computed, sometimes], {x: numbers(3)}

    first, second = hold(program)
    assert (first[0][1] != second[0][1]).all()


@pytest.mark.parametrize("resource", [False, True])
def test_variables_written_in_a_loop(resource: bool) -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])
        v = tf.get_variable("v", initializer=tf.zeros([3]), use_resource=resource)

        def body(i: Any, y: Any) -> Any:
            with tf.control_dependencies([tf.assign_add(v, y)]):
                return i + 1, y * v.read_value()

        return tf.while_loop(lambda i, y: i < 4, body, [0, x]), {x: abs(numbers(3))}

    hold(program)


def test_a_check_that_fails_in_a_trip_leaves_all_variables_alone() -> None:
    def program() -> Program:
        n = tf.placeholder(tf.int32, [3])
        v = tf.get_variable("v", initializer=tf.zeros([3], tf.int32), use_resource=True)
        before = v.assign_add([1, 1, 1])

        def body(i: Any, y: Any) -> Any:
            with tf.control_dependencies([v.assign_add(y)]):
                return i + 1, y // (2 - i)

        with tf.control_dependencies([before]):
            loop = tf.while_loop(lambda i, y: i < 5, body, [0, n])
        return loop, {n: [4, 5, 6]}

    result = hold(program)[0]
    assert result == ("InvalidArgumentError", "Integer division by zero")
    assert run(program, True).variables[0][0].tolist() == [0, 0, 0]


def test_an_assert_in_a_body_shows_what_its_trip_had() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [2])

        def body(i: Any, y: Any) -> Any:
            with tf.control_dependencies([tf.Assert(tf.reduce_sum(y) < 20.0, ["too much:", y])]):
                return i + 1, y * 2.0

        return tf.while_loop(lambda i, y: i < 9, body, [0, x]), {x: [3.0, 4.0]}

    assert hold(program)[0][1] == "assertion failed: [too much:] [12 16]"


def test_host_steps_around_loops() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [4, 3])
        array = tf.TensorArray(tf.float32, 4).unstack(x)
        scale = tf.py_func(lambda total: total * np.float32(2), [tf.reduce_sum(x)], tf.float32)
        scale.set_shape([])
        # (the array is there before the host step, and used after it)
        y = tf.while_loop(
            lambda i, y: i < 4,
            lambda i, y: (i + 1, y + array.read(i) * scale),
            [0, tf.zeros([3])],
        )[1]
        z = tf.while_loop(lambda i, z: i < 4, lambda i, z: (i + 1, tf.sin(z + y)), [0, y])[1]
        return [z, tf.gradients(z, x)], {x: numbers(4, 3)}

    hold(program, compiled=None)


def test_a_predicate_known_for_each_trip_is_one_predicate() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])

        def body(i: Any, y: Any) -> Any:
            return i + 1, tf.cond(i > 2, lambda: y * x, lambda: y + x)

        y = tf.while_loop(lambda i, y: i < 6, body, [0, x])[1]
        return [y, tf.gradients(y, x)], {x: numbers(3)}

    hold(program)


def test_the_first_trip_in_which_a_check_fails_is_blamed() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [4])
        wanted = tf.placeholder(tf.int32, [5])
        return tf.while_loop(
            lambda i, y: i < 5,
            lambda i, y: (i + 1, y + tf.gather(x, wanted[i])),
            [0, tf.constant(0.0)],
        ), {x: numbers(4), wanted: [0, 3, 7, 9, 1]}

    assert "indices = 7 is not in [0, 4)" in hold(program)[0][1]


def test_slices_that_move_with_the_counter() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [6, 3, 4])

        def body(i: Any, y: Any) -> Any:
            parts = x[i], x[i : i + 2, i - 1], tf.slice(x, [i, 0, 1], [1, 2, 2]), tf.gather(x, i)
            return i + 1, tf.sin(y) + sum(tf.reduce_sum(part * part) for part in parts)

        y = tf.while_loop(lambda i, y: i < 4, body, [1, tf.zeros([])])[1]
        return [y, tf.convert_to_tensor(tf.gradients(y, x)[0])], {x: numbers(6, 3, 4)}

    hold(program)


def test_sparse_gradients_gather_their_rows() -> None:
    def program() -> Program:
        ids = tf.placeholder(tf.int32, [6])
        table = tf.get_variable("table", initializer=tf.constant(numbers(10, 3)))
        y = tf.while_loop(
            lambda i, y: i < 6,
            lambda i, y: (i + 1, y * 0.5 + tf.nn.embedding_lookup(table, ids[i])),
            [0, tf.zeros([3])],
        )[1]
        slices = tf.gradients(y, table)[0]
        train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(y * y))
        return [y, slices.values, slices.indices, train], {ids: [1, 2, 9, 2, 1, 4]}

    hold(program)


def test_a_loop_variable_whose_shape_changes_stays_in_numpy() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [None])
        return tf.while_loop(
            lambda y: tf.size(y) < 20,
            lambda y: tf.concat([y, y], 0),
            [x],
            [tf.TensorShape([None])],
        ), {x: numbers(3)}

    hold(program, compiled=False)


def test_a_host_op_in_a_body_stays_in_numpy() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])
        return tf.while_loop(
            lambda i, y: i < 3,
            lambda i, y: (i + 1, tf.py_func(lambda a: a * np.float32(2), [y], tf.float32)),
            [0, x],
            [tf.TensorShape([]), tf.TensorShape(None)],
        ), {x: numbers(3)}

    hold(program, compiled=False)


def test_shapes_that_fail_in_a_loop_do_not_end_compiling() -> None:
    with tf.Graph().as_default():
        x, w = tf.placeholder(tf.float32, [None, None]), tf.constant(numbers(3, 3))
        y = tf.while_loop(
            lambda i, y: i < 3,
            lambda i, y: (i + 1, y @ w),
            [0, x],
            [tf.TensorShape([]), tf.TensorShape([None, None])],
        )[1]
        from tests.engine.both_tiers import _was_compiled, tier

        with tf.Session() as session, tier(compiled=True):
            with pytest.raises(tf.errors.InvalidArgumentError, match="Matrix size-incompatible"):
                session.run(y, {x: numbers(2, 4)})
            assert session.run(y, {x: numbers(2, 3)}).shape == (2, 3)
            assert _was_compiled(session._plans[next(iter(session._plans))].plan)
