"""What the classes do with their parameters: checks, logits from probabilities, seeds from seeds."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.math.elementwise import lgamma, log, log1p
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.nn.activation import sigmoid
from scopeflow.ops.nn.softmax import softmax
from scopeflow.ops.scoping import name_scope


@contextlib.contextmanager
def positive_if(validate_args: bool, *values: Any) -> Iterator[None]:
    """A context whose nodes run once the values are found to be positive, if that is asked for."""
    checks = []
    if validate_args:
        # imported here: most programs never ask for checks
        from scopeflow.ops.checks.comparing import assert_positive

        checks = [assert_positive(value) for value in values]
    with get_default_graph().control_dependencies(checks):
        yield


def checked_positive(value: Tensor, validate_args: bool, message: str | None = None) -> Tensor:
    """The value, in runs refused unless it is positive, if that is asked for."""
    if not validate_args:
        return value
    # imported here: most programs never ask for checks
    from scopeflow.ops.checks.comparing import assert_positive

    return with_dependencies([assert_positive(value, message=message)], value)


def assert_same_float_dtype(tensors: list[Any]) -> None:
    """Refuses tensors that are not of one floating point dtype."""
    # imported here, under its public name
    from scopeflow.ops.checks.types import assert_same_float_dtype as check

    check(tensors)


def logits_and_probs(
    logits: Any, probs: Any, name: str, several: bool = False, validate_args: bool = False
) -> tuple[Tensor, Tensor]:
    """Both, where one is given.

    Args:
      logits: log-odds (of several classes: logarithms of their probabilities, but for a constant).
      probs: probabilities.
      name: the name scope.
      several: whether the last axis is one of classes.
      validate_args: whether runs check that probabilities lie within [0, 1].

    Raises:
      ValueError: unless one is given.
      TypeError: if it holds no floats.
    """
    with name_scope(name, values=[probs, logits]):
        if (logits is None) == (probs is None):
            raise ValueError("Must pass probs or logits, but not both.")
        if probs is None:
            logits = convert_to_tensor(logits, name="logits")
            if not logits.dtype.is_floating:
                raise TypeError("logits must having floating type.")
            made = softmax if several else sigmoid
            return logits, made(logits, name="probs")
        probs = convert_to_tensor(probs, name="probs")
        if not probs.dtype.is_floating:
            raise TypeError("probs must having floating type.")
        if validate_args:
            probs = _checked_probs(probs)
        with name_scope("logits"):
            if several:
                return log(probs), probs
            return log(probs) - log1p(-1.0 * probs), probs


def _checked_probs(probs: Tensor) -> Tensor:
    # imported here: most programs never ask for checks
    from scopeflow.ops.arrays.constant import constant
    from scopeflow.ops.checks.comparing import assert_less_equal, assert_non_negative

    with name_scope("validate_probs"):
        one = constant(1.0, probs.dtype)
        checks = [
            assert_non_negative(probs),
            assert_less_equal(probs, one, message="probs has components greater than 1."),
        ]
        return with_dependencies(checks, probs)


def gen_new_seed(seed: int | None, salt: str) -> int | None:
    """Another seed, which follows from a seed and a word."""
    if seed is None:
        return None
    text = (str(seed) + salt).encode()
    return int(hashlib.md5(text, usedforsecurity=False).hexdigest()[:8], 16) & 0x7FFFFFFF


def log_combinations(n: Any, counts: Any, name: str = "log_combinations") -> Tensor:
    """The logarithm of how many ways there are to put n things into boxes, so many in each."""
    with name_scope(name, values=[n, counts]):
        n = convert_to_tensor(n, name="n")
        counts = convert_to_tensor(counts, name="counts")
        ways = lgamma(n + 1)
        of_boxes = lgamma(counts + 1)
        return ways - reduce_sum(of_boxes, axis=[-1])


def checked_concentrations(values: Tensor, validate_args: bool) -> Tensor:
    """Concentrations of two classes or more, in runs refused if they are not positive."""
    if not validate_args:
        return values
    # imported here: most programs never ask for checks
    from scopeflow.ops.arrays.shaping import shape
    from scopeflow.ops.checks.comparing import assert_less, assert_positive
    from scopeflow.ops.checks.ranks import assert_rank_at_least

    checks = [
        assert_positive(values, message="Concentration parameter must be positive."),
        assert_rank_at_least(
            values, 1, message="Concentration parameter must have >=1 dimensions."
        ),
        assert_less(
            1, shape(values)[-1], message="Concentration parameter must have event_size >= 2."
        ),
    ]
    return with_dependencies(checks, values)


def checked_counts(x: Any, name: str = "embed_check_nonnegative_integer_form") -> Tensor:
    """Whole numbers, in runs refused if they are negative or have fractions."""
    # imported here: most programs never ask for checks
    from scopeflow.graph import dtypes
    from scopeflow.ops.checks.comparing import assert_equal, assert_non_negative
    from scopeflow.ops.math.casting import cast

    with name_scope(name, values=[x]):
        x = convert_to_tensor(x, name="x")
        checks = [assert_non_negative(x, message=f"'{x}' must be non-negative.")]
        if not x.dtype.is_integer:
            form = "assert_integer_form"
            with name_scope(form, values=[x]):
                whole = cast(cast(x, dtypes.int32), x.dtype)
                message = f"'{x}' cannot contain fractional components."
                checks.append(assert_equal(x, whole, message=message, name=form))
        return with_dependencies(checks, x)
