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
from scopeflow.engine.loop_cost import loops_cost
from scopeflow.engine.loops import Loop, every_call
from scopeflow.engine.plan import Plan
from scopeflow.engine.program import HostStep, Island
from scopeflow.engine.schedule import runs_on_host
from scopeflow.graph.operation import Operation

# Microseconds of NumPy work per run below which compiling never pays.
SMALL = 2000.0
# An exact plan above this cost is compiled from this run on.
WARM_COST, WARM_RUNS = 200.0, 20
# So many shapes a plan remembers.
MOST_SHAPES = 256
# So many shapes of a plan are compiled at first sight; further ones only while every shape comes so many times.
FIRST_SHAPES, AGAIN = 8, 3
# Microseconds of NumPy work per run, for each node of a plan with loops, below which compiling does not pay: what a
# program costs to compile grows with its nodes, and what a run costs with its trips.
LOOP_CALL = 150.0
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
        every = list(every_call(calls))
        self.never = not calls or not _can_compile(plan)
        self.exact = False
        self._loops = [call for call in calls if type(call) is Loop]
        self._ops = [call.op for call in every]
        self._around = [call.op for call in calls if type(call) is not Loop]
        self._least = max(SMALL, LOOP_CALL * len(every)) if self._loops else SMALL
        # shapes of the feeds -> cost, and whether such runs are compiled
        self._by_shape: dict[Any, tuple[float, bool]] = {}
        self.fixed = all(
            t._dims is not None and None not in t._dims for op in self._ops for t in op._outputs
        )
        if not self.never:
            # (a branch can send an island back to NumPy: such a plan keeps its tier from the first run)
            self.exact = not plan.flow and are_exact(self._ops)

    def compiles(self, plan: Plan, feed_values: Sequence[Any]) -> bool:
        if self.never:
            return False
        key = None if self.fixed else tuple([np.shape(value) for value in feed_values])
        known = self._by_shape.get(key)
        if known is None:
            size = max([prod(shape) for shape in key] + [1]) if key is not None else 1
            cost = sum(_cost(op, size) for op in self._around)
            if self._loops:
                shapes = [np.shape(value) for value in feed_values]
                fed = dict(zip(plan.feeds, shapes, strict=True))
                cost += loops_cost(self._loops, size, _cost, fed)
            known = (cost, cost > self._least and not self._shapes_change(plan.runs))
            if len(self._by_shape) < MOST_SHAPES:
                self._by_shape[key] = known
        cost, at_once = known
        if self.exact:
            return cost > WARM_COST and plan.runs >= WARM_RUNS
        return at_once

    def _shapes_change(self, runs: int) -> bool:
        """Whether new shapes come so often that a program for each would never pay: such shapes stay in NumPy."""
        seen = len(self._by_shape)
        return seen >= MOST_SHAPES or (seen >= FIRST_SHAPES and runs < AGAIN * seen)


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
        cost += (
            inner
            * (unknown if out is None else prod(unknown if d is None else d for d in out))
            / 5000.0
        )
    elif "Conv" in op.type or "ksize" in op._attrs:
        cost += _window_work(op, unknown) / 2000.0
    return cost


def _window_work(op: Operation, unknown: int) -> float:
    """How many numbers the windows of a convolution or pool hold together."""

    def size(dims: Any) -> int:
        return unknown if dims is None else prod(unknown if d is None else d for d in dims)

    ksize = op._attrs.get("ksize")
    if ksize is not None:
        return size(op._inputs[0]._dims) * prod(ksize) / max(prod(op._attrs["strides"]), 1)
    backwards = "Backprop" in op.type
    to_filter = "BackpropFilter" in op.type
    if len(op._inputs) < (3 if backwards else 2):
        return 0.0
    filter_dims = (op._outputs[0] if to_filter else op._inputs[1])._dims
    windows = (op._inputs[2] if backwards else op._outputs[0])._dims
    taps = filter_dims if filter_dims is None else filter_dims[: 2 if "Depth" in op.type else -1]
    return size(windows) * size(taps)


def are_exact(ops: Sequence[Operation]) -> bool:
    """Whether a plan of these ops gives the same bits on both faces.

    Each kernel says it of itself alone.  Beside each other, or with a constant, a compiler may join
    operations that round and round only once: so one of them is the most, and with no constant.
    """
    rounding = 0
    for op in ops:
        exact, rounds = _face(op.definition)
        dtypes = {t.dtype.base_dtype for t in (*op._inputs, *op._outputs)}
        if any(dtype.is_complex for dtype in dtypes):
            return False
        if not exact:
            return False
        if rounds and any(dtype.is_floating for dtype in dtypes):
            rounding += 1
            if rounding > 1 or any(tensor._op.type == "Const" for tensor in op._inputs):
                return False
    return True


_faces: dict[str, tuple[bool, bool]] = {}


def _face(definition: Any) -> tuple[bool, bool]:
    """Whether the kernels of a lowering are exact, and whether one of them rounds."""
    known = _faces.get(definition.type)
    if known is None:
        body = inspect.unwrap(definition.body)
        code = body.__code__
        kernels: list[Any] = [getattr(xp, name, None) for name in code.co_names]
        # one lowering for many ops holds its kernel in its closure
        held = [cell.cell_contents for cell in body.__closure__ or ()]
        kernels += held
        marked = [kernel for kernel in kernels if hasattr(kernel, "exact")]
        # A lowering without kernels hands a value on; one with helpers of its own cannot be judged.
        judged = all(hasattr(value, "exact") for value in held if callable(value))
        exact = judged and all(k.exact for k in marked) and (bool(marked) or not code.co_names)
        rounds = any(getattr(k, "rounds", False) for k in marked)
        known = _faces[definition.type] = (exact, rounds)
    return known


_NOT_COMPILED = {"string", "variant"}


def _can_compile(plan: Plan) -> bool:
    for segment in plan.segments:
        if isinstance(segment, HostStep):
            if plan.flow and segment.call.op._control_flow_context is not None:
                # a host step on a branch: what it must not see is known in NumPy alone
                return False
            continue
        if not static_registers(segment)[1]:
            return False
        for call in every_call(segment.calls):
            if type(call) is Loop:
                continue
            if runs_on_host(call.op):
                return False
            if not _known_words(call.op) and any(
                t.dtype.base_dtype.name in _NOT_COMPILED
                for t in (*call.op._inputs, *call.op._outputs)
            ):
                return False
    return True


def _known_words(op: Operation) -> bool:
    """Whether the only text here is constant: the words of an Assert, which never reach a device."""
    if op.type == "Const":
        return True
    return op.type == "Assert" and all(
        tensor._op.type == "Const" or tensor.dtype.base_dtype.name not in _NOT_COMPILED
        for tensor in op._inputs
    )
