"""Queues as a session keeps them: tuples of arrays, taken by one thread while another puts them in."""

from __future__ import annotations

import bisect
import itertools
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops.queues.waiting import Patience

Element = tuple[Any, ...]
_numbers = itertools.count()


class Queue:
    """A queue: first in, first out.

    Args:
      kind: what messages call it.
      name: its name; one is made of `node` if it is empty.
      node: the name of its node.
      capacity: the most elements; negative for no bound.
      dtypes: the DTypes of an element's components.
      shapes: their shapes as dims, or an empty list if they may have any.
    """

    # elements that stay in the queue while it is open
    kept = 0

    def __init__(
        self,
        kind: str,
        name: str,
        node: str,
        capacity: int,
        dtypes: Sequence[Any],
        shapes: Sequence[Any],
    ) -> None:
        self.kind = kind
        self.name = name or f"_{next(_numbers)}_{node}"
        self.capacity = capacity
        self.dtypes = tuple(dtypes)
        self.shapes = tuple(shapes)
        self.closed = False
        self._changed = threading.Condition()
        self._elements: deque[Element] = deque()
        # who waits, in the order of coming: nobody is overtaken
        self._putting: deque[object] = deque()
        self._taking: deque[object] = deque()
        self._cancelled: set[object] = set()

    def check_same(
        self, name: str, capacity: int, dtypes: Sequence[Any], shapes: Sequence[Any]
    ) -> None:
        """Refuses to be taken for a queue of another kind."""
        if capacity != self.capacity:
            raise invalid_argument(
                f"Shared queue '{name}' has capacity {self.capacity} but requested capacity was {capacity}"
            )
        if tuple(dtypes) != self.dtypes:
            raise invalid_argument(
                f"Shared queue '{name}' has component types {_names(self.dtypes)} but requested component types were "
                f"{_names(dtypes)}"
            )
        if tuple(shapes) != self.shapes:
            raise invalid_argument(
                f"Shared queue '{name}' has other component shapes than requested"
            )

    # -- elements, while the lock is held ------------------------------------------------------------

    def _add(self, element: Element) -> None:
        self._elements.append(element)

    def _next(self) -> Element:
        return self._elements.popleft()

    def _put_back(self, elements: Sequence[Element]) -> None:
        self._elements.extendleft(reversed(elements))

    def _count(self) -> int:
        return len(self._elements)

    def _available(self) -> int:
        return self._count() - (0 if self.closed else self.kept)

    # -- what ops do ---------------------------------------------------------------------------------

    def size(self) -> int:
        """How many elements are in it."""
        with self._changed:
            return self._count()

    def put(self, elements: Sequence[Element], patience: Patience) -> None:
        """Adds elements, one after the other as there is room.

        Raises:
          CancelledError: if the queue is closed.
        """
        ticket = object()
        with self._changed:
            if self.closed:
                raise self._is_closed()
            self._putting.append(ticket)
            try:
                for element in elements:
                    patience.wait(self._changed, lambda: self._may_put(ticket), "Enqueue operation")
                    if ticket in self._cancelled:
                        raise errors.CancelledError(None, None, "Enqueue operation was cancelled")
                    self._add(element)
                    self._changed.notify_all()
            finally:
                self._putting.remove(ticket)
                self._cancelled.discard(ticket)
                self._changed.notify_all()

    def _may_put(self, ticket: object) -> bool:
        if ticket in self._cancelled:
            return True
        return self._putting[0] is ticket and (self.capacity < 0 or self._count() < self.capacity)

    def take(self, count: int, patience: Patience, or_fewer: bool = False) -> list[Element]:
        """Takes elements off the queue as they come.

        Args:
          count: how many.
          patience: how long to wait.
          or_fewer: whether a closed queue may give fewer.

        Raises:
          OutOfRangeError: if the queue is closed and has not enough.
        """
        ticket = object()
        taken: list[Element] = []
        with self._changed:
            self._taking.append(ticket)
            try:
                while len(taken) < count:
                    patience.wait(
                        self._changed, lambda: self._may_take(ticket), "Dequeue operation"
                    )
                    if self._available() > 0:
                        taken.append(self._next())
                        self._changed.notify_all()
                    elif or_fewer and taken:
                        break
                    else:
                        size = len(taken)
                        raise errors.OutOfRangeError(
                            None,
                            None,
                            f"{self.kind} '{self.name}' is closed and has insufficient elements (requested {count}, "
                            f"current size {size})",
                        )
            except BaseException:
                self._put_back(taken)
                raise
            finally:
                self._taking.remove(ticket)
                self._changed.notify_all()
        return taken

    def _may_take(self, ticket: object) -> bool:
        if self._taking[0] is not ticket:
            return False
        # those who were already adding when it was closed still may
        return self._available() > 0 or (self.closed and not self._putting)

    def close(self, cancel_pending: bool) -> None:
        """Takes no more elements; what is in it can still be taken.

        Args:
          cancel_pending: whether those who wait for room give up.

        Raises:
          CancelledError: if it is closed already.
        """
        with self._changed:
            if cancel_pending:
                self._cancelled.update(self._putting)
            elif self.closed:
                raise errors.CancelledError(None, None, f"Queue '{self.name}' is already closed.")
            self.closed = True
            self._changed.notify_all()

    def _is_closed(self) -> errors.CancelledError:
        return errors.CancelledError(None, None, f"{self.kind} '{self.name}' is closed.")

    # -- arrays --------------------------------------------------------------------------------------

    def checked(self, components: Sequence[Any]) -> Element:
        """One element made of these arrays.

        Raises:
          InvalidArgumentError: if a shape does not fit.
        """
        arrays = [np.asarray(component) for component in components]
        for index, (array, shape) in enumerate(zip(arrays, self.shapes, strict=False)):
            if not _fits(array.shape, shape):
                raise _mismatch(index, shape, array.shape)
        return tuple(arrays)

    def rows(self, components: Sequence[Any]) -> list[Element]:
        """The elements that the rows of these arrays make."""
        arrays = [np.asarray(component) for component in components]
        count = arrays[0].shape[0]
        for index, array in enumerate(arrays):
            shape = self.shapes[index] if self.shapes else tuple([None] * (array.ndim - 1))
            if array.shape[0] != count or not _fits(array.shape[1:], shape):
                raise _mismatch(index, (count, *shape), array.shape)
        return [tuple([array[row] for array in arrays]) for row in range(count)]

    def stacked(self, elements: Sequence[Element]) -> list[np.ndarray]:
        """Elements as one array per component."""
        if not self.shapes:
            raise invalid_argument(
                f"{self.kind}'s DequeueMany and DequeueUpTo require the components to have specified shapes."
            )
        found = []
        for index, dtype in enumerate(self.dtypes):
            parts = [element[index] for element in elements]
            shape = self._shape_of_rows(index, parts)
            array = np.zeros((len(parts), *shape), dtype.as_numpy_dtype)
            if array.dtype == object:
                array[...] = b""
            for row, part in enumerate(parts):
                place: Any = (row, *[slice(size) for size in np.shape(part)])
                array[place] = part
            found.append(array)
        return found

    def _shape_of_rows(self, index: int, parts: Sequence[Any]) -> tuple[int, ...]:
        return tuple(self.shapes[index])


