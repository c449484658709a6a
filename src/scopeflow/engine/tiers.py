"""Which tier a run takes: NumPy at once, or a compiled program.

The choice is a function of the plan, the shapes fed and the run's number, never of time or load.  A
plan changes its tier only if all its ops give the same bits on both; any other keeps one for life.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.engine.compiler import static_registers
from scopeflow.engine.plan import Plan
from scopeflow.engine.program import HostStep, Island
from scopeflow.graph.operation import Operation

# Microseconds of NumPy work per run below which compiling never pays.
SMALL = 2000.0
# An exact plan above this cost is compiled from this run on.
WARM_COST, WARM_RUNS = 200.0, 20
_HEAVY = {"MatMul": 1, "BatchMatMul": 1, "BatchMatMulV2": 1}


def compiles(plan: Plan, feed_values: Sequence[Any]) -> bool:
    """Whether this run of the plan is compiled; `plan.runs` counts the runs before it."""
    known = plan.tier
    if known is None:
        known = plan.tier = _Tier(plan)
    return known.compiles(plan, feed_values)


class _Tier:
    """What is known of a plan's cost."""

    def __init__(self, plan: Plan) -> None:
        calls = [c for s in plan.segments if isinstance(s, Island) for c in s.calls]
        self.never = not calls or plan.flow or not _can_compile(plan)
        self.exact = False
        self._ops = [call.op for call in calls]
        self._by_shape: dict[Any, float] = {}
        self.fixed = all(
            t._dims is not None and None not in t._dims for op in self._ops for t in op._outputs
        )
        if not self.never:
            self.exact = all(is_exact(op) for op in self._ops) and not _may_fuse(self._ops)

    def compiles(self, plan: Plan, feed_values: Sequence[Any]) -> bool:
        if self.never:
            return False
        key = None if self.fixed else tuple([np.shape(value) for value in feed_values])
        cost = self._by_shape.get(key)
        if cost is None:
            size = max([prod(shape) for shape in key] + [1]) if key is not None else 1
            cost = self._by_shape[key] = sum(_cost(op, size) for op in self._ops)
        if self.exact:
            return cost > WARM_COST and plan.runs >= WARM_RUNS
        return cost > SMALL


def _cost(op: Operation, unknown: int) -> float:
    """A node's NumPy time in microseconds, roughly."""
    elements = 0
    for tensor in (*op._outputs, *op._inputs):
        dims = tensor._dims
        elements += unknown if dims is None else prod(unknown if d is None else d for d in dims)
    cost = 1.0 + elements / 500.0
    if op.type in _HEAVY:
        dims = op._inputs[0]._dims
        inner = unknown if dims is None or dims[-1] is None else dims[-1]
        out = op._outputs[0]._dims
        cost += inner * (unknown if out is None else prod(unknown if d is None else d for d in out)) / 5000.0
    return cost


_exact: dict[str, bool] = {}


def is_exact(op: Operation) -> bool:
    """Whether the kernels in an op's lowering give the same bits on both faces."""
    kind = op.type
    known = _exact.get(kind)
    if known is None:
        known = _exact[kind] = _kernels_are_exact(op.definition.body)
    return known


def _kernels_are_exact(body: Any) -> bool:
    code = inspect.unwrap(body).__code__
    kernels = [getattr(xp, name, None) for name in code.co_names]
    marked = [kernel.exact for kernel in kernels if hasattr(kernel, "exact")]
    # A lowering without kernels hands a value on; one with helpers of its own cannot be judged.
    return all(marked) and (bool(marked) or len(code.co_names) == 0)


def _may_fuse(ops: Sequence[Operation]) -> bool:
    """Whether a compiler could join a float multiplication with an addition, rounding once."""
    kinds = {op.type for op in ops if op._outputs and not op._outputs[0].dtype.base_dtype.is_integer}
    return bool(kinds & {"Mul", "Square", "SquaredDifference"}) and bool(kinds & {"Add", "AddV2", "Sub", "AddN"})


_NOT_COMPILED = {"string", "variant"}


def _can_compile(plan: Plan) -> bool:
    for segment in plan.segments:
        if isinstance(segment, HostStep):
            continue
        if not static_registers(segment)[1]:
            return False
        for call in segment.calls:
            if any(t.dtype.base_dtype.name in _NOT_COMPILED for t in (*call.op._inputs, *call.op._outputs)):
                return False
    return True
