"""Datasets while a program runs: what a variant tensor of a dataset holds, and how its elements are walked.

class SkipOne(DatasetValue):
    def __init__(self, inner):
        super().__init__(inner.dtypes, inner.dims)
        self.inner = inner

    def iterate(self, run):
        return _SkipOne(run, self.inner)

class _SkipOne(Cursor):
    def __init__(self, run, inner):
        self.inner = self.own(inner.iterate(run))
        self.skipped = False

    def __next__(self):
        if not self.skipped:
            self.skipped = True
            next(self.inner)
        return next(self.inner)
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from scopeflow import errors

# The flat components of one element: numpy arrays or scalars, object arrays of bytes, for a nested
# dataset its DatasetValue, for a sparse tensor what SerializeSparse with `out_type=variant` gives.
Element = tuple[Any, ...]

# How often what waits looks whether it was cancelled, in seconds.
_LOOK = 0.05
# How long a walk that is closed waits for its threads, in seconds.
_PATIENCE = 1.0


class Run:
    """What walking a dataset may ask of the session: one for each iterator that walks.

    An iterator lives longer than the `Session.run` that made it. It must not keep its session alive, whose end is its own.

    Args:
      ctx: the context of the run that makes it, as a lowering gets it.
    """

    def __init__(self, ctx: Any) -> None:
        self._session = weakref.ref(ctx.session)
        self._context = type(ctx)
        self._cancelled = False
        # takes (tag, number) where an aggregator wants to know what is counted, and `latest=True` for what is no histogram
        self.count: Callable[..., None] | None = None
        # where the random streams of each function stand
        self._random: dict[Any, Any] = {}

    @property
    def session(self) -> Any:
        """The session.

        Raises:
          CancelledError: if there is none any more.
        """
        session = self._session()
        if session is None:
            raise errors.CancelledError(None, None, "Session has been closed.")
        return session

    @property
    def resources(self) -> Any:
        """What the session keeps for ops: tables, queues, iterators."""
        return self.session._engine.resources

    def function(self, function: FunctionValue, named: bool = True) -> Callable[..., list[Any]]:
        """A function that can be called, by several threads too, with values, and gives a list of values.

        Its random ops start at their seeds when the run begins, and go on from call to call, also where the function is
        asked for again.

        Args:
          function: what to call.
          named: whether the messages of its errors name it.
        """
        session, context = self._session, self._context

        def of(op: Any) -> Any:
            return context(session(), op)

        called: Any = self.session._engine.function(
            function.body, function.captured, of, self._random
        )
        called.named = named
        finish = function.finish
        if finish is None:
            return called
        return lambda *args: [
            finish(value) if isinstance(value, DatasetValue) else value for value in called(*args)
        ]

    def cancel(self) -> None:
        """Makes everything that waits, or works ahead, for this iterator stop."""
        self._cancelled = True

    @property
    def cancelled(self) -> bool:
        """Whether to stop: the iterator was given up, or its session closed or forgotten. Threads ask it in their loops."""
        session = self._session()
        return self._cancelled or session is None or getattr(session, "_closed", False)

    def check(self) -> None:
        """Raises CancelledError if this run is `cancelled`: for loops that may go on for long without an element."""
        if self.cancelled:
            raise errors.CancelledError(None, None, "Iterator was cancelled")

    def wait(self, condition: threading.Condition, ready: Callable[[], Any]) -> None:
        """Waits, the condition held, until `ready()`; others notify the condition.

        Raises:
          CancelledError: if the run is cancelled meanwhile.
        """
        while not ready():
            self.check()
            condition.wait(_LOOK)

    def thread(self, work: Callable[[], None], name: str) -> threading.Thread:
        """Starts a thread that does not keep the program from ending; `work` must ask `cancelled` in its loop."""
        made = threading.Thread(target=work, name=f"scopeflow-{name}", daemon=True)
        made.start()
        return made


def leave(threads: Sequence[threading.Thread]) -> None:
    """Waits for threads that were told to stop; not for long, for one may be deep in the user's own function."""
    until = time.monotonic() + _PATIENCE
    for thread in threads:
        if thread is not threading.current_thread():
            thread.join(max(0.0, until - time.monotonic()))


def own(value: Any) -> Any:
    """A value that nobody else can change: what a run was fed is the user's, who may write into it afterwards."""
    if isinstance(value, np.ndarray) and value.flags.writeable:
        return value.copy()
    return value


class FunctionValue(NamedTuple):
    """A function with the values of what it captured: what a `func` attribute means in a run.

    `finish` makes of each dataset that the function returns the one to walk.
    """

    body: Any
    captured: tuple[Any, ...]
    finish: Callable[[DatasetValue], DatasetValue] | None = None


def function_value(ctx: Any, attr: str, captured: Sequence[Any]) -> FunctionValue:
    """The function that an attribute of the running node names, with the captured values that the node was given."""
    name = ctx.op._attrs[attr]
    name = name if isinstance(name, str) else name.name
    body = ctx.op.graph._function(name)
    if body is None:
        raise errors.NotFoundError(
            None,
            ctx.op,
            f"Function {name} is not defined.\nThe node names it, but its graph has no such function.",
        )
    return FunctionValue(body, tuple(map(own, captured)))


class Cursor(Iterator[Element]):
    """One walk through a dataset: `next()` gives an element, StopIteration is the end of the sequence.

    - Any other exception is the failure of one element: the caller may ask for the next one after it. So a walk that takes
      from another must be a class and no generator, which would end with its first failure. A source that cannot fail in
      the middle may be a generator: it has `__next__` and `close`.
    - After the end every further `next()` is StopIteration too.
    - `next()` is called by one thread at a time.
    - `close()` stops threads, closes files and the walks it takes from; it may be called more than once.
    """

    _owned: tuple[Any, ...] = ()

    def own(self, cursor: Any) -> Any:
        """Notes a walk (or file) that closes with this one, and gives it back."""
        self._owned = (*self._owned, cursor)
        return cursor

    def disown(self, cursor: Any) -> None:
        """Closes a walk that is used no more."""
        self._owned = tuple(other for other in self._owned if other is not cursor)
        cursor.close()

    def __next__(self) -> Element:
        raise NotImplementedError

    def close(self) -> None:
        """Gives up everything this walk holds."""
        owned, self._owned = self._owned, ()
        for cursor in owned:
            cursor.close()


class DatasetValue:
    """A dataset as the value of a variant tensor: can be walked any number of times, by several threads at once.

    Attributes:
      dtypes: the DType of each flat component (`output_types`).
      dims: their static shapes as dims (`output_shapes`).
      is_quiet: whether nobody can notice that elements are taken before they are needed: all are of one shape, at hand,
        and none fails.
    """

    is_quiet = False

    def __init__(self, dtypes: Sequence[Any], dims: Sequence[Any]) -> None:
        self.dtypes = tuple(dtypes)
        self.dims = tuple(dims)

    def iterate(self, run: Run) -> Any:
        """A new walk from the beginning: a `Cursor`, or a generator where no element can fail."""
        raise NotImplementedError

    def cardinality(self) -> int:
        """How many elements it has: -1 if infinitely many, -2 if nobody knows."""
        return -2


def dataset_of(value: Any) -> DatasetValue:
    """The dataset that a variant value holds.

    Raises:
      InvalidArgumentError: if it holds something else.
    """
    if isinstance(value, DatasetValue):
        return value
    if getattr(value, "shape", None) == () and isinstance(value.item(), DatasetValue):
        return value.item()
    raise errors.InvalidArgumentError(
        None, None, "Tensor must be a Dataset object.\nA variant tensor holds something else."
    )
