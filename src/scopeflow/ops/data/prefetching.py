"""Datasets that make elements ahead of those that are asked for, in a thread of their own."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

import numpy as np

from scopeflow.ops.data.asking import invalid, scalars
from scopeflow.ops.data.selecting import SelectedValue
from scopeflow.ops.data.values import Cursor, Element, Run, dataset_of
from scopeflow.ops.define import op

# How many elements a buffer holds whose size is left to the library.
_AUTOMATIC = 2
# How long closing waits for a thread that is in the middle of an element, in seconds.
_PATIENCE = 1.0


class PrefetchValue(SelectedValue):
    """Another dataset, up to `size` elements ahead; -1 leaves the size to the library.

    `label` is what its numbers are counted under.
    """

    size = _AUTOMATIC
    label = "PrefetchDataset/_0"

    def iterate(self, run: Run) -> Any:
        return _Ahead(run, self) if self.size else self.inner.iterate(run)

    def cardinality(self) -> int:
        return self.inner.cardinality()


class _Ahead(Cursor):
    """A thread puts elements, and errors in their places, into a row; it starts with the first question."""

    def __init__(self, run: Run, value: PrefetchValue) -> None:
        self._run = run
        self._label = value.label
        self._size = value.size if value.size > 0 else _AUTOMATIC
        self._inner = self.own(value.inner.iterate(run))
        self._changed = threading.Condition()
        self._row: deque[Any] = deque()
        self._ended = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def __next__(self) -> Element:
        with self._changed:
            if self._thread is None and not self._closed:
                self._thread = self._run.thread(self._work, "prefetch")
            self._run.wait(self._changed, lambda: self._row or self._ended or self._closed)
            if not self._row:
                raise StopIteration
            if self._run.count is not None:
                self._tell(self._run.count)
            item = self._row.popleft()
            self._changed.notify_all()
        if isinstance(item, BaseException):
            raise item
        return item

    def _tell(self, count: Any) -> None:
        ready = len(self._row)
        count(
            f"{self._label}::buffer_utilization", float(np.float32(ready) / np.float32(self._size))
        )
        count(f"{self._label}::buffer_capacity", float(self._size), latest=True)
        count(f"{self._label}::buffer_size", float(ready), latest=True)

    def _work(self) -> None:
        try:
            while self._room():
                try:
                    item: Any = next(self._inner)
                except StopIteration:
                    return
                except BaseException as error:
                    item = error
                with self._changed:
                    self._row.append(item)
                    self._changed.notify_all()
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()
            if self._closed:
                super().close()

    def _room(self) -> bool:
        """Waits until there is room for an element; whether to go on at all."""
        with self._changed:
            while len(self._row) >= self._size and not (self._closed or self._run.cancelled):
                self._changed.wait(0.05)
            return not (self._closed or self._run.cancelled)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(_PATIENCE)
            if thread.is_alive():
                # it closes the rest when it comes out of its element
                return
        super().close()


@op(
    "PrefetchDataset(input_dataset: variant, buffer_size: int64; output_types: list(type) >= 1, "
    "output_shapes: list(shape) >= 1, slack_period: int = 0, legacy_autotune: bool = True) -> (handle: variant)",
    shape=scalars(-1, 0),
    host=True,
)
def prefetch_dataset(
    input_dataset: Any, buffer_size: Any, *, output_types: Any, output_shapes: Any, ctx: Any
) -> Any:
    """The elements, made ahead."""
    made = PrefetchValue(dataset_of(input_dataset), output_types, output_shapes)
    made.label = f"PrefetchDataset/_{ctx.op._id}"
    made.size = int(buffer_size)
    if made.size < -1:
        raise invalid("buffer_size must be >= 0 or set buffer_size to be -1 for auto-tuning")
    return made
