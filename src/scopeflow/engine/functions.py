"""Calling functions: a body's plan, the values that it captured, and random streams of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from scopeflow import errors
from scopeflow.engine.aliases import Variable
from scopeflow.engine.plan import Plan
from scopeflow.engine.randomness import Randomness

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

    def __call__(self, *args: Any) -> list[Any]:
        """The results for these arguments.

        Raises:
          OpError: if an operation fails.
        """
        if len(args) != self._count:
            raise errors.InvalidArgumentError(
                None, None, f"Expected {self._count} arguments, but got {len(args)}"
            )
        try:
            results = self._engine.run(self._plan, [*args, *self._captured], self._context)
        except errors.OpError as error:
            inside = error._op is not None and error._op.graph is self._body
            if self.named and inside and "{{function_node" not in error._message:
                error._message = f"{{{{function_node {self._body.name}}}}} {error._message}"
            raise
        return results[: self._results]


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
