"""Checkpoints of version 2, written: an index of tensors, and the data files it points into."""

from __future__ import annotations

import contextlib
import os
import random
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats import bundle_values, filesystem, sstable
from scopeflow.formats.messages import message
from scopeflow.formats.ordered_code import slice_key
from scopeflow.formats.slice_specs import Slice
from scopeflow.graph.dtypes import DType

_PRODUCER = 1


def data_file(prefix: str, shard: int = 0, shards: int = 1) -> str:
    """The name of a data file of the checkpoint `prefix`."""
    return f"{prefix}.data-{shard:05d}-of-{shards:05d}"


def index_file(prefix: str) -> str:
    """The name of the index of the checkpoint `prefix`."""
    return f"{prefix}.index"


def encode_index(entries: dict[bytes, Any], shards: int) -> bytes:
    """The bytes of an index: BundleEntryProtos by key, and how many data files there are."""
    header = message("BundleHeaderProto")(num_shards=shards)
    header.version.producer = _PRODUCER
    items = sorted((key, entry.SerializeToString()) for key, entry in entries.items())
    return sstable.encode([(b"", header.SerializeToString()), *items])


class BundleWriter:
    """Writes one checkpoint with one data file. Nothing bears the checkpoint's name until `finish`.

    Args:
      prefix: the checkpoint's name.

    Raises:
      OpError: if the files cannot be written; what was written is removed by `discard`.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        folder = os.path.dirname(prefix)
        if folder:
            # one level, as TensorFlow does: a wrong path is not made true
            filesystem.make_directory(folder)
        mark = f".tempstate{random.SystemRandom().getrandbits(63)}"
        self._data_name = data_file(prefix) + mark
        self._index_name = index_file(prefix) + mark
        self._file = filesystem.open_file(self._data_name, "wb")
        self._offset = 0
        self._entries: dict[bytes, Any] = {}

    def add(self, name: str, array: np.ndarray[Any, Any], dtype: DType) -> None:
        """Adds a tensor.

        Raises:
          InvalidArgumentError: if there is one of this name.
        """
        self._add(name.encode("utf-8", "surrogateescape"), name, array, dtype)

    def _add(self, key: bytes, name: str, array: np.ndarray[Any, Any], dtype: DType) -> None:
        if key in self._entries:
            raise errors.InvalidArgumentError(None, None, f"Adding duplicate key: {name}")
        entry = message("BundleEntryProto")(dtype=dtype.as_datatype_enum, offset=self._offset)
        entry.shape.SetInParent()
        for size in array.shape:
            entry.shape.dim.add(size=size)
        with filesystem.told(self._data_name):
            entry.size, entry.crc32c = bundle_values.write(self._file, array, dtype)
        self._offset += entry.size
        self._entries[key] = entry

    def add_slice(self, name: str, place: Slice, array: np.ndarray[Any, Any], dtype: DType) -> None:
        """Adds a part of a tensor.

        Raises:
          InvalidArgumentError: if the array has not the part's shape, or the part is there already.
        """
        if place.is_whole:
            self.add(name, array, dtype)
            return
        key = name.encode("utf-8", "surrogateescape")
        entry = self._entries.get(key)
        if entry is None:
            entry = message("BundleEntryProto")(dtype=dtype.as_datatype_enum)
            for size in place.full:
                entry.shape.dim.add(size=size)
        self._add(slice_key(name, place.extents), f"{name}, {place}", array, dtype)
        record = entry.slices.add()
        for start, length in place.extents:
            extent = record.extent.add()
            if length >= 0:
                extent.start, extent.length = start, length
        self._entries[key] = entry

    def finish(self) -> None:
        """Gives the files the checkpoint's name.

        A process that ends between the two renames leaves a new data file with an old index and, under a
        temporary name, its own; whoever opens the checkpoint next puts it in its place (`settle`).
        """
        with filesystem.told(self._data_name):
            self._file.close()
        with filesystem.opened(self._index_name, "wb") as file:
            file.write(encode_index(self._entries, 1))
        settle(self.prefix)
        filesystem.rename(self._data_name, data_file(self.prefix), overwrite=True)
        try:
            filesystem.rename(self._index_name, index_file(self.prefix), overwrite=True)
        except errors.NotFoundError:
            # somebody who opened the checkpoint this very moment has done it
            if not filesystem.exists(index_file(self.prefix)):
                raise

    def discard(self) -> None:
        """Removes what was written, after a failure."""
        with contextlib.suppress(OSError):
            self._file.close()
        for name in (self._data_name, self._index_name):
            with contextlib.suppress(errors.OpError):
                filesystem.remove(name)


def settle(prefix: str) -> None:
    """Completes a save that ended between the renames of its files, if there was one."""
    if filesystem.remote(prefix) is not None:
        return
    prefix = filesystem.local(prefix)
    start = index_file(prefix) + ".tempstate"
    folder, base = os.path.split(start)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return
    there = set(names)
    for name in names:
        if name.startswith(base):
            data = os.path.basename(data_file(prefix)) + name[len(base) - len(".tempstate") :]
            if data not in there:
                with contextlib.suppress(FileNotFoundError):
                    os.replace(os.path.join(folder, name), index_file(prefix))
