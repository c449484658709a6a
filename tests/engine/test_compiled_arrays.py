"""TensorArrays in compiled programs: what is written once, read back, gathered and given gradients, as in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from tests.engine.both_tiers import hold

Program = tuple[Any, dict[Any, Any]]


def numbers(*shape: int) -> np.ndarray:
    return np.random.RandomState(3).uniform(-0.6, 0.7, shape).astype(np.float32)


def test_what_a_loop_writes_can_be_stacked() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])
        array = tf.TensorArray(tf.float32, 6)
        array = tf.while_loop(
            lambda i, a: i < 6,
            lambda i, a: (i + 1, a.write(i, tf.exp(x) * tf.cast(i, tf.float32))),
            [0, array],
        )[1]
        y = array.stack()
        return [y, array.size(), tf.gradients(y, x)], {x: numbers(3)}

    hold(program)


def test_a_loop_reads_what_was_unstacked() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [None, 3])
        array = tf.TensorArray(tf.float32, tf.shape(x)[0]).unstack(x)
        y = tf.while_loop(
            lambda i, y: i < tf.shape(x)[0],
            lambda i, y: (i + 1, tf.tanh(y + array.read(i))),
            [0, tf.zeros([3])],
        )[1]
        return [y, tf.gradients(y, x)], {x: numbers(6, 3)}

    hold(program)


def test_a_trip_reads_what_the_one_before_it_wrote() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])
        array = tf.TensorArray(tf.float32, 5, clear_after_read=False).write(0, x)
        array = tf.while_loop(
            lambda i, a: i < 5, lambda i, a: (i + 1, a.write(i, x * a.read(i - 1))), [1, array]
        )[1]
        return [array.stack(), array.concat(), tf.gradients(array.stack(), x)], {x: numbers(3)}

    hold(program)


def test_gradients_of_elements_read_twice_are_added() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [6, 3])
        array = tf.TensorArray(tf.float32, 6, clear_after_read=False).unstack(x)
        y = tf.while_loop(
            lambda i, y: i < 6,
            lambda i, y: (i + 1, tf.tanh(y + array.read(i // 2) * array.read(i))),
            [0, tf.zeros([3])],
        )[1]
        return [y, tf.gradients(y, x)], {x: numbers(6, 3)}

    hold(program)


def test_an_array_may_grow_by_known_indices() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [3])
        array = tf.TensorArray(tf.float32, 0, dynamic_size=True)
        array = tf.while_loop(
            lambda i, a: i < 6, lambda i, a: (i + 1, a.write(i, x * 2.0)), [0, array]
        )[1]
        return [array.stack(), array.size(), tf.gradients(array.stack(), x)], {x: numbers(3)}

    hold(program)


def test_split_and_concat() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [6, 2])
        array = tf.TensorArray(tf.float32, 3).split(x, [2, 2, 2])
        out = tf.TensorArray(tf.float32, 3)
        out = tf.while_loop(
            lambda i, a: i < 3, lambda i, a: (i + 1, a.write(i, array.read(2 - i) * 2.0)), [0, out]
        )[1]
        y = out.concat()
        return [y, tf.gradients(y, x)], {x: numbers(6, 2)}

    hold(program)


def test_elements_of_different_shapes_stay_in_numpy() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [6, 2])
        array = tf.TensorArray(tf.float32, 3, infer_shape=False).split(x, [1, 2, 3])
        total = tf.while_loop(
            lambda i, y: i < 3,
            lambda i, y: (i + 1, y + tf.reduce_sum(array.read(i))),
            [0, tf.constant(0.0)],
        )
        return total, {x: numbers(6, 2)}

    hold(program, compiled=False)


@pytest.mark.parametrize(
    ("places", "says"),
    [
        ([0, 1, 2, 1], "already been written to"),
        ([0, 1, 2, 9], "Tried to write to index 9 but array is not resizeable and size is: 4"),
        ([0, -1, 2, 3], "Tried to write to index -1 but array is not resizeable"),
    ],
)
@pytest.mark.parametrize("fed", [False, True])
def test_a_wrong_write_fails_in_either(places: list[int], says: str, fed: bool) -> None:
    def program() -> Program:
        index = tf.placeholder(tf.int32, [4]) if fed else tf.constant(places)
        v = tf.get_variable("v", initializer=tf.zeros([]), use_resource=True)

        def body(i: Any, a: Any) -> Any:
            with tf.control_dependencies([v.assign_add(1.0)]):
                return i + 1, a.write(index[i], tf.cast(i, tf.float32))

        array = tf.while_loop(lambda i, a: i < 4, body, [0, tf.TensorArray(tf.float32, 4)])[1]
        return array.stack(), ({index: places} if fed else {})

    failure, message = hold(program, compiled=True if fed else None)[0]
    assert failure == "InvalidArgumentError"
    assert says in message


@pytest.mark.parametrize(
    ("places", "says"),
    [
        ([0, 1, 1], "Could not read index 1 twice because it was cleared"),
        ([0, 7, 1], "Tried to read from index 7 but array size is: 3"),
    ],
)
def test_a_wrong_read_fails_in_either(places: list[int], says: str) -> None:
    def program() -> Program:
        x, index = tf.placeholder(tf.float32, [3, 2]), tf.placeholder(tf.int32, [3])
        array = tf.TensorArray(tf.float32, 3).unstack(x)
        total = tf.while_loop(
            lambda i, y: i < 3, lambda i, y: (i + 1, y + array.read(index[i])), [0, tf.zeros([2])]
        )
        return total, {x: numbers(3, 2), index: places}

    assert says in hold(program)[0][1]


def test_a_read_of_what_nobody_wrote() -> None:
    def program(known: bool) -> Program:
        index = tf.placeholder(tf.int32, [2])
        array = tf.TensorArray(tf.float32, 3, element_shape=[2] if known else None)
        array = array.write(0, tf.ones([2]))
        total = tf.while_loop(
            lambda i, y: i < 2, lambda i, y: (i + 1, y + array.read(index[i])), [0, tf.zeros([2])]
        )
        return total, {index: [0, 2]}

    assert hold(lambda: program(True))[0][1].tolist() == [1.0, 1.0]
    # (one element that was written tells the shape of all)
    hold(lambda: program(False))


def test_writes_on_branches_count_where_they_are_taken() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [4])
        array = tf.TensorArray(tf.float32, 8, element_shape=[])

        def body(i: Any, a: Any) -> Any:
            flow = tf.cond(
                x[i] > 0.0, lambda: a.write(2 * i, x[i]).flow, lambda: a.write(2 * i + 1, x[i]).flow
            )
            return i + 1, array_of(a, flow)

        def array_of(like: Any, flow: Any) -> Any:
            return tf.TensorArray(tf.float32, handle=like.handle, flow=flow)

        array = tf.while_loop(lambda i, a: i < 4, body, [0, array])[1]
        return array.stack(), {x: [1.0, -2.0, 3.0, -4.0]}

    assert hold(program)[0].tolist() == [1, 0, 0, -2, 3, 0, 0, -4]


@pytest.mark.parametrize("how", ["map_fn", "scan", "foldl", "foldr", "nested map_fn"])
def test_functions_over_elements_and_their_gradients(how: str) -> None:
    def program() -> Program:
        x = tf.placeholder(tf.float32, [None, 3])

        def of_row(row: Any) -> Any:
            return tf.map_fn(lambda value: tf.sin(value) * tf.reduce_sum(row), row)

        y = {
            "map_fn": lambda: tf.map_fn(lambda v: tf.tanh(v) * 2.0, x),
            "scan": lambda: tf.scan(lambda a, v: tf.tanh(v) * a + v, x),
            "foldl": lambda: tf.foldl(lambda a, v: tf.tanh(v) + a * v, x),
            "foldr": lambda: tf.foldr(lambda a, v: tf.tanh(v) * a - v, x),
            "nested map_fn": lambda: tf.map_fn(of_row, x),
        }[how]()
        return [y, tf.gradients(y, x)], {x: numbers(5, 3)}

    hold(program)


@pytest.mark.parametrize("dtype", ["float16", "float64", "int32", "bool"])
def test_elements_of_other_types(dtype: str) -> None:
    def program() -> Program:
        x = tf.placeholder(dtype, [4])
        array = tf.TensorArray(dtype, 4).unstack(x)
        out = tf.TensorArray(dtype, 4)
        out = tf.while_loop(
            lambda i, a: i < 4, lambda i, a: (i + 1, a.write(3 - i, array.read(i))), [0, out]
        )[1]
        return out.stack(), {x: [1, 0, 1, 1]}

    assert hold(program)[0].tolist() == [1, 1, 0, 1]


def test_arrays_of_strings_stay_in_numpy() -> None:
    def program() -> Program:
        x = tf.placeholder(tf.string, [3])
        return tf.map_fn(lambda v: tf.strings.join([v, "!"]), x), {x: ["a", "b", "c"]}

    assert hold(program, compiled=False)[0].tolist() == [b"a!", b"b!", b"c!"]
