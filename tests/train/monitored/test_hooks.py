"""Hooks where time, threads or the content of files decide; what they log and in which order stands in the recorded programs."""

from __future__ import annotations

import json
import threading
import time

import numpy as np
import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as made:
        yield made
    tf.summary.FileWriterCache.clear()


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test moves: `clock[0] += seconds`."""
    now = [1e9]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def counting(by=1):
    return tf.assign_add(tf.train.get_or_create_global_step(), by)


def steps_in(folder):
    return [int(p.name.split("-")[1].split(".")[0]) for p in folder.glob("model.ckpt-*.index")]


def test_checkpoints_are_written_by_the_clock(tmp_path, clock):
    count = counting()
    hook = tf.train.CheckpointSaverHook(str(tmp_path), save_secs=10)
    with tf.train.SingularMonitoredSession(hooks=[hook]) as session:
        for _ in range(6):
            session.run(count)
            clock[0] += 4
        assert sorted(steps_in(tmp_path)) == [0, 4]
    assert sorted(steps_in(tmp_path)) == [0, 4, 6]


def test_tensors_are_logged_by_the_clock(clock):
    x = tf.constant(1.0, name="x")
    seen = []
    hook = tf.train.LoggingTensorHook(
        ["x"], every_n_secs=10, formatter=lambda values: str(seen.append(values))
    )
    with tf.train.MonitoredSession(hooks=[hook]) as session:
        for _ in range(7):
            session.run(x)
            clock[0] += 4
    assert len(seen) == 3


def test_the_rate_of_steps_is_steps_by_seconds(tmp_path, clock):
    count = counting(5)
    hook = tf.train.StepCounterHook(every_n_steps=10, output_dir=str(tmp_path))
    with tf.train.MonitoredSession(hooks=[hook]) as session:
        for _ in range(5):
            session.run(count)
            clock[0] += 2
    tf.summary.FileWriterCache.clear()
    (file,) = tmp_path.glob("events*")
    rates = {
        event.step: event.summary.value[0].simple_value
        for event in tf.train.summary_iterator(str(file))
        if event.summary.value
    }
    assert rates == {15: 2.5, 25: 2.5}


def test_a_worker_waits_for_a_step():
    step, count = tf.train.get_or_create_global_step(), counting()
    hook = tf.train.GlobalStepWaiterHook(2)
    hook.begin()
    with tf.Session() as session:
        session.run(step.initializer)
        others = threading.Timer(0.3, lambda: [session.run(count) for _ in range(2)])
        others.start()
        context = tf.train.SessionRunContext(tf.train.SessionRunArgs(None), session)
        assert hook.before_run(context) is None
        assert session.run(step) == 2
        others.join()


def test_a_timeline_names_each_node_and_what_it_needs(tmp_path):
    count = counting()
    product = tf.multiply(tf.constant([2.0], name="a"), tf.constant(3.0, name="b"), name="product")
    hook = tf.train.ProfilerHook(save_steps=1, output_dir=str(tmp_path))
    with tf.train.MonitoredSession(hooks=[hook]) as session:
        for _ in range(2):
            session.run([product, count])
    events = json.loads((tmp_path / "timeline-2.json").read_text())["traceEvents"]
    nodes = {event["args"]["name"]: event for event in events if event["ph"] == "X"}
    assert nodes["product"]["name"] == "Mul"
    assert [nodes["product"]["args"][key] for key in ("input0", "input1")] == ["a", "b"]
    assert all(event["dur"] > 0 and event["ts"] > 0 for event in nodes.values())


def test_the_last_checkpoint_is_written_once(tmp_path):
    saved = []

    class Tells(tf.train.CheckpointSaverListener):
        def after_save(self, session, global_step_value):
            saved.append(int(global_step_value))

    count = counting()
    hook = tf.train.CheckpointSaverHook(str(tmp_path), save_steps=2, listeners=[Tells()])
    with tf.train.SingularMonitoredSession(hooks=[hook]) as session:
        for _ in range(4):
            session.run(count)
    assert saved in ([0, 2, 4], [0, 1, 3, 4])  # a run may read the step before it counts, or after


def test_what_a_hook_asks_for_comes_in_the_structure_it_asked_with():
    seen = []

    class Asks(tf.train.SessionRunHook):
        def before_run(self, run_context):
            return tf.train.SessionRunArgs({"x": "x:0", "more": [("x:0",)]})

        def after_run(self, run_context, run_values):
            seen.append(run_values.results)

    x = tf.constant([1.0], name="x")
    with tf.train.MonitoredSession(hooks=[Asks()]) as session:
        np.testing.assert_array_equal(session.run(x), [1.0])
    assert seen == [{"x": np.array([1.0]), "more": [(np.array([1.0]),)]}]
