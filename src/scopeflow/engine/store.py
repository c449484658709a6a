"""A session's variables: values, versions, leases, and publication that can be taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from scopeflow.engine.aliases import Variable, VarKey


class Slot:
    """One variable in one session.

    Attributes:
      value: an array that nobody changes in place, or None before the variable is born.
      version: grows with each publication.
      leases: how many running islands hold `value`.
      given_away: set while a program that may reuse the value's memory runs; readers wait.
      lost: set when a donating program died with the value.
      pack: whose row the variable is, if it has no value of its own: see `packs`.
      row: which row.
      seen: the version of the pack whose row `value` is a copy of.
    """

    __slots__ = (
        "given_away",
        "key",
        "leases",
        "lost",
        "pack",
        "row",
        "seen",
        "value",
        "version",
        "write_lock",
    )

    def __init__(self, key: VarKey) -> None:
        self.key = key
        self.value: Any = None
        self.version = 0
        self.leases = 0
        self.lost = False
        self.given_away = False
        self.pack: Any = None
        self.row = self.seen = -1
        self.write_lock = threading.RLock()


class Undo:
    """What a run has published so far, and how to take it back."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: list[tuple[Slot, Any, int]] = []

    def note(self, slot: Slot, old: Any) -> None:
        """Remembers what a slot holds before its next version."""
        self._entries.append((slot, old, slot.version + 1))

    def settle(self) -> None:
        """What was published stays: the memory of an old value was given away."""
        self._entries.clear()

    def take_back(self, store: Store) -> None:
        """Restores every value that nobody has written since."""
        with store.guard:
            for slot, old, version in reversed(self._entries):
                if slot.key[0] == "pack":
                    slot.take_back(old, version)
                elif slot.version == version:
                    slot.value = old
                    slot.version += 1
        self._entries.clear()


