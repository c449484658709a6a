"""Products and divideds that are zero where one operand is, whatever the other one is."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.elementwise import binary
from scopeflow.xp.floats import flushed

from .arithmetic import divided


def _where_zero(zero: Any, value: Any) -> Any:
    """`value`, and zero where `zero` is true."""
    if isinstance(value, (np.ndarray, np.generic)):
        return np.where(zero, value.dtype.type(0), value)[()]
    return door.jnp().where(zero, np.zeros((), value.dtype), value)


def _log(face: Any, x: Any) -> Any:
    if x.itemsize == 2:
        return face.log(x.astype(np.float32)).astype(x.dtype)
    return face.log(x)


mul_no_nan = binary(
    "mul_no_nan",
    lambda x, y: _where_zero(y == 0, np.multiply(x, y)),
    lambda x, y: _where_zero(y == 0, x * y),
    "x * y, and zero where y is zero.",
    exact=True,
)
div_no_nan = binary(
    "div_no_nan",
    lambda x, y: _where_zero(y == 0, np.true_divide(x, y)),
    lambda x, y: _where_zero(y == 0, divided(x, y)),
    "x / y, and zero where y is zero.",
    exact=True,
)
xdivy = binary(
    "xdivy",
    lambda x, y: _where_zero(x == 0, np.true_divide(x, y)),
    lambda x, y: _where_zero(x == 0, divided(x, y)),
    "x / y, and zero where x is zero.",
    exact=True,
)
xlogy = binary(
    "xlogy",
    lambda x, y: _where_zero(x == 0, np.multiply(x, _log(np, flushed(y)))),
    lambda x, y: _where_zero(x == 0, x * _log(door.jnp(), y)),
    "x * log(y), and zero where x is zero.",
    exact=False,
)
