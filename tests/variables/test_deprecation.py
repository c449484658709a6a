"""Deprecated calls say so in TensorFlow's words, once for each line that makes them."""

from __future__ import annotations

import logging

import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def _capture(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="tensorflow")


def test_older_spellings_name_the_newer_ones(caplog: pytest.LogCaptureFixture) -> None:
    with tf.Graph().as_default():
        tf.all_variables()
        tf.initialize_all_variables()
    first, second = caplog.messages
    assert "all_variables is deprecated and will be removed after 2017-03-02." in first
    assert first.endswith("Instructions for updating:\nPlease use tf.global_variables instead.")
    assert second.endswith("Use `tf.global_variables_initializer` instead.")


def test_the_callers_line_is_named(caplog: pytest.LogCaptureFixture) -> None:
    with tf.Graph().as_default():
        tf.all_variables()
    assert caplog.messages[0].startswith(f"From {__file__}:")


def test_a_line_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    with tf.Graph().as_default():
        for _ in range(3):
            tf.initialize_local_variables()
    assert len(caplog.messages) == 1


def test_an_initializers_dtype_belongs_in_its_call(caplog: pytest.LogCaptureFixture) -> None:
    tf.zeros_initializer(tf.int32)
    tf.zeros_initializer()
    (message,) = caplog.messages
    assert "calling Zeros.__init__ with dtype is deprecated" in message


def test_adding_in_place_makes_a_tensor_and_warns_once(caplog: pytest.LogCaptureFixture) -> None:
    with tf.Graph().as_default():
        for _ in range(2):
            v = tf.Variable(1.0)
            v *= 2.0
            assert isinstance(v, tf.Tensor)
    assert [m.split(".")[0] for m in caplog.messages] == ["Variable *= will be deprecated"]
