"""Tensors that stay in a session between runs, and the handles that find them again."""

from __future__ import annotations

import gc

import numpy as np
import pytest

import scopeflow as tf

DEVICE = "/job:localhost/replica:0/task:0/device:CPU:0"


@pytest.fixture
def sess():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_a_run_gives_a_handle_that_says_node_number_and_device(sess):
    first = sess.run(tf.get_session_handle(tf.constant(10) * tf.constant(5)))
    second = sess.run(tf.get_session_handle(tf.constant("a"), name="q"))
    assert (str(first), second.handle) == (f"GetSessionHandle;0;{DEVICE}", f"q;1;{DEVICE}")


def test_a_handle_finds_its_tensor_in_later_runs(sess):
    kept = sess.run(tf.get_session_handle(tf.constant([1.5, 2.0])))
    holder, tensor = tf.get_session_tensor(kept.handle, tf.float32)
    assert tensor.device == DEVICE
    np.testing.assert_array_equal(sess.run(tensor * 2, {holder: kept.handle}), [3.0, 4.0])
    np.testing.assert_array_equal(kept.eval(), [1.5, 2.0])


def test_handles_of_one_dtype_share_the_nodes_that_evaluate_them(sess):
    one, two = sess.run([tf.get_session_handle(tf.constant(i)) for i in (1, 2)])
    assert one.eval() == 1
    nodes = len(sess.graph.get_operations())
    assert two.eval() == 2
    assert len(sess.graph.get_operations()) == nodes


def test_a_handle_is_fed_for_a_tensor_of_its_dtype_and_no_other(sess):
    kept = sess.run(tf.get_session_handle(tf.constant(1.5)))
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
    assert sess.run(x * 2, {x: kept}) == 3.0
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"Expects arg\[0\] to be int32 but float is provided"
    ):
        sess.run(y * 2, {y: kept})


def test_a_deleted_tensor_is_gone(sess):
    kept = sess.run(tf.get_session_handle(tf.constant(1.5)))
    holder, gone = tf.get_session_tensor(kept.handle, tf.float32)
    kept.delete()
    with pytest.raises(tf.errors.InvalidArgumentError, match="is not in the session store."):
        sess.run(gone, {holder: kept.handle})
    for call in (kept.delete, kept.eval):
        with pytest.raises(TypeError, match="may have already been deleted."):
            call()


def test_an_operation_deletes_what_is_fed(sess):
    kept = sess.run(tf.get_session_handle(tf.constant(1.5)))
    text = kept.get_raw_handle()
    holder, delete = tf.delete_session_tensor(text)
    sess.run(delete, {holder: text})
    with pytest.raises(tf.errors.InvalidArgumentError, match="is not in the session store."):
        sess.run(delete, {holder: text})


def test_a_tensor_lives_as_long_as_its_handle_or_for_ever_by_its_raw_handle(sess):
    node = tf.get_session_handle(tf.constant(3))
    dropped = str(sess.run(node))
    raw = sess.run(node).get_raw_handle()
    gc.collect()
    holder, tensor = tf.get_session_tensor(raw, tf.int32)
    assert sess.run(tensor, {holder: raw}) == 3
    with pytest.raises(tf.errors.InvalidArgumentError):
        sess.run(tensor, {holder: dropped})


def test_only_tensors_are_kept(sess):
    with pytest.raises(TypeError, match="`data` must be of type Tensor."):
        tf.get_session_handle(3)


def test_a_bad_fed_value_is_refused_before_a_bad_fetch(sess):
    x = tf.placeholder(tf.float32, [2])
    with pytest.raises(ValueError, match="Cannot feed value of shape"):
        sess.run(None, {x: [1.0, 2.0, 3.0]})
