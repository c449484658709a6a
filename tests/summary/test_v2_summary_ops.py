"""`tf.summary.all_v2_summary_ops`: what another kind of summaries left in the graph."""

from __future__ import annotations

import scopeflow as tf


def test_the_nodes_of_this_kind_are_not_among_them():
    with tf.Graph().as_default():
        tf.summary.scalar("a", 1.0)
        assert tf.summary.all_v2_summary_ops() == []


def test_the_operations_of_the_collection_are():
    with tf.Graph().as_default():
        op = tf.no_op()
        tf.add_to_collection(tf.GraphKeys._SUMMARY_COLLECTION, op)
        assert tf.summary.all_v2_summary_ops() == [op]