class Store:
    """The variables of one session; `guard` guards values, versions and leases, `mutex` waits for them to change."""

    def __init__(self) -> None:
        # (to enter a lock takes a tenth of what its condition takes)
        self.guard = threading.Lock()
        self.mutex = threading.Condition(self.guard)
        self._slots: dict[VarKey, Slot] = {}
        # by their members
        self._packs: dict[tuple[Slot, ...], Any] = {}

    def slot(self, variable: Variable) -> Slot:
        """The variable's slot, made at first use."""
        found = self._slots.get(variable.key)
        if found is None:
            with self.guard:
                found = self._slots.setdefault(variable.key, Slot(variable.key))
        return found

    def is_born(self, variable: Variable) -> bool:
        """Whether the variable has a value."""
        found = self._slots.get(variable.key)
        return found is not None and found.value is not None

    def has_resources(self, container: str) -> bool:
        """Whether a resource variable in this container has a value."""
        return any(
            kind == "resource" and where == container and slot.value is not None
            for (kind, where, _), slot in list(self._slots.items())
        )

    def lease(self, slots: Sequence[Slot]) -> list[Any]:
        """The current values, held until `release`; all of one moment."""
        with self.guard:
            return self._hold(slots)

    def lease_versions(self, slots: Sequence[Slot]) -> tuple[list[Any], list[int]]:
        """As `lease`, with the versions of the values."""
        with self.guard:
            values = self._hold(slots)
            versions = [slot.version for slot in slots]
            if self._packs:
                for index, slot in enumerate(slots):
                    if slot.pack is not None:
                        versions[index] += slot.pack.version
            return values, versions

    def _hold(self, slots: Sequence[Slot]) -> list[Any]:
        if not self._packs:
            while True in [slot.given_away for slot in slots]:
                self.mutex.wait()
        else:
            while any(
                slot.given_away or (slot.pack is not None and slot.pack.given_away)
                for slot in slots
            ):
                self.mutex.wait()
        for slot in slots:
            slot.leases += 1
        if not self._packs:
            return [slot.value for slot in slots]
        return [slot.value if slot.pack is None else slot.pack.value_of(slot) for slot in slots]

    def release(self, slots: Iterable[Slot]) -> None:
        """Ends a lease."""
        with self.guard:
            for slot in slots:
                slot.leases -= 1

    def give_away(self, slots: Sequence[Slot]) -> list[Slot]:
        """Those of `slots` that only the caller holds a lease on; until `take_home` nobody else gets one."""
        with self.guard:
            alone = [slot for slot in slots if slot.leases == 1 and not slot.given_away]
            for slot in alone:
                slot.given_away = True
            return alone

    def take_home(self, slots: Sequence[Slot]) -> None:
        """Ends `give_away`: the slots hold published values again, or are marked lost."""
        if slots:
            with self.guard:
                for slot in slots:
                    slot.given_away = False
                self.mutex.notify_all()

    def put(self, outputs: Sequence[Any], updates: Sequence[tuple[Slot, int]]) -> None:
        """Makes new values visible, all at once, which stay whatever fails: the old ones' memory is gone.

        Args:
          outputs: a program's results.
          updates: (slot, which of them is its new value).
        """
        with self.guard:
            for slot, index in updates:
                slot.version += 1
                slot.value = outputs[index]
                slot.lost = False

    def publish(self, updates: Sequence[tuple[Slot, Any]], undo: Undo) -> None:
        """Makes new values visible, all at once."""
        with self.guard:
            for slot, value in updates:
                # in this order an interruption between any two leaves something that can be taken back
                undo.note(slot, slot.value)
                slot.version += 1
                slot.value = value
                slot.lost = False

    # -- packs -------------------------------------------------------------------------------------

    def pack(self, members: Sequence[Slot], make: Callable[[], Any]) -> Any:
        """The pack of these variables, made at first use."""
        key = tuple(members)
        with self.guard:
            found = self._packs.get(key)
            if found is None:
                found = self._packs[key] = make()
            return found

    def form(self, pack: Any) -> bool:
        """Puts a pack together; the caller holds no write lock.  False if the values do not fit together."""
        members = sorted(pack.members, key=lambda slot: slot.key)
        for member in members:
            member.write_lock.acquire()
        try:
            self.free(members, pack)
            with self.guard:
                return pack.whole or pack.gather()
        finally:
            for member in members:
                member.write_lock.release()

    def free(self, slots: Sequence[Slot], but: Any = None) -> None:
        """Takes apart the packs that these variables are in, so that each has a value of its own.

        Args:
          slots: variables; the caller holds their write locks.
          but: a pack that may stay as it is.
        """
        if not self._packs:
            return
        with self.guard:
            for slot in slots:
                while slot.pack is not None and slot.pack is not but:
                    if slot.pack.is_free():
                        slot.pack.take_apart()
                    else:
                        self.mutex.wait()

    def enter(self, packs: Sequence[Any]) -> bool:
        """Keeps other threads' islands from these packs; False if one is not whole."""
        with self.guard:
            while not all([pack.is_free() for pack in packs]):
                self.mutex.wait()
            if not all([pack.whole for pack in packs]):
                return False
            me = threading.get_ident()
            for pack in packs:
                pack.owner = me
                pack.depth += 1
            return True

    def leave(self, packs: Sequence[Any]) -> None:
        """Ends `enter`."""
        with self.guard:
            for pack in packs:
                pack.depth -= 1
                if not pack.depth:
                    pack.owner = None
                    if pack.lost:
                        pack.take_apart()
            self.mutex.notify_all()

    def keep_on_device(self, slot: Slot, old: Any, new: Any) -> None:
        """Replaces a value by the same value in device memory, unless it was written meanwhile."""
        with self.guard:
            if slot.value is old:
                slot.value = new


def kept(value: Any) -> Any:
    """A value as a variable keeps it: a copy, unless an op gave away an array that nobody can change."""
    given = type(value) is np.ndarray and value.base is None and not value.flags.writeable
    return value if given else np.array(value)
