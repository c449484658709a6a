"""Critical sections: what runs of several threads do in them comes one after the other."""

from __future__ import annotations

import threading
import time

import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def _fresh_graph():
    with tf.Graph().as_default():
        yield


def test_two_sections_of_one_run_come_in_the_order_they_were_made():
    section = tf.CriticalSection()
    v = tf.get_variable("v", initializer=1.0, use_resource=True)
    made = [section.execute(lambda: v.assign_add(1.0)) for _ in range(2)]
    with tf.Session() as sess:
        sess.run(v.initializer)
        assert sess.run(made) == [2.0, 3.0]


def test_a_read_and_a_write_far_apart_are_not_torn():
    section = tf.CriticalSection()
    v = tf.get_variable("v", initializer=0.0, use_resource=True)

    def slowly():
        before = v.read_value()
        with tf.control_dependencies([tf.py_func(lambda x: time.sleep(0.002), [before], [])]):
            return v.assign(tf.identity(before) + 1.0)

    step = section.execute(slowly)
    with tf.Session() as sess:
        sess.run(v.initializer)
        threads = [
            threading.Thread(target=lambda: [sess.run(step) for _ in range(10)]) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sess.run(v) == 40.0


def test_a_section_that_failed_is_open_again():
    section = tf.CriticalSection()
    fails = tf.placeholder_with_default(True, [])
    step = section.execute(lambda: tf.group(tf.Assert(tf.logical_not(fails), ["failed"])))
    with tf.Session() as sess:
        with pytest.raises(tf.errors.InvalidArgumentError):
            sess.run(step)
        other = threading.Thread(target=sess.run, args=(step, {fails: False}), daemon=True)
        other.start()
        other.join(30)
        assert not other.is_alive()
