"""Threads that make elements: they stop when nobody wants their elements any more, and nothing hangs."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import scopeflow as tf

experimental = tf.data.experimental


def library_threads() -> list[threading.Thread]:
    """The threads that datasets started and that still run."""
    return [t for t in threading.enumerate() if t.name.startswith("scopeflow-")]


def gone(limit: float = 3.0) -> bool:
    """Whether all threads of datasets end within some seconds."""
    until = time.monotonic() + limit
    while library_threads() and time.monotonic() < until:
        time.sleep(0.02)
    return not library_threads()


def endless() -> Any:
    """Numbers without an end."""
    return tf.data.Dataset.range(10**12)


def waiting(x: Any) -> Any:
    """What a thread is worth for: a call may wait for something else than the processor."""
    return tf.py_func(lambda n: n, [x], tf.int64)


ENDLESS: dict[str, Callable[[], Any]] = {
    "map": lambda: endless().map(waiting, num_parallel_calls=3),
    "interleave": lambda: endless().interleave(
        lambda x: endless(), cycle_length=2, num_parallel_calls=2
    ),
    "parallel_interleave": lambda: endless().apply(
        experimental.parallel_interleave(lambda x: endless(), 3, sloppy=True)
    ),
    "map_and_batch": lambda: endless().apply(experimental.map_and_batch(waiting, 4)),
    "prefetch": lambda: endless().prefetch(5),
}


@pytest.fixture(autouse=True)
def fresh_graph() -> Any:
    with tf.Graph().as_default():
        yield
    assert gone()


@pytest.mark.parametrize("kind", ENDLESS)
def test_threads_stop_when_the_session_closes(kind: str) -> None:
    number = ENDLESS[kind]().make_one_shot_iterator().get_next()
    with tf.Session() as session:
        for _ in range(5):
            session.run(number)
        assert library_threads()
    assert gone()


@pytest.mark.parametrize("kind", ENDLESS)
def test_threads_stop_when_the_session_is_forgotten(kind: str) -> None:
    number = ENDLESS[kind]().make_one_shot_iterator().get_next()
    session = tf.Session()
    session.run(number)
    assert library_threads()
    del session
    gc.collect()
    assert gone()


@pytest.mark.parametrize("kind", ENDLESS)
def test_threads_stop_when_the_iterator_starts_anew(kind: str) -> None:
    iterator = ENDLESS[kind]().make_initializable_iterator()
    number = iterator.get_next()
    with tf.Session() as session:
        session.run(iterator.initializer)
        session.run(number)
        first = set(library_threads())
        session.run(iterator.initializer)
        deadline = time.monotonic() + 3
        while any(t.is_alive() for t in first) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not any(t.is_alive() for t in first)
        session.run(number)


def test_threads_stop_at_the_end_of_the_sequence() -> None:
    dataset = tf.data.Dataset.range(7).map(lambda x: x * x, num_parallel_calls=3)
    number = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert [session.run(number) for _ in range(7)] == [x * x for x in range(7)]
        with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence"):
            session.run(number)
        assert gone()


def test_a_parallel_map_calls_functions_at_the_same_time() -> None:
    together = threading.Barrier(3, timeout=10)

    def meets(x: Any) -> Any:
        together.wait()
        return x

    dataset = tf.data.Dataset.range(6).map(
        lambda x: tf.py_func(meets, [x], tf.int64), num_parallel_calls=3
    )
    number = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert [session.run(number) for _ in range(6)] == list(range(6))


def test_calls_that_are_short_start_no_threads() -> None:
    mapped = endless().map(lambda x: tf.cast(x, tf.float32) / 3.0, num_parallel_calls=4)
    batched = endless().apply(experimental.map_and_batch(lambda x: x * 2, 8, num_parallel_calls=4))
    numbers = [dataset.make_one_shot_iterator().get_next() for dataset in (mapped, batched)]
    with tf.Session() as session:
        for _ in range(10):
            session.run(numbers)
        assert not library_threads()
        assert session.run(numbers[0]) == np.float32(10) / np.float32(3)
        assert session.run(numbers[1]).tolist() == list(range(160, 176, 2))


def test_calls_that_turn_out_long_go_on_in_threads_in_the_same_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scopeflow.ops.data.mapping._SHORT", 0.0)
    number = endless().map(lambda x: x + 1, num_parallel_calls=2).make_one_shot_iterator()
    following = number.get_next()
    with tf.Session() as session:
        assert [session.run(following) for _ in range(50)] == list(range(1, 51))
        assert library_threads()


def test_a_parallel_map_keeps_the_order_whatever_takes_long() -> None:
    def slow_at_first(x: Any) -> Any:
        time.sleep(0.05 if x % 4 == 0 else 0.0)
        return x

    dataset = tf.data.Dataset.range(12).map(
        lambda x: tf.py_func(slow_at_first, [x], tf.int64), num_parallel_calls=4
    )
    number = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert [session.run(number) for _ in range(12)] == list(range(12))


def test_a_sloppy_interleave_passes_over_what_is_not_ready() -> None:
    release = threading.Event()

    def held_back(x: Any) -> Any:
        if x == 0:
            assert release.wait(10)
        return x

    def of(x: Any) -> Any:
        made = tf.data.Dataset.from_tensors(x).repeat(2)
        return made.map(lambda y: tf.py_func(held_back, [y], tf.int64))

    dataset = tf.data.Dataset.range(2).apply(
        experimental.parallel_interleave(of, cycle_length=2, sloppy=True)
    )
    number = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert [session.run(number) for _ in range(2)] == [1, 1]
        release.set()
        assert [session.run(number) for _ in range(2)] == [0, 0]


def test_closing_the_session_wakes_a_run_that_waits_for_an_element() -> None:
    release = threading.Event()
    dataset = tf.data.Dataset.range(1).map(
        lambda x: tf.py_func(lambda n: (release.wait(10), n)[1], [x], tf.int64),
        num_parallel_calls=2,
    )
    number = dataset.make_one_shot_iterator().get_next()
    session = tf.Session()
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
    release.set()
    assert not waiting.is_alive()
    assert len(raised) == 1


def test_threads_share_one_iterator_and_lose_no_element() -> None:
    number = tf.data.Dataset.range(200).map(lambda x: x + 1).make_one_shot_iterator().get_next()
    taken: list[int] = []
    with tf.Session() as session:

        def takes() -> None:
            while True:
                try:
                    taken.append(int(session.run(number)))
                except tf.errors.OutOfRangeError:
                    return

        threads = [threading.Thread(target=takes) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert sorted(taken) == list(range(1, 201))


def test_a_generator_is_closed_when_its_walk_ends() -> None:
    closed: list[int] = []

    def numbers() -> Any:
        try:
            yield from range(100)
        finally:
            closed.append(1)

    dataset = tf.data.Dataset.from_generator(numbers, tf.int64, [])
    iterator = dataset.make_initializable_iterator()
    number = iterator.get_next()
    with tf.Session() as session:
        session.run(iterator.initializer)
        session.run(number)
        assert closed == []
        session.run(iterator.initializer)
        assert closed == [1]
        session.run(number)
    assert closed == [1, 1]


def test_each_walk_has_a_generator_of_its_own() -> None:
    dataset = tf.data.Dataset.from_generator(lambda: iter([1, 2]), tf.int64, [])
    both = tf.data.Dataset.zip((dataset, dataset.skip(1))).make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert [np.asarray(n).tolist() for n in session.run(both)] == [1, 2]


def test_closing_the_session_wakes_a_run_that_waits_behind_another() -> None:
    release = threading.Event()
    dataset = tf.data.Dataset.range(9).map(
        lambda x: tf.py_func(lambda n: (release.wait(10), n)[1], [x], tf.int64)
    )
    number = dataset.make_one_shot_iterator().get_next()
    session = tf.Session()
    raised: list[str] = []

    def waits() -> None:
        try:
            session.run(number)
            raised.append("none")
        except tf.errors.CancelledError:
            raised.append("cancelled")

    threads = [threading.Thread(target=waits) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    session.close()
    until = time.monotonic() + 5
    while not raised and time.monotonic() < until:
        time.sleep(0.02)
    # one is in the user's function still, the other was waiting for its turn
    assert raised == ["cancelled"]
    release.set()
    for thread in threads:
        thread.join(5)
    assert sorted(raised) in (["cancelled", "cancelled"], ["cancelled", "none"])
