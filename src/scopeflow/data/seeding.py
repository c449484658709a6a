"""The two seeds of a random dataset, as nodes."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import int64
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.calling import call
from scopeflow.ops.random.seeds import get_seed
from scopeflow.ops.scoping import name_scope

# What takes the place of two zeros, which would ask for seeds drawn at random.
_NOT_ZERO = 2**31 - 1


def seed_tensors(seed: Any) -> tuple[Tensor, Tensor]:
    """The seeds of a dataset, int64 scalars: zeros if neither the graph nor the program gives one.

    Args:
      seed: the program's seed, a number or a tensor, or None.
    """
    first, second = get_seed(seed)
    one = convert_to_tensor(0 if first is None else first, dtype=int64, name="seed")
    if second is None:
        return one, convert_to_tensor(0, dtype=int64, name="seed2")
    with name_scope("seed2") as scope:
        two = convert_to_tensor(second, dtype=int64)
        both = call("LogicalAnd", call("Equal", one, 0), call("Equal", two, 0))
        instead = convert_to_tensor(_NOT_ZERO, dtype=int64)
        return one, call("Select", both, instead, two, name=scope)
