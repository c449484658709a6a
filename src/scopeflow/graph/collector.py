"""Python's collector of unreachable objects, while many nodes are made in one call.

All of them stay: looking through them again and again while they grow in number finds nothing and costs up to a third
of the call.
"""

from __future__ import annotations

import gc


class paused_collector:  # noqa: N801 - a context manager
    """A context in which the collector waits; one that was turned off before stays so."""

    __slots__ = ("_was_on",)

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *exc: object) -> None:
        if self._was_on:
            gc.enable()
