"""Runs in parts: values fed and fetched step by step, each operation run once."""

from __future__ import annotations

import pytest

import scopeflow as tf


@pytest.fixture
def program():
    with tf.Graph().as_default(), tf.Session() as sess:
        a, b, c = (tf.placeholder(tf.float32, [], name=name) for name in "abc")
        total = tf.add(a, b)
        yield sess, a, b, c, total, tf.multiply(total, c)


def test_a_later_part_is_fed_what_an_earlier_one_gave(program):
    sess, a, b, c, total, product = program
    run = sess.partial_run_setup([total, product], [a, b, c])
    first = sess.partial_run(run, total, {a: 1, b: 2})
    assert (first, sess.partial_run(run, product, {c: first * 17})) == (3.0, 153.0)


def test_a_part_may_only_feed(program):
    sess, a, b, c, total, product = program
    run = sess.partial_run_setup([total, product], ["a:0", b, c])
    assert sess.partial_run(run, [], {a: 1, b: 2}) == []
    assert sess.partial_run(run, [total, product], {c: 2}) == [3.0, 6.0]


def test_runs_in_parts_do_not_meet(program):
    sess, a, b, c, total, product = program
    one, two = (sess.partial_run_setup([total, product], [a, b, c]) for _ in range(2))
    firsts = (
        sess.partial_run(one, total, {a: 1, b: 2}),
        sess.partial_run(two, total, {a: 10, b: 20}),
    )
    assert firsts == (3.0, 30.0)
    assert (sess.partial_run(one, product, {c: 2}), sess.partial_run(two, product, {c: 2})) == (
        6.0,
        60.0,
    )


def test_a_random_number_is_drawn_once(program):
    sess, a, b, *_ = program
    drawn = tf.random_uniform([])
    moved = drawn + a
    twice = moved + drawn + b
    run = sess.partial_run_setup([drawn, moved, twice], [a, b])
    first = sess.partial_run(run, drawn)
    assert sess.partial_run(run, moved, {a: 0}) == first
    assert sess.partial_run(run, twice, {b: 0}) == 2 * first


def test_an_assignment_is_made_once(program):
    sess, a, b, *_ = program
    v = tf.Variable(1.0)
    sess.run(v.initializer)
    moved = tf.assign_add(v, a)
    later = moved + b
    run = sess.partial_run_setup([moved, later], [a, b])
    assert sess.partial_run(run, moved, {a: 5.0}) == 6.0
    assert sess.partial_run(run, later, {b: 1.0}) == 7.0
    assert sess.run(v) == 6.0


def test_a_run_whose_parts_are_all_made_is_over(program):
    sess, a, b, c, total, product = program
    run = sess.partial_run_setup([total, product], [a, b, c])
    sess.partial_run(run, [total, product], {a: 1, b: 2, c: 3})
    with pytest.raises(tf.errors.InvalidArgumentError, match="Must run 'setup'"):
        sess.partial_run(run, product)


WRONG = {
    "fetched twice": (
        lambda s, run, a, b, c, total, product: (
            s.partial_run(run, total, {a: 1, b: 2}),
            s.partial_run(run, total),
        ),
        tf.errors.InvalidArgumentError,
        "The fetch Add:0 has already been fetched.",
    ),
    "fed twice": (
        lambda s, run, a, b, c, total, product: (
            s.partial_run(run, total, {a: 1, b: 2}),
            s.partial_run(run, product, {a: 1, c: 2}),
        ),
        tf.errors.InvalidArgumentError,
        "The feed a:0 has already been fed.",
    ),
    "fetched too early": (
        lambda s, run, a, b, c, total, product: s.partial_run(run, product, {a: 1, b: 2}),
        tf.errors.InvalidArgumentError,
        "Fetch c:0 can't be computed from the feeds that have been fed so far.",
    ),
    "fed without announcement": (
        lambda s, run, a, b, c, total, product: s.partial_run(run, product, {total: 1}),
        tf.errors.InvalidArgumentError,
        "The feed Add:0 was not specified in partial_run_setup.",
    ),
    "an operation": (
        lambda s, run, a, b, c, total, product: s.partial_run(run, total.op, {a: 1, b: 2}),
        RuntimeError,
        r"partial_run\(\) requires empty target_list.",
    ),
    "another handle": (
        lambda s, run, a, b, c, total, product: s.partial_run("foo", total, {a: 1}),
        tf.errors.InvalidArgumentError,
        "Must run 'setup' before performing partial runs!",
    ),
    "nothing to fetch": (
        lambda s, run, a, b, c, total, product: s.partial_run_setup([], [a]),
        tf.errors.InvalidArgumentError,
        "Must specify at least one target to fetch or execute.",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_part_is_refused_with_tensorflows_words(program, what):
    sess, a, b, c, total, product = program
    call, kind, words = WRONG[what]
    run = sess.partial_run_setup([total, product], [a, b, c])
    with pytest.raises(kind, match=words):
        call(sess, run, a, b, c, total, product)
