"""A failing Assert on either tier: the same words, and no variable changed."""

from __future__ import annotations

import numpy as np
import pytest

import scopeflow as tf


@pytest.mark.parametrize("size", [2, 300])
def test_a_failed_assertion_changes_no_variable(size):
    # the larger program is compiled
    with tf.Graph().as_default(), tf.Session() as sess:
        v = tf.get_variable("v", [size, size], initializer=tf.ones_initializer())
        x = tf.placeholder(tf.int32, [2, None])
        check = tf.Assert(
            tf.reduce_all(x < 5), ["the ids:", x, v.shape[0].value, [[True]]], summarize=4
        )
        with tf.control_dependencies([check]):
            step = tf.assign(v, tf.matmul(v, v) / size + 1.0)
        sess.run(v.initializer)
        sess.run(step.op, {x: [[1, 2], [3, 4]]})
        before = sess.run(v)
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            sess.run(step.op, {x: [[1, 2, 3], [4, 5, 6]]})
        first = caught.value.message.splitlines()[0]
        assert first == f"assertion failed: [the ids:] [[1 2 3][4...]...] [{size}] [[1]]"
        np.testing.assert_array_equal(sess.run(v), before)
        compiled = [
            s.compiled is not None
            for p in sess._plans.values()
            for s in p.plan.segments
            if hasattr(s, "compiled") and p.plan.feeds
        ]
        assert any(compiled) == (size == 300)


def test_what_an_assertion_shows_may_be_empty_or_a_scalar():
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None, 2])
        check = tf.Assert(tf.constant(False), [x, x[:0], tf.reduce_sum(x)], summarize=-1)
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=r"\[\[1 2\]\[3 4.5\]\] \[\] \[10.5\]"
        ):
            sess.run(check, {x: [[1, 2], [3, 4.5]]})


@pytest.mark.parametrize(
    ("values", "found"),
    [([1, np.nan], "NaN"), ([1, np.inf], "Inf"), ([np.nan, -np.inf], "Inf and NaN")],
)
@pytest.mark.parametrize("size", [2, 300])
def test_numbers_are_checked_on_either_tier(size, values, found):
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None])
        big = tf.ones([size, size])
        y = tf.check_numerics(x, "100% sure") + tf.reduce_sum(tf.matmul(big, big))
        assert sess.run(y, {x: [0.0]}).tolist() == [float(size) ** 3]
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=f"^100% sure : Tensor had {found} values"
        ):
            sess.run(y, {x: values})
