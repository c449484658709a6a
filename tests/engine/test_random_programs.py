"""Random programs over variables give what a plain interpreter of the rules gives, on both tiers."""

from __future__ import annotations

import random

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers
from tests.engine.programs import Failed, Oracle, Program, Unborn, build, has_value, random_program

RUNS = 4


@pytest.fixture
def compiled(monkeypatch):
    """Every plan that can be compiled is, from its first run on."""
    monkeypatch.setattr(tiers, "FORCED", True)


def hold(seed: int, length: int) -> None:
    """Runs one random program with random fetches and feeds, and the oracle beside it."""
    chance = random.Random(seed)
    steps = random_program(chance, length)
    oracle = Oracle(steps)
    with tf.Graph().as_default():
        made, divisor = build(tf, steps)
        variables = [i for i, step in enumerate(steps) if step.kind == "variable"]
        with tf.Session() as session:
            for turn in range(RUNS):
                if turn == 1:
                    session.run([made[i].initializer for i in variables])
                    oracle.initialize()
                said = f"program {seed}, run {turn}"
                _compare(chance, steps, oracle, session, made, divisor, said)
                for i in variables:
                    if oracle.state[i] is not None:
                        np.testing.assert_array_equal(session.run(made[i]), oracle.state[i], said)


def _compare(
    chance: random.Random, steps: Program, oracle, session, made, divisor, said: str
) -> None:
    fetches = chance.sample(range(len(steps)), chance.randint(1, 4))
    feeds = {
        i: np.array([chance.randint(-9, 9), 7], np.float32)
        for i, step in enumerate(steps)
        if step.kind == "placeholder"
        or (has_value(steps, i) and step.kind == "calculation" and chance.random() < 0.1)
    }
    by = chance.choice([0, 1, 1, 2])
    given = {made[i]: value for i, value in feeds.items()}
    given[divisor] = by
    wanted: list | tuple[type[Exception], ...]
    try:
        wanted = oracle.run(fetches, feeds, by)
    except Unborn:
        # a resource variable is read so, and updated so
        wanted = (tf.errors.FailedPreconditionError, tf.errors.NotFoundError)
    except Failed:
        wanted = (tf.errors.InvalidArgumentError,)
    if isinstance(wanted, tuple):
        with pytest.raises(wanted):
            session.run([made[i] for i in fetches], given)
            raise AssertionError(said)
        return
    got = session.run([made[i] for i in fetches], given)
    for place, (theirs, ours) in enumerate(zip(wanted, got, strict=True)):
        if theirs is None:
            assert ours is None, said
        else:
            np.testing.assert_array_equal(ours, theirs, f"{said}, fetch of step {fetches[place]}")


@pytest.mark.parametrize("seed", range(0, 400, 40))
def test_random_programs_run_by_the_rules(seed):
    for own in range(seed, seed + 40):
        hold(own, 6 + own % 14)


@pytest.mark.parametrize("seed", range(1000, 1006))
def test_random_programs_run_by_the_rules_when_compiled(seed, compiled):
    for own in range(seed, seed + 4):
        hold(own, 6 + own % 10)
