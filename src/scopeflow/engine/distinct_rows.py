"""Updates of rows, each named once: how many rows there are must not decide the shape of a program.

Optimizers add up the gradients of equal rows (`Unique`, then `UnsortedSegmentSum`) and update each row once.  How many
there are changes with every batch, and with it would every shape behind.  Where nobody else sees the row
numbers, they are filled up to the length of what they were made of; sums of no rows are zeros, and updating ops leave
out what names no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

Body = Callable[..., Any]

# What is made of each row alone, if other operands are rows of the same kind or scalars.
_BY_ROW = frozenset(
    ["Abs", "Add", "AddV2", "Identity", "Maximum", "Minimum", "Mul", "Neg", "RealDiv", "Rsqrt"]
    + ["Sign", "Sqrt", "Square", "Sub"]
)
_UPDATES = ("Scatter", "ResourceScatter", "SparseApply", "ResourceSparseApply")
_ROWS = ("updates", "grad")


def filled_up(
    ops: Sequence[Operation], seen: Iterable[Tensor], fed: frozenset[Tensor]
) -> dict[Operation, Body]:
    """Other lowerings for the ops of a plan that find distinct rows, and for those that update them.

    Args:
      ops: the plan's.
      seen: tensors that are fetched.
      fed: tensors that are fed.
    """
    bodies: dict[Operation, Body] = {}
    takers: dict[Tensor, list[Operation]] = {}
    for op in ops:
        for tensor in op._inputs:
            takers.setdefault(tensor, []).append(op)
    hidden = set(seen) | fed
    for op in ops:
        if op.type == "Unique" and op._attrs["T"].is_integer:
            found = _Distinct(op, takers, hidden)
            if found.only_updates():
                bodies[op] = _unique(op)
                bodies.update((taker, _sums(taker)) for taker in found.sums)
                bodies.update((taker, _update(taker)) for taker in found.updates)
    return bodies


class _Distinct:
    """What becomes of the results of one `Unique`."""

    def __init__(
        self, op: Operation, takers: dict[Tensor, list[Operation]], hidden: set[Tensor]
    ) -> None:
        self._takers, self._hidden = takers, hidden
        self.once, self.places = op._outputs
        # tensors that are longer than TensorFlow's
        self._long = {self.once}
        self._indices = {self.once}
        self.sums: list[Operation] = []
        self.updates: list[Operation] = []

    def only_updates(self) -> bool:
        """Whether rows and their numbers end in ops that update rows, and nobody else sees how many there are."""
        pending = [self.once]
        while pending:
            tensor = pending.pop()
            if tensor in self._hidden:
                return False
            for taker in self._takers.get(tensor, ()):
                more = self._taken(tensor, taker)
                if more is None:
                    return False
                fresh = [made for made in more if made not in self._long]
                self._long.update(fresh)
                pending.extend(fresh)
        # (in whatever order they were found: each takes such tensors in the right places alone)
        return bool(self.updates) and all(map(self._is_whole, self.updates))

    def _taken(self, tensor: Tensor, taker: Operation) -> Sequence[Tensor] | None:
        """The long tensors that an op makes of one, or None if it may not take it."""
        kind = taker.type
        if kind == "Shape" and tensor in self._indices:
            sums = self._counted(taker._outputs[0])
            if sums is None:
                return None
            self.sums += sums
            return [made._outputs[0] for made in sums]
        if kind in _BY_ROW:
            if kind == "Identity" and tensor in self._indices:
                self._indices.add(taker._outputs[0])
            elif tensor in self._indices or not all(
                given in self._long or given._dims == () for given in taker._inputs
            ):
                return None
            return taker._outputs
        if kind.startswith(_UPDATES) and taker.definition.writes:
            if taker not in self.updates:
                self.updates.append(taker)
            return ()
        return None

    def _counted(self, shape: Tensor) -> list[Operation] | None:
        """The sums of rows that take the shape as their number of segments, if there is nothing else that does."""
        found: list[Operation] = []
        pending = [shape]
        while pending:
            tensor = pending.pop()
            if tensor in self._hidden:
                return None
            for taker in self._takers.get(tensor, ()):
                if taker.type == "StridedSlice" and taker._inputs[0] is tensor:
                    pending.append(taker._outputs[0])
                elif (
                    taker.type == "UnsortedSegmentSum"
                    and taker._inputs[2] is tensor
                    and taker._inputs[1] is self.places
                    and taker._inputs[0] not in self._long
                ):
                    found.append(taker)
                else:
                    return None
        return found

    def _is_whole(self, op: Operation) -> bool:
        """Whether an update takes row numbers and rows, and nothing else, from what is too long."""
        definition = op.definition
        names = [arg.name for arg in definition.schema.inputs]
        rows = next(name for name in _ROWS if name in names)
        given = dict(zip(names, op._inputs, strict=True))
        if given["indices"] not in self._indices:
            return False
        if given[rows] not in self._long - self._indices and given[rows]._dims != ():
            return False
        return not any(
            tensor in self._long for name, tensor in given.items() if name not in ("indices", rows)
        )


def _unique(op: Operation) -> Body:
    original = op.definition.body

    def body(x: Any, **attributes: Any) -> Any:
        once, places = original(x, **attributes)
        return xp.filled_up(np.asarray(once), x.size), places

    return body


def _sums(op: Operation) -> Body:
    original = op.definition.body

    def body(*values: Any, **attributes: Any) -> Any:
        # where a row belongs is found out beside how many there are: nothing is left to check
        with xp.collect_checks():
            return original(*values, **attributes)

    return body


def _update(op: Operation) -> Body:
    original = op.definition.body
    names = [arg.name for arg in op.definition.schema.inputs]
    indices = names.index("indices")
    rows = next(names.index(name) for name in _ROWS if name in names)

    def body(*values: Any, **attributes: Any) -> Any:
        numbers = values[indices]
        if all(map(xp.is_known, values)):
            given = list(values)
            numbers = np.asarray(numbers)
            named = numbers != xp.no_row(numbers.dtype)
            given[indices] = numbers[named]
            if np.ndim(given[rows]):
                given[rows] = np.asarray(given[rows])[named]
            return original(*given, **attributes)
        with xp.rows_filled_up():
            return original(*values, **attributes)

    return body
