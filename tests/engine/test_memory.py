"""What a session keeps: bounded, whatever is run and however often."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

import numpy as np
import pytest

import scopeflow as tf
from scopeflow import session as session_module
from scopeflow.engine import tiers
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


def test_first_values_that_are_one_number_are_not_kept_by_the_program_that_made_them():
    with tf.Graph().as_default(), tf.Session() as session:
        variables = [
            tf.get_variable(f"v{n}", [1 << 21], initializer=tf.ones_initializer()) for n in range(4)
        ]
        start = tf.global_variables_initializer()
        held = sum(variable.shape.num_elements() * 4 for variable in variables)
        for forced in (True, False):
            session._plans.clear()
            monkey = pytest.MonkeyPatch()
            monkey.setattr(tiers, "FORCED", forced)
            session.run(start)
            gc.collect()
            tracemalloc.start()
            session.run(start)
            gc.collect()
            # NumPy's arrays alone are counted here, and those of the program before are let go of
            assert tracemalloc.get_traced_memory()[0] < 1.2 * held
            tracemalloc.stop()
            monkey.undo()
            assert all(value.min() == value.max() == 1.0 for value in session.run(variables))


def test_a_training_step_takes_the_memory_of_the_values_that_it_updates():
    size = 1 << 20
    with tf.Graph().as_default(), tf.Session() as session:
        variables = [tf.get_variable(f"v{n}", [size]) for n in range(3)]
        loss = tf.add_n([tf.reduce_sum(tf.square(variable)) for variable in variables])
        train = tf.train.AdamOptimizer(0.01).minimize(loss)
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run([train, loss])

        def places():
            slots = session._engine.store._slots.values()
            return {slot.value.unsafe_buffer_pointer() for slot in slots if slot.value.size == size}

        before = places()
        assert len(before) == 9
        session.run([train, loss])
        assert places() == before


def test_values_that_were_moved_to_the_device_are_held_once():
    size = 1 << 20
    with tf.Graph().as_default(), tf.Session() as session:
        variables = [tf.Variable(np.full(size, float(n), np.float32)) for n in range(3)]
        step = tf.group(*[v.assign(tf.tanh(v) * 0.5 + tf.sin(v)) for v in variables])
        for number, variable in enumerate(variables):
            variable.load(np.full(size, float(number), np.float32), session)
        monkey = pytest.MonkeyPatch()
        monkey.setattr(tiers, "FORCED", True)
        before = [weakref.ref(slot.value) for slot in session._engine.store._slots.values()]
        session.run(step)
        monkey.undo()
        gc.collect()
        assert all(reference() is None for reference in before)
