"""The checks of a loop's body: which one failed first, in the first trip in which one did.

A compiled loop cannot stop in the middle of a trip.  It carries the number of the check that failed first and what
the checks of that trip would show, and makes no further trip.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.xp import door

_NONE = np.int32(-1)


class FirstFailure:
    """What a loop carries for the checks in it.

    Attributes:
      shapes: what the checks show, as `explored` returned it.
    """

    def __init__(self) -> None:
        self.shapes: Any = []
        self._found: list[Any] = []
        # the places of those that were not proven
        self._left: set[int] = set()

    def explored(self, checks: Sequence[Any]) -> list[list[Any]]:
        """Notes the checks of a walk for nothing; gives the traced values that they show."""
        self._found = [
            (
                call,
                error,
                message,
                [xp.is_jax(v) for v in shown],
                [None if xp.is_jax(v) else v for v in shown],
            )
            for call, _, error, message, shown in checks
        ]
        return [[value for value in shown if xp.is_jax(value)] for *_, shown in checks]

    def start(self) -> Any:
        """What the first trip finds; None without checks."""
        if not self._found:
            return None
        jnp = door.jnp()
        empty = [[jnp.zeros(v.shape, v.dtype) for v in values] for values in self.shapes]
        return jnp.asarray(_NONE), empty

    def after(self, before: Any, checks: Sequence[Any]) -> Any:
        """What a trip with these checks leaves; checks that are proven by now are absent."""
        if before is None:
            if checks:
                raise xp.NotStatic("checks that come and go")
            return None
        self._left.clear()
        if not checks:
            return before
        jnp = door.jnp()
        failed, kept = before
        first: Any = _NONE
        values = [list(of_check) for of_check in kept]
        free = failed < 0
        place = len(self._found)
        for call, ok, _, message, shown in reversed(list(checks)):
            place = self._place(call, message, place)
            self._left.add(place)
            first = jnp.where(ok, first, np.int32(place))
            traced = [value for value in shown if xp.is_jax(value)]
            kinds = self._found[place][3]
            if len(traced) != sum(kinds):
                # what is known by now was not in the first walk
                traced = [jnp.asarray(v) for v, was in zip(shown, kinds, strict=True) if was]
            values[place] = [
                jnp.where(free, new.astype(old.dtype), old)
                for new, old in zip(traced, kept[place], strict=True)
            ]
        return jnp.where(free, first, failed), values

    def _place(self, call: Any, message: str, behind: int) -> int:
        for place in range(behind - 1, -1, -1):
            if self._found[place][0] is call and self._found[place][2] == message:
                return place
        raise xp.NotStatic("checks that come and go")

    def unless_failed(self, more: Any, state: Any) -> Any:
        """Whether another trip is made: not after a failure."""
        return more if state is None else door.jnp().logical_and(more, state[0] < 0)

    def checks(self, state: Any) -> list[Any]:
        """The checks as those of the program around the loop."""
        if state is None:
            return []
        failed, values = state
        found = []
        for place in sorted(self._left):
            call, error, message, kinds, shown = self._found[place]
            left = iter(values[place])
            words = [
                next(left) if traced else word for traced, word in zip(kinds, shown, strict=True)
            ]
            found.append((call, failed != place, error, message, words))
        return found
