"""Barriers and staging areas between threads: who waits goes on when there is something, or the session ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import scopeflow as tf
from scopeflow.ops.queues.barrier import Barrier
from scopeflow.ops.queues.map_staging import MapStagingArea
from scopeflow.ops.queues.staging import StagingArea


@pytest.fixture
def session() -> Any:
    with tf.Graph().as_default(), tf.Session() as made:
        yield made


def in_thread(work: Callable[[], Any]) -> Callable[[], Any]:
    """Starts `work` in a thread; what is given waits for its result or exception."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()

    def result() -> Any:
        thread.join(10)
        assert not thread.is_alive()
        return found[0]

    return result


def test_who_waits_at_a_barrier_gets_what_becomes_whole(session: Any) -> None:
    barrier = Barrier([tf.float32, tf.float32], shapes=[(), ()])
    first = barrier.insert_many(0, ["a", "b"], [1.0, 2.0])
    second = barrier.insert_many(1, ["b", "a"], [20.0, 10.0])
    take = barrier.take_many(2)
    taken = in_thread(lambda: session.run(take))
    session.run(first)
    session.run(second)
    _, keys, values = taken()
    assert keys.tolist() == [b"b", b"a"]
    assert [value.tolist() for value in values] == [[2.0, 1.0], [20.0, 10.0]]


def test_closing_a_barrier_ends_those_who_wait(session: Any) -> None:
    barrier = Barrier([tf.float32], shapes=[()])
    take, close = barrier.take_many(1), barrier.close()
    taken = in_thread(lambda: session.run(take))
    time.sleep(0.1)
    session.run(close)
    assert isinstance(taken(), tf.errors.OutOfRangeError)


def test_a_barrier_waits_no_longer_than_it_may(session: Any) -> None:
    barrier = Barrier([tf.float32], shapes=[()])
    with pytest.raises(tf.errors.DeadlineExceededError):
        session.run(barrier.take_many(1, timeout=50))


def test_what_is_staged_goes_to_who_waits(session: Any) -> None:
    area = StagingArea([tf.float32], capacity=1)
    given = tf.placeholder(tf.float32, [])
    put, get = area.put([given]), area.get()
    done = in_thread(lambda: [session.run(put, {given: float(n)}) for n in range(20)])
    assert [float(session.run(get)[0]) for _ in range(20)] == [float(n) for n in range(20)]
    assert done() == [None] * 20


def test_memory_bounds_what_is_staged(session: Any) -> None:
    area = StagingArea([tf.float32], memory_limit=8)
    put, get, size = area.put([tf.constant(1.0)]), area.get(), area.size()
    done = in_thread(lambda: [session.run(put) for _ in range(3)])
    time.sleep(0.2)
    assert session.run(size) == 2
    session.run(get)
    assert done() == [None] * 3


def test_a_key_goes_to_who_waits_for_it(session: Any) -> None:
    area = MapStagingArea([tf.float32])
    key = tf.placeholder(tf.int64, [])
    put, get = area.put(key, [tf.cast(key, tf.float32)], [0]), area.get(key)[1]
    taken = in_thread(lambda: session.run(get, {key: 2}))
    session.run(put, {key: 1})
    session.run(put, {key: 2})
    assert float(taken()[0]) == 2.0


@pytest.mark.parametrize("kind", ["barrier", "area", "map"])
def test_closing_the_session_ends_those_who_wait(kind: str) -> None:
    with tf.Graph().as_default():
        waits = {
            "barrier": lambda: Barrier([tf.float32], shapes=[()]).take_many(1),
            "area": lambda: StagingArea([tf.float32]).get(),
            "map": lambda: MapStagingArea([tf.float32]).get(),
        }[kind]()
        session = tf.Session()
        taken = in_thread(lambda: session.run(waits))
        time.sleep(0.2)
        session.close()
        assert isinstance(taken(), tf.errors.CancelledError)
