"""What a program puts in place of a function of `tf.logging`, the library calls."""

from __future__ import annotations

import scopeflow as tf


def test_a_hook_logs_through_the_function_that_stands_in_tf_logging(monkeypatch):
    said = []
    monkeypatch.setattr(tf.logging, "info", lambda *args: said.append(args[0] % args[1:]))
    with tf.Graph().as_default():
        x = tf.constant(7.0, name="x")
        hook = tf.train.LoggingTensorHook(["x"], every_n_iter=1)
        with tf.train.MonitoredSession(hooks=[hook]) as sess:
            sess.run(x)
    assert "x = 7.0" in said


def test_the_function_is_back_in_its_place_afterwards():
    assert tf.logging.info.__module__ == "scopeflow.platform.logging"
