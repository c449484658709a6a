"""Accumulators as a session keeps them: gradients summed up until enough have come, stale ones left out."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops.queues.waiting import Patience

Dims = tuple[int | None, ...] | None


class _Request:
    """Someone who waits for so many gradients."""

    def __init__(self, required: int) -> None:
        self.required = required
        self.done = False
        self.taken: Any = None


class Accumulator:
    """Sums up dense gradients.

    Args:
      dims: the gradients' dims, or None.
      mean: whether what is taken is the mean, rather than the sum.
    """

    def __init__(self, dims: Dims, mean: bool) -> None:
        # not `shape`, which would make NumPy take this for an array
        self.dims = dims
        self.mean = mean
        self.count = 0
        self._step = 0
        self._total: Any = None
        self._changed = threading.Condition()
        # who waits, in the order of coming
        self._taking: deque[_Request] = deque()

    def set_step(self, step: int) -> None:
        """Sets the step below which gradients are stale."""
        with self._changed:
            self._step = step

    def add(self, step: int, gradient: Any) -> None:
        """Adds a gradient of a step, unless it is stale.

        Raises:
          InvalidArgumentError: if its shape does not fit.
        """
        with self._changed:
            if step < self._step:
                return
            self._check(gradient)
            new = self._first(gradient)
            self._total = self._plus(self._total, new) if self.count else new
            self.count += 1
            self._serve()

    def take(self, required: int, patience: Patience) -> Any:
        """The mean or sum, once so many gradients have come; the accumulator is empty then, and one step further.

        Raises:
          InvalidArgumentError: if `required` is not positive.
        """
        if required <= 0:
            raise invalid_argument(f"Argument num_required must be positive, but was {required}")
        request = _Request(required)
        with self._changed:
            self._taking.append(request)
            self._serve()
            try:
                patience.wait(self._changed, lambda: request.done, "TakeGrad operation")
            except BaseException:
                if not request.done:
                    self._taking.remove(request)
                raise
        return request.taken

    def _serve(self) -> None:
        """Gives to those who wait what they wait for: at once, so that no later gradient slips in."""
        while self._taking and self.count >= self._taking[0].required:
            request = self._taking.popleft()
            request.taken, request.done = self._result(), True
            self._total, self.count = None, 0
            self._step += 1
        self._changed.notify_all()

    # -- what kinds differ in, while the lock is held --------------------------------------------------

    def _check(self, gradient: Any) -> None:
        for wanted in (self.dims, np.shape(self._total) if self.count else None):
            if wanted is not None and not _fits(gradient.shape, wanted):
                raise invalid_argument(
                    f"Shape mismatch: expected {bracketed(wanted)}, got {bracketed(gradient.shape)}"
                )

    def _first(self, gradient: Any) -> Any:
        """A gradient in the form of a total."""
        return gradient

    def _plus(self, total: Any, gradient: Any) -> Any:
        return np.add(total, gradient)

    def _result(self) -> Any:
        if not self.mean:
            return self._total
        return np.divide(self._total, self._total.dtype.type(self.count)).astype(self._total.dtype)


class SparseAccumulator(Accumulator):
    """Sums up gradients of rows: (indices, values, how many gradients had the row)."""

    def add_rows(
        self, step: int, indices: np.ndarray, values: np.ndarray, shape: Sequence[int] | None
    ) -> None:
        """Adds rows, as `add` does.

        Args:
          step: the step they belong to.
          indices: their indices, a vector.
          values: the rows.
          shape: the shape of the whole gradient, if it is known.
        """
        self.add(step, (indices, values, shape))

    def _check(self, gradient: Any) -> None:
        indices, values, shape = gradient
        if indices.ndim != 1:
            raise invalid_argument(
                f"Input indices should be vector but received shape: {bracketed(indices.shape)}"
            )
        if values.ndim == 0:
            raise invalid_argument("Values cannot be 0-dimensional.")
        if len(values) != len(indices):
            raise invalid_argument(
                f"Expected {len(indices)} non-empty input values, got {len(values)}"
            )
        declared: Sequence[int | None] = () if self.dims is None else self.dims
        self._check_declared(indices, values, shape, declared)
        known = self._total[1].shape if self.count else (None,) * values.ndim
        if values.ndim != len(known):
            raise _mismatch(f"expected values rank {len(known)}, got {values.ndim}")
        for wanted in (declared, known):
            for axis, size in enumerate(wanted):
                if axis and size is not None and values.shape[axis] != size:
                    raise _mismatch(
                        f"expected values dim {axis} to be {size}, got {values.shape[axis]}"
                    )

    def _check_declared(
        self,
        indices: np.ndarray,
        values: np.ndarray,
        shape: Sequence[int] | None,
        declared: Sequence[int | None],
    ) -> None:
        rank = len(declared)
        if values.ndim < rank:
            raise _mismatch(f"expected values rank at least {rank}, got {values.ndim}")
        if shape is not None and len(shape) < rank:
            raise _mismatch(f"expected shape rank at least {rank}, got {len(shape)}")
        for axis, size in enumerate(declared):
            if shape is not None and size is not None and shape[axis] != size:
                raise _mismatch(f"expected shape dim {axis} to be {size}, got {shape[axis]}")
        rows = declared[0] if declared else None
        if rows is None:
            return
        beyond = np.flatnonzero(indices >= rows)
        if beyond.size:
            slice_ = int(beyond[0])
            raise _mismatch(
                f"index of slice {slice_} exceeded limits of shape; index is {indices[slice_]} exceeded {rows}"
            )

    def _first(self, gradient: Any) -> Any:
        indices, values, _ = gradient
        return indices, values, np.ones(len(indices), np.int64)

    def _plus(self, total: Any, gradient: Any) -> Any:
        return _merged(total, gradient)

    def _result(self) -> Any:
        indices, values, counts = self._total
        if self.mean:
            parts = counts.astype(values.dtype).reshape(-1, *[1] * (values.ndim - 1))
            values = np.divide(values, parts).astype(values.dtype)
        sizes = self.dims if self.dims is not None else (None, *values.shape[1:])
        shape = [
            (values.shape[axis] if axis else -1) if size is None else size
            for axis, size in enumerate(sizes)
        ]
        return indices, values, np.array(shape, np.int64)


_Rows = tuple[np.ndarray, np.ndarray, np.ndarray]


def _merged(a: _Rows, b: _Rows) -> _Rows:
    """Rows of both: those of equal index are added, as in merging two lists in order of their indices."""
    rows_a, rows_b = _pairs(a[0], b[0])
    here_a, here_b = rows_a >= 0, rows_b >= 0
    indices = np.zeros(len(rows_a), a[0].dtype)
    indices[here_a] = a[0][rows_a[here_a]]
    indices[here_b] = b[0][rows_b[here_b]]
    values = np.zeros((len(rows_a), *a[1].shape[1:]), a[1].dtype)
    values[here_a] = a[1][rows_a[here_a]]
    values[here_b] += b[1][rows_b[here_b]]
    counts = np.zeros(len(rows_a), np.int64)
    counts[here_a] = a[2][rows_a[here_a]]
    counts[here_b] += b[2][rows_b[here_b]]
    return indices, values, counts


def _pairs(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each row of the merged list the row of `a` and of `b` that it is made of; -1 where there is none."""
    if not len(a) or not len(b):
        none_a, none_b = np.full(len(b), -1), np.full(len(a), -1)
        return np.r_[np.arange(len(a)), none_a], np.r_[none_b, np.arange(len(b))]
    if np.all(a[1:] > a[:-1]) and np.all(b[1:] > b[:-1]):
        both = np.union1d(a, b)
        in_a, in_b = np.searchsorted(a, both), np.searchsorted(b, both)
        in_a[(in_a == len(a)) | (a[in_a % len(a)] != both)] = -1
        in_b[(in_b == len(b)) | (b[in_b % len(b)] != both)] = -1
        return in_a, in_b
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(a) or j < len(b):
        from_a = i < len(a) and (j == len(b) or a[i] <= b[j])
        from_b = j < len(b) and (i == len(a) or b[j] <= a[i])
        pairs.append((i if from_a else -1, j if from_b else -1))
        i, j = i + from_a, j + from_b
    found = np.array(pairs, np.int64)
    return found[:, 0], found[:, 1]


def _fits(shape: Sequence[int], wanted: Sequence[int | None]) -> bool:
    return len(shape) == len(wanted) and all(
        w is None or s == w for s, w in zip(shape, wanted, strict=True)
    )


def _mismatch(what: str) -> Exception:
    return invalid_argument(f"Shape mismatch: {what}")
