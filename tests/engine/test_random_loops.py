"""Random programs with loops give the same on both tiers: values, failures, variables, random numbers."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from tests.engine.both_tiers import hold

SIZE = 3
PROGRAMS = 8


class Writer:
    """Writes one random program: what it computes are small whole numbers, so that both tiers agree to the bit.

    Args:
      chance: where its choices come from.
    """

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.fed = tf.placeholder(tf.float32, [SIZE])
        self.number = tf.placeholder(tf.int32, [])
        self.variable = tf.get_variable("v", initializer=tf.ones([SIZE]), use_resource=True)
        self.seeds = iter(range(1, 1000))

    def value(self, known: list[Any]) -> Any:
        """A small vector made from those given."""
        one, other = self.chance.choice(known), self.chance.choice(known)
        made = self.chance.choice(
            [
                lambda: one + other,
                lambda: one - other,
                lambda: one * other,
                lambda: tf.maximum(one, other),
                lambda: tf.reverse(one, [0]),
                lambda: tf.reduce_sum(one) + other,
                lambda: tf.concat([one[1:], other[:1]], 0),
                lambda: tf.where(one > other, one, other + 1.0),
                lambda: tf.stop_gradient(one) - 1.0,
                lambda: tf.ones([SIZE]) * float(self.chance.randint(-2, 2)),
            ]
        )()
        return tf.clip_by_value(made, -50.0, 50.0)

    def step(self, known: list[Any], counter: Any, depth: int) -> Any:
        """What a body does once: a new vector."""
        kind = self.chance.choice(
            ["value"] * 4 + ["cond", "cond", "loop", "assign", "read", "check", "draw", "gather"]
        )
        if kind == "cond":
            base = self.value(known)
            pred = self.chance.choice(
                [lambda: tf.reduce_sum(base) > 0.0, lambda: counter > 1, lambda: self.number > 2]
            )()
            deeper = depth + 1
            return tf.cond(
                pred,
                lambda: self.step([*known, base], counter, deeper) if deeper < 3 else base + 1.0,
                lambda: self.value([*known, base]),
            )
        if kind == "loop" and depth < 2:
            return self.loop(known, depth + 1)
        if kind == "assign":
            return self.variable.assign(self.value(known)) + 0.0
        if kind == "read":
            return self.variable.read_value() + self.value(known)
        if kind == "check":
            divisor = self.chance.choice([3, 5, 50]) - counter
            return self.value(known) + tf.cast(7 // divisor, tf.float32)
        if kind == "draw":
            drawn = tf.random_uniform([SIZE], 0, 5, tf.int32, seed=next(self.seeds))
            return self.value(known) + tf.cast(drawn, tf.float32)
        if kind == "gather":
            place = self.chance.choice([counter % SIZE, counter, self.number % SIZE])
            return self.value(known) + tf.gather(self.chance.choice(known), place)
        return self.value(known)

    def loop(self, known: list[Any], depth: int = 0) -> Any:
        """A loop over one or two vectors and perhaps an array; gives a vector."""
        count = self.chance.randint(1, 2)
        start = [self.value(known) for _ in range(count)]
        trips = self.chance.choice([0, 1, 3, 4])
        how = self.chance.choice(["known", "fed", "data", "bounded"])
        array, clears = None, self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            array = tf.TensorArray(tf.float32, 5, element_shape=[SIZE], clear_after_read=clears)
        reads = self.chance.random() < 0.5

        def goes_on(i: Any, *_: Any) -> Any:
            if how == "known":
                return i < trips
            if how == "fed":
                return i < self.number
            if how == "data":
                return tf.cast(i, tf.float32) < tf.minimum(tf.reduce_sum(self.fed), 5.0)
            return tf.logical_and(i < 5, tf.reduce_sum(_[0]) < 40.0)

        def body(i: Any, *values: Any) -> Any:
            vectors = list(values[:count])
            seen = [*known, *vectors]
            after = [self.step(seen, i, depth) for _ in vectors]
            if array is None:
                return (i + 1, *after)
            held = values[count].write(i, after[0])
            if reads:
                after[0] = tf.clip_by_value(held.read(i) + 1.0, -50.0, 50.0)
            return (i + 1, *after, held)

        first = (0, *start) if array is None else (0, *start, array)
        made = tf.while_loop(goes_on, body, first, parallel_iterations=1)
        result = made[1]
        if array is not None and not (reads and clears):
            result = result + tf.reduce_max(made[-1].gather([0, 1]), 0)
        return tf.clip_by_value(result, -50.0, 50.0)


def written(seed: int) -> tuple[Any, dict[Any, Any]]:
    chance = random.Random(seed)
    writer = Writer(chance)
    known = [writer.fed, tf.constant([1.0, -2.0, 3.0])]
    result = writer.loop(known)
    fetched = [result]
    if chance.random() < 0.4:
        fetched.append(tf.gradients(result, writer.fed)[0])
    feeds = {
        writer.fed: np.array([chance.randint(-3, 3) for _ in range(SIZE)], np.float32),
        writer.number: chance.randint(0, 5),
    }
    return [f for f in fetched if f is not None], feeds


@pytest.mark.parametrize("first", range(0, 6 * PROGRAMS, PROGRAMS))
def test_random_loops_give_the_same_on_both_tiers(first: int) -> None:
    for seed in range(first, first + PROGRAMS):
        try:
            hold(lambda seed=seed: written(seed), compiled=None)
        except AssertionError as error:
            raise AssertionError(f"program {seed}: {error}") from error
