"""A traced run fills its RunMetadata with the times of its nodes, and TensorBoard's plugin reads them."""

from __future__ import annotations

import time

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers


@pytest.fixture(params=["numpy", "compiled"])
def session(request, monkeypatch):
    if request.param == "compiled":
        monkeypatch.setattr(tiers, "FORCED", True)
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def traced(session, fetches, **options):
    metadata = tf.RunMetadata()
    level = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE, **options)
    session.run(fetches, options=level, run_metadata=metadata)
    return metadata


def test_every_node_that_ran_has_its_time(session):
    x = tf.random_uniform([4, 4], name="x")
    y = tf.tanh(tf.matmul(x, x, name="product"), name="y")
    before = time.time()
    (device,) = traced(session, y).step_stats.dev_stats
    stats = {node.node_name: node for node in device.node_stats}
    assert {"x/RandomUniform", "product", "y"} <= set(stats)
    assert stats["y"].timeline_label == "y = Tanh(product)"
    assert before - 1 < stats["y"].all_start_micros / 1e6 < time.time() + 1
    assert stats["product"].all_start_micros <= stats["y"].all_start_micros
    assert all(node.all_end_rel_micros > 0 for node in stats.values())


def test_the_graph_comes_along_if_it_is_asked_for(session):
    y = tf.tanh(tf.ones([2]), name="y")
    assert not traced(session, y).partition_graphs
    (graph,) = traced(session, y, output_partition_graphs=True).partition_graphs
    assert "y" in {node.name for node in graph.node}


def test_without_a_trace_level_nothing_is_filled(session):
    metadata = tf.RunMetadata()
    session.run(tf.tanh(tf.ones([2])), options=tf.RunOptions(), run_metadata=metadata)
    assert not metadata.HasField("step_stats")


def test_a_traced_run_gives_what_another_gives(session):
    v = tf.Variable([1.0, 2.0])
    step = v.assign_add([1.0, 1.0])
    session.run(v.initializer)
    traced(session, step)
    np.testing.assert_array_equal(session.run(v), [2.0, 3.0])


def test_the_written_times_are_read_by_tensorboard(session, tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    y = tf.tanh(tf.ones([2]), name="y")
    with tf.summary.FileWriter(str(tmp_path), session.graph) as writer:
        writer.add_run_metadata(traced(session, y), "step 1", 1)
    events = EventAccumulator(str(tmp_path)).Reload()
    names = [
        n.node_name for d in events.RunMetadata("step 1").step_stats.dev_stats for n in d.node_stats
    ]
    assert "y" in names
