"""An island's variables in one store, looked up once, and what an island's last run as a program tells of the next.

A training step over many variables is asked for again and again with nothing changed but the values that its own last run
has published: then program, shapes and places of the results are those of the last run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.engine.packs import Pack, PackedVariable
from scopeflow.engine.program import Island
from scopeflow.engine.store import Slot, Store


class Bound:
    """The slots that an island reads, writes and locks.

    Attributes:
      store: whose slots they are.
      slots: those of `Island.entry`.
      locks: those of `Island.locks`, in their order.
      packs: those of `Island.packs`.
      writes: (slot, register), as in `Island.writes`.
      gives: (slot, its place among `slots`) of those whose old value nothing after the island takes.
      changes: (slot, register) of the writes that are no value that was there before.
      last: what the last run as a program tells of the next, if it tells anything.
    """

    __slots__ = ("changes", "gives", "last", "locks", "packs", "slots", "store", "writes")

    def __init__(self, island: Island, store: Store) -> None:
        self.store = store
        self.slots = [_slot(store, variable) for variable, _ in island.entry]
        self.locks = [store.slot(variable) for variable in island.locks]
        self.packs = [_slot(store, variable) for variable in island.packs]
        self.writes = [(_slot(store, variable), register) for variable, register in island.writes]
        written = {slot for slot, _ in self.writes}
        exported = set(island.exports)
        self.gives = [
            (slot, place)
            for place, (slot, (_, register)) in enumerate(
                zip(self.slots, island.entry, strict=True)
            )
            if slot in written and register not in exported
        ]
        entered = {register for _, register in island.entry}
        self.changes = [
            (slot, register) for slot, register in self.writes if register not in entered
        ]
        self.last: LastRun | None = None

    def lock(self) -> None:
        """Takes the write locks, and the packs as a whole.

        Raises:
          Scattered: if the values of a pack do not fit together.
        """
        store = self.store
        while True:
            for pack in self.packs:
                if not (pack.whole or store.form(pack)):
                    raise Scattered
            for slot in self.locks:
                slot.write_lock.acquire()
            if self.locks:
                store.free(self.locks)
            if not self.packs or store.enter(self.packs):
                return
            for slot in self.locks:
                slot.write_lock.release()

    def unlock(self) -> None:
        """Gives them back."""
        if self.packs:
            self.store.leave(self.packs)
        for slot in self.locks:
            slot.write_lock.release()


class Scattered(Exception):
    """Variables that were to be rows of one array are not: nothing of the island has run."""


def _slot(store: Store, variable: Any) -> Any:
    if type(variable) is PackedVariable:
        members = [store.slot(member) for member in variable.members]
        return store.pack(members, lambda: Pack(members, variable.dims))
    return store.slot(variable)


def bound(island: Island, store: Store) -> Bound:
    """The island's variables in a store."""
    known = island.bound
    if known is None or known.store is not store:
        known = island.bound = Bound(island, store)
    return known


def must_be_born(plan: Any, store: Store) -> list[tuple[Pack | None, list[Slot]]]:
    """The variables without whose values a plan does not start: those of each pack, and others (None)."""
    pack_of = {
        member: pack
        for island in plan.segments
        if isinstance(island, Island)
        for pack in bound(island, store).packs
        for member in pack.members
    }
    found: dict[Pack | None, dict[Slot, None]] = {}
    for variable, _ in plan.needs_born:
        slot = store.slot(variable)
        found.setdefault(pack_of.get(slot), {})[slot] = None
    return [(pack, list(slots)) for pack, slots in found.items()]


class LastRun:
    """A run after which all variables are arrays on the device, each of the type and shape that it had before.

    Attributes:
      kinds: shape and dtype of what came from outside.
      versions: those of the island's variables after it.
      written: the places among them of those that it wrote.
      given: the slots whose memory was given away.
      room: for how many trips of a loop there was room.
      program: what it ran.
      outputs: (slot, index of the result) for all that it wrote.
    """

    __slots__ = ("given", "kinds", "outputs", "program", "room", "versions", "written")

    def __init__(self, kinds: list[Any], given: list[Slot], room: int, program: Any) -> None:
        self.kinds = kinds
        self.given = given
        self.room = room
        self.program = program
        self.versions: list[int] = []
        self.written: list[int] = []
        self.outputs: list[tuple[Slot, int]] = []

    def holds(self, room: int, versions: Sequence[int], fed: Sequence[Any]) -> bool:
        """Whether nothing has changed since but what is in the arrays."""
        return (
            versions == self.versions
            and room == self.room
            and [(value.shape, value.dtype) for value in fed] == self.kinds
        )

    def went_on(self) -> None:
        """Hears that the same has been run again, and published."""
        versions = self.versions
        for place in self.written:
            versions[place] += 1


def last_run(
    names: Bound,
    fed: Sequence[Any],
    values: Sequence[Any],
    versions: list[int],
    given: list[Slot],
    room: int,
    program: Any,
    outputs: Sequence[Any],
) -> LastRun | None:
    """What a run tells of the next: None where that is nothing.

    Args:
      names: its variables.
      fed: what came from outside.
      values: that, and the variables' values; none of them is part of the program.
      versions: those of the variables before it.
      given: the slots whose memory was given away.
      room: for how many trips of a loop there was room.
      program: what it ran.
      outputs: the results of the program, which have been published.
    """
    if any(value is None for value in values):
        return None
    made = LastRun([(value.shape, value.dtype) for value in fed], given, room, program)
    places = {slot: place for place, slot in enumerate(names.slots)}
    before = values[len(fed) :]
    results = {register: index for index, register in enumerate(program.dynamic)}
    for slot, register in names.writes:
        index = results.get(register)
        if index is None:
            return None
        made.outputs.append((slot, index))
        place = places.get(slot)
        if place is not None:
            old, new = before[place], outputs[index]
            if (old.shape, old.dtype) != (new.shape, new.dtype):
                return None
            made.written.append(place)
    made.versions = versions.copy()
    made.went_on()
    return made
