"""Some rows of several arrays, replaced by what a function makes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check
from scopeflow.xp.face import is_known, lift

from .indexing import gather, scatter_update
from .offending import element, first_wrong
from .padded import all_different, outside

Step = Callable[..., Sequence[Any]]


def update_rows(step: Step, arrays: Sequence[Any], indices: Any, updates: Any) -> list[Any]:
    """Copies of the arrays in which `step` was applied to the rows that `indices` names.

    Args:
      step: (rows of each array..., updates) -> new rows of each array; made of kernels.
      arrays: arrays of one shape `[n, ...]`.
      indices: a vector of ints in [0, n); a row that is named twice is updated twice, in order.
      updates: an array `[len(indices), ...]`.

    Raises:
      InvalidArgumentError: if an index is out of range.
    """
    known = is_known(indices) and is_known(updates) and all(is_known(a) for a in arrays)
    _check_range(indices, arrays[0].shape[0])
    if known:
        return _in_rounds(step, arrays, indices, updates)
    return _traced(step, arrays, indices, updates)


def _check_range(indices: Any, limit: int) -> None:
    if not indices.size:
        return
    bad = outside(indices, limit)
    ok: Any
    if is_known(indices):
        ok, place = not np.any(bad), np.argmax(bad)
        value = indices[place]
    else:
        ok, place, _ = first_wrong(bad)
        value = element(indices, place)
    check(ok, None, "Index %s at offset %s in indices is out of range", value, place)


def _at_once(step: Step, arrays: Sequence[Any], indices: Any, updates: Any) -> list[Any]:
    made = step(*[gather(array, indices) for array in arrays], updates)
    return [scatter_update(array, indices, rows) for array, rows in zip(arrays, made, strict=True)]


def _in_rounds(step: Step, arrays: Sequence[Any], indices: Any, updates: Any) -> list[Any]:
    """First every row's first update, then every row's second one."""
    left = np.arange(len(indices))
    current = list(arrays)
    while True:
        _, first = np.unique(indices[left], return_index=True)
        if len(first) == len(left):
            return _at_once(step, current, indices[left], updates[left])
        now = left[np.sort(first)]
        current = _at_once(step, current, indices[now], updates[now])
        left = np.setdiff1d(left, now)


def _traced(step: Step, arrays: Sequence[Any], indices: Any, updates: Any) -> list[Any]:
    """At once if every row is named once, else one after the other."""
    jax, jnp = door.jax(), door.jnp()
    current = tuple(lift(array)[0] for array in arrays)
    (indices,), (updates,) = lift(indices), lift(updates)
    if len(indices) < 2 and not all_different():
        return _at_once(step, current, indices, updates)

    def at_once(held: Any) -> Any:
        made = step(*[array[indices] for array in held], updates)
        return tuple(array.at[indices].set(rows) for array, rows in zip(held, made, strict=True))

    def one(place: Any, held: Any) -> Any:
        row = jax.lax.dynamic_slice_in_dim(indices, place, 1)
        given = jax.lax.dynamic_slice_in_dim(updates, place, 1)
        made = step(*[array[row] for array in held], given)
        return tuple(array.at[row].set(rows) for array, rows in zip(held, made, strict=True))

    def in_order(held: Any) -> Any:
        return jax.lax.fori_loop(0, len(indices), one, held)

    if all_different():
        return list(at_once(current))
    ordered = jnp.sort(indices)
    twice = jnp.any(ordered[1:] == ordered[:-1])
    return list(jax.lax.cond(twice, in_order, at_once, current))
