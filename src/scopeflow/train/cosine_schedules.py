"""Learning rates that fall along a cosine: once, in rounds, with a line, and with noise."""

from __future__ import annotations

import math
from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.math.arithmetic import minimum, multiply
from scopeflow.ops.math.arithmetic import pow as power_of
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.elementwise import cos, floor, log, sqrt
from scopeflow.ops.random.sampling import random_normal
from scopeflow.ops.scoping import name_scope


def _rate(learning_rate: Any) -> Tensor:
    return convert_to_tensor(learning_rate, name="initial_learning_rate")


def cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    alpha: Any = 0.0,
    name: str | None = None,
) -> Tensor:
    """A rate that falls along half a cosine to `alpha * learning_rate` in `decay_steps` steps.

    Args:
      learning_rate: a float scalar: the rate at step 0.
      global_step: a scalar: the step.
      decay_steps: a positive scalar.
      alpha: a float: the share that stays.
      name: a name for the scope.

    Returns:
      A scalar Tensor of the dtype of `learning_rate`.

    Raises:
      ValueError: if `global_step` is None.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.train.cosine_decay(1.0, 10, decay_steps=10, alpha=0.25)))
    0.25

    ```
    """
    with name_scope(name, "CosineDecay", [learning_rate, global_step]):
        rate = _rate(learning_rate)
        length = cast(decay_steps, rate.dtype)
        done = minimum(cast(global_step, rate.dtype), length) / length
        wave = 0.5 * (1.0 + cos(constant(math.pi) * done))
        return multiply(rate, (1 - alpha) * wave + alpha)


def cosine_decay_restarts(
    learning_rate: Any,
    global_step: Any,
    first_decay_steps: Any,
    t_mul: Any = 2.0,
    m_mul: Any = 1.0,
    alpha: Any = 0.0,
    name: str | None = None,
) -> Tensor:
    """Like `cosine_decay`, in rounds.

    Args:
      learning_rate: a float scalar: the rate at step 0.
      global_step: a scalar: the step.
      first_decay_steps: a positive scalar: the steps of the first round.
      t_mul: a float scalar: by which each round is longer than the one before.
      m_mul: a float scalar: by which the rate at the beginning of each round is higher.
      alpha: a float scalar: the share of the rate that stays.
      name: a name for the scope and the result.
    """
    with name_scope(name, "SGDRDecay", [learning_rate, global_step]) as scope:
        rate = _rate(learning_rate)
        length, least, longer, higher = (
            cast(value, rate.dtype) for value in (first_decay_steps, alpha, t_mul, m_mul)
        )
        done = cast(global_step, rate.dtype) / length

        def equal_rounds() -> tuple[Tensor, Tensor]:
            number = floor(done)
            return number, done - number

        def growing_rounds() -> tuple[Tensor, Tensor]:
            number = floor(log(1.0 - done * (1.0 - longer)) / log(longer))
            before = (1.0 - longer**number) / (1.0 - longer)
            return number, (done - before) / longer**number

        number, done_of_round = cond(equal(longer, 1.0), equal_rounds, growing_rounds)
        height = higher**number
        wave = 0.5 * height * (1.0 + cos(constant(math.pi) * done_of_round))
        return multiply(rate, (1 - least) * wave + least, name=scope)


def linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Tensor:
    """A line that falls to zero, times a cosine.

    Args:
      learning_rate: a float scalar: the rate at step 0.
      global_step: a scalar: the step.
      decay_steps: a positive scalar: the steps until the end.
      num_periods: a float scalar: how many times the cosine goes round.
      alpha: a float scalar: what is added to the line.
      beta: a float scalar: what is added to the product.
      name: a name for the scope and the result.
    """
    with name_scope(name, "LinearCosineDecay", [learning_rate, global_step]) as scope:
        rate = _rate(learning_rate)
        length, periods, over, least = (
            cast(value, rate.dtype) for value in (decay_steps, num_periods, alpha, beta)
        )
        step = minimum(cast(global_step, rate.dtype), length)
        line = (length - step) / length
        wave = _wave(periods, step / length)
        return multiply(rate, (over + line) * wave + least, name=scope)


def noisy_linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    initial_variance: Any = 1.0,
    variance_decay: Any = 0.55,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Tensor:
    """Like `linear_cosine_decay`, with noise on the line.

    Args:
      learning_rate: a float scalar: the rate at step 0.
      global_step: a scalar: the step.
      decay_steps: a positive scalar: the steps until the end.
      initial_variance: a float scalar: the variance of the noise at step 0.
      variance_decay: a float scalar: the power of the step by which the variance falls.
      num_periods: a float scalar: how many times the cosine goes round.
      alpha: a float scalar: what is added to the line.
      beta: a float scalar: what is added to the product.
      name: a name for the scope and the result.
    """
    with name_scope(name, "NoisyLinearCosineDecay", [learning_rate, global_step]) as scope:
        rate = _rate(learning_rate)
        length, variance, slower, periods, over, least = (
            cast(value, rate.dtype)
            for value in (decay_steps, initial_variance, variance_decay, num_periods, alpha, beta)
        )
        step = minimum(cast(global_step, rate.dtype), length)
        line = (length - step) / length
        spread = sqrt(variance / power_of(1.0 + step, slower))
        noisy = line + random_normal(line.shape, stddev=spread)
        wave = _wave(periods, step / length)
        return multiply(rate, (over + noisy) * wave + least, name=scope)


def _wave(periods: Tensor, done: Tensor) -> Tensor:
    fraction = 2.0 * periods * done
    return 0.5 * (1.0 + cos(constant(math.pi) * fraction))