class PaddingQueue(Queue):
    """A queue whose elements may differ in size: a batch has room for the largest."""

    def _shape_of_rows(self, index: int, parts: Sequence[Any]) -> tuple[int, ...]:
        return tuple(
            [
                max([np.shape(part)[axis] for part in parts], default=0) if size is None else size
                for axis, size in enumerate(self.shapes[index])
            ]
        )


class ShuffleQueue(Queue):
    """A queue that gives a random element.

    Args:
      kept: how many elements stay in it while it is open.
      seed, seed2: of its random stream; both 0 for another one each time.
    """

    def __init__(self, *given: Any, kept: int, seed: int, seed2: int) -> None:
        super().__init__(*given)
        self.kept = kept
        if 0 <= self.capacity <= kept:
            raise invalid_argument(f"min_after_dequeue {kept} must be < capacity {self.capacity}")
        if seed == 0 and seed2 == 0:
            seed, seed2 = (int(n) for n in np.random.SeedSequence().generate_state(2))
        self._words = _words(seed, seed2)

    def _next(self) -> Element:
        index = next(self._words) % len(self._elements)
        element = self._elements[index]
        self._elements[index] = self._elements[-1]
        self._elements.pop()
        return element

    def _put_back(self, elements: Sequence[Element]) -> None:
        self._elements.extend(elements)


class PriorityQueue(Queue):
    """A queue that gives the element with the smallest first component."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._order: list[tuple[int, int, Element]] = []
        self._come = itertools.count()

    def _add(self, element: Element) -> None:
        bisect.insort(self._order, (int(element[0]), next(self._come), element))

    def _next(self) -> Element:
        return self._order.pop(0)[2]

    def _put_back(self, elements: Sequence[Element]) -> None:
        for element in elements:
            self._add(element)

    def _count(self) -> int:
        return len(self._order)


def _words(seed: int, seed2: int) -> Iterator[int]:
    """The words of a random stream, one by one."""
    key, counter = xp.stream_state(seed, seed2)
    stream = xp.RandomStream(key, counter, np)
    for block in itertools.count():
        yield from (int(word) for word in stream.blocks(block, 1)[0])


def _fits(shape: Sequence[int], wanted: Sequence[int | None]) -> bool:
    return len(shape) == len(wanted) and all(
        w is None or s == w for s, w in zip(shape, wanted, strict=True)
    )


def _mismatch(index: int, wanted: Sequence[int | None], shape: Sequence[int]) -> Exception:
    return invalid_argument(
        f"Shape mismatch in tuple component {index}. Expected {bracketed(wanted)}, got {bracketed(shape)}"
    )


def _names(dtypes: Sequence[Any]) -> str:
    return "[" + ", ".join(dtype.name for dtype in dtypes) + "]"
