"""What layers build according to a predicate: one of two things if it is known, else a `tf.cond` of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.static import constant_value
from scopeflow.variables.variable import Variable


def known(predicate: Any) -> bool | None:
    """The value of a predicate if the graph tells it, else None.

    Raises:
      TypeError: if it is neither a tensor, a bool, 0 nor 1.
    """
    if isinstance(predicate, Variable):
        return None
    if isinstance(predicate, Tensor):
        value = constant_value(predicate)
        return None if value is None else bool(value)
    if isinstance(predicate, bool) or predicate in (0, 1):
        return bool(predicate)
    raise TypeError(
        f"`pred` must be a Tensor, or a Python bool, or 1 or 0. Found instead: {predicate}"
    )


def decide(predicate: Any, then: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
    """What `then` or `otherwise` gives, as the predicate says."""
    value = known(predicate)
    if value is None:
        return cond(predicate, then, otherwise)
    return then() if value else otherwise()
