"""What a session keeps: bounded, whatever is run and however often."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np

import scopeflow as tf
from scopeflow import session as session_module
from scopeflow.engine.compiler import MOST_PROGRAMS, Compiler


def test_ten_thousand_runs_of_one_plan_keep_nothing():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        v = tf.Variable(0.0)
        step = v.assign_add(tf.reduce_sum(x))
        session.run(v.initializer)

        def runs(count):
            for _ in range(count):
                session.run([step, v], {x: [1.0, 2.0]})

        runs(1000)
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        runs(9000)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
    assert grown < 20_000


def test_plans_of_many_fetch_lists_are_forgotten():
    with tf.Graph().as_default(), tf.Session() as session:
        tensors = [tf.constant(float(i)) for i in range(45)]
        often = [tensors[0], tensors[1], tensors[2]]
        kept = None
        for i in range(45):
            for j in range(45):
                session.run([tensors[i], tensors[j]])
            session.run(often)
            kept = kept or session._prepare(often, {})
        assert len(session._plans) <= session_module.MOST_PLANS
        assert session._prepare(often, {}) is kept


def test_programs_for_many_shapes_are_forgotten():
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        y = tf.tanh(x)
        session.run(y, {x: [0.0]})
        plan = session._prepare(y, {x: None}).plan
    compiler = Compiler(plan.segments[0], plan.template, None)
    for size in range(1, MOST_PROGRAMS + 20):
        compiler.program([np.zeros(size, np.float32)])
    assert len(compiler._programs) <= MOST_PROGRAMS


def test_shapes_of_past_runs_are_forgotten():
    from scopeflow.engine.tiers import MOST_SHAPES

    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [None])
        y = x + 1.0
        for size in range(1, MOST_SHAPES + 100):
            session.run(y, {x: np.zeros(size, np.float32)})
        plan = session._prepare(y, {x: None}).plan
    assert len(plan.tier._by_shape) <= MOST_SHAPES
