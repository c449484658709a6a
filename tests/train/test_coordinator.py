"""The coordinator: who stops whom, and where an exception comes out."""

from __future__ import annotations

import sys
import threading
import time

import pytest

import scopeflow as tf


def started(function, *args):
    thread = threading.Thread(target=function, args=args, daemon=True)
    thread.start()
    return thread


def test_an_exception_of_a_thread_comes_out_of_join():
    coord = tf.train.Coordinator()

    def work():
        with coord.stop_on_exception():
            raise ValueError("boom")

    thread = started(work)
    with pytest.raises(ValueError, match="boom") as caught:
        coord.join([thread])
    assert coord.should_stop()
    assert coord.joined
    assert [entry.name for entry in caught.traceback][-1] == "work"
    with pytest.raises(ValueError, match="boom"):
        coord.raise_requested_exception()


def test_the_first_exception_is_the_one_that_counts():
    coord = tf.train.Coordinator()
    coord.request_stop(ValueError("first"))
    coord.request_stop(KeyError("second"))
    with pytest.raises(ValueError, match="first"):
        coord.join()


def test_an_exception_after_an_orderly_stop_is_not_raised():
    coord = tf.train.Coordinator()
    coord.request_stop()
    coord.request_stop(ValueError("late"))
    coord.join()


def test_an_exception_after_join_is_raised_where_it_is_given():
    coord = tf.train.Coordinator()
    coord.request_stop()
    coord.join()
    coord.request_stop()
    with pytest.raises(ValueError, match="later"):
        coord.request_stop(ValueError("later"))


def test_what_exc_info_gives_is_an_exception_too():
    coord = tf.train.Coordinator()
    try:
        raise KeyError("k")
    except KeyError:
        coord.request_stop(sys.exc_info())
    with pytest.raises(KeyError, match="k"):
        coord.join()


def test_the_end_of_data_is_an_orderly_stop():
    coord = tf.train.Coordinator()
    coord.request_stop(tf.errors.OutOfRangeError(None, None, "no more"))
    assert coord.should_stop()
    coord.join()


def test_what_counts_as_orderly_can_be_chosen():
    coord = tf.train.Coordinator(clean_stop_exception_types=(ValueError,))
    coord.request_stop(ValueError("fine"))
    coord.join()
    coord = tf.train.Coordinator(clean_stop_exception_types=(ValueError,))
    coord.request_stop(tf.errors.OutOfRangeError(None, None, "no more"))
    with pytest.raises(tf.errors.OutOfRangeError):
        coord.join()


def test_clear_stop_forgets():
    coord = tf.train.Coordinator()
    coord.request_stop(ValueError("x"))
    coord.clear_stop()
    assert not coord.should_stop()
    assert not coord.joined
    coord.raise_requested_exception()
    coord.join()


def test_wait_for_stop_says_whether_it_was_asked_for():
    coord = tf.train.Coordinator()
    assert coord.wait_for_stop(0.01) is False
    coord.request_stop()
    assert coord.wait_for_stop() is True


def test_join_returns_when_all_threads_end():
    coord = tf.train.Coordinator()
    coord.join([started(time.sleep, 0.05)])
    assert not coord.should_stop()


def test_a_thread_that_goes_on_is_an_error():
    coord = tf.train.Coordinator()
    release = threading.Event()
    thread = started(release.wait)
    coord.register_thread(thread)
    coord.request_stop()
    with pytest.raises(RuntimeError, match="Coordinator stopped with threads still running: "):
        coord.join(stop_grace_period_secs=0.1)
    again = tf.train.Coordinator()
    again.request_stop()
    again.join([thread], stop_grace_period_secs=0.1, ignore_live_threads=True)
    release.set()
    thread.join()


def test_a_looper_calls_until_it_is_stopped():
    coord, calls = tf.train.Coordinator(), []

    def work(*args, **named):
        calls.append((args, named))
        if len(calls) == 3:
            coord.request_stop()

    thread = tf.train.LooperThread.loop(coord, 0.001, work, args=(1,), kwargs={"z": 2})
    coord.join([thread])
    assert calls == [((1,), {"z": 2})] * 3
    assert thread.daemon


def test_the_exception_of_a_looper_stops_its_coordinator():
    coord = tf.train.Coordinator()
    tf.train.LooperThread.loop(coord, None, lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        coord.join()


def test_a_looper_can_be_a_subclass():
    coord, calls = tf.train.Coordinator(), []

    class Own(tf.train.LooperThread):
        def start_loop(self):
            calls.append("start")

        def run_loop(self):
            calls.append("run")
            coord.request_stop()

        def stop_loop(self):
            calls.append("stop")

    thread = Own(coord, 0)
    thread.start()
    coord.join()
    assert calls == ["start", "run", "stop"]


def test_a_looper_wants_a_coordinator():
    with pytest.raises(ValueError, match="'coord' argument must be a Coordinator: 3"):
        tf.train.LooperThread(3, None)
