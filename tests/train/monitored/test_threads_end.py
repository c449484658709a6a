"""Monitored sessions, supervisors and accumulators leave no thread behind and wait for nothing for ever."""

from __future__ import annotations

import threading
import time

import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def graph():
    before = set(threading.enumerate())
    with tf.Graph().as_default() as made:
        yield made
    tf.summary.FileWriterCache.clear()
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    assert not left


def endless():
    return tf.train.range_input_producer(3, shuffle=False).dequeue()


def test_queue_runners_end_with_a_monitored_session():
    number = endless()
    with tf.train.MonitoredSession() as session:
        assert [int(session.run(number)) for _ in range(4)] == [0, 1, 2, 0]
        assert threading.active_count() > 1


def test_queue_runners_end_when_the_block_fails():
    number = endless()
    with pytest.raises(ValueError, match="of the block"), tf.train.MonitoredSession() as session:
        session.run(number)
        raise ValueError("of the block")


def test_queue_runners_end_when_a_hook_fails_at_the_end():
    class Fails(tf.train.SessionRunHook):
        def end(self, session):
            raise ValueError("of a hook")

    endless()
    with (
        pytest.raises(ValueError, match="of a hook"),
        tf.train.MonitoredSession(hooks=[Fails()]),
    ):
        pass


def test_queue_runners_of_a_lost_session_end_before_the_next_one_begins():
    number = endless()

    class FailsOnce(tf.train.SessionRunHook):
        failed = False

        def before_run(self, run_context):
            if not self.failed:
                self.failed = True
                raise tf.errors.AbortedError(None, None, "gone")

    with tf.train.MonitoredSession(hooks=[FailsOnce()]) as session:
        assert int(session.run(number)) == 0
        runners = [t for t in threading.enumerate() if t.name.startswith("QueueRunnerThread")]
        assert len(runners) == 2  # one that enqueues, one that waits for the stop


def test_the_threads_of_a_supervisor_end(tmp_path):
    v = tf.get_variable("v", initializer=1.0)
    tf.train.get_or_create_global_step()
    tf.summary.scalar("s", v)
    endless()
    sv = tf.train.Supervisor(logdir=str(tmp_path), save_summaries_secs=1, save_model_secs=1)
    with sv.managed_session() as session:
        sv.loop(None, lambda: time.sleep(0.01))
        assert session.run(v) == 1.0


def test_event_writers_of_a_training_session_can_be_closed(tmp_path):
    count = tf.assign_add(tf.train.get_or_create_global_step(), 1)
    with tf.train.MonitoredTrainingSession(checkpoint_dir=str(tmp_path)) as session:
        session.run(count)


def test_a_thread_that_fails_ends_the_session_with_its_exception():
    number = endless()

    class Loses(tf.train.SessionRunHook):
        def after_create_session(self, session, coord):
            def fail():
                raise OSError("of a thread")

            tf.train.LooperThread.loop(coord, None, fail)

    with (
        pytest.raises(OSError, match="of a thread"),
        tf.train.MonitoredSession(hooks=[Loses()]) as session,
    ):
        while not session.should_stop():
            session.run(number)


def test_taking_from_an_accumulator_ends_with_the_session():
    taken = tf.ConditionalAccumulator(tf.float32, shape=[1]).take_grad(1)
    errors = []

    def take(session):
        try:
            session.run(taken)
        except tf.errors.CancelledError as error:
            errors.append(error)

    session = tf.Session()
    thread = threading.Thread(target=take, args=(session,))
    thread.start()
    time.sleep(0.1)
    session.close()
    thread.join(5)
    assert not thread.is_alive()
    assert [error.message.split("\n")[0] for error in errors] == [
        "TakeGrad operation was cancelled"
    ]


def test_takers_of_an_accumulator_are_served_in_the_order_of_their_coming():
    gathered = tf.ConditionalAccumulator(tf.float32, shape=[])
    give, value = gathered.apply_grad(tf.placeholder(tf.float32, [], "g"), 9), []
    large, small = gathered.take_grad(2), gathered.take_grad(1)
    with tf.Session() as session:
        first = threading.Thread(target=lambda: value.append(("two", float(session.run(large)))))
        second = threading.Thread(target=lambda: value.append(("one", float(session.run(small)))))
        first.start()
        time.sleep(0.1)
        second.start()
        time.sleep(0.1)
        for number in (1.0, 3.0, 5.0):
            session.run(give, {"g:0": number})
        first.join(5)
        second.join(5)
    assert sorted(value) == [("one", 5.0), ("two", 2.0)]
