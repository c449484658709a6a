"""Barriers as a session keeps them: elements whose components come one by one, by key, and leave when whole."""

from __future__ import annotations

import bisect
import itertools
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.words import bracketed, invalid_argument, runtime_name
from scopeflow.ops.queues.waiting import Patience

_numbers = itertools.count()
_LEAST = -(2**63)

Whole = tuple[int, bytes, list[Any]]


class BarrierState:
    """A barrier.

    Args:
      name: its name; one is made of `node` if it is empty.
      node: the name of its node.
      dtypes: the DTypes of an element's components.
      shapes: their dims, or an empty list if they may have any.
    """

    def __init__(self, name: str, node: str, dtypes: Sequence[Any], shapes: Sequence[Any]) -> None:
        self.name = name or f"_{next(_numbers)}_{node}"
        self.dtypes = tuple(dtypes)
        self.shapes = tuple(shapes)
        self._changed = threading.Condition()
        self._closed = self._cancelled = False
        self._inserts = 0
        # by key, the number of the insertion that brought it, and its components as far as they came
        self._incomplete: dict[bytes, tuple[int, dict[int, Any]]] = {}
        # whole elements by the number of their insertion, then as they became whole
        self._ready: list[tuple[int, int, Whole]] = []
        self._come = itertools.count()
        self._taking: list[object] = []

    def check_same(self, name: str, dtypes: Sequence[Any], shapes: Sequence[Any]) -> None:
        """Refuses to be taken for a barrier of another kind."""
        if tuple(dtypes) != self.dtypes:
            raise invalid_argument(
                f"Shared barrier '{name}' has component types {_names(self.dtypes)} but requested component types were "
                f"{_names(dtypes)}"
            )
        if tuple(shapes) != self.shapes:
            raise invalid_argument(
                f"Shared barrier '{name}' has component shapes {_shapes(self.shapes)} but requested component shapes "
                f"were {_shapes(shapes)}"
            )

    def shape_of(self, component: int) -> tuple[int, ...]:
        """The shape of a component; one that is not declared is a scalar."""
        return tuple((self.shapes[component] if self.shapes else None) or ())

    def ready_size(self) -> int:
        """How many elements are whole."""
        with self._changed:
            return len(self._ready)

    def incomplete_size(self) -> int:
        """How many elements wait for components."""
        with self._changed:
            return len(self._incomplete)

    # -- putting in ----------------------------------------------------------------------------------

    def insert(self, component: int, keys: Sequence[bytes], values: np.ndarray) -> None:
        """Gives a component to each of several keys.

        Raises:
          CancelledError: if the barrier is closed, and has no such key.
          InvalidArgumentError: if a key has the component already, or the value does not fit.
        """
        self._check(component, keys, values)
        with self._changed:
            if self._closed:
                self._check_closed(keys)
            number = _LEAST + self._inserts
            self._inserts += any(key not in self._incomplete for key in keys)
            try:
                for key, value in zip(keys, values, strict=True):
                    self._insert_one(number, component, key, value)
            finally:
                self._changed.notify_all()

    def _check(self, component: int, keys: Sequence[bytes], values: np.ndarray) -> None:
        count = len(self.dtypes)
        if not 0 <= component < count:
            raise invalid_argument(
                f"The component ID is out of range {component} > num_components (= {count})"
            )
        if values.ndim == 0 or len(values) != len(keys):
            raise invalid_argument(
                f"Shape mismatch: {len(keys)} keys but values of shape {bracketed(values.shape)}"
            )

    def _check_shapes(self, parts: dict[int, Any]) -> None:
        for component in range(len(self.dtypes)):
            wanted = self.shape_of(component)
            shape = np.shape(parts[component])
            if wanted != shape:
                # a number and the key come before the components
                raise invalid_argument(
                    f"Shape mismatch in tuple component {component + 2}. "
                    f"Expected {bracketed(wanted)}, got {bracketed(shape)}"
                )

    def _check_closed(self, keys: Sequence[bytes]) -> None:
        cancelled = f"Pending enqueues cancelled: {int(self._cancelled)}."
        if self._cancelled or not self._incomplete:
            raise errors.CancelledError(
                None,
                None,
                f"Barrier {self.name} is closed.  {cancelled}  Number of new insertions: {len(keys)}.  "
                f"Number of incomplete keys: {len(self._incomplete)}.",
            )
        for index, key in enumerate(keys):
            if key not in self._incomplete:
                raise errors.CancelledError(
                    None,
                    None,
                    f"Barrier {self.name} is closed, but attempted to insert a brand new key: {key.decode()}.  "
                    f"{cancelled}  Insertion index: {index}.  Number of incomplete keys: {len(self._incomplete)}.",
                )

    def _insert_one(self, number: int, component: int, key: bytes, value: Any) -> None:
        first, parts = self._incomplete.setdefault(key, (number, {}))
        if component in parts:
            raise invalid_argument(
                f"Key {key.decode()} already has a value for component {component} in barrier {self.name}"
            )
        parts[component] = value
        if len(parts) == len(self.dtypes):
            del self._incomplete[key]
            self._check_shapes(parts)
            whole = (first, key, [parts[index] for index in range(len(self.dtypes))])
            bisect.insort(self._ready, (first, next(self._come), whole))

    # -- taking out ----------------------------------------------------------------------------------

    def take(self, count: int, or_fewer: bool, patience: Patience) -> list[Whole]:
        """Takes whole elements, those first that were begun first.

        Args:
          count: how many.
          or_fewer: whether a closed barrier may give fewer.
          patience: how long to wait.

        Raises:
          OutOfRangeError: if the barrier is closed and will not have enough.
        """
        ticket = object()
        with self._changed:
            self._taking.append(ticket)
            try:
                patience.wait(
                    self._changed,
                    lambda: self._taking[0] is ticket and self._may_take(count, or_fewer),
                    "TakeMany operation",
                )
                enough = len(self._ready) >= count
                if not enough and not (or_fewer and self._ready):
                    raise errors.OutOfRangeError(
                        None,
                        None,
                        f"Barrier '{self.name}' is closed and has insufficient elements "
                        f"(requested {0 if or_fewer else count}, total size {len(self._ready)})",
                    )
                taken = self._ready[:count]
                del self._ready[:count]
                return [whole for _, _, whole in taken]
            finally:
                self._taking.remove(ticket)
                self._changed.notify_all()

    def _may_take(self, count: int, or_fewer: bool) -> bool:
        if len(self._ready) >= count:
            return True
        if not self._closed:
            return False
        # a closed barrier with keys that lack components may still get whole ones
        return not self._incomplete or (or_fewer and bool(self._ready))

    def close(self, cancel_pending: bool) -> None:
        """Takes no new keys; those that are there may become whole.

        Args:
          cancel_pending: whether these are dropped as well.

        Raises:
          CancelledError: if it is closed already.
        """
        with self._changed:
            if self._cancelled or (self._closed and not cancel_pending):
                raise errors.CancelledError(None, None, f"Barrier '{self.name}' is already closed.")
            self._closed = True
            if cancel_pending:
                self._cancelled = True
                self._incomplete.clear()
            self._changed.notify_all()


def _names(dtypes: Sequence[Any]) -> str:
    return ", ".join(runtime_name(dtype) for dtype in dtypes)


def _shapes(shapes: Sequence[Any]) -> str:
    return "[" + ", ".join(bracketed(dims) for dims in shapes) + "]"
