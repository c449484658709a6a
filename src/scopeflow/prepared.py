"""A plan, and what a session does around it each time it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow.engine.plan import Plan
from scopeflow.fetching import Structure
from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.handles import KEEPING, TensorHandle


class Context:
    """What `ctx` is to a lowering that asks for it."""

    __slots__ = ("op", "session")

    def __init__(self, session: Any, op: Operation) -> None:
        self.session = session
        self.op = op

    @property
    def resources(self) -> Any:
        """What the session keeps for ops: tables and their like."""
        return self.session._engine.resources


class Prepared:
    """A plan with what it takes to run it in one session."""

    __slots__ = (
        "_fetchable",
        "context",
        "echoes",
        "handles",
        "last_run",
        "plan",
        "quantized",
        "structure",
    )

    def __init__(self, session: Any, structure: Structure, plan: Plan) -> None:
        self.structure = structure
        self.plan = plan
        self.context: Callable[[Operation], Any] = lambda op: Context(session, op)
        self.last_run = 0
        # a tensor that is fed and fetched comes back as it was given: (index of the fetch, of the feed)
        self.echoes = [
            (i, plan.feeds.index(f)) for i, f in enumerate(plan.fetches) if f in plan.feeds
        ]
        # quantized numbers come back as plain integers: (index of the fetch, their dtype)
        self.quantized = [
            (i, dtypes.plain_integer(fetch.dtype))
            for i, fetch in enumerate(plan.fetches)
            if isinstance(fetch, Tensor) and fetch.dtype.is_quantized
        ]
        # a handle's text comes back as a TensorHandle: (index of the fetch, the kept tensor's dtype)
        self.handles = [
            (i, fetch.op.inputs[0].dtype.base_dtype)
            for i, fetch in enumerate(plan.fetches)
            if isinstance(fetch, Tensor) and fetch.op.type in KEEPING and fetch not in plan.feeds
        ]
        self._fetchable = (session.graph._unfetchable, len(session.graph._unfetchable))

    def is_current(self) -> bool:
        """Whether a new plan would be no other: no node was changed or became unfetchable."""
        unfetchable, count = self._fetchable
        return len(unfetchable) == count and self.plan.is_current()

    def finish(self, session: Any, results: list[Any], fed: list[np.ndarray]) -> Any:
        """The fetches' structure with the results of a run, as a user gets them."""
        for fetched, plain in self.quantized:
            results[fetched] = np.asarray(results[fetched]).view(plain)[()]
        for fetched, index in self.echoes:
            results[fetched] = fed[index].copy()
        for fetched, dtype in self.handles:
            results[fetched] = TensorHandle(results[fetched], dtype, session)
        return self.structure.rebuild(results)
