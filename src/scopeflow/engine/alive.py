"""When a value is there that stands on branches: the choices that must have come out one way."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from scopeflow import xp
from scopeflow.xp import door

# When a value is there: False for never, else the choices that must all have come out so - none, for always.
Alive = Any
ALWAYS: frozenset[Any] = frozenset()


class Choice(NamedTuple):
    """One side of a traced predicate."""

    key: int
    side: bool
    pred: Any


def choice(pred: Any, side: bool) -> Alive:
    """Where a predicate comes out so."""
    if xp.is_known(pred):
        return ALWAYS if bool(pred) is side else False
    return frozenset([Choice(id(pred), side, _Held(pred))])


class _Held:
    """Keeps a traced value out of comparisons."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


def both(one: Alive, other: Alive) -> Alive:
    """Where both are there."""
    if one is False or other is False:
        return False
    found = one | other
    sides = {(choice.key, choice.side) for choice in found}
    return False if any((key, not side) in sides for key, side in sides) else found


def either(one: Alive, other: Alive) -> Alive:
    """Where either is there: two sides of one choice are always."""
    common = one & other
    left, right = one - common, other - common
    if not left or not right:
        return common
    if len(left) == len(right) == 1:
        (a,), (b,) = left, right
        if a.key == b.key:
            return common
    return choice(door.jnp().logical_or(traced(one), traced(other)), True)


def traced(alive: Alive) -> Any:
    """Whether a value is there, as a traced bool."""
    jnp = door.jnp()
    found = None
    for choice in sorted(alive, key=lambda choice: (choice.key, choice.side)):
        pred = choice.pred.value
        one = pred if choice.side else jnp.logical_not(pred)
        found = one if found is None else jnp.logical_and(found, one)
    return jnp.asarray(True) if found is None else found


def select(alive: Any, value: Any, otherwise: Any) -> Any:
    """`value` where `alive`."""
    if not alive or value is otherwise:
        return value
    if value is None or otherwise is None:
        raise xp.NotStatic("a variable that may have no value")
    if (
        getattr(value, "dtype", None) is None
        or np.shape(value) != np.shape(otherwise)
        or value.dtype != otherwise.dtype
        or value.dtype == object
    ):
        raise xp.NotStatic("branches that give values of different shapes")
    return door.jnp().where(traced(alive), value, otherwise)
