"""All or nothing, threads, and whose memory is whose."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import scopeflow as tf

BIG = 600  # a matrix of this size makes an update too large for the NumPy tier


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def ready() -> tf.Session:
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


@pytest.mark.parametrize("size", [1, BIG])
def test_a_failed_run_changes_no_variable(graph, size):
    v = tf.Variable(np.zeros((size, size), np.float32))
    divisor = tf.placeholder(tf.int32, [])
    a = v.assign_add(np.ones((size, size), np.float32))
    with tf.control_dependencies([a]):
        bad = tf.floordiv(tf.constant([4, 2]), divisor)
    session = ready()
    with pytest.raises(tf.errors.InvalidArgumentError, match="Integer division by zero"):
        session.run([a, bad], {divisor: 0})
    assert session.run(v).sum() == 0
    session.run([a, bad], {divisor: 2})
    assert session.run(v).sum() == size * size


def test_increments_of_four_threads_are_never_lost(graph):
    v = tf.Variable(0)
    step = v.assign_add(1)
    session = ready()

    def work():
        for _ in range(1000):
            session.run(step)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.run(v) == 4000


@pytest.mark.parametrize("size", [2, BIG])
def test_an_array_fed_and_assigned_may_be_changed_by_the_user_afterwards(graph, size):
    v = tf.Variable(np.zeros((size, size), np.float32))
    x = tf.placeholder(tf.float32, [size, size])
    a = v.assign(x)
    session = ready()
    mine = np.ones((size, size), np.float32)
    session.run(a, {x: mine})
    mine[:] = 9
    assert session.run(v).max() == 1.0


@pytest.mark.parametrize("size", [2, BIG])
def test_a_fetched_array_belongs_to_the_user(graph, size):
    v = tf.Variable(np.zeros((size, size), np.float32))
    c = tf.constant(np.zeros((size, size), np.float32))
    step = v.assign_add(np.ones((size, size), np.float32))
    session = ready()
    first = session.run(v)
    fixed = session.run(c)
    first += 5
    fixed += 5
    session.run(step)
    assert session.run(v).max() == 1.0
    assert session.run(c).max() == 0.0
    assert first.max() == 5.0


def test_a_large_update_and_its_reader_agree(graph):
    v = tf.Variable(np.zeros((BIG, BIG), np.float32))
    step = v.assign_add(np.ones((BIG, BIG), np.float32))
    total = tf.reduce_sum(v)
    session = ready()
    for turn in range(1, 4):
        session.run(step.op)
        assert session.run(total) == turn * BIG * BIG


def test_readers_beside_a_donating_writer_see_whole_versions(graph):
    v = tf.Variable(np.zeros((BIG, BIG), np.float32))
    step = v.assign_add(np.ones((BIG, BIG), np.float32))
    session = ready()
    stop = threading.Event()
    torn: list[np.ndarray] = []

    def read():
        while not stop.is_set():
            seen = session.run(v)
            if seen.min() != seen.max():
                torn.append(seen)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(30):
        session.run(step.op)
    stop.set()
    for reader in readers:
        reader.join()
    assert not torn
    assert session.run(v).max() == 30


def test_both_tiers_give_the_same_random_numbers(graph):
    small = tf.random_uniform([8], seed=7)
    both = [tf.Session().run(small) for _ in range(2)]
    np.testing.assert_array_equal(*both)
    large = tf.random_uniform([BIG, BIG, 4], seed=7) * 2.0
    got = tf.Session().run(large)
    np.testing.assert_array_equal(got.reshape(-1)[:8], both[0] * 2)


def test_the_random_counter_goes_on_from_run_to_run(graph):
    x = tf.random_uniform([3], seed=1)
    one, two = tf.Session(), tf.Session()
    first, second = one.run(x), one.run(x)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(two.run(x), first)
    np.testing.assert_array_equal(two.run(x), second)


@pytest.mark.parametrize("size", [4, 40_000])
def test_threads_never_draw_the_same_random_numbers(graph, size):
    x = tf.tanh(tf.random_uniform([size], seed=1))
    alone, session = tf.Session(), tf.Session()
    wanted = {alone.run(x)[0] for _ in range(60)}
    drawn: list[float] = []

    def work():
        drawn.extend(session.run(x)[0] for _ in range(15))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 60
    assert set(drawn) == wanted
