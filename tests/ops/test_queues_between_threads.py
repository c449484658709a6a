"""Queues between threads: who waits goes on when there is room, an element, or an end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import scopeflow as tf


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


def test_who_waits_for_an_element_gets_it(session: Any) -> None:
    queue = tf.FIFOQueue(2, tf.int32, shapes=[])
    three, put = queue.dequeue_many(3), queue.enqueue_many([[1, 2, 3, 4]])
    # more than the queue holds at once, on both sides
    taken = in_thread(lambda: session.run(three))
    done = in_thread(lambda: session.run(put))
    assert taken().tolist() == [1, 2, 3]
    assert done() is None


def test_closing_ends_those_who_wait_for_elements(session: Any) -> None:
    queue = tf.FIFOQueue(2, tf.int32, shapes=[])
    one, close = queue.dequeue(), queue.close()
    taken = in_thread(lambda: session.run(one))
    time.sleep(0.1)
    session.run(close)
    assert isinstance(taken(), tf.errors.OutOfRangeError)


def test_those_who_wait_for_room_may_go_on_after_a_close(session: Any) -> None:
    queue = tf.FIFOQueue(1, tf.int32, shapes=[])
    put, one, close = queue.enqueue(1), queue.dequeue(), queue.close()
    session.run(put)
    waiting = in_thread(lambda: session.run(put))
    time.sleep(0.1)
    session.run(close)
    assert [int(session.run(one)), int(session.run(one))] == [1, 1]
    assert waiting() is None


def test_those_who_wait_for_room_can_be_sent_away(session: Any) -> None:
    queue = tf.FIFOQueue(1, tf.int32, shapes=[])
    put, close = queue.enqueue(1), queue.close(cancel_pending_enqueues=True)
    session.run(put)
    waiting = in_thread(lambda: session.run(put))
    time.sleep(0.1)
    session.run(close)
    assert isinstance(waiting(), tf.errors.CancelledError)


def test_closing_the_session_ends_all_waiting(session: Any) -> None:
    one = tf.FIFOQueue(1, tf.int32, shapes=[]).dequeue()
    taken = in_thread(lambda: session.run(one))
    time.sleep(0.1)
    session.close()
    assert isinstance(taken(), tf.errors.CancelledError)


def test_a_run_that_waits_keeps_no_variable_from_others(session: Any) -> None:
    queue = tf.FIFOQueue(1, tf.int32, shapes=[])
    steps = tf.Variable(0)
    step, one, put = tf.assign_add(steps, 1), queue.dequeue(), queue.enqueue(7)
    with tf.control_dependencies([step]):
        both = tf.identity(one)
    session.run(steps.initializer)
    waiting = in_thread(lambda: session.run([both, step]))
    time.sleep(0.1)
    session.run(step)
    session.run(put)
    assert int(waiting()[0]) == 7
    assert int(session.run(steps)) == 2


def test_every_element_is_taken_once(session: Any) -> None:
    queue = tf.FIFOQueue(5, tf.int32, shapes=[])
    put, two, close = queue.enqueue_many([list(range(40))]), queue.dequeue_up_to(2), queue.close()

    def take() -> list[int]:
        found: list[int] = []
        while True:
            try:
                found.extend(session.run(two).tolist())
            except tf.errors.OutOfRangeError:
                return found

    takers = [in_thread(take) for _ in range(3)]
    session.run(put)
    session.run(close)
    assert sorted(number for taker in takers for number in taker()) == list(range(40))
