"""Random programs of conditionals give the same on both tiers, run for run: values, gradients, variables and failures."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers

RUNS = 5
Made = tuple[list[Any], list[Any], list[Any]]


class Programs:
    """Makes one random program: nested conditionals over fed values, computed predicates and variables."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.x = tf.placeholder(tf.float32, [3], name="x")
        self.n = tf.placeholder(tf.int32, [], name="n")
        self.flag = tf.placeholder(tf.bool, [], name="flag")
        self.variables = [
            tf.get_variable(
                f"v{i}", initializer=np.array([i, 1, -i], np.float32), use_resource=bool(i % 2)
            )
            for i in range(3)
        ]

    def make(self) -> Made:
        """(fetches, feeds, variables)."""
        first = self.value(4, [self.x])
        fetches = [first, self.value(3, [self.x, first])]
        if self.chance.random() < 0.6:
            grads = tf.gradients(fetches, [self.x, *self.variables])
            fetches += [grad for grad in grads if isinstance(grad, tf.Tensor)]
        return fetches, [self.x, self.n, self.flag], self.variables

    def predicate(self, known: list[Any]) -> Any:
        kind = self.chance.randrange(6)
        if kind == 0:
            return self.flag
        if kind == 1:
            return tf.logical_not(self.flag)
        if kind == 2:
            return self.n > self.chance.randint(-1, 1)
        if kind == 3:
            return tf.logical_and(self.flag, tf.reduce_max(self.chance.choice(known)) > 0.0)
        return tf.reduce_sum(self.chance.choice(known)) > self.chance.uniform(-2.0, 2.0)

    def value(self, depth: int, known: list[Any]) -> Any:
        if depth == 0:
            return self.chance.choice([*known, tf.constant([0.5, -1.0, 2.0])])
        kind = self.chance.randrange(9)
        if kind < 4:
            return self.branches(depth, known)
        if kind == 4:
            return tf.tanh(self.value(depth - 1, known))
        if kind == 5:
            return tf.identity(self.chance.choice(self.variables)) + self.value(depth - 1, known)
        left, right = self.value(depth - 1, known), self.value(depth - 1, known)
        return left * right if kind == 6 else left - right

    def branches(self, depth: int, known: list[Any]) -> Any:
        if self.chance.random() < 0.3:
            # both results of one conditional, and only one of them goes on
            both = tf.cond(
                self.predicate(known),
                lambda: (self.side(depth, known), self.side(depth, known)),
                lambda: (self.side(depth, known), self.side(depth, known)),
            )
            return both[self.chance.randrange(2)]
        return tf.cond(
            self.predicate(known),
            lambda: self.side(depth, known),
            lambda: self.side(depth, known),
        )

    def side(self, depth: int, known: list[Any]) -> Any:
        kind = self.chance.randrange(6)
        if kind == 0:
            by = self.value(0, known) * 0.5
            with tf.control_dependencies([tf.assign_add(self.chance.choice(self.variables), by)]):
                return tf.identity(self.value(0, known))
        if kind == 1:
            ok = tf.Assert(self.n < self.chance.randint(0, 3), [self.n])
            with tf.control_dependencies([ok]):
                return tf.identity(self.value(depth - 1, known))
        if kind == 2:
            return self.value(depth - 1, known) * tf.cast(6 // self.n, tf.float32)
        if kind == 3:
            return tf.assign(self.chance.choice(self.variables), self.value(depth - 1, known))
        return self.value(depth - 1, known)


def outcomes(seed: int) -> list[Any]:
    """What the runs of one program give, and the variables after each of them."""
    with tf.Graph().as_default():
        fetches, (x, n, flag), variables = Programs(seed).make()
        chance = random.Random(seed + 1)
        found: list[Any] = []
        with tf.Session() as session:
            session.run([v.initializer for v in variables])
            for _ in range(RUNS):
                feeds = {
                    x: np.array([chance.uniform(-1.5, 1.5) for _ in range(3)], np.float32),
                    n: chance.choice([-1, 0, 1, 1, 2, 3]),
                    flag: chance.random() < 0.5,
                }
                try:
                    found.append(session.run(fetches, feeds))
                except tf.errors.OpError as error:
                    found.append((type(error), error.message.split("\n")[0]))
                found.append(session.run(variables))
        return found


@pytest.mark.parametrize("seed", range(40))
def test_both_tiers_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tiers, "FORCED", False)
        plain = outcomes(seed)
    monkeypatch.setattr(tiers, "FORCED", True)
    compiled = outcomes(seed)
    for turn, (wanted, got) in enumerate(zip(plain, compiled, strict=True)):
        said = f"program {seed}, outcome {turn}"
        if isinstance(wanted, tuple) or isinstance(got, tuple):
            assert got == wanted, said
            continue
        for one, other in zip(wanted, got, strict=True):
            np.testing.assert_allclose(other, one, rtol=2e-5, atol=1e-6, err_msg=said)
