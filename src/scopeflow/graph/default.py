"""Stacks of defaults: which graph is current in which thread."""

from __future__ import annotations

import threading
from typing import Any


class DefaultStack(threading.local):
    """A per-thread stack; `with` pushes, and leaving must pop what was pushed."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.enforce_nesting = True

    def top(self) -> Any:
        """The innermost default of this thread, or None."""
        return self.items[-1] if self.items else None

    def enter(self, default: Any) -> DefaultEntry:
        """A context manager that makes `default` the innermost one."""
        return DefaultEntry(self, default)

    def pop(self, default: Any) -> None:
        if not self.items:
            return
        if self.enforce_nesting:
            if self.items[-1] is not default:
                raise AssertionError(
                    f"Nesting violated for default stack of {type(default)} objects. Leave the contexts in the "
                    "opposite order of entering them."
                )
            self.items.pop()
        else:
            self.items.remove(default)


class DefaultEntry:
    """One push onto a DefaultStack, undone on leaving."""

    __slots__ = ("_default", "_stack")

    def __init__(self, stack: DefaultStack, default: Any) -> None:
        self._stack = stack
        self._default = default

    def __enter__(self) -> Any:
        self._stack.items.append(self._default)
        return self._default

    def __exit__(self, *exc: object) -> None:
        self._stack.pop(self._default)
