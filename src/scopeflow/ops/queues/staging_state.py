"""Staging areas as a session keeps them: tuples in order, or by key, within bounds of count and memory."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.words import invalid_argument
from scopeflow.ops.queues.waiting import Patience


def _size(values: Sequence[Any]) -> int:
    """The bytes of arrays."""
    return sum(np.asarray(value).nbytes for value in values)


class _Bounded:
    """What has room for so many elements, and so many bytes.

    Args:
      capacity: the most elements; 0 for no bound.
      memory_limit: the most bytes; 0 for no bound.
    """

    def __init__(self, capacity: int, memory_limit: int) -> None:
        self.capacity = capacity
        self.memory_limit = memory_limit
        self._bytes = 0
        self._changed = threading.Condition()

    def _count(self) -> int:
        raise NotImplementedError

    def size(self) -> int:
        """How many elements are in it."""
        with self._changed:
            return self._count()

    def _check_size(self, values: Sequence[Any]) -> int:
        size = _size(values)
        if 0 < self.memory_limit < size:
            raise errors.ResourceExhaustedError(
                None,
                None,
                f"Attempted to insert tensors with combined size of '{size}' bytes into Staging Area with a memory "
                f"limit of '{self.memory_limit}'.",
            )
        return size

    def _wait(self, patience: Patience, ready: Callable[[], bool], what: str) -> None:
        patience.wait(self._changed, ready, what)

    def _has_room(self, size: int) -> bool:
        full = 0 < self.capacity <= self._count()
        return not full and not (0 < self.memory_limit < self._bytes + size)


class Stage(_Bounded):
    """Tuples, first in, first out."""

    def __init__(self, capacity: int, memory_limit: int) -> None:
        super().__init__(capacity, memory_limit)
        self._elements: deque[list[Any]] = deque()

    def _count(self) -> int:
        return len(self._elements)

    def put(self, values: Sequence[Any], patience: Patience) -> None:
        """Adds a tuple as soon as there is room.

        Raises:
          ResourceExhaustedError: if there never will be.
        """
        size = self._check_size(values)
        with self._changed:
            self._wait(patience, lambda: self._has_room(size), "Stage operation")
            self._elements.append(list(values))
            self._bytes += size
            self._changed.notify_all()

    def get(self, patience: Patience) -> list[Any]:
        """Takes the first tuple; waits for it."""
        with self._changed:
            self._wait(patience, lambda: bool(self._elements), "Unstage operation")
            found = self._elements.popleft()
            self._bytes -= _size(found)
            self._changed.notify_all()
        return found

    def peek(self, index: int, patience: Patience) -> list[Any]:
        """The tuple at a place, which stays; waits until there is one."""
        with self._changed:
            self._wait(patience, lambda: 0 <= index < len(self._elements), "StagePeek operation")
            return self._elements[index]

    def clear(self) -> None:
        """Drops everything."""
        with self._changed:
            self._elements.clear()
            self._bytes = 0
            self._changed.notify_all()


_Parts = list[Any]


class MapStage(_Bounded):
    """Tuples by key, whose components may come and go one by one.

    Args:
      ordered: whether what has no key given is taken in the order of keys.
      width: how many components a tuple has.
    """

    def __init__(self, capacity: int, memory_limit: int, ordered: bool, width: int) -> None:
        super().__init__(capacity, memory_limit)
        self._ordered = ordered
        self._width = width
        self._whole: dict[int, _Parts] = {}
        self._incomplete: dict[int, _Parts] = {}

    def _count(self) -> int:
        return len(self._whole)

    def incomplete_size(self) -> int:
        """How many tuples lack components."""
        with self._changed:
            return len(self._incomplete)

    def put(
        self, key: int, indices: Sequence[int], values: Sequence[Any], patience: Patience
    ) -> None:
        """Adds components of the tuple of a key as soon as there is room.

        Raises:
          InvalidArgumentError: if an index is wrong, or the component is there.
          ResourceExhaustedError: if there never will be room.
        """
        if len(indices) != len(values):
            raise invalid_argument(
                f"Number of indices ({len(indices)}) does not match the number of values ({len(values)})"
            )
        self._check_indices(indices)
        size = self._check_size(values)
        with self._changed:
            self._wait(patience, lambda: self._has_room(size), "MapStage operation")
            parts = self._incomplete.setdefault(key, [None] * self._width)
            for index, value in zip(indices, values, strict=True):
                if parts[index] is not None:
                    raise invalid_argument(
                        f"The tensor for index '{index}' for key '{key}' was already initialized '{self._width}'."
                    )
                parts[index] = value
                self._bytes += np.asarray(value).nbytes
            if all(part is not None for part in parts):
                del self._incomplete[key]
                if key in self._whole:
                    # the first tuple of a key stays
                    self._bytes -= _size(parts)
                else:
                    self._whole[key] = parts
            self._changed.notify_all()

    def _check_indices(self, indices: Sequence[int]) -> None:
        if any(one >= other for one, other in zip(indices, indices[1:], strict=False)):
            raise invalid_argument("Indices are not strictly ordered")
        for index in indices:
            if not 0 <= index < self._width:
                raise invalid_argument(
                    f"Index '{index}' for key was out of bounds '{self._width}'."
                )

    def _found(self, key: int, indices: Sequence[int]) -> list[Any]:
        self._check_indices(indices)
        parts = self._whole[key]
        for index in indices:
            if parts[index] is None:
                raise invalid_argument(
                    f"Tensor at index '{index}' for key '{key}' has already been removed."
                )
        return [parts[index] for index in indices]

    def peek(self, key: int, indices: Sequence[int], patience: Patience) -> list[Any]:
        """Components of the tuple of a key, which stay; waits for it."""
        with self._changed:
            self._wait(patience, lambda: key in self._whole, "MapPeek operation")
            return self._found(key, indices)

    def take(self, key: int, indices: Sequence[int], patience: Patience) -> list[Any]:
        """Takes components of the tuple of a key; waits for it."""
        with self._changed:
            self._wait(patience, lambda: key in self._whole, "MapUnstage operation")
            return self._taken(key, indices)

    def take_any(self, indices: Sequence[int], patience: Patience) -> tuple[int, list[Any]]:
        """Takes components of some tuple, the one of the least key if they are ordered; waits for one."""
        with self._changed:
            self._wait(patience, lambda: bool(self._whole), "MapUnstageNoKey operation")
            key = min(self._whole) if self._ordered else next(iter(self._whole))
            return key, self._taken(key, indices)

    def _taken(self, key: int, indices: Sequence[int]) -> list[Any]:
        found = self._found(key, indices)
        parts = self._whole[key]
        for index in indices:
            parts[index] = None
        self._bytes -= _size(found)
        if all(part is None for part in parts):
            del self._whole[key]
        self._changed.notify_all()
        return found

    def clear(self) -> None:
        """Drops everything."""
        with self._changed:
            self._whole.clear()
            self._incomplete.clear()
            self._bytes = 0
            self._changed.notify_all()
