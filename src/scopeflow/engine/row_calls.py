"""Calls that compute for many twins at once, on arrays whose rows are the twins' values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.engine.program import Call, Slot


class RowsCall(Call):
    """One call for all twins, or one that stacks or unstacks their values."""

    __slots__ = ("count",)

    def __init__(
        self,
        model: Call,
        count: int,
        body: Callable[..., Any],
        args: tuple[Slot, ...],
        outs: tuple[int, ...],
        new: tuple[int, ...] = (),
        old: tuple[int, ...] = (),
        own: bool = False,
    ) -> None:
        super().__init__(model.op, args, outs)
        self.count = count
        self.body = body
        self.new_versions, self.old_versions = new, old
        if own:
            # (not the op's own lowering: it has no attributes and asks for nothing)
            self.kwargs, self.rng, self.wants_ctx = {}, -1, False
            self.single = len(outs) == 1
        self.seal()


def summed(rows: Any) -> Any:
    """The sum of all rows."""
    return xp.sum(rows, np.zeros(1, np.int32))


def stacked(values: Any) -> Any:
    """The values as rows."""
    return xp.stack(values, 0)


def row(index: int) -> Callable[..., Any]:
    """What takes one row out."""

    def taken(rows: Any) -> Any:
        return rows[index]

    taken.__qualname__ = f"row {index}"
    return taken
