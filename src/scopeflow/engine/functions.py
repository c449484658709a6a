"""Calling functions: a body's plan, the values that it captured, and random streams of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from scopeflow import errors
from scopeflow.engine.aliases import Variable
from scopeflow.engine.flat_bodies import flat_body
from scopeflow.engine.plan import Plan
from scopeflow.engine.randomness import Randomness
from scopeflow.engine.row_bodies import RowBody, row_body

_planning = threading.Lock()


class Function:
    """A function that can be called, by several threads too.

    Args:
      engine: where variables and resources are.
      body: its FunctionGraph.
      captured: the values of the captured arguments, in order.
      context: makes what `ctx` means to a lowering.
      randomness: where the streams of its random ops stand; calls move them on.
    """

    def __init__(
        self,
        engine: Any,
        body: Any,
        captured: Sequence[Any],
        context: Callable[[Any], Any],
        randomness: Randomness,
    ) -> None:
        self._engine = engine.branch(randomness)
        self._context = context
        self._body = body
        # whether messages name the function
        self.named = True
        declared = len(body.inputs) - len(captured)
        tensors = body.inputs[declared:]
        self._count = declared
        self._results = len(body.outputs)
        # a handle says while planning which variable it names
        handles = {t: v for t, v in zip(tensors, captured, strict=True) if type(v) is Variable}
        self._captured = [v for v in captured if type(v) is not Variable]
        feeds = [*body.inputs[:declared], *[t for t in tensors if t not in handles]]
        self._plan = _plan_of(engine.function_plans, body, feeds, handles)
        # the short way through a body that touches nothing of the session
        self._flat = flat_body(self._plan, self._captured, self._results)
        # the body for many arguments at once; False: not asked yet
        self._rows: RowBody | bool | None = False

    def __call__(self, *args: Any) -> list[Any]:
        """The results for these arguments.

        Raises:
          OpError: if an operation fails.
        """
        if len(args) != self._count:
            raise errors.InvalidArgumentError(
                None, None, f"Expected {self._count} arguments, but got {len(args)}"
            )
        flat = self._flat
        try:
            if flat is not None and flat.takes(args):
                return flat(args, self._context)
            results = self._engine.run(self._plan, [*args, *self._captured], self._context)
        except errors.OpError as error:
            inside = error._op is not None and error._op.graph is self._body
            if self.named and inside and "{{function_node" not in error._message:
                error._message = f"{{{{function_node {self._body.name}}}}} {error._message}"
            raise
        return results[: self._results]

    @property
    def waits(self) -> bool:
        """Whether a call may wait for more than the processor: for a file, a queue, the user's own function."""
        return self._flat is None or self._flat.waits

    @property
    def has_rows(self) -> bool:
        """Whether `rows` may give anything: the body has no effects then, and looks at nothing but its arguments."""
        if self._rows is False:
            self._rows = row_body(self._plan, self._captured, self._results)
        return self._rows is not None and self._flat is not None

    def rows(self, columns: Sequence[Any]) -> list[Any] | None:
        """The results for many arguments at once: what calling it for each row of `columns` gives, stacked.

        None where that cannot be said for certain, or some call fails: then the rows are to be called one by one.

        Args:
          columns: for each argument an array with one more dimension in front.
        """
        if not self.has_rows or self._flat is None or not isinstance(self._rows, RowBody):
            return None
        if not self._flat.takes([column[0] for column in columns]):
            return None
        try:
            results = self._rows(columns)
        except Exception:
            return None
        self._plan.runs += len(columns[0])
        return results


def _plan_of(
    plans: dict[Any, Plan], body: Any, feeds: list[Any], handles: dict[Any, Variable]
) -> Plan:
    key = (body, *[(tensor, variable.key) for tensor, variable in handles.items()])
    with _planning:
        found = plans.get(key)
        if found is None or not found.is_current():
            fetches = [*body.outputs, *body.control_outputs]
            found = plans[key] = Plan(fetches, feeds, handles)
        return found
