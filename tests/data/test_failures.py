"""What a failing element says: TensorFlow's words, and the line of the user's function."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def fresh_graph() -> Any:
    with tf.Graph().as_default():
        yield


def line_of(function: Any, words: str) -> int:
    """The line of this file that holds `words`, in `function`."""
    import inspect

    lines, first = inspect.getsourcelines(function)
    return first + next(i for i, line in enumerate(lines) if words in line)


def bad_numbers(x: Any) -> Any:
    y = tf.cast(x, tf.float32)
    return tf.check_numerics(y / 0.0, "bad numbers")


@pytest.mark.parametrize("calls", [None, 2])
def test_a_failing_function_names_the_line_in_the_function(calls: int | None) -> None:
    dataset = tf.data.Dataset.range(3).map(bad_numbers, num_parallel_calls=calls)
    number = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError) as raised:
        session.run(number)
    line = line_of(bad_numbers, "check_numerics")
    assert "bad numbers : Tensor had NaN values" in raised.value.message
    assert f"[[node CheckNumerics (defined at {__file__}:{line}) ]]" in raised.value.message
    assert "[[node IteratorGetNext " in raised.value.message
    assert "__inference_Dataset_map_bad_numbers_" in raised.value.message


def test_the_element_after_a_failed_one_is_given() -> None:
    values = tf.constant([1.0, np.nan, 3.0])
    checked = tf.data.Dataset.from_tensor_slices(values).map(
        lambda x: tf.check_numerics(x, "no number")
    )
    number = checked.map(lambda x: x * 2, num_parallel_calls=2).make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert session.run(number) == 2.0
        with pytest.raises(tf.errors.InvalidArgumentError, match="no number"):
            session.run(number)
        assert session.run(number) == 6.0


def test_what_python_raises_in_a_function_comes_with_its_traceback() -> None:
    def fails(x: Any) -> Any:
        raise KeyError("missing key")

    dataset = tf.data.Dataset.range(3).map(lambda x: tf.py_func(fails, [x], tf.int64))
    number = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session, pytest.raises(tf.errors.UnknownError) as raised:
        session.run(number)
    assert "KeyError: 'missing key'" in raised.value.message
    assert f"{__file__}" in raised.value.message


def test_a_failing_map_function_raises_what_it_raised_while_the_graph_is_built() -> None:
    with pytest.raises(ZeroDivisionError):
        tf.data.Dataset.range(3).map(lambda x: x + 1 // 0)
    # and the graph goes on as before
    number = tf.data.Dataset.range(3).map(lambda x: x + 1).make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert session.run(number) == 1


def test_an_assertion_in_a_function_runs_though_nothing_needs_it() -> None:
    def checked(x: Any) -> Any:
        tf.Assert(x < 2, ["too big:", x])
        return x

    number = tf.data.Dataset.range(4).map(checked).make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert [session.run(number) for _ in range(2)] == [0, 1]
        with pytest.raises(tf.errors.InvalidArgumentError, match="too big"):
            session.run(number)


def test_what_runs_in_a_branch_runs_only_where_the_branch_is_taken() -> None:
    seen: list[int] = []

    def note(x: Any) -> Any:
        seen.append(int(x))
        return x

    def branches(x: Any) -> Any:
        def noted() -> Any:
            tf.py_func(note, [x], tf.int64)
            return x

        return tf.cond(x > 1, noted, lambda: -x)

    number = tf.data.Dataset.range(4).map(branches).make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert [session.run(number) for _ in range(4)] == [0, -1, 2, 3]
    assert seen == [2, 3]


def test_loops_and_arrays_of_tensors_work_in_functions() -> None:
    dataset = tf.data.Dataset.range(3).map(
        lambda x: tf.map_fn(lambda y: y * x, tf.range(3, dtype=tf.int64))
    )
    rows = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session:
        found = [session.run(rows).tolist() for _ in range(3)]
    assert found == [[0, 0, 0], [0, 1, 2], [0, 2, 4]]


def test_a_handle_of_another_session_is_not_found() -> None:
    iterator = tf.data.Dataset.range(3).make_one_shot_iterator()
    handle = tf.placeholder(tf.string, [])
    number = tf.data.Iterator.from_string_handle(handle, tf.int64, []).get_next()
    with tf.Session() as session:
        text = session.run(iterator.string_handle())
    with tf.Session() as session, pytest.raises(tf.errors.NotFoundError):
        session.run(number, {handle: text})


def test_too_many_calls_of_get_next_are_warned_of() -> None:
    iterator = tf.data.Dataset.range(3).make_one_shot_iterator()
    for _ in range(32):
        iterator.get_next()
    with pytest.warns(UserWarning, match="An unusually high number of `Iterator.get_next\\(\\)`"):
        iterator.get_next()


def test_a_captured_reference_turns_rewrites_off_with_a_warning() -> None:
    v = tf.get_variable("v", [], tf.int64, initializer=tf.ones_initializer())
    dataset = tf.data.Dataset.range(3).map(lambda x: x + v)
    with pytest.warns(UserWarning, match="are not compatible with tf.Variable"):
        iterator = dataset.make_initializable_iterator()
    number = iterator.get_next()
    with tf.Session() as session:
        session.run(v.initializer)
        session.run(iterator.initializer)
        # the reference is read when the iterator is started
        session.run(v.assign(10))
        assert session.run(number) == 1
        session.run(iterator.initializer)
        assert session.run(number) == 10


def test_a_resource_variable_is_read_for_each_element() -> None:
    v = tf.get_variable("v", [], tf.int64, initializer=tf.ones_initializer(), use_resource=True)
    iterator = tf.data.Dataset.range(3).map(lambda x: x + v).make_initializable_iterator()
    number = iterator.get_next()
    with tf.Session() as session:
        session.run(iterator.initializer)
        with pytest.raises(tf.errors.FailedPreconditionError):
            session.run(number)
        session.run(v.initializer)
        session.run(iterator.initializer)
        assert session.run(number) == 1
        session.run(v.assign(10))
        assert session.run(number) == 11


def test_a_seed_from_outside_that_a_function_uses_is_warned_of() -> None:
    tf.set_random_seed(42)
    numbers = tf.data.Dataset.range(3)
    with pytest.warns(UserWarning, match="Seed 42 from outer graph might be getting used"):
        numbers.map(lambda x: tf.random_uniform([]))
    # a seed of its own is one that the user knows of
    numbers.map(lambda x: tf.random_uniform([], seed=37))


def test_a_table_made_in_a_function_is_warned_of() -> None:
    def makes(x: Any) -> Any:
        values = tf.lookup.KeyValueTensorInitializer(tf.constant(["a"]), tf.constant([1]))
        tf.lookup.StaticHashTable(values, 0)
        return x

    with pytest.warns(UserWarning, match="Creating resources inside a function"):
        tf.data.Dataset.range(3).map(makes)


def test_no_gradient_flows_through_an_iterator() -> None:
    component, side = tf.constant([1.0]), tf.constant(0.0)
    dataset = tf.data.Dataset.from_tensor_slices(component).map(lambda x: x + side)
    value = dataset.make_one_shot_iterator().get_next()
    assert tf.gradients(value, [component, side]) == [None, None]


def test_closing_the_session_cancels_a_queue_that_a_function_waits_for() -> None:
    import threading
    import time

    queue = tf.FIFOQueue(10, tf.int32, ())
    iterator = tf.data.Dataset.range(1).map(lambda _: queue.dequeue()).make_initializable_iterator()
    number = iterator.get_next()
    session = tf.Session()
    session.run(iterator.initializer)
    raised: list[BaseException] = []

    def waits() -> None:
        try:
            session.run(number)
        except tf.errors.CancelledError as error:
            raised.append(error)

    waiting = threading.Thread(target=waits)
    waiting.start()
    time.sleep(0.2)
    session.close()
    waiting.join(5)
    assert not waiting.is_alive()
    assert len(raised) == 1


def test_a_generator_that_is_not_walked_to_its_end_is_closed_when_the_end_is_asked_for() -> None:
    closed: list[int] = []

    def rows() -> Any:
        try:
            yield from ([1, 2, 3], [4, 5, 6], [7, 8, 9])
        finally:
            closed.append(1)

    dataset = tf.data.Dataset.from_generator(rows, tf.int64, [None]).take(2)
    row = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert [session.run(row).tolist() for _ in range(2)] == [[1, 2, 3], [4, 5, 6]]
        assert closed == []
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(row)
        assert closed == [1]


def test_branches_and_cases_work_in_functions() -> None:
    def control(x: Any, y: Any) -> Any:
        pairs = [
            (tf.logical_or(tf.equal(y, 2), tf.equal(y, 3)), lambda: x * 2),
            (tf.equal(y, 4), lambda: x - 2),
        ]
        otherwise = lambda: tf.cond(x > 10, lambda: x, lambda: -x)  # noqa: E731
        return tf.case(pairs, default=otherwise, exclusive=True)

    dataset = tf.data.Dataset.from_tensor_slices(([10, 11, 12, 3], [2, 4, 5, 9])).map(control)
    number = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert [session.run(number) for _ in range(4)] == [20, 9, 12, -3]


def test_a_function_may_take_from_another_iterator() -> None:
    other = tf.data.Dataset.range(3).make_initializable_iterator()
    dataset = tf.data.Dataset.from_tensors(0).repeat(9).map(lambda _: other.get_next())
    iterator = dataset.make_initializable_iterator()
    number = iterator.get_next()
    with tf.Session() as session:
        session.run([other.initializer, iterator.initializer])
        assert [session.run(number) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(number)


def test_an_iterator_may_stand_on_a_branch() -> None:
    low = tf.data.Dataset.range(3).make_one_shot_iterator()
    high = tf.data.Dataset.range(10, 13).make_one_shot_iterator()
    choose_low = tf.placeholder(tf.bool, [])
    number = tf.cond(choose_low, low.get_next, high.get_next)
    with tf.Session() as session:
        found = [session.run(number, {choose_low: value}) for value in (True, False, True, False)]
    assert found == [0, 10, 1, 11]
