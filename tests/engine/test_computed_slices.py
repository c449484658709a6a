"""Where a slice begins may be computed: one program serves every place, and says when it is out of bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import compiler, tiers

X = np.arange(24.0, dtype=np.float32).reshape(2, 3, 4)


@pytest.fixture
def traces(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Compiles everything, and notes each program that is made."""
    made: list[Any] = []
    trace = compiler.Compiler._trace

    def noted(self: Any, *args: Any) -> Any:
        made.append(self)
        return trace(self, *args)

    monkeypatch.setattr(compiler.Compiler, "_trace", noted)
    monkeypatch.setattr(tiers, "FORCED", True)
    return made


@pytest.mark.parametrize(
    "taken",
    [
        lambda x, i: x[i],
        lambda x, i: x[:, i],
        lambda x, i: x[..., i],
        lambda x, i: x[i, :, i],
        lambda x, i: x[:, None, i],
    ],
)
def test_one_program_takes_any_element(taken: Callable[..., Any], traces: list[Any]) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x, i = tf.placeholder(tf.float32, X.shape), tf.placeholder(tf.int32, [])
        y = 2.0 * taken(x, i)
        for place in (0, 1, -1, -2):
            np.testing.assert_array_equal(session.run(y, {x: X, i: place}), 2 * taken(X, place))
        assert len(traces) == 1
        with pytest.raises(tf.errors.InvalidArgumentError, match="out of bounds"):
            session.run(y, {x: X, i: 4})


def test_one_program_cuts_boxes_of_one_size_anywhere(traces: list[Any]) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x, begin = tf.placeholder(tf.float32, X.shape), tf.placeholder(tf.int32, [3])
        y = 2.0 * tf.slice(x, begin, [1, 2, 3])
        for a, b, c in ((0, 0, 0), (1, 1, 1), (1, 0, 1)):
            want = 2 * X[a : a + 1, b : b + 2, c : c + 3]
            np.testing.assert_array_equal(session.run(y, {x: X, begin: [a, b, c]}), want)
        assert len(traces) == 1
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"Expected size\[1\]"):
            session.run(y, {x: X, begin: [0, 2, 0]})


def test_where_a_box_reaches_to_the_end_its_begin_is_known(traces: list[Any]) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x, begin = tf.placeholder(tf.float32, X.shape), tf.placeholder(tf.int32, [3])
        y = 2.0 * tf.slice(x, begin, [1, -1, 3])
        for b in (0, 1):
            want = 2 * X[:1, b:, :3]
            np.testing.assert_array_equal(session.run(y, {x: X, begin: [0, b, 0]}), want)
        assert len(traces) == 2


def test_a_random_crop_is_compiled_once(traces: list[Any]) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [6, 6])
        y = 2.0 * tf.random_crop(x, [3, 3], seed=1)
        image = np.arange(36.0).reshape(6, 6)
        corners = {float(session.run(y, {x: image})[0, 0]) for _ in range(8)}
        assert len(corners) > 2
        assert len(traces) == 1
