"""RaggedTensorValue: what a run gives for a RaggedTensor."""

from __future__ import annotations

from typing import Any

import numpy as np


class RaggedTensorValue:
    """The value of a RaggedTensor: rows of different lengths.

    Args:
      values: an array, or a RaggedTensorValue, of the rows one after the other.
      row_splits: an int array: where each row starts in `values`, and the end of the last one.

    Raises:
      TypeError: if the parts are of another kind.
      ValueError: if the splits are no vector of int32 or int64.

    >>> import numpy as np
    >>> tf.ragged.RaggedTensorValue(np.array([1, 2, 3]), np.array([0, 2, 2, 3])).to_list()
    [[1, 2], [], [3]]
    """

    def __init__(self, values: Any, row_splits: Any) -> None:
        if not (
            isinstance(row_splits, (np.ndarray, np.generic))
            and row_splits.dtype in (np.int64, np.int32)
            and row_splits.ndim == 1
        ):
            raise TypeError("row_splits must be a 1D int32 or int64 numpy array")
        if not isinstance(values, (np.ndarray, np.generic, RaggedTensorValue)):
            raise TypeError("values must be a numpy array or a RaggedTensorValue")
        if isinstance(values, RaggedTensorValue) and row_splits.dtype != values.row_splits.dtype:
            raise ValueError("row_splits and values.row_splits must have the same dtype")
        self._values = values
        self._row_splits = row_splits

    @property
    def values(self) -> Any:
        """The rows one after the other."""
        return self._values

    @property
    def row_splits(self) -> Any:
        """Where each row starts, and the end of the last one."""
        return self._row_splits

    @property
    def flat_values(self) -> Any:
        """The innermost values one after the other."""
        inner = self._values
        while isinstance(inner, RaggedTensorValue):
            inner = inner._values
        return inner

    @property
    def nested_row_splits(self) -> tuple[Any, ...]:
        """The splits of all ragged dimensions, the outermost first."""
        inner = self._values
        more = inner.nested_row_splits if isinstance(inner, RaggedTensorValue) else ()
        return (self._row_splits, *more)

    @property
    def ragged_rank(self) -> int:
        """How many ragged dimensions there are."""
        return len(self.nested_row_splits)

    @property
    def dtype(self) -> Any:
        """The NumPy dtype of the values."""
        return self._values.dtype

    @property
    def shape(self) -> tuple[int | None, ...]:
        """Its shape, None for each ragged dimension."""
        inner = tuple(self._values.shape)[1:]
        splits: Any = self._row_splits
        return (splits.shape[0] - 1, None, *inner)

    def to_list(self) -> list[Any]:
        """Nested Python lists."""
        rows = (
            self._values.to_list()
            if isinstance(self._values, RaggedTensorValue)
            else self._values.tolist()
        )
        ends = self._row_splits.tolist()
        return [rows[start:end] for start, end in zip(ends[:-1], ends[1:], strict=True)]

    def __str__(self) -> str:
        return f"<tf.RaggedTensorValue {self.to_list()}>"

    def __repr__(self) -> str:
        return f"tf.RaggedTensorValue(values={self._values!r}, row_splits={self._row_splits!r})"
