"""Iterators as a session keeps them: one walk through one dataset at a time."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.graph.words import bracketed, runtime_name
from scopeflow.ops.data.values import DatasetValue, Element, Run

# How long an initializer waits for another thread that is in the middle of an element, in seconds.
_PATIENCE = 1.0
# How often who waits for another thread looks whether the iterator was given up, in seconds.
_LOOK = 0.05
_numbers = itertools.count()


class IteratorResource:
    """What an iterator's handle stands for.

    Args:
      dtypes: the DTypes of the components that it gives; empty if any will do.
      dims: their static shapes.
    """

    def __init__(self, dtypes: Sequence[Any], dims: Sequence[Any]) -> None:
        self.dtypes = tuple(dtypes)
        self.dims = tuple(dims)
        self.number = next(_numbers)
        self._walk: _Walk | None = None
        self._lock = threading.Lock()

    @property
    def is_initialized(self) -> bool:
        """Whether there is a dataset to walk."""
        return self._walk is not None

    def start(self, dataset: DatasetValue, ctx: Any) -> None:
        """Walks `dataset` from now on, from its beginning; an earlier walk is given up.

        Raises:
          InvalidArgumentError: if its components have other types or shapes.
        """
        check_components(self.dtypes, self.dims, dataset.dtypes, dataset.dims)
        walk = _Walk(dataset, ctx)
        with self._lock:
            before, self._walk = self._walk, walk
        if before is not None:
            before.give_up()

    def end_with_session(self) -> None:
        """Gives the walk up: its threads stop, its files are closed."""
        with self._lock:
            before, self._walk = self._walk, None
        if before is not None:
            before.give_up()

    def start_once(self, make: Any, ctx: Any) -> None:
        """`start` with what `make()` gives, unless there is a walk already."""
        if self._walk is None:
            self.start(make(), ctx)

    def next(self) -> Element:
        """The next element.

        Raises:
          OutOfRangeError: at the end.
          FailedPreconditionError: if there is no dataset.
          OpError: if the element fails; the next call goes on behind it.
        """
        walk = self._walk
        if walk is None:
            raise errors.FailedPreconditionError(
                None,
                None,
                "GetNext() failed because the iterator has not been initialized. Ensure that you have run the "
                "initializer operation for this iterator before getting the next element.",
            )
        return walk.next()


class _Walk:
    """One walk: a cursor that one thread at a time moves."""

    def __init__(self, dataset: DatasetValue, ctx: Any) -> None:
        self.run = Run(ctx)
        self.cursor: Any = None
        self.cursor = dataset.iterate(self.run)
        self.lock = threading.Lock()

    def next(self) -> Element:
        while not self.lock.acquire(timeout=_LOOK):
            # another thread may be deep in the user's own function
            self.run.check()
        try:
            self.run.check()
            return next(self.cursor)
        except StopIteration:
            raise errors.OutOfRangeError(None, None, "End of sequence") from None
        finally:
            if self.run.cancelled:
                self.cursor.close()
            self.lock.release()

    def give_up(self) -> None:
        """Ends the walk; a thread that is in the middle of an element closes it when it comes out."""
        self.run.cancel()
        if self.lock.acquire(timeout=_PATIENCE):
            try:
                self.cursor.close()
            finally:
                self.lock.release()

    def __del__(self) -> None:
        # nobody can be inside any more
        self.run.cancel()
        if self.cursor is not None:
            self.cursor.close()


def check_components(
    wanted_types: Sequence[Any],
    wanted_dims: Sequence[Any],
    types: Sequence[Any],
    dims: Sequence[Any],
) -> None:
    """Raises InvalidArgumentError unless components of `types` and `dims` may stand where others were promised."""
    if not wanted_types:
        return
    if len(types) != len(wanted_types):
        raise errors.InvalidArgumentError(
            None,
            None,
            f"Number of components does not match: expected {len(wanted_types)} types but got {len(types)}.",
        )
    for index, (wanted, found) in enumerate(zip(wanted_types, types, strict=True)):
        if wanted is not found:
            raise errors.InvalidArgumentError(
                None,
                None,
                f"Data type mismatch at component {index}: expected {runtime_name(wanted)} but got {runtime_name(found)}.",
            )
    for index, (left, right) in enumerate(zip(wanted_dims, dims, strict=True)):
        if not _agree(left, right):
            raise errors.InvalidArgumentError(
                None,
                None,
                f"Incompatible shapes at component {index}: expected {_text(left)} but got {_text(right)}.",
            )


def _agree(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return True
    return len(left) == len(right) and all(
        a is None or b is None or a == b for a, b in zip(left, right, strict=True)
    )


def _text(dims: Any) -> str:
    return "<unknown>" if dims is None else bracketed(dims)
