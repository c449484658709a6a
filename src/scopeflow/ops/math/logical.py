"""Logic of booleans, element by element."""

from __future__ import annotations

from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.dispatch import dispatched


@op("LogicalAnd(x: bool, y: bool; ) -> (z: bool) # commutative", shape=rules.broadcast)
def logical_and(x, y):
    """x and y, element by element.

    Args:
      x: a Tensor of bool.
      y: a Tensor of bool, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.logical_and(x, y)


@op("LogicalOr(x: bool, y: bool; ) -> (z: bool) # commutative", shape=rules.broadcast)
def logical_or(x, y):
    """x or y, element by element.

    Args:
      x: a Tensor of bool.
      y: a Tensor of bool, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.logical_or(x, y)


@op("LogicalNot(x: bool; ) -> (y: bool)", shape=rules.unchanged)
def logical_not(x):
    """not x, element by element.

    Args:
      x: a Tensor of bool.
      name: a name for the operation.
    """
    return xp.logical_not(x)


@dispatched
def logical_xor(x: Any, y: Any, name: str | None = "LogicalXor") -> Tensor:
    """x or y but not both, element by element, made of the three other operations.

    Args:
      x: a Tensor of bool.
      y: a Tensor of bool, of a shape that broadcasts with x's.
      name: a name for the last operation.
    """
    either = logical_or(x, y)
    both = logical_and(x, y)
    return logical_and(either, logical_not(both), name=name)
