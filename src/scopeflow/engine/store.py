"""A session's variables: values, versions, leases, and publication that can be taken back."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

from scopeflow.engine.aliases import Variable, VarKey


class Slot:
    """One variable in one session.

    Attributes:
      value: an array that nobody changes in place, or None before the variable is born.
      version: grows with each publication.
      leases: how many running islands hold `value`.
      given_away: set while a program that may reuse the value's memory runs; readers wait.
      lost: set when a donating program died with the value.
    """

    __slots__ = ("given_away", "key", "leases", "lost", "value", "version", "write_lock")

    def __init__(self, key: VarKey) -> None:
        self.key = key
        self.value: Any = None
        self.version = 0
        self.leases = 0
        self.lost = False
        self.given_away = False
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
        with store.mutex:
            for slot, old, version in reversed(self._entries):
                if slot.version == version:
                    slot.value = old
                    slot.version += 1
        self._entries.clear()


class Store:
    """The variables of one session; `mutex` guards values, versions and leases."""

    def __init__(self) -> None:
        self.mutex = threading.Condition(threading.Lock())
        self._slots: dict[VarKey, Slot] = {}

    def slot(self, variable: Variable) -> Slot:
        """The variable's slot, made at first use."""
        found = self._slots.get(variable.key)
        if found is None:
            with self.mutex:
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
        with self.mutex:
            while any(slot.given_away for slot in slots):
                self.mutex.wait()
            for slot in slots:
                slot.leases += 1
            return [slot.value for slot in slots]

    def release(self, slots: Iterable[Slot]) -> None:
        """Ends a lease."""
        with self.mutex:
            for slot in slots:
                slot.leases -= 1

    def give_away(self, slots: Sequence[Slot]) -> list[Slot]:
        """Those of `slots` that only the caller holds a lease on; until `take_home` nobody else gets one."""
        with self.mutex:
            alone = [slot for slot in slots if slot.leases == 1 and not slot.given_away]
            for slot in alone:
                slot.given_away = True
            return alone

    def take_home(self, slots: Sequence[Slot]) -> None:
        """Ends `give_away`: the slots hold published values again, or are marked lost."""
        if slots:
            with self.mutex:
                for slot in slots:
                    slot.given_away = False
                self.mutex.notify_all()

    def publish(self, updates: Sequence[tuple[Slot, Any]], undo: Undo) -> None:
        """Makes new values visible, all at once."""
        with self.mutex:
            for slot, value in updates:
                # in this order an interruption between any two leaves something that can be taken back
                undo.note(slot, slot.value)
                slot.version += 1
                slot.value = value
                slot.lost = False

    def keep_on_device(self, slot: Slot, old: Any, new: Any) -> None:
        """Replaces a value by the same value in device memory, unless it was written meanwhile."""
        with self.mutex:
            if slot.value is old:
                slot.value = new

    def clear(self, containers: Iterable[str] | None = None) -> None:
        """Forgets all variables, or those of the given containers."""
        wanted = None if containers is None else set(containers)
        with self.mutex:
            for key in list(self._slots):
                if wanted is None or key[1] in wanted:
                    del self._slots[key]
