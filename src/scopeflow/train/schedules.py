"""Learning rates that fall with the number of steps, and those that are given for stretches of steps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.calling import call
from scopeflow.ops.control.choosing import case
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.math.arithmetic import add, minimum, multiply
from scopeflow.ops.math.arithmetic import pow as power_of
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.elementwise import ceil, exp, floor, negative
from scopeflow.ops.scoping import name_scope


def _rate(learning_rate: Any) -> Tensor:
    return convert_to_tensor(learning_rate, name="initial_learning_rate")


def exponential_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """`learning_rate * decay_rate ** (global_step / decay_steps)`.

    Args:
      learning_rate: a float scalar: the rate at step 0.
      global_step: a scalar: the step, a variable mostly.
      decay_steps: a positive scalar: after so many steps the rate has fallen by `decay_rate`.
      decay_rate: a float scalar.
      staircase: whether the rate falls every `decay_steps` steps rather than in each.
      name: a name for the scope and the result.

    Returns:
      A scalar Tensor of the dtype of `learning_rate`.

    Raises:
      ValueError: if `global_step` is None.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.train.exponential_decay(0.5, 4, decay_steps=2, decay_rate=0.5)))
    0.125

    ```
    """
    with name_scope(
        name, "ExponentialDecay", [learning_rate, global_step, decay_steps, decay_rate]
    ) as scope:
        rate = _rate(learning_rate)
        length, base = cast(decay_steps, rate.dtype), cast(decay_rate, rate.dtype)
        done = cast(global_step, rate.dtype) / length
        if staircase:
            done = floor(done)
        return multiply(rate, power_of(base, done), name=scope)


def natural_exp_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """`learning_rate * exp(-decay_rate * global_step / decay_steps)`; see `exponential_decay`."""
    base = exp(negative(decay_rate))
    return exponential_decay(learning_rate, global_step, decay_steps, base, staircase, name)


def inverse_time_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Tensor:
    """`learning_rate / (1 + decay_rate * global_step / decay_steps)`; see `exponential_decay`."""
    with name_scope(name, "InverseTimeDecay", [learning_rate, global_step, decay_rate]) as scope:
        rate = _rate(learning_rate)
        length, factor = cast(decay_steps, rate.dtype), cast(decay_rate, rate.dtype)
        done = cast(global_step, rate.dtype) / length
        if staircase:
            done = floor(done)
        one = cast(constant(1), rate.dtype)
        return call("RealDiv", rate, add(one, multiply(factor, done)), name=scope)


def polynomial_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    end_learning_rate: Any = 0.0001,
    power: Any = 1.0,
    cycle: bool = False,
    name: str | None = None,
) -> Tensor:
    """A rate that falls from `learning_rate` to `end_learning_rate` in `decay_steps` steps.

    Args:
      learning_rate: a float scalar: the rate at step 0.
      global_step: a scalar: the step.
      decay_steps: a positive scalar.
      end_learning_rate: a float scalar: the rate afterwards.
      power: a float scalar: 1 for a line.
      cycle: whether to begin again, each time with `decay_steps` more steps, rather than to stay at the end.
      name: a name for the scope and the result.

    Returns:
      A scalar Tensor of the dtype of `learning_rate`.

    Raises:
      ValueError: if `global_step` is None.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.train.polynomial_decay(1.0, 3, decay_steps=4, end_learning_rate=0.0)))
    0.25

    ```
    """
    given = [learning_rate, global_step, decay_steps, end_learning_rate, power]
    with name_scope(name, "PolynomialDecay", given) as scope:
        rate = _rate(learning_rate)
        end, exponent = cast(end_learning_rate, rate.dtype), cast(power, rate.dtype)
        step = cast(global_step, rate.dtype)
        length: Any = cast(decay_steps, rate.dtype)
        if cycle:
            rounds = cond(
                equal(step, 0), lambda: constant(1.0, rate.dtype), lambda: ceil(step / decay_steps)
            )
            length = multiply(length, rounds)
        else:
            step = minimum(step, decay_steps)
        done = step / length
        return add(multiply(rate - end, power_of(1 - done, exponent)), end, name=scope)


def piecewise_constant(
    x: Any, boundaries: Sequence[Any], values: Sequence[Any], name: str | None = None
) -> Tensor:
    """The value of the stretch in which `x` lies.

    Args:
      x: a scalar, a step mostly.
      boundaries: numbers in ascending order: the ends of the stretches but the last; an end belongs to the
        stretch before it.
      values: one value more than there are boundaries; all of one dtype.
      name: a name for the scope.

    Returns:
      A scalar Tensor: `values[0]` for x up to `boundaries[0]`, and so on.

    Raises:
      ValueError: if the dtypes or the lengths do not fit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.train.piecewise_constant(7, [5, 10], [1.0, 0.5, 0.25])))
    0.5

    ```
    """
    ends = _tensors(boundaries, "boundaries")
    rates = _tensors(values, "values")
    step = convert_to_tensor(x)
    for place, end in enumerate(ends):
        if end.dtype.base_dtype is step.dtype.base_dtype:
            continue
        # plain ints beside an int64 step are what programs write
        if end.dtype.base_dtype.name == "int32" and step.dtype.base_dtype.name == "int64":
            ends[place] = cast(end, step.dtype.base_dtype)
        else:
            raise ValueError(
                f"Boundaries ({end.dtype.base_dtype!s}) must have the same dtype as x ({step.dtype.base_dtype!s})."
            )
    for rate in rates[1:]:
        if rate.dtype.base_dtype is not rates[0].dtype.base_dtype:
            raise ValueError(
                "Values must have elements all with the same dtype "
                f"({rates[0].dtype.base_dtype!s} vs {rate.dtype.base_dtype!s})."
            )
    if len(ends) != len(rates) - 1:
        raise ValueError("The length of boundaries should be 1 less than the length of values")
    with name_scope(name, "PiecewiseConstant", [*ends, *rates, step]):
        if not ends:
            return rates[0]
        choices = [(step <= ends[0], lambda: rates[0]), (step > ends[-1], lambda: rates[-1])]
        for low, high, rate in zip(ends[:-1], ends[1:], rates[1:-1], strict=True):
            choices.append(((step > low) & (step <= high), partial(_same, rate)))
        return case(choices, default=lambda: rates[0], exclusive=True)


def _tensors(values: Any, what: str) -> list[Tensor]:
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"{what} must be a sequence.")
    return [convert_to_tensor(value) for value in values]


def _same(tensor: Tensor) -> Tensor:
    return tensor
