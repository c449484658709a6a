"""Twins: parts of an island that do the same to different variables of one shape, computed as rows of one array.

Gradient descent over a thousand small variables is a thousand times the same few nodes.  Where such parts meet in nothing
but sums, the variables become a pack, each node of the first part computes for all of them, and the sums add up rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import prod
from typing import Any

import numpy as np

from scopeflow.engine import row_calls
from scopeflow.engine.aliases import Variable
from scopeflow.engine.interpret import walk
from scopeflow.engine.order import arranged
from scopeflow.engine.packs import PackedVariable
from scopeflow.engine.program import Call, Island, flatten
from scopeflow.engine.row_rules import ASSIGNS, BY_ELEMENT, recipe
from scopeflow.xp import processor

# So many alike are worth it, and so many bytes a pack may have: larger arrays gain nothing.
LEAST, MOST_BYTES = 4, 1 << 20
# So many values that others take one by one are taken out of their rows: in a compiled program each is a kernel.
MOST_SINGLE = 32
# Constants of so many bytes are compared.
_SHORT = 4096
# What is computed beforehand of constants.
_FOLDED = BY_ELEMENT | {"Fill", "Reshape", "Sum", "Tile"}


class _Part:
    """What one twin consists of.

    Attributes:
      calls: its calls, in order.
      entry: the registers of its variables, in the order in which it takes them.
      ends: where each variable's new value is, None for one that is not written.
      made: the registers that it makes, in order.
      shape: what is equal in twins.
    """

    __slots__ = ("calls", "ends", "entry", "made", "shape")

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.entry: list[int] = []
        self.ends: list[int | None] = []
        self.made: list[int] = []
        self.shape: Any = None


def together(island: Island, template: list[Any]) -> Island | None:
    """The island with its twins computed together; None if it has none.

    Args:
      island: calls without branches and loops.
      template: the first registers; gets more.
    """
    written = {variable.key for variable, _ in island.writes}
    count = Counter(_kind(variable) for variable, _ in island.entry if variable.key in written)
    many = {kind for kind, number in count.items() if number >= LEAST}
    if not many or any(type(call) is not Call for call in island.calls):
        return None
    return _Finder(island, template, many).made()


def _kind(variable: Variable) -> tuple[Any, Any]:
    """A variable's shape and dtype."""
    attrs = variable.op._attrs
    shape = attrs.get("shape")
    return getattr(shape, "_dims", shape), attrs.get("dtype")


