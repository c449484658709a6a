"""The short way through a function's body that asks nothing of its session: calls on registers, and no more.

What a dataset maps is called once for each element, and most such bodies are a few nodes in NumPy: what a run does for
variables, random streams, programs and updates would cost more than they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.engine.interpret import walk
from scopeflow.engine.plan import Plan
from scopeflow.engine.program import Call, Island
from scopeflow.engine.tiers import MOST_SHAPES, never_compiles, one_tier

# Ops without state that leave the process, or this library.
_OUTSIDE = frozenset(["PyFuncStateless", "ReadFile"])


class FlatBody:
    """A plan's calls in one row, for values that are all given.

    Args:
      plan: the body's plan.
      calls: its calls; see `flat_calls`.
      captured: the values of its last feeds, which are the same for all calls.
      results: how many of its fetches are wanted.

    Attributes:
      waits: whether a call may wait for more than the processor.
    """

    def __init__(
        self, plan: Plan, calls: Sequence[Call], captured: Sequence[Any], results: int
    ) -> None:
        self._plan = plan
        self._calls = calls
        self._captured = captured
        self._template = list(plan.template)
        given = len(plan.feed_registers) - len(captured)
        for register, value in zip(plan.feed_registers[given:], captured, strict=True):
            self._template[register] = value
        self._given = plan.feed_registers[:given]
        self._wanted = plan.fetch_registers[:results]
        self.waits = any(
            type(call) is not Call
            or call.wants_ctx
            or call.op.definition.stateful
            or call.op.type in _OUTSIDE
            for call in calls
        )
        # whether calls with arguments of these shapes stay in NumPy; the shapes are () where they make no difference
        self._stays: dict[Any, bool] = {}
        self._shapes_matter = True

    def takes(self, args: Sequence[Any]) -> bool:
        """Whether a call with such arguments stays in NumPy for good."""
        shapes: Any = ()
        if self._shapes_matter:
            shapes = tuple([a.shape if type(a) is np.ndarray else () for a in args])
        known = self._stays.get(shapes)
        if known is None:
            if any(map(xp.is_jax, args)) or len(self._stays) > MOST_SHAPES:
                return False
            known = never_compiles(self._plan, [*args, *self._captured])
            self._shapes_matter = not one_tier(self._plan)
            self._stays[shapes if self._shapes_matter else ()] = known
        return known

    def __call__(self, args: Sequence[Any], context: Any) -> list[Any]:
        """The results for these arguments; raises what a lowering raised."""
        registers = self._template.copy()
        for register, value in zip(self._given, args, strict=True):
            registers[register] = value
        try:
            walk(self._calls, registers, _no_stream, context)
        except BaseException:
            # the error's traceback would keep the values
            registers.clear()
            raise
        self._plan.runs += 1
        return [_owned(registers[register]) for register in self._wanted]


def flat_body(plan: Plan, captured: Sequence[Any], results: int) -> FlatBody | None:
    """The short way through a plan whose last feeds are `captured`; None if it must go through the engine."""
    calls = flat_calls(plan)
    if calls is None or any(map(xp.is_jax, captured)):
        return None
    return FlatBody(plan, calls, captured, results)


def flat_calls(plan: Plan) -> list[Call] | None:
    """All calls of a plan in order; None if it has variables, random streams or branches."""
    if plan.unfed or plan.needs_born or plan.flow:
        return None
    calls: list[Call] = []
    for segment in plan.segments:
        if not isinstance(segment, Island):
            calls.append(segment.call)
            if segment.call.rng >= 0 or segment.call.new_versions:
                return None
        elif segment.entry or segment.writes or segment.locks or segment.random:
            return None
        else:
            calls += segment.calls
    return calls


def _no_stream(position: int) -> Any:
    raise AssertionError("a body with random streams is run by the engine")


def _owned(value: Any) -> Any:
    """A result that keeps no more memory than its own; scalars as NumPy scalars, as a run gives them."""
    if type(value) is not np.ndarray:
        return value
    if value.ndim == 0:
        return value[()]
    return value if value.base is None else np.array(value)
