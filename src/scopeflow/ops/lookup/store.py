"""Lookup tables as a session keeps them: from keys to values, on the host."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.dtypes import DType
from scopeflow.graph.words import bracketed, invalid_argument, runtime_name
from scopeflow.ops.lookup.buckets import arranged, enough


class Table:
    """A table that programs may change.

    Args:
      key_dtype, value_dtype: the DTypes.
      value_shape: the shape of one value.
    """

    kind = "MutableHashTable"

    def __init__(
        self, key_dtype: DType, value_dtype: DType, value_shape: tuple[int, ...] = ()
    ) -> None:
        self.key_dtype = key_dtype
        self.value_dtype = value_dtype
        self.value_shape = value_shape
        self.key_shape: tuple[int, ...] = ()
        self._lock = threading.Lock()
        self._found: dict[Any, Any] = {}

    # -- checks ----------------------------------------------------------------------------------------

    def check_types(self, name: str, key_dtype: DType, value_dtype: DType) -> None:
        """Refuses to be taken for a table of other dtypes."""
        if (key_dtype, value_dtype) != (self.key_dtype, self.value_dtype):
            raise invalid_argument(
                f"Conflicting key/value dtypes {runtime_name(key_dtype)}->{runtime_name(value_dtype)} with "
                f"{runtime_name(self.key_dtype)}-{runtime_name(self.value_dtype)} for table {name}"
            )

    def _check_values(self, keys: np.ndarray, values: np.ndarray) -> None:
        wanted = keys.shape[: keys.ndim - len(self.key_shape)] + self.value_shape
        if values.shape != wanted:
            raise invalid_argument(
                f"Expected shape {bracketed(wanted)} for value, got {bracketed(values.shape)}"
            )

    def _checked_keys(self, keys: np.ndarray) -> list[Any]:
        """The keys as what they are found by."""
        return keys.reshape(-1).tolist()

    # -- what ops do with it ---------------------------------------------------------------------------

    def find(self, keys: np.ndarray, default: np.ndarray) -> np.ndarray:
        """The value of each key, `default` for those that are not there."""
        if default.shape != self.value_shape:
            raise invalid_argument(
                f"Expected shape {bracketed(self.value_shape)} for default value, "
                f"got {bracketed(default.shape)}"
            )
        listed = self._checked_keys(keys)
        missing = default if self.value_shape else default.reshape(-1).tolist()[0]
        with self._lock:
            get = self._found.get
            values = [get(key, missing) for key in listed]
        outer = keys.shape[: keys.ndim - len(self.key_shape)]
        return self._array(values).reshape(outer + self.value_shape)

    def _array(self, values: list[Any]) -> np.ndarray:
        made = np.empty((len(values), *self.value_shape), self.value_dtype.as_numpy_dtype)
        if values:
            made[...] = values
        return made

    def insert(self, keys: np.ndarray, values: np.ndarray) -> None:
        """Gives keys their values; a key that is there already gets a new one."""
        self._check_values(keys, values)
        listed = self._checked_keys(keys)
        rows = self._rows(values)
        with self._lock:
            self._found.update(zip(listed, rows, strict=True))

    def _rows(self, values: np.ndarray) -> list[Any]:
        if not self.value_shape:
            return values.reshape(-1).tolist()
        return list(values.reshape(-1, *self.value_shape).copy())

    def replace(self, keys: np.ndarray, values: np.ndarray) -> None:
        """Makes these keys the only ones."""
        self._check_values(keys, values)
        made = dict(zip(self._checked_keys(keys), self._rows(values), strict=True))
        with self._lock:
            self._found = made

    def remove(self, keys: np.ndarray) -> None:
        """Removes keys; those that are not there do not matter."""
        listed = self._checked_keys(keys)
        with self._lock:
            for key in listed:
                self._found.pop(key, None)

    def size(self) -> int:
        """How many keys there are."""
        return len(self._found)

    def export(self) -> tuple[np.ndarray, np.ndarray]:
        """All keys and their values, in the order of their insertion."""
        with self._lock:
            keys, values = list(self._found), list(self._found.values())
        made = np.empty((len(keys), *self.key_shape), self.key_dtype.as_numpy_dtype)
        if keys:
            made[...] = keys
        return made, self._array(values)


class StaticTable(Table):
    """A table that is filled once and not changed afterwards."""

    kind = "HashTable"
    initialized = False

    def initialize(self, keys: np.ndarray, values: np.ndarray) -> None:
        """Fills the table.

        Raises:
          FailedPreconditionError: if a key comes with two values, or it was filled with other data.
        """
        self._check_values(keys, values)
        made: dict[Any, Any] = {}
        for key, value in zip(self._checked_keys(keys), self._rows(values), strict=True):
            known = made.setdefault(key, value)
            if known != value:
                raise errors.FailedPreconditionError(
                    None,
                    None,
                    f"HashTable has different value for same key. Key {_shown(key)} has {_shown(known)} "
                    f"and trying to add value {_shown(value)}",
                )
        with self._lock:
            if not self.initialized:
                self._found, self.initialized = made, True
            elif made.keys() != self._found.keys():
                raise errors.FailedPreconditionError(
                    None,
                    None,
                    "Table was already initialized with different data. A static table is filled once.",
                )

    def replace(self, keys: np.ndarray, values: np.ndarray) -> None:
        self.initialize(keys, values)

    def find(self, keys: np.ndarray, default: np.ndarray) -> np.ndarray:
        if not self.initialized:
            raise errors.FailedPreconditionError(
                None,
                None,
                "Table not initialized. Run tf.tables_initializer() in this session first.",
            )
        return super().find(keys, default)

    def insert(self, keys: np.ndarray, values: np.ndarray) -> None:
        self._refuse("Insert")

    def remove(self, keys: np.ndarray) -> None:
        self._refuse("Remove")

    def _refuse(self, what: str) -> None:
        raise errors.UnimplementedError(
            None, None, f"{what} not supported by InitializableLookupTable implementations"
        )

    def export(self) -> tuple[np.ndarray, np.ndarray]:
        if not self.initialized:
            raise errors.AbortedError(None, None, "HashTable is not initialized.")
        return super().export()


class DenseTable(Table):
    """A changeable table of which two keys stand for free places."""

    kind = "MutableDenseHashTable"

    def __init__(
        self,
        key_dtype: DType,
        value_dtype: DType,
        value_shape: tuple[int, ...],
        empty: np.ndarray,
        deleted: np.ndarray,
        buckets: int,
    ) -> None:
        super().__init__(key_dtype, value_dtype, value_shape)
        self.key_shape = empty.shape
        if empty.shape != deleted.shape:
            raise invalid_argument(
                "Empty and deleted keys must have same shape, got shapes: "
                f"{bracketed(empty.shape)} and {bracketed(deleted.shape)}"
            )
        self._empty, self._deleted = self._one(empty), self._one(deleted)
        if self._empty == self._deleted:
            raise invalid_argument("Empty and deleted keys cannot be equal")
        if buckets < 4 or buckets & (buckets - 1):
            raise invalid_argument(
                f"Number of buckets must be at least 4 and a power of 2, got: {buckets}"
            )
        self._buckets = buckets

    def _one(self, key: Any) -> Any:
        listed = np.asarray(key, self.key_dtype.as_numpy_dtype).reshape(-1).tolist()
        return tuple(listed) if self.key_shape else listed[0]

    def _checked_keys(self, keys: np.ndarray) -> list[Any]:
        wanted = keys.shape[:1] + self.key_shape
        # a matrix of one column will do for a vector
        if keys.size != int(np.prod(wanted)) or not keys.shape:
            raise invalid_argument(
                f"Expected key shape {bracketed(wanted)} got {bracketed(keys.shape)}"
            )
        if self.key_shape:
            found = [tuple(row) for row in keys.reshape(len(keys), -1).tolist()]
        else:
            found = keys.reshape(-1).tolist()
        for name, reserved in (("empty_key", self._empty), ("deleted_key", self._deleted)):
            if reserved in found:
                raise invalid_argument(f"Using the {name} as a table key is not allowed")
        return found

    def insert(self, keys: np.ndarray, values: np.ndarray) -> None:
        super().insert(keys, values)
        with self._lock:
            self._buckets = enough(self._buckets, len(self._found))

    def replace(self, keys: np.ndarray, values: np.ndarray) -> None:
        # what TensorFlow saved holds free places too, and scalars as rows of one
        rows = keys.reshape(len(keys), *self.key_shape) if keys.ndim else keys
        taken = np.array(
            [self._one(row) not in (self._empty, self._deleted) for row in rows], dtype=bool
        )
        values = values.reshape(len(rows), *self.value_shape)
        super().replace(rows[taken], values[taken])
        with self._lock:
            self._buckets = enough(4, len(self._found))
            while self._buckets < len(rows):
                self._buckets *= 2

    def export(self) -> tuple[np.ndarray, np.ndarray]:
        """All places of the table, as TensorFlow shows and saves them: free ones hold the empty key and zeros."""
        with self._lock:
            keys, values, count = list(self._found), list(self._found.values()), self._buckets
        places = arranged(keys, count)
        made = np.empty((count, *(self.key_shape or (1,))), self.key_dtype.as_numpy_dtype)
        made[:] = np.reshape(np.array(self._empty, made.dtype), self.key_shape or (1,))
        kept = np.zeros((count, *(self.value_shape or (1,))), self.value_dtype.as_numpy_dtype)
        if kept.dtype == object:
            kept[...] = b""
        for place, key, value in zip(places, keys, values, strict=True):
            made[place] = np.reshape(np.array(key, made.dtype), self.key_shape or (1,))
            kept[place] = value
        return made, kept


def _shown(value: Any) -> Any:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value