class _Finder:
    """Finds the twins of one island, and lays it out anew."""

    def __init__(self, island: Island, template: list[Any], many: set[Any]) -> None:
        self.island = island
        self.template = template
        # (what there are few of, such as a rate, all may share)
        self.variables = {
            register: variable for variable, register in island.entry if _kind(variable) in many
        }
        self.writes = {variable.key: register for variable, register in island.writes}
        # equal constants, and what is computed of the same, are the same
        self.same: dict[int, int] = {}
        self.lane: dict[int, int] = {}
        self.exports = frozenset(island.exports)
        self.seen: dict[Any, Call] = {}
        self.places: dict[int, int] = {}
        # of the new island: where a call stood, and the call
        self.units: list[tuple[int, Call]] = []
        # a twin's register -> that of all twins' values; that -> the registers of each
        self.rows: dict[int, int] = {}
        self.columns: dict[int, list[int]] = {}

    # -- parts -----------------------------------------------------------------------------------

    def find(self, register: int) -> int:
        """The part that a register belongs to, by one of its registers."""
        lane = self.lane
        while lane[register] != register:
            lane[register] = register = lane[lane[register]]
        return register

    def _canonical(self) -> None:
        constants: dict[Any, int] = {}
        for register, value in enumerate(self.template):
            if not isinstance(value, (np.ndarray, np.generic)) or value.dtype == object:
                continue
            if value.nbytes <= _SHORT:
                key = (value.dtype.str, value.shape, value.tobytes())
                self.same[register] = constants.setdefault(key, register)

    def made(self) -> Island | None:
        """The new island."""
        for register in self.variables:
            self.lane[register] = register
        shared: set[int] = set()
        in_parts: list[Call] = []
        for place, call in enumerate(self.island.calls):
            self.places[id(call)] = place
            taken = flatten(call.args)
            roots = {self.find(register) for register in taken if register in self.lane}
            if not roots:
                shared.add(id(call))
            elif len(taken) == len(call.args):
                # (a list is a sum of many, or their like: what it gives belongs to none of them)
                first = min(roots)
                for root in roots:
                    self.lane[root] = first
                self.lane.update(dict.fromkeys((*call.outs, *call.new_versions), first))
                in_parts.append(call)
        if len({self.find(r) for r, v in self.variables.items() if v.key in self.writes}) < LEAST:
            return None
        self._canonical()
        mine = set(map(id, in_parts))
        alone = [
            call
            for call in self.island.calls
            if id(call) not in mine and not (id(call) in shared and self._is_double(call))
        ]
        families = self._families(in_parts)
        for family in [f for f in families if len(f) < LEAST or not self._fits(f)]:
            families.remove(family)
            for part in family:
                alone.extend(part.calls)
        return self._laid_out(families, alone)

    def _is_double(self, call: Call) -> bool:
        """Whether an earlier call computes the same: its results stand for those of this one."""
        if call.rng >= 0 or call.wants_ctx or not call.outs or call.new_versions:
            return False
        key = (call.op.type, id(call.body), repr(call.kwargs), self._args(call))
        before = self.seen.setdefault(key, call)
        if before is call or not self.exports.isdisjoint(call.outs):
            return False
        for own, other in zip(call.outs, before.outs, strict=True):
            self.same[own] = self.same.get(other, other)
        return True

    def _args(self, call: Call) -> tuple[Any, ...]:
        same = self.same
        return tuple(
            same.get(slot, slot) if type(slot) is int else tuple(same.get(r, r) for r in slot)  # type: ignore[union-attr]
            for slot in call.args
        )

    def _families(self, calls: Iterable[Call]) -> list[list[_Part]]:
        parts: dict[int, _Part] = {}
        for call in calls:
            root = next(self.find(r) for r in flatten(call.args) if r in self.lane)
            parts.setdefault(root, _Part()).calls.append(call)
        families: dict[Any, list[_Part]] = {}
        for part in parts.values():
            self._describe(part)
            families.setdefault(part.shape, []).append(part)
        return list(families.values())

    def _describe(self, part: _Part) -> None:
        names: dict[int, Any] = {}
        shape: list[Any] = []
        for call in part.calls:
            args: list[Any] = []
            for register in self._args(call):
                if register in self.variables and register not in names:
                    names[register] = ("variable", len(part.entry), _kind(self.variables[register]))
                    part.entry.append(register)
                args.append(names.get(register, register))
            for register in (*call.outs, *call.new_versions):
                names[register] = ("made", len(part.made))
                part.made.append(register)
            kinds = [(t._dims, t.dtype) for t in call.op._outputs]
            shape.append((call.op.type, id(call.body), repr(call.kwargs), repr(kinds), tuple(args)))
        part.ends = [self.writes.get(self.variables[register].key) for register in part.entry]
        # (what is assigned from elsewhere has no name here, and no twin)
        ends = tuple(None if end is None else names.get(end, id(part)) for end in part.ends)
        part.shape = (tuple(shape), ends)

    def _fits(self, family: list[_Part]) -> bool:
        """Whether all calls of these parts can be made together, and some variable is written."""
        first = family[0]
        computing = [call for call in first.calls if call.op.type not in ASSIGNS]
        if any(call.rng >= 0 or call.wants_ctx for call in computing):
            return False
        # (first values are given once: no reason to keep them as the plan that gives them likes it)
        if not any(register in first.entry for call in computing for register in call.args):
            return False
        inside = {*first.entry, *first.made}
        if all(end is None for end in first.ends) or not inside.issuperset(
            end for end in first.ends if end is not None
        ):
            return False
        for register in first.entry:
            dims, dtype = _kind(self.variables[register])
            if dims is None or None in dims or dtype.as_numpy_dtype is object:
                return False
            if prod(dims) * np.dtype(dtype.as_numpy_dtype).itemsize * len(family) > MOST_BYTES:
                return False
        return all(self._recipe(call, inside, len(family)) is not None for call in first.calls)

    def _recipe(self, call: Call, inside: set[int], count: int) -> Any:
        args = self._args(call)
        stacked = [register in inside for register in args]
        known = [self.template[register] for register in args]
        return recipe(call, stacked, count, known)

    # -- the new island --------------------------------------------------------------------------

    def _laid_out(self, families: list[list[_Part]], alone: list[Call]) -> Island | None:
        if not families:
            return None
        old = self.island
        new = Island(old.index)
        new.random, new.exports, new.feeds, new.apart = old.random, old.exports, old.feeds, old
        packs: list[PackedVariable] = []
        packed: set[Any] = set()
        for family in families:
            for variable, before, after in self._rows_of(family, len(packs)):
                packs.append(variable)
                packed.update(member.key for member in variable.members)
                new.entry.append((variable, before))  # type: ignore[arg-type]
                new.writes.append((variable, after))  # type: ignore[arg-type]
        wanted = set(old.exports)
        for call in alone:
            self.units.append((self.places[id(call)], self._alone(call, wanted)))
        new.entry += [(v, r) for v, r in old.entry if v.key not in packed]
        new.writes += [(v, r) for v, r in old.writes if v.key not in packed]
        new.locks = tuple(v for v in old.locks if v.key not in packed)
        new.packs = tuple(packs)
        there = {register for _, register in new.entry}
        wanted.update(register for _, register in new.writes)
        singles = [r for r in sorted(wanted) if r in self.rows and r not in there]
        if len(singles) > MOST_SINGLE:
            return None
        model = next(c for family in families for c in family[0].calls if c.new_versions)
        for register in singles:
            stack = self.rows[register]
            row = self.columns[stack].index(register)
            call = row_calls.RowsCall(model, 1, row_calls.row(row), (stack,), (register,), own=True)
            self.units.append((len(old.calls), call))
        calls = _in_order(self.units, {*new.exports, *(r for _, r in new.writes)})
        new.calls = [call for call in calls if not self._folded(call)]
        return new

    def _folded(self, call: Call) -> bool:
        """Computes a call of constants now, if that is a small matter."""
        if type(call) is not Call or not call.plain or call.op.type not in _FOLDED:
            return False
        (out,) = call.outs
        dims = call.op._outputs[0]._dims
        taken = [self.template[register] for register in flatten(call.args)]
        if any(value is None for value in taken) or dims is None or out in self.exports:
            return False
        if prod(_SHORT if size is None else size for size in dims) >= _SHORT:
            return False
        registers = self.template.copy()
        processor.computing(walk, [call], registers, None, None)
        self.template[out] = registers[out]
        return True

    def _rows_of(self, family: list[_Part], packs: int) -> list[tuple[PackedVariable, int, int]]:
        """Lays a family out; gives its packs, with the registers of their values before and after."""
        first, count = family[0], len(family)
        stacks: dict[int, int] = {}
        for kind in ("entry", "made"):
            for index, register in enumerate(getattr(first, kind)):
                column = [getattr(part, kind)[index] for part in family]
                stacks[register] = all_of_them = self._fresh()
                self.columns[all_of_them] = column
                self.rows.update(dict.fromkeys(column, all_of_them))
        found: list[tuple[PackedVariable, int, int]] = []
        model = next(call for call in first.calls if call.new_versions)
        for index, (register, end) in enumerate(zip(first.entry, first.ends, strict=True)):
            members = tuple(self.variables[part.entry[index]] for part in family)
            if end is None:
                taken = tuple(part.entry[index] for part in family)
                stack = row_calls.RowsCall(
                    model, count, row_calls.stacked, (taken,), (stacks[register],), own=True
                )
                self.units.append((0, stack))
                continue
            variable = PackedVariable(
                ("pack", "", str(packs + len(found))), members, _kind(members[0])[0]
            )
            found.append((variable, stacks[register], stacks[end]))
        inside = {*first.entry, *first.made}
        for call, last in zip(first.calls, family[-1].calls, strict=True):
            body, constants = self._recipe(call, inside, count)
            args = tuple(
                self._fresh(constants[position])
                if position in constants
                else stacks.get(register, register)
                for position, register in enumerate(self._args(call))
            )
            outs, new, before = (
                tuple(stacks.get(register, register) for register in registers)
                for registers in (call.outs, call.new_versions, call.old_versions)
            )
            own = call.op.type in ASSIGNS
            rows = row_calls.RowsCall(call, count, body, args, outs, new, before, own)
            self.units.append((self.places[id(last)], rows))
        return found

    def _fresh(self, value: Any = None) -> int:
        self.template.append(value)
        return len(self.template) - 1

    def _alone(self, call: Call, wanted: set[int]) -> Call:
        """A call that belongs to no twins, with what it takes in its place."""
        args = self._args(call)
        if call.op.type == "AddN":
            stack = self.rows.get(args[0][0])
            if stack is not None and list(args[0]) == self.columns[stack]:
                return row_calls.RowsCall(
                    call, len(args[0]), row_calls.summed, (stack,), call.outs, own=True
                )
        wanted.update(register for register in flatten(args) if register in self.rows)
        if args == call.args:
            return call
        made = Call(call.op, args, call.outs)
        made.body, made.rng = call.body, call.rng
        made.new_versions, made.old_versions = call.new_versions, call.old_versions
        made.seal()
        return made


def _in_order(units: list[tuple[int, Call]], wanted: set[int]) -> list[Call]:
    """The calls after what they take, without those that only compute what nobody takes."""
    maker = {r: call for _, call in units for r in (*call.outs, *call.new_versions)}
    pending = [call for _, call in units if not _can_go(call) or not wanted.isdisjoint(call.outs)]
    needs: dict[Call, set[Call]] = {}
    while pending:
        call = pending.pop()
        if call not in needs:
            needs[call] = {maker[r] for r in flatten(call.args) if r in maker} - {call}
            pending.extend(needs[call])
    places = {call: place for place, call in units}
    return arranged(needs, {call: places[call] for call in needs})


def _can_go(call: Call) -> bool:
    """Whether a call has no effect but its results, and cannot fail."""
    return not call.new_versions and (
        type(call) is row_calls.RowsCall
        or call.op.type == "NoOp"
        or (call.op.type in BY_ELEMENT and all(t._dims is not None for t in call.op._inputs))
    )
