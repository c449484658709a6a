"""Which tensors of two lists are probably the same: those whose names are alike and whose shapes and types agree."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from scopeflow.graph.dtypes import DType

# Names that one is compared with: in a large model with another prefix all are alike.
_COMPARED = 1000
_TAILS = 64  # names with the same end that are looked at
_LIKE = 0.4  # how alike two names must be on the whole if nothing else speaks for them
_VERY_LIKE = 0.6


class Form(NamedTuple):
    """What is known of a tensor: its shape and its type, each None where it is not known."""

    dims: tuple[int | None, ...] | None
    dtype: DType | None

    def fits(self, other: Form) -> bool:
        """Whether both may be of the same tensor."""
        return self.fits_shape(other) and self.fits_dtype(other)

    def fits_shape(self, other: Form) -> bool:
        """Whether their shapes may be the same."""
        if self.dims is None or other.dims is None:
            return True
        return len(self.dims) == len(other.dims) and all(
            a is None or b is None or a == b for a, b in zip(self.dims, other.dims, strict=True)
        )

    def fits_dtype(self, other: Form) -> bool:
        """Whether their types may be the same."""
        return self.dtype is None or other.dtype is None or self.dtype is other.dtype


def paired(wanted: Mapping[str, Form], there: Mapping[str, Form]) -> dict[str, str]:
    """For names of `wanted`, the name in `there` that is probably the same tensor's; none comes twice.

    Where a whole scope was renamed, its tensors are found together: what most names agree on comes first.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    moves = _moves(wanted, there)
    for move in _by_weight(moves):
        for name, stored in moves[move]:
            if name in found or stored in taken:
                continue
            if len(moves[move]) > 1 or _ratio(name, stored) >= _LIKE:
                found[name] = stored
                taken.add(stored)
    for name, form in wanted.items():
        if name not in found:
            free = (one for one in there if one not in taken and form.fits(there[one]))
            near = closest(name, free, _VERY_LIKE)
            if near is not None:
                found[name] = near
                taken.add(near)
    return found


def closest(name: str, others: Iterable[str], least: float = _LIKE) -> str | None:
    """The name that is most like one, of those that are alike at all; the last part counts most."""
    compared = [one for one, _ in zip(others, range(_COMPARED), strict=False)]
    last = name.rpartition("/")[2]
    ending = [one for one in compared if one.rpartition("/")[2] == last]
    near = difflib.get_close_matches(name, ending or compared, 1, least)
    return near[0] if near else None


Move = tuple[str, str]


def _moves(
    wanted: Mapping[str, Form], there: Mapping[str, Form]
) -> dict[Move, list[tuple[str, str]]]:
    """By (beginning in `there`, beginning in `wanted`), the pairs that differ in nothing but these."""
    tails: dict[str, list[str]] = defaultdict(list)
    for stored in there:
        for tail in _tails(stored):
            if len(tails[tail]) < _TAILS:
                tails[tail].append(stored)
    moves: dict[Move, list[tuple[str, str]]] = defaultdict(list)
    for name, form in wanted.items():
        for tail in _tails(name):
            fitting = [stored for stored in tails.get(tail, ()) if form.fits(there[stored])]
            for stored in fitting:
                moves[stored[: -len(tail)], name[: -len(tail)]].append((name, stored))
            if fitting:
                break
    return moves


def _tails(name: str) -> list[str]:
    """The ends of a name at its slashes, the longest first."""
    parts = name.split("/")
    return ["/".join(parts[at:]) for at in range(len(parts))]


def _by_weight(moves: Mapping[Move, Sequence[object]]) -> list[Move]:
    """The moves that explain most first; of equals, the one whose beginnings are most alike."""
    few = len(moves) <= _COMPARED
    return sorted(
        moves,
        key=lambda move: (-len(moves[move]), -_ratio(*move) if few else 0.0, move),
    )


def _ratio(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b).ratio()


def by_scope(
    pairs: Mapping[str, str], every: Set[str], plain: Callable[[str], bool]
) -> dict[str, str]:
    """Pairs of names told in as few entries as they can be: from a scope to a scope, where all under it moves so.

    Args:
      pairs: from each name to its name in the other list.
      every: all names that a scope of the first list stands for.
      plain: whether a name may be part of a scope's entry.

    Returns:
      From names and scopes (with a slash at the end) of the other list to those of the first; "/" is the root.
    """
    told: dict[str, str] = {}
    children: dict[str, set[str]] = defaultdict(set)
    members: dict[str, list[str]] = defaultdict(list)
    for name in {*pairs, *every}:
        scope = ""
        members[scope].append(name)
        for part in name.split("/")[:-1]:
            children[scope].add(f"{scope}{part}/")
            scope = f"{scope}{part}/"
            members[scope].append(name)

    def tell(scope: str) -> None:
        names = members[scope]
        starts = {_start(pairs.get(name), name[len(scope) :]) for name in names}
        if len(names) > 1 and len(starts) == 1 and None not in starts and all(map(plain, names)):
            told[starts.pop() or "/"] = scope or "/"
            return
        for inner in sorted(children[scope]):
            tell(inner)
        told.update(
            {pairs[name]: name for name in names if "/" not in name[len(scope) :] and name in pairs}
        )

    tell("")
    return dict(sorted(told.items()))


def _start(stored: str | None, rest: str) -> str | None:
    """What stands before `rest` in a name: a scope with its slash, or nothing; None if it does not end so."""
    if stored is None or not stored.endswith(rest):
        return None
    start = stored[: len(stored) - len(rest)]
    return start if not start or start.endswith("/") else None
