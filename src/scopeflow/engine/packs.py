"""Small variables that one plan updates alike, kept as the rows of one array.

A pack's value is the array; its members have none of their own while it is whole.  Who reads a member gets a copy of its
row.  Who writes one takes the pack apart first, and the plan that owns it puts it together again when it runs next.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from scopeflow.engine.aliases import Variable
from scopeflow.engine.store import Slot


class PackedVariable(NamedTuple):
    """The variables of a pack, as a plan knows them; it stands where a `Variable` would."""

    key: tuple[str, str, str]
    members: tuple[Variable, ...]
    dims: tuple[int, ...]

    @property
    def name(self) -> str:
        return self.key[2]


class InPack:
    """Stands for the value of a variable that is a row of a pack and was not read by itself since."""

    __slots__ = ()


IN_PACK = InPack()


class Pack(Slot):
    """Some variables' values as one array; guarded, as all slots, by the store.

    Attributes:
      members: the variables' slots, one for each row.
      dims: the shape of each.
      whole: whether the array holds the values of the members.
      owner: the thread whose island works on the array.
      depth: how often that thread has entered it.
      left: the version with which it was last taken apart, and what versions the members got.
    """

    __slots__ = ("depth", "dims", "left", "members", "owner", "whole")

    def __init__(self, members: Sequence[Slot], dims: tuple[int, ...]) -> None:
        super().__init__(("pack", "", ""))
        self.members = tuple(members)
        self.dims = dims
        self.whole = False
        self.owner: int | None = None
        self.depth = 0
        self.left: tuple[int, list[int]] = (-1, [])

    def is_free(self) -> bool:
        """Whether no other thread's island works on it."""
        return not self.given_away and self.owner in (None, threading.get_ident())

    def gather(self) -> bool:
        """Takes the members' values in, if they all have one of the shape and of one dtype."""
        values = [None if m.value is None else np.asarray(m.value) for m in self.members]
        first = values[0]
        if first is None or any(
            value is None or value.shape != self.dims or value.dtype != first.dtype
            for value in values
        ):
            return False
        self.value = np.stack(values)  # type: ignore[arg-type]
        self.version += 1
        self.lost = False
        self.whole = True
        for row, member in enumerate(self.members):
            member.pack, member.row, member.value, member.seen = self, row, IN_PACK, -1
        return True

    def value_of(self, member: Slot) -> Any:
        """A member's value, copied out of the array."""
        if member.seen != self.version:
            member.value = np.array(np.asarray(self.value)[member.row])
            member.seen = self.version
        return member.value

    def take_apart(self) -> None:
        """Gives the members values of their own; all are lost if the array is."""
        rows = None if self.value is None else np.asarray(self.value)
        for index, member in enumerate(self.members):
            member.pack = None
            member.value = None if rows is None else np.array(rows[index])
            member.lost = rows is None
            # (what a member's version was seen to be in the pack is its own and the pack's together)
            member.version += self.version + 1
        self.left = (self.version, [member.version for member in self.members])
        self.value = None
        self.whole = False

    def take_back(self, old: Any, version: int) -> None:
        """Restores an array, also where the pack was taken apart since, for members that nobody has written."""
        if self.whole:
            if self.version == version:
                self.value = old
                self.version += 1
        elif self.left[0] == version:
            rows = np.asarray(old)
            for index, (member, left) in enumerate(zip(self.members, self.left[1], strict=True)):
                if member.version == left and member.pack is None:
                    member.value = np.array(rows[index])
                    member.version += 1
