"""What has happened to the elements of a TensorArray under a trace: which were written, which a read has freed.

What is known while tracing is checked at once, the rest by the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.ops.control.array_messages import ArrayMessages, Dims
from scopeflow.ops.control.tracing import Trace, masked
from scopeflow.xp import door

# What has happened to an element.
NEVER, WRITTEN, CLEARED = np.int8(0), np.int8(1), np.int8(2)


class ElementStates(ArrayMessages):
    """The states of the elements.

    Attributes:
      size: how many elements there are.
      state: int8 [size]: what has happened to each element; NumPy where that is known.
      of_source: in an array of gradients, the state of the array's elements when it was made.
      trusted: whether nothing needs to be checked, or noted, in the trip that is being traced.
      log: what has happened since a trip began: (whether it writes, index); None in place of an index that is unknown.
    """

    trace: Trace
    size: int
    state: Any
    of_source: Any
    trusted: bool
    clears: bool
    same_shapes: bool
    element_dims: Dims
    log: list[tuple[bool, Any]]

    def _happens(self, writes: bool, index: Any) -> None:
        """Checks one write or read, and notes it."""
        told = self.trace.over_trips(index)
        self.log.append((writes, None if self.trace.when is not None else told))
        if self.trusted:
            return
        if isinstance(self.state, np.ndarray) and xp.is_known(index) and self.trace.when is None:
            self._known(writes, xp.static_int(index, "An index of a TensorArray"))
            return
        jnp = door.jnp()
        at = jnp.asarray(index, np.int32)
        state = jnp.asarray(self.state)
        self._check_bounds(writes, at)
        was = door.lax().dynamic_index_in_dim(state, at, 0, keepdims=False)
        self._check_state(writes, at, was, self._shape_is_known(at, state))
        if writes or self.clears:
            now = masked(self.trace, np.int8(WRITTEN if writes else CLEARED), was)
            self.state = door.lax().dynamic_update_index_in_dim(
                state, jnp.asarray(now, np.int8), at, 0
            )

    def _all_happen(self, writes: bool, places: Sequence[int]) -> None:
        """Checks writes or reads of known elements, and notes them."""
        if self.trusted or isinstance(self.state, np.ndarray) and self.trace.when is None:
            if self.trusted or not self._all_known(writes, places):
                for place in places:
                    self._happens(writes, place)
            return
        if len(set(places)) < len(places):
            raise xp.NotStatic("an element twice")
        when = None if self.trace.when is not None else True
        self.log.extend((writes, place if when else None) for place in places)
        for place in places:
            self._check_known_bounds(writes, place)
        jnp = door.jnp()
        at = np.asarray(places, np.int32)
        state = jnp.asarray(self.state)
        was = state[at]
        self._check_state(writes, jnp.asarray(at), was, self._shape_is_known(at, state))
        if writes or self.clears:
            now = masked(self.trace, jnp.full_like(was, WRITTEN if writes else CLEARED), was)
            self.state = state.at[at].set(now)

    def _all_known(self, writes: bool, places: Sequence[int]) -> bool:
        """Notes known writes or reads if each finds what all elements are meant to be."""
        at = np.asarray(places)
        inside = bool(((at >= 0) & (at < self.size)).all()) and len(set(places)) == len(places)
        if not inside or not bool((self.state[at] == (NEVER if writes else WRITTEN)).all()):
            return False
        self.log.extend((writes, place) for place in places)
        if writes or self.clears:
            self.state = self.state.copy()
            self.state[at] = WRITTEN if writes else CLEARED
        return True

    def _known(self, writes: bool, index: int) -> None:
        self._check_known_bounds(writes, index)
        message = self._refusal(writes, self.state, index, index)
        if message is not None:
            raise self.error(message)
        if writes or self.clears:
            self.state = self.state.copy()
            self.state[index] = WRITTEN if writes else CLEARED

    def _check_known_bounds(self, writes: bool, index: int) -> None:
        if not 0 <= index < self.size:
            message = self.no_room(index, self.size) if writes else self.not_there(index, self.size)
            raise self.error(message)

    def _refusal(self, writes: bool, state: np.ndarray, index: int, shown: int) -> str | None:
        """What is wrong with a write or read where everything is known."""
        was = state[index]
        if writes:
            if was == CLEARED:
                return self.read_before(shown)
            return None if was == NEVER or self.accumulates else self.written_before(shown)
        if was == CLEARED:
            return self.read_twice(shown)
        if was == NEVER and not self._known_shape_of(index, state):
            return self.unknown_shape(shown, self.element_dims)._message
        return None

    def _dims_are_known(self) -> bool:
        return self.element_dims is not None and None not in self.element_dims

    def _known_shape_of(self, index: int, state: np.ndarray) -> bool:
        if self._dims_are_known() or self.same_shapes and bool((state != NEVER).any()):
            return True
        source = self.of_source
        return isinstance(source, np.ndarray) and bool(source[index] != NEVER)

    def _shape_is_known(self, at: Any, state: Any) -> Any:
        """Whether a read of what was never written gives zeros."""
        if self._dims_are_known():
            return True
        known = state.any() if self.same_shapes else np.False_
        if self.of_source is not None:
            known = door.jnp().logical_or(known, door.jnp().asarray(self.of_source)[at] != NEVER)
        return known

    def _check_bounds(self, writes: bool, at: Any) -> None:
        make = self.no_room if writes else self.not_there
        inside = door.jnp().logical_and(at >= 0, at < np.int32(self.size))
        xp.check(inside, None, make("%d", self.size), at)

    def _check_state(self, writes: bool, at: Any, was: Any, known: Any) -> None:
        jnp = door.jnp()

        def first(bad: Any) -> Any:
            return at if not at.ndim else at[jnp.argmax(bad)]

        name = self.name
        self.name = name.replace("%", "%%")
        try:
            cleared = was == CLEARED
            message = self.read_before("%d") if writes else self.read_twice("%d")
            if writes or self.clears:
                xp.check(~cleared, None, message, first(cleared))
            if writes and not self.accumulates:
                again = was == WRITTEN
                xp.check(~again, None, self.written_before("%d"), first(again))
            if not writes and known is not True:
                never = jnp.logical_and(was == NEVER, ~jnp.asarray(known))
                unknown = self.unknown_shape("%d", self.element_dims)._message
                xp.check(~never, None, unknown, first(never))
        finally:
            self.name = name
