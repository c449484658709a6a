"""Comparisons, tests for NaN and infinity, and the logic of booleans."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.elementwise import binary, unary, with_scalar_comparison
from scopeflow.xp.floats import flush


def _jnp(name: str) -> Any:
    """The function of ``jax.numpy`` of that name, looked up at the first call."""

    def call(*args: Any) -> Any:
        return getattr(door.jnp(), name)(*args)

    return call


def _comparison(name: str, numpy: Any, jax: str, python: Any, doc: str) -> Any:
    def numpy_face(x: Any, y: Any) -> Any:
        result = numpy(flush(x), flush(y))
        return (
            result.astype(bool)
            if result.__class__ is np.ndarray and result.dtype == object
            else result
        )

    general = binary(name, numpy_face, _jnp(jax), doc, exact=True, flushed=False)
    return with_scalar_comparison(general, python)


equal = _comparison("equal", np.equal, "equal", operator.eq, "x == y; NaN equals nothing.")
not_equal = _comparison("not_equal", np.not_equal, "not_equal", operator.ne, "x != y.")
less = _comparison("less", np.less, "less", operator.lt, "x < y.")
less_equal = _comparison("less_equal", np.less_equal, "less_equal", operator.le, "x <= y.")
greater = _comparison("greater", np.greater, "greater", operator.gt, "x > y.")
greater_equal = _comparison(
    "greater_equal", np.greater_equal, "greater_equal", operator.ge, "x >= y."
)

is_nan = unary("is_nan", np.isnan, _jnp("isnan"), "Whether x is NaN.", exact=True, flushed=False)
is_inf = unary(
    "is_inf", np.isinf, _jnp("isinf"), "Whether x is infinite.", exact=True, flushed=False
)
is_finite = unary(
    "is_finite",
    np.isfinite,
    _jnp("isfinite"),
    "Whether x is a number and finite.",
    exact=True,
    flushed=False,
)

logical_and = binary(
    "logical_and", np.logical_and, _jnp("logical_and"), "x and y.", exact=True, flushed=False
)
logical_or = binary(
    "logical_or", np.logical_or, _jnp("logical_or"), "x or y.", exact=True, flushed=False
)
logical_xor = binary(
    "logical_xor",
    np.logical_xor,
    _jnp("logical_xor"),
    "x or y, but not both.",
    exact=True,
    flushed=False,
)
logical_not = unary(
    "logical_not", np.logical_not, _jnp("logical_not"), "not x.", exact=True, flushed=False
)
