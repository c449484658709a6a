"""Datasets that keep the elements of another one, in memory or in files, and give them again from there."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.formats.bundle_reader import BundleReader
from scopeflow.formats.bundle_writer import BundleWriter, index_file
from scopeflow.graph import dtypes as kinds
from scopeflow.graph.dtypes import DType
from scopeflow.ops.data.asking import TAIL, path_of, scalars, text
from scopeflow.ops.data.selecting import SelectedValue
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run, dataset_of
from scopeflow.ops.define import op


class MemoryCacheValue(SelectedValue):
    """Another dataset, walked to its end once; after that what was found then."""

    def __init__(self, inner: DatasetValue, dtypes: Sequence[DType], dims: Any) -> None:
        super().__init__(inner, dtypes, dims)
        self.kept: list[Element] | None = None
        self.lock = threading.Lock()

    def iterate(self, run: Run) -> Any:
        if self.kept is None:
            return _Keeping(run, self)
        return (element for element in self.kept)

    def cardinality(self) -> int:
        return self.inner.cardinality()


class _Keeping(Cursor):
    def __init__(self, run: Run, value: MemoryCacheValue) -> None:
        self._value = value
        self._found: list[Element] = []
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        try:
            element = next(self._inner)
        except StopIteration:
            # of several walks at the same time the first one to end says what is kept
            with self._value.lock:
                if self._value.kept is None:
                    self._value.kept = self._found
            raise
        self._found.append(element)
        return element


class FileCacheValue(SelectedValue):
    """Another dataset, walked to its end once and written; after that what the files hold.

    Attributes:
      prefix: what the names of the files begin with.
    """

    prefix = ""

    def iterate(self, run: Run) -> Cursor:
        return _Cached(run, self)

    def cardinality(self) -> int:
        return self.inner.cardinality()


class _Cached(Cursor):
    """Decides when the first element is asked for whether to write or to read."""

    def __init__(self, run: Run, value: FileCacheValue) -> None:
        self._run = run
        self._value = value
        self._source: Any = None

    def __next__(self) -> Element:
        if self._source is None:
            value = self._value
            if filesystem.exists(index_file(value.prefix)):
                self._source = self.own(read_elements(value.prefix, value.dtypes))
            else:
                self._source = self.own(_Writing(self._run, value))
        return next(self._source)


class _Writing(Cursor):
    """Writes what it gives under a temporary name; the end makes it the cache, a lock file keeps others out."""

    def __init__(self, run: Run, value: FileCacheValue) -> None:
        self._value = value
        self._lock_name = f"{value.prefix}_0.lockfile"
        _lock(self._lock_name)
        self._locked = True
        self._ended = False
        self._number = 0
        self._writer: BundleWriter | None = BundleWriter(value.prefix)
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        if self._ended:
            raise StopIteration
        try:
            element = next(self._inner)
        except StopIteration:
            self._ended = True
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.finish()
            self._unlock()
            raise
        if self._writer is not None:
            for index, (part, dtype) in enumerate(zip(element, self._value.dtypes, strict=True)):
                _write(self._writer, _key(self._number, index, len(element)), part, dtype)
            self._number += 1
        return element

    def _unlock(self) -> None:
        if self._locked:
            self._locked = False
            filesystem.remove(self._lock_name)

    def close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.discard()
        self._unlock()
        super().close()


def _lock(name: str) -> None:
    if filesystem.exists(name):
        with filesystem.opened(name, "rb") as file:
            contents = file.read(1000).decode(errors="replace")
        raise errors.AlreadyExistsError(
            None,
            None,
            "There appears to be a concurrent caching iterator running - cache lockfile already exists "
            f"('{name}'). If you are sure no other running TF computations are using this cache prefix, delete the "
            f"lockfile and re-initialize the iterator. Lockfile contents: {contents}",
        )
    if filesystem.remote(name) is None and not os.path.isdir(os.path.dirname(name) or "."):
        raise errors.NotFoundError(None, None, f"{name}; No such file or directory")
    with filesystem.opened(name, "wb") as file:
        file.write(f"Created at: {int(time.time())}".encode())


# -- what the files hold: each component under the number of its element and its own -----------------


def _key(number: int, index: int, count: int) -> str:
    return f"{number:>7}_{index:>{len(str(max(count - 1, 1)))}}"


def _write(writer: BundleWriter, key: str, part: Any, dtype: DType) -> None:
    if dtype is not kinds.variant:
        writer.add(key, np.asarray(part, dtype.as_numpy_dtype), dtype)
        return
    if isinstance(part, DatasetValue):
        raise errors.UnimplementedError(
            None, None, "Datasets of datasets cannot be cached in files; cache them in memory."
        )
    # sparse tensors: each of their parts is a tensor of its own
    array = np.asarray(part, object)
    writer.add(f"{key}/shape", np.array(array.shape, np.int64), kinds.int64)
    for place, item in enumerate(array.reshape(-1).tolist()):
        kind = kinds.string if item.dtype.hasobject else kinds.as_dtype(item.dtype)
        writer.add(f"{key}/{place}", item, kind)


def read_elements(prefix: str, dtypes: Sequence[DType]) -> Iterator[Element]:
    """The elements that a file cache holds.

    Args:
      prefix: what the names of its files begin with.
      dtypes: the types of the components.
    """
    reader = BundleReader(prefix)
    count = len(dtypes)
    number = 0
    while True:
        keys = [_key(number, index, count) for index in range(count)]
        first = keys[0] if dtypes[0] is not kinds.variant else f"{keys[0]}/shape"
        if first not in reader:
            return
        yield tuple([_read(reader, key, dtype) for key, dtype in zip(keys, dtypes, strict=True)])
        number += 1


def _read(reader: BundleReader, key: str, dtype: DType) -> Any:
    if dtype is not kinds.variant:
        reader.check(key, dtype)
        return reader.read(key)
    shape = reader.read(f"{key}/shape").tolist()
    count = int(np.prod(shape, dtype=np.int64))
    made = np.empty(count, object)
    for place in range(count):
        made[place] = reader.read(f"{key}/{place}")
    return made.reshape(shape)


@op(f"CacheDataset(input_dataset: variant, filename: string; {TAIL}",
    shape=scalars(-1, 0), host=True)  # fmt: skip
def cache_dataset(
    input_dataset: Any, filename: Any, *, output_types: Any, output_shapes: Any
) -> Any:
    """The elements, kept at their first walk."""
    inner = dataset_of(input_dataset)
    prefix = path_of(text(filename))
    if not prefix:
        return MemoryCacheValue(inner, output_types, output_shapes)
    made = FileCacheValue(inner, output_types, output_shapes)
    made.prefix = prefix
    return made
