"""What lowerings ask their context for: the node is part of a program's name, a session or its objects are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.operation import Operation


class Asking:
    """Makes contexts as another maker does and notes whether they are asked for more than the node.

    Attributes:
      more: whether a lowering has asked for more.
    """

    def __init__(self, context: Callable[[Operation], Any]) -> None:
        self._context = context
        self.more = False

    def __call__(self, op: Operation) -> Any:
        return _Context(self, self._context(op))


class _Context:
    def __init__(self, asking: Asking, context: Any) -> None:
        self._asking, self._context = asking, context

    def __getattr__(self, name: str) -> Any:
        if name != "op":
            self._asking.more = True
        return getattr(self._context, name)
