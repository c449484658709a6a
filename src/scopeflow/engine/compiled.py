"""One compiled variant of an island, and how it is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from scopeflow.engine.program import Call
from scopeflow.xp import device

# What a check means: (error class, message, call, the words it shows or None where the program computes them).
Check = tuple[type[Exception], str, Call, list[Any]]


class Program:
    """One compiled variant of an island.

    Attributes:
      call: takes the dynamic values in the order of `order`, then key and counter of each random op; gives flat results.
      order: for each of its first arguments the position among the dynamic values.
      known: results that were known while tracing: register -> value.
      dynamic: registers of the first results.
      checks: what each flag means.  The last results are: whether all of them hold, the flags, the values they show.
      drawn: how many blocks each random op draws; None where the results after the first tell.
      donates: whether variables' memory is given away.
      given_back: for a failed check: (place among the island's entries, which output is its old value).
    """

    __slots__ = ("call", "checks", "donates", "drawn", "dynamic", "given_back", "known", "order")

    def __init__(self) -> None:
        self.call: Callable[..., Sequence[Any]] | None = None
        self.order: list[int] = []
        self.known: dict[int, Any] = {}
        self.dynamic: list[int] = []
        self.checks: list[Check] = []
        self.drawn: list[int | None] = []
        self.donates = False
        self.given_back: list[tuple[int, int]] = []

    def run(
        self, dynamic: Sequence[Any], counters: Sequence[tuple[Any, Any]]
    ) -> tuple[Sequence[Any], list[tuple[Any, list[Any]]], Sequence[Any]]:
        """Computes: (values of `dynamic` registers, flag and shown values of each check, counts of blocks).

        Of the checks nothing is said if all of them hold.
        """
        assert self.call is not None
        arguments = [dynamic[position] for position in self.order]
        if device.strays():
            arguments = [device.at_home(value) for value in arguments]
        if counters:
            arguments.extend(chain.from_iterable(counters))
        results = self.call(*arguments)
        at = len(self.dynamic)
        end = at + self.drawn.count(None)
        outputs = results[:at]
        if len(results) == at:
            return outputs, [], ()
        # (these few are read at once, and arrays made without JAX are no numbers to Python)
        drawn = [np.asarray(value) for value in results[at:end]]
        if not self.checks or np.asarray(results[end]):
            return outputs, [], drawn
        told = iter([np.asarray(value) for value in results[end + 2 :]])
        flags = [
            (ok, [next(told) for word in words if word is None])
            for ok, (_, _, _, words) in zip(np.asarray(results[end + 1]), self.checks, strict=True)
        ]
        return outputs, flags, drawn
