"""Parts of a step that are alike run as rows of one array, and nobody can tell but by the clock."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import compiled, tiers, twins

COUNT = 6


@pytest.fixture(params=[False, True], ids=["numpy", "compiled"])
def session(request, monkeypatch):
    """A session over a fresh graph, on each tier."""
    monkeypatch.setattr(tiers, "FORCED", request.param)
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def start(number, shape=(1, 3)):
    return np.random.RandomState(number).randn(*shape).astype(np.float32)


def many(count=COUNT, resource=False, shape=(1, 3)):
    return [
        tf.get_variable(f"v{n}", initializer=start(n, shape), use_resource=resource)
        for n in range(count)
    ]


def islands(session, fetches, feeds=()):
    plan = session._prepare(fetches, dict.fromkeys(feeds)).plan
    return [segment for segment in plan.segments if hasattr(segment, "calls")]


def counting(variables):
    """An op that adds one to all of them."""
    return tf.group(*[v.assign_add(tf.ones(v.shape)) for v in variables])


OPTIMIZERS = {
    "descent": lambda: tf.train.GradientDescentOptimizer(0.1),
    "momentum": lambda: tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
    "adam": lambda: tf.train.AdamOptimizer(0.1),
    "adagrad": lambda: tf.train.AdagradOptimizer(0.1),
    "rmsprop": lambda: tf.train.RMSPropOptimizer(0.01, centered=True),
    "ftrl": lambda: tf.train.FtrlOptimizer(0.1),
}


@pytest.mark.parametrize("resource", [False, True])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_training_gives_what_each_variable_by_itself_would(optimizer, resource, monkeypatch):
    found = []
    for least in (4, 1 << 30):
        monkeypatch.setattr(twins, "LEAST", least)
        monkeypatch.setattr(tiers, "FORCED", False)
        with tf.Graph().as_default(), tf.Session() as session:
            x = tf.placeholder(tf.float32, [1, 3])
            variables = many(resource=resource)
            loss = tf.add_n([tf.reduce_sum(tf.square(tf.tanh(v) - x)) for v in variables]) / 6.0
            train = OPTIMIZERS[optimizer]().minimize(loss)
            session.run(tf.global_variables_initializer())
            feeds = {x: np.float32([[0.5, -1.0, 2.0]])}
            losses = [session.run([loss, train], feeds)[0] for _ in range(5)]
            found.append((losses, session.run(tf.global_variables())))
            packs = islands(session, [loss, train], feeds)[0].packs
            assert bool(packs) == (least == 4)
    np.testing.assert_allclose(found[0][0], found[1][0], rtol=1e-6)
    for together, apart in zip(found[0][1], found[1][1], strict=True):
        np.testing.assert_allclose(together, apart, rtol=1e-6, atol=1e-7)


def test_a_step_over_more_variables_has_no_more_calls(session):
    lengths = set()
    for count in (8, 40):
        with tf.variable_scope(f"of_{count}"):
            variables = many(count)
        loss = tf.add_n([tf.reduce_sum(tf.square(v)) for v in variables])
        train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
        session.run(tf.global_variables_initializer())
        session.run(train)
        lengths.add(sum(len(island.calls) for island in islands(session, train)))
    assert len(lengths) == 1


def test_who_reads_a_variable_sees_its_newest_value(session):
    variables = many()
    step = counting(variables)
    session.run(tf.global_variables_initializer())
    for turn in range(1, 4):
        session.run(step)
        for number, value in enumerate(session.run(variables)):
            np.testing.assert_allclose(value, start(number) + turn, rtol=1e-6)
        assert session.run(variables[2])[0, 0] == session.run(variables[2] + 0.0)[0, 0]


def test_a_value_fetched_before_does_not_change_and_may_be_changed(session):
    variables = many()
    step = counting(variables)
    session.run(tf.global_variables_initializer())
    session.run(step)
    before = session.run(variables[1])
    kept = before.copy()
    session.run(step)
    np.testing.assert_array_equal(before, kept)
    before[:] = 99.0
    np.testing.assert_allclose(session.run(variables[1]), kept + 1, rtol=1e-6)


def test_what_others_assign_is_what_the_next_step_starts_from(session):
    variables = many()
    step = counting(variables)
    session.run(tf.global_variables_initializer())
    session.run(step)
    variables[3].load(np.full((1, 3), 10.0, np.float32), session)
    session.run(step)
    values = session.run(variables)
    np.testing.assert_array_equal(values[3], np.full((1, 3), 11.0))
    np.testing.assert_allclose(values[2], start(2) + 2, rtol=1e-6)


def test_steps_over_overlapping_variables_take_turns(session):
    variables = many(8)
    low, high = counting(variables[:5]), counting(variables[3:])
    session.run(tf.global_variables_initializer())
    for _ in range(3):
        session.run(low)
        session.run(high)
    times = [3, 3, 3, 6, 6, 3, 3, 3]
    for number, (value, turns) in enumerate(zip(session.run(variables), times, strict=True)):
        np.testing.assert_allclose(value, start(number) + turns, rtol=1e-5)


def test_fetching_the_updated_variables_beside_the_step_gives_the_new_values(session):
    variables = many()
    new = [v.assign_add(tf.ones([1, 3])) for v in variables]
    session.run(tf.global_variables_initializer())
    for turn in (1, 2):
        for number, value in enumerate(session.run(new)):
            np.testing.assert_allclose(value, start(number) + turn, rtol=1e-6)


@pytest.mark.parametrize("later", [False, True], ids=["in_the_program", "behind_a_host_step"])
def test_a_failed_run_changes_none_of_them(session, later):
    variables = many()
    by = tf.placeholder(tf.int32, [])
    steps = [v.assign_add(tf.ones([1, 3])).op for v in variables]
    with tf.control_dependencies(steps):
        given = tf.py_func(lambda n: n, [by], tf.int32) if later else by
        bad = tf.floordiv(tf.constant([4, 2]), given)
    session.run(tf.global_variables_initializer())
    for divisor in (0, 1, 0):
        if divisor:
            session.run([bad, *steps], {by: divisor})
        else:
            with pytest.raises(tf.errors.InvalidArgumentError, match="Integer division by zero"):
                session.run([bad, *steps], {by: divisor})
    for number, value in enumerate(session.run(variables)):
        np.testing.assert_allclose(value, start(number) + 1, rtol=1e-6)


def test_an_undone_step_leaves_what_another_thread_wrote_since(session):
    variables = many()
    steps = [v.assign_add(tf.ones([1, 3])).op for v in variables]
    meanwhile = variables[0].assign(np.full((1, 3), 7.0, np.float32)).op

    def in_between():
        thread = threading.Thread(target=session.run, args=(meanwhile,))
        thread.start()
        thread.join()
        raise ValueError("here it ends")

    with tf.control_dependencies(steps):
        fails = tf.py_func(in_between, [], [])
    session.run(tf.global_variables_initializer())
    with pytest.raises(tf.errors.InvalidArgumentError, match="here it ends"):
        session.run([fails, *steps])
    values = session.run(variables)
    np.testing.assert_array_equal(values[0], np.full((1, 3), 7.0))
    for number in range(1, COUNT):
        np.testing.assert_array_equal(values[number], start(number))


def test_a_variable_that_has_another_shape_by_now_is_updated_by_itself(session):
    variables = many()
    step = counting(variables)
    longer = tf.assign(variables[2], np.ones((2, 3), np.float32), validate_shape=False)
    again = tf.assign(variables[2], start(2), validate_shape=False)
    session.run(tf.global_variables_initializer())
    session.run(step)
    session.run(longer.op)
    with pytest.raises((tf.errors.InvalidArgumentError, ValueError)):
        session.run(step)
    values = session.run(variables[:2])
    np.testing.assert_allclose(values[0], start(0) + 1, rtol=1e-6)
    session.run(again.op)
    session.run(step)
    np.testing.assert_allclose(session.run(variables[2]), start(2) + 1, rtol=1e-6)


def test_a_variable_without_a_value_is_named(session):
    variables = many()
    step = counting(variables)
    session.run([v.initializer for v in variables if v is not variables[4]])
    with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value v4"):
        session.run(step)
    session.run(variables[4].initializer)
    session.run(step)
    np.testing.assert_allclose(session.run(variables[4]), start(4) + 1, rtol=1e-6)


def test_increments_of_threads_are_never_lost(session):
    variables = many(8, shape=(2,))
    every, some, one = counting(variables), counting(variables[:5]), counting(variables[2:3])
    session.run(tf.global_variables_initializer())
    before = session.run(variables)
    torn = []

    def work(op):
        for _ in range(60):
            session.run(op)

    def read():
        for _ in range(100):
            seen = session.run(variables[6]) - before[6]
            if not np.allclose(seen, seen[0], atol=1e-4):
                torn.append(seen)

    threads = [threading.Thread(target=work, args=(op,)) for op in (every, every, some, one)]
    threads.append(threading.Thread(target=read))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    added = [
        np.round(new - old)[0] for new, old in zip(session.run(variables), before, strict=True)
    ]
    assert added == [180, 180, 240, 180, 180, 120, 120, 120]
    assert not torn


def test_variables_whose_program_died_are_marked_lost(monkeypatch):
    monkeypatch.setattr(tiers, "FORCED", True)
    with tf.Graph().as_default(), tf.Session() as session:
        variables = many()
        step = counting(variables)
        session.run(tf.global_variables_initializer())
        session.run(step)
        run = compiled.Program.run

        def dies(self, dynamic, counters):
            for value in dynamic:
                value.delete()
            raise RuntimeError("out of memory")

        monkeypatch.setattr(compiled.Program, "run", dies)
        with pytest.raises(RuntimeError, match="out of memory"):
            session.run(step)
        monkeypatch.setattr(compiled.Program, "run", run)
        with pytest.raises(tf.errors.FailedPreconditionError, match="Its value was lost"):
            session.run(step)
        session.run(tf.global_variables_initializer())
        session.run(step)
        np.testing.assert_allclose(session.run(variables[5]), start(5) + 1, rtol=1e-6)


def test_what_differs_in_one_number_is_no_twin(session):
    variables = many()
    steps = [v.assign_add(tf.fill([1, 3], float(n))).op for n, v in enumerate(variables)]
    session.run(tf.global_variables_initializer())
    session.run(steps)
    assert not any(island.packs for island in islands(session, steps))
    for number, value in enumerate(session.run(variables)):
        np.testing.assert_allclose(value, start(number) + number, rtol=1e-6)


def test_variables_that_meet_in_the_middle_of_a_step_share_what_they_make_there(session):
    variables = many()
    length = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(v)) for v in variables]))
    steps = [tf.assign(v, v / length).op for v in variables]
    session.run(tf.global_variables_initializer())
    session.run(steps)
    assert any(island.packs for island in islands(session, steps))
    whole = np.sqrt(sum(np.sum(np.square(start(n))) for n in range(COUNT)))
    for number, value in enumerate(session.run(variables)):
        np.testing.assert_allclose(value, start(number) / whole, rtol=1e-5)
