"""A plan: what one combination of fetches and feeds makes a run do, worked out once.

Nodes are pruned and ordered (`order`), variables' versions are bound (`aliases`), steps are grouped
into device islands and host steps so that few islands result, and every value gets a register.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.engine import twins
from scopeflow.engine.aliases import Variable
from scopeflow.engine.frames import ENTERS, Item, with_frames
from scopeflow.engine.layout import FLOW_TYPES, PLACEHOLDERS, Layout
from scopeflow.engine.order import in_order, needed
from scopeflow.engine.program import HostStep, Island
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor


class Plan:
    """The steps of a run for given fetches and feeds.

    Attributes:
      segments: islands and host steps, in order.
      template: initial registers: constants are in place already.
      feed_registers: one per feed, in the order given.
      fetch_registers: one per fetch; -1 for an operation.
      unfed: placeholders that the run needs and no feed provides.
      needs_born: (variable, consumer) for values that must exist before the run starts.
      hosted: whether there are host steps.
      flow: whether values may be dead (there is a Switch).
    """

    def __init__(
        self,
        fetches: Sequence[Tensor | Operation],
        feeds: Sequence[Tensor],
        handles: dict[Tensor, Variable] | None = None,
    ) -> None:
        self.fetches = tuple(fetches)
        self.feeds = tuple(feeds)
        fed = frozenset(feeds)
        # arguments of a function that are handles: the variables that they name
        self.handles = handles or {}
        wanted = needed(fetches, fed)
        items: Sequence[Item]
        if any(op.type in ENTERS for op in wanted):
            items = with_frames(wanted, fed)
            ops = sorted(wanted, key=lambda op: op._id)
        else:
            items = ops = in_order(wanted, fed)
        self.ops = ops
        self.stamp = _stamp(ops)
        # how often the graph had changed, and gone back, when the stamp was last looked at
        self._looked: tuple[int, int] | None = None
        self.unfed = [
            op
            for op in ops
            if op.type in PLACEHOLDERS
            and op._outputs[0] not in fed
            and op._outputs[0] not in self.handles
        ]
        self.flow = any(op.type in FLOW_TYPES for op in ops)
        self.segments: list[Island | HostStep] = []
        self.template: list[Any] = []
        self.needs_born: list[tuple[Variable, Operation]] = []
        # the store that it last ran with, and where in it those are
        self.born: tuple[Any, list[Any]] | None = None
        self.tier: Any = None
        self.runs = 0
        layout = Layout(self, fed)
        self.feed_registers = tuple(layout.register(tensor) for tensor in self.feeds)
        layout.steps(items)
        self.fetch_registers = layout.fetch(self.fetches)
        layout.close()
        layout.connect()
        if not self.flow:
            self._join_twins()
        self.hosted = any(isinstance(segment, HostStep) for segment in self.segments)

    def _join_twins(self) -> None:
        for index, segment in enumerate(self.segments):
            if isinstance(segment, Island) and len(segment.writes) >= twins.LEAST:
                self.segments[index] = twins.together(segment, self.template) or segment

    def is_current(self) -> bool:
        """Whether no node of this plan was changed since the plan was made."""
        if not self.ops:
            return True
        graph = self.ops[0].graph
        now = (graph._change_count, graph._rollbacks)
        if now != self._looked:
            if self.stamp != _stamp(self.ops):
                return False
            self._looked = now
        return True


def _stamp(ops: Sequence[Operation]) -> int:
    if not ops:
        return 0
    graph = ops[0].graph
    changes = graph._changes
    # (numbers of both kinds only grow)
    return graph._rollbacks + (sum(changes.get(op, 0) for op in ops) if changes else 0)


__all__ = ["FLOW_TYPES", "Plan"]
