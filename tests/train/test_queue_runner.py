"""Queue runners and the pipelines built on them: what comes out, how it ends, and that nothing hangs."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import numpy as np
import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as made:
        yield made


def drained(fetch, most=100):
    """Every value of `fetch` until the end of data, with all threads stopped."""
    with tf.Session() as sess:
        sess.run(tf.local_variables_initializer())
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess, coord)
        found = []
        try:
            while not coord.should_stop() and len(found) < most:
                found.append(sess.run(fetch))
        except tf.errors.OutOfRangeError as error:
            coord.request_stop(error)
        coord.request_stop()
        coord.join(threads, stop_grace_period_secs=10)
        assert not any(thread.is_alive() for thread in threads)
        return found


def test_a_producer_gives_its_rows_in_order_and_ends_after_its_epochs():
    queue = tf.train.string_input_producer(["a", "b", "c"], num_epochs=2, shuffle=False)
    assert drained(queue.dequeue()) == [b"a", b"b", b"c"] * 2


def test_a_producer_without_limit_is_stopped():
    queue = tf.train.range_input_producer(2, shuffle=False)
    assert drained(queue.dequeue(), most=5) == [0, 1, 0, 1, 0]


def test_a_shuffled_producer_gives_every_row_once_an_epoch():
    queue = tf.train.range_input_producer(10, num_epochs=2, seed=5)
    found = [int(value) for value in drained(queue.dequeue())]
    assert sorted(found[:10]) == sorted(found[10:]) == list(range(10))
    assert found[:10] != list(range(10))


def test_slices_of_several_tensors_belong_together():
    number, row = tf.train.slice_input_producer([[1, 2, 3], [[10], [20], [30]]], num_epochs=1)
    found = {int(n): int(r[0]) for n, r in drained([number, row])}
    assert found == {1: 10, 2: 20, 3: 30}


def test_a_batch_holds_elements_in_order_and_the_rest_is_left_out():
    number = tf.train.range_input_producer(7, num_epochs=1, shuffle=False).dequeue()
    found = drained(tf.train.batch([number], 3))
    assert [batch.tolist() for batch in found] == [[0, 1, 2], [3, 4, 5]]


def test_a_smaller_last_batch_may_be_given():
    number = tf.train.range_input_producer(7, num_epochs=1, shuffle=False).dequeue()
    found = drained(tf.train.batch({"n": number}, 3, allow_smaller_final_batch=True))
    assert [batch["n"].tolist() for batch in found] == [[0, 1, 2], [3, 4, 5], [6]]


def test_rows_are_elements_where_many_are_enqueued():
    number = tf.train.range_input_producer(4, num_epochs=1, shuffle=False).dequeue()
    found = drained(tf.train.batch([tf.stack([number, number * 10])], 4, enqueue_many=True))
    assert np.concatenate(found).tolist() == [0, 0, 1, 10, 2, 20, 3, 30]


def test_a_padded_batch_has_room_for_the_longest():
    number = tf.train.range_input_producer(4, num_epochs=1, shuffle=False).dequeue()
    found = drained(tf.train.batch([tf.range(number)], 4, dynamic_pad=True))
    assert found[0].tolist() == [[0, 0, 0], [0, 0, 0], [0, 1, 0], [0, 1, 2]]


def test_maybe_batch_leaves_elements_out():
    number = tf.train.range_input_producer(6, num_epochs=1, shuffle=False).dequeue()
    found = drained(tf.train.maybe_batch([number], tf.equal(number % 2, 0), 3))
    assert [batch.tolist() for batch in found] == [[0, 2, 4]]


def test_several_threads_lose_nothing():
    number = tf.train.range_input_producer(40, num_epochs=1).dequeue()
    made = tf.train.batch([number], 8, num_threads=3, allow_smaller_final_batch=True)
    assert sorted(np.concatenate(drained(made)).tolist()) == list(range(40))


def test_joined_batches_hold_elements_of_all_lists():
    one = tf.train.range_input_producer(6, num_epochs=1).dequeue()
    other = tf.train.range_input_producer(6, num_epochs=1).dequeue() + 100
    made = tf.train.batch_join([[one], [other]], 4, allow_smaller_final_batch=True)
    found = np.concatenate(drained(made)).tolist()
    assert sorted(found) == [*range(6), *range(100, 106)]


def test_shuffled_batches_hold_every_element_once():
    number = tf.train.range_input_producer(30, num_epochs=1, shuffle=False).dequeue()
    found = np.concatenate(drained(tf.train.shuffle_batch([number], 5, 20, 10, seed=1))).tolist()
    assert sorted(found) == list(range(30))
    assert found != list(range(30))


def test_the_failure_of_an_enqueue_comes_out_of_join():
    def fails(value):
        raise ValueError("bad record")

    number = tf.train.range_input_producer(6, shuffle=False).dequeue()
    made = tf.train.batch([tf.py_func(fails, [number], tf.float32, name="parse")], 2, shapes=[[]])
    with tf.Session() as sess:
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess, coord)
        with pytest.raises(tf.errors.OutOfRangeError):
            sess.run(made)
        with pytest.raises(tf.errors.InvalidArgumentError, match="bad record"):
            coord.join(threads, stop_grace_period_secs=10)


def test_without_a_coordinator_failures_are_kept():
    queue = tf.FIFOQueue(10, tf.float32, shapes=[])
    x = tf.placeholder(tf.float32)
    runner = tf.train.QueueRunner(queue, [queue.enqueue(x)])
    with tf.Session() as sess:
        threads = runner.create_threads(sess, start=True)
        for thread in threads:
            thread.join(10)
        assert [type(error) for error in runner.exceptions_raised] == [
            tf.errors.InvalidArgumentError
        ]


def test_the_end_of_one_thread_closes_the_queue_only_if_it_is_the_last():
    source = tf.train.range_input_producer(3, num_epochs=1, shuffle=False)
    queue = tf.FIFOQueue(10, tf.int32, shapes=[])
    runner = tf.train.QueueRunner(queue, [queue.enqueue(source.dequeue())] * 2)
    tf.train.add_queue_runner(runner)
    found = drained(queue.dequeue())
    assert sorted(int(value) for value in found) == [0, 1, 2]


def test_threads_are_made_once_for_a_session():
    queue = tf.FIFOQueue(10, tf.float32, shapes=[])
    runner = tf.train.QueueRunner(queue, [queue.enqueue(1.0)] * 2)
    with tf.Session() as sess, tf.Session() as other:
        coord = tf.train.Coordinator()
        threads = runner.create_threads(sess, coord)
        prefix = "QueueRunnerThread-fifo_queue-"
        assert [thread.name for thread in threads] == [
            prefix + "fifo_queue_enqueue",
            prefix + "fifo_queue_enqueue",
            prefix + "close_on_stop",
        ]
        assert runner.create_threads(sess, coord) == []
        assert len(runner.create_threads(other)) == 2


def test_closing_the_session_ends_threads_that_wait():
    queue = tf.FIFOQueue(1, tf.float32, shapes=[])
    runner = tf.train.QueueRunner(queue, [queue.enqueue(1.0)])
    sess = tf.Session()
    threads = runner.create_threads(sess, start=True)
    sess.run(queue.dequeue())
    sess.close()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_a_runner_survives_the_trip_through_its_proto(graph):
    with tf.name_scope("in"):
        queue = tf.FIFOQueue(10, tf.float32, shapes=[])
        runner = tf.train.QueueRunner(
            queue,
            [queue.enqueue(1.0)] * 2,
            queue_closed_exception_types=(tf.errors.OutOfRangeError, tf.errors.CancelledError),
        )
    proto = runner.to_proto()
    assert proto.queue_name == "in/fifo_queue"
    back = tf.train.QueueRunner.from_proto(proto)
    assert back.name == runner.name
    assert back.enqueue_ops == runner.enqueue_ops
    assert (back.close_op, back.cancel_op) == (runner.close_op, runner.cancel_op)
    assert back.queue_closed_exception_types == runner.queue_closed_exception_types
    inside = runner.to_proto("in")
    assert inside.enqueue_op_name == ["fifo_queue_enqueue"] * 2
    assert tf.train.QueueRunner.from_proto(inside, import_scope="in").close_op == runner.close_op
    assert runner.to_proto("elsewhere") is None


def test_what_a_runner_cannot_be_made_of():
    queue = tf.FIFOQueue(10, tf.float32, shapes=[])
    op = queue.enqueue(1.0)
    with pytest.raises(ValueError, match=r"Must provide queue and enqueue_ops\."):
        tf.train.QueueRunner(queue, [])
    with pytest.raises(TypeError, match="must be a tuple of tf.error types, but saw: 3"):
        tf.train.QueueRunner(queue, [op], queue_closed_exception_types=3)
    with pytest.raises(ValueError, match="queue_runner_def and queue are mutually exclusive"):
        tf.train.QueueRunner(queue, queue_runner_def=tf.train.QueueRunner(queue, [op]).to_proto())


def test_runners_start_in_a_session_only():
    with pytest.raises(ValueError, match="Cannot start queue runners: No default session"):
        tf.train.start_queue_runners()
    with pytest.raises(TypeError, match=r"sess must be a `tf.Session` object\."):
        tf.train.start_queue_runners(sess=3)


def test_a_program_ends_though_its_threads_were_never_stopped():
    program = """
        import scopeflow as tf
        number = tf.train.range_input_producer(4, shuffle=False).dequeue()
        batch = tf.train.shuffle_batch([number], 2, 10, 4)
        sess = tf.Session()
        tf.train.start_queue_runners(sess)
        print(sess.run(batch).shape)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60
    )
    assert (done.stdout.strip(), done.returncode) == ("(2,)", 0), done.stderr
