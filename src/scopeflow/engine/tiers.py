"""Which tier a run takes: NumPy at once, or a compiled program.

The choice is a function of the plan, the shapes fed and the run's number, never of time or load.  A
plan changes its tier only if all its ops give the same bits on both; any other keeps one for life.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.engine.compiler import static_registers
from scopeflow.engine.loop_cost import loops_cost
from scopeflow.engine.loops import Loop, every_call
from scopeflow.engine.node_cost import Sizes, nodes_cost, rows_cost
from scopeflow.engine.plan import Plan
from scopeflow.engine.program import HostStep, Island
from scopeflow.engine.row_calls import RowsCall
from scopeflow.engine.schedule import runs_on_host
from scopeflow.graph.operation import Operation

# Microseconds that it takes to compile a plan: at all, for each node, and for each node of a loop.
COMPILE, COMPILE_NODE, COMPILE_LOOP_NODE = 300_000.0, 2000.0, 3500.0
# Microseconds that a run of a compiled plan takes besides its work: for each island, and for each node.
CALL, CALL_NODE = 100.0, 0.6
# How often a plan is likely to be run with the same shapes: one that trains; one that trains with shapes that values
# decide about; one that gives variables their first values; another.
TRAINING, SHIFTING, INITIAL, OTHER = 3000, 300, 1, 60
# And how often with shapes that are not its first, divided by how many there were before: a last batch that is smaller, a
# batch size that is tried once.
FURTHER = 200
# So many shapes a plan remembers.
MOST_SHAPES = 256
# So many shapes of a plan are compiled at first sight; further ones only while every shape comes so many times.
FIRST_SHAPES, AGAIN = 6, 3
# So many calls that only move data are left to NumPy where a host step waits for them.
PREPARING = 16
# True or False: every plan that can be compiled is, or none, whatever it costs.
FORCED: bool | None = None


def compiles(plan: Plan, feed_values: Sequence[Any]) -> bool:
    """Whether this run of the plan is compiled; `plan.runs` counts the runs before it."""
    known = plan.tier
    if known is None:
        known = plan.tier = _Tier(plan)
    return known.compiles(plan, feed_values)


def never_compiles(plan: Plan, feed_values: Sequence[Any]) -> bool:
    """Whether no run of the plan with values of these shapes is ever compiled."""
    compiles(plan, feed_values)
    tier: _Tier = plan.tier
    if tier.never:
        return True
    known = tier.known(tier.key(feed_values))
    return known is not None and not (known.worth if tier.exact else known.at_once)


def one_tier(plan: Plan) -> bool:
    """Whether the shapes fed make no difference to the tier; asked after a run was."""
    tier: _Tier = plan.tier
    return tier.never or tier.fixed


class _Shapes:
    """What is known of a plan's runs with certain shapes.

    Attributes:
      worth: whether a compiled run saves time at all.
      at_once: whether such runs are compiled from the first one on.
      after: how many of them NumPy does before compiling would have paid.
      runs: how many there were.
    """

    __slots__ = ("after", "at_once", "runs", "worth")

    def __init__(self, saved: float, compiling: float, expected: int, left: bool) -> None:
        self.runs = 0
        if FORCED is None:
            self.worth = saved > 0
            self.after = compiling / saved if self.worth else 0.0
            self.at_once = not left and saved * expected > compiling
        else:
            self.worth, self.after = FORCED, 0.0
            self.at_once = FORCED and not left


class _Tier:
    """What is known of a plan's cost."""

    def __init__(self, plan: Plan) -> None:
        islands = [segment for segment in plan.segments if isinstance(segment, Island)]
        calls = [call for island in islands for call in island.calls]
        every = list(every_call(calls))
        self.never = not calls or not _can_compile(plan)
        self.exact = False
        self._loops = [call for call in calls if type(call) is Loop]
        self._ops = [call.op for call in every]
        self._around = [call.op for call in calls if type(call) is not Loop]
        self._rows = [(call.op, call.count) for call in calls if type(call) is RowsCall]
        self._by_shape: dict[Any, _Shapes] = {}
        self.fixed = all(
            t._dims is not None and None not in t._dims for op in self._ops for t in op._outputs
        )
        if not self.never:
            # (a branch can send an island back to NumPy: such a plan keeps its tier from the first run)
            self.exact = not plan.flow and are_exact(self._ops)
            inside = len(every) - len(calls)
            self._compiling = COMPILE + COMPILE_NODE * len(calls) + COMPILE_LOOP_NODE * inside
            self._call = CALL * len(islands) + CALL_NODE * len(every)
            self._expected = _expected(plan)

    def key(self, feed_values: Sequence[Any]) -> Any:
        """What runs are told apart by."""
        return None if self.fixed else tuple([np.shape(value) for value in feed_values])

    def known(self, key: Any) -> _Shapes | None:
        """What is known of runs with such a key, if it is remembered."""
        return self._by_shape.get(key)

    def compiles(self, plan: Plan, feed_values: Sequence[Any]) -> bool:
        if self.never:
            return False
        key = self.key(feed_values)
        known = self._by_shape.get(key)
        if known is None:
            shapes = [np.shape(value) for value in feed_values]
            fed = dict(zip(plan.feeds, shapes, strict=True))
            sizes = Sizes(fed)
            cost = nodes_cost(self._around, sizes) + loops_cost(self._loops, sizes, fed)
            cost += rows_cost(self._rows, sizes)
            left = self._shapes_change(plan.runs)
            before = len(self._by_shape)
            expected = min(self._expected, FURTHER // before) if before else self._expected
            known = _Shapes(cost - self._call, self._compiling, expected, left)
            if len(self._by_shape) < MOST_SHAPES:
                self._by_shape[key] = known
        if self.exact:
            known.runs += 1
            return known.worth and known.runs > known.after
        return known.at_once

    def _shapes_change(self, runs: int) -> bool:
        """Whether new shapes come so often that a program for each would never pay: such shapes stay in NumPy."""
        seen = len(self._by_shape)
        return seen >= MOST_SHAPES or (seen >= FIRST_SHAPES and runs < AGAIN * seen)


def _expected(plan: Plan) -> int:
    """How often a plan is likely to be run with the same shapes."""
    writes = any(isinstance(s, Island) and s.writes for s in plan.segments)
    if writes and not plan.needs_born and not plan.feeds:
        return INITIAL
    if not writes or not plan.needs_born:
        return OTHER
    hosts = [s.call.op.type for s in plan.segments if isinstance(s, HostStep)]
    return SHIFTING if any(kind.startswith(_BY_VALUE) for kind in hosts) else TRAINING


# (beginnings of) the types of ops whose results have as many rows as the values that they are given say
_BY_VALUE = (
    "Where",
    "DynamicPartition",
    "Unique",
    "ListDiff",
    "NonMaxSuppression",
    "SparseFillEmptyRows",
)


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


def prepares(plan: Plan, island: Island) -> bool:
    """Whether an island only makes ready what a later segment takes: NumPy is done before a program has started."""
    return (
        island is not plan.segments[-1]
        and len(island.calls) <= PREPARING
        and not (island.entry or island.writes or island.random)
        and not any(type(call) is Loop for call in island.calls)
        and are_exact([call.op for call in island.calls])
    )


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
