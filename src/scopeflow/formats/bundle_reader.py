"""Checkpoints of version 2, read: what the index says, and the tensors of the data files."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats import bundle_values, filesystem, slice_specs, sstable
from scopeflow.formats.bundle_writer import data_file, index_file, settle
from scopeflow.formats.messages import message
from scopeflow.formats.ordered_code import slice_key
from scopeflow.formats.slice_specs import WHOLE, Slice
from scopeflow.graph.dtypes import BY_ENUM, DType
from scopeflow.graph.words import runtime_name

_BIG_ENDIAN = 1
_NEWEST = 1  # the format that this reads, as files number it


class BundleReader:
    """One checkpoint, whose index is in memory. Its tensors are read one by one when asked for.

    Args:
      prefix: the checkpoint's name.

    Raises:
      NotFoundError: if there is no such checkpoint.
      DataLossError: if its index is damaged.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        settle(prefix)
        self._name = index_file(prefix)
        self._entries: dict[bytes, Any] = {}
        self._shards = 0
        with filesystem.opened(self._name, "rb") as file:
            data = file.read()
        for key, value in sstable.decode(data, self._name):
            if key:
                self._entries[key] = self._parsed("BundleEntryProto", value)
            else:
                self._check_header(self._parsed("BundleHeaderProto", value))
        if not self._shards:
            raise self._damaged("no header entry")
        # what a slice is stored under begins with a zero byte, which no name does
        self.names = [
            key.decode("utf-8", "surrogateescape") for key in self._entries if key[:1] != b"\0"
        ]

    def _parsed(self, kind: str, value: bytes) -> Any:
        from google.protobuf.message import DecodeError

        try:
            return message(kind).FromString(value)
        except DecodeError:
            raise self._damaged(f"no {kind}") from None

    def _damaged(self, why: str) -> errors.DataLossError:
        return errors.DataLossError(
            None, None,
            f"Unable to read file ({self._name}). Perhaps the file is corrupt or was produced by a newer version of "
            f"TensorFlow with format changes ({why})",
        )  # fmt: skip

    def _check_header(self, header: Any) -> None:
        if header.endianness == _BIG_ENDIAN:
            raise errors.UnimplementedError(
                None, None, "Different endianness. The checkpoint was written by a big-endian machine."
            )  # fmt: skip
        if header.version.min_consumer > _NEWEST or header.num_shards < 1:
            raise self._damaged(f"header {str(header).split()}")
        self._shards = header.num_shards

    def _entry(self, name: str) -> Any:
        found = self._entries.get(name.encode("utf-8", "surrogateescape"))
        if found is None:
            raise errors.NotFoundError(None, None, f"Key {name} not found in checkpoint")
        return found

    def __contains__(self, name: str) -> bool:
        return name.encode("utf-8", "surrogateescape") in self._entries

    def dtype(self, name: str) -> DType:
        """The element type of a tensor."""
        try:
            return BY_ENUM[self._entry(name).dtype]
        except KeyError:
            raise self._damaged(f"{name} has an unknown type") from None

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor: the whole one, where only slices of it are stored."""
        return self._shape(self._entry(name), name)

    def _shape(self, entry: Any, name: str) -> tuple[int, ...]:
        shape = tuple(dim.size for dim in entry.shape.dim)
        if any(size < 0 for size in shape):
            raise self._damaged(f"{name} has shape {shape}")
        return shape

    def remark(self, name: str) -> str:
        """What a listing says of a tensor beside type and shape: nothing."""
        return ""

    def check(self, name: str, dtype: DType) -> None:
        """Sees that there is a tensor of this name and type.

        Raises:
          NotFoundError: if there is none of this name.
          InvalidArgumentError: if it is of another type.
        """
        stored = self.dtype(name)
        if stored is not dtype:
            words = runtime_name(dtype), runtime_name(stored)
            raise errors.InvalidArgumentError(
                None, None,
                f"tensor_name = {name}; expected dtype {words[0]} does not equal original dtype {words[1]}",
            )  # fmt: skip

    def read(self, name: str, place: Slice | None = None) -> np.ndarray[Any, Any]:
        """A tensor, or a part of it.

        Raises:
          NotFoundError: if there is none of this name.
          InvalidArgumentError: if the part belongs to another shape, or the slices that are stored do not make it up.
          DataLossError: if its bytes are damaged.
          OutOfRangeError: if the data file ends before them.
        """
        entry, dtype, shape = self._entry(name), self.dtype(name), self.shape(name)
        place = place or slice_specs.whole(shape)
        if place.full != shape:
            wished, stored = (",".join(map(str, sizes)) for sizes in (place.full, shape))
            raise errors.InvalidArgumentError(
                None, None,
                f"tensor_name = {name}; shape in shape_and_slice spec [{wished}] does not match the shape stored in "
                f"checkpoint: [{stored}]",
            )  # fmt: skip
        if not entry.slices:
            array = self._load(entry, name, dtype, shape)
            return array if place.is_whole else array[slice_specs.within(place.bounds, _all(shape))]
        return self._gather(entry, name, dtype, place)

    def _gather(self, entry: Any, name: str, dtype: DType, place: Slice) -> np.ndarray[Any, Any]:
        parts = []
        covered = 0
        for record in entry.slices:
            part = self._part(record, name, place.full)
            common = slice_specs.overlap(part, place)
            if common is not None:
                parts.append((part, common))
                covered += int(np.prod([end - begin for begin, end in common], dtype=object))
        if covered != int(np.prod(place.shape, dtype=object)):
            raise errors.InvalidArgumentError(
                None, None,
                f"Does not have sufficient slices for partitioned tensor {name} to restore in slice_spec: {place}",
            )  # fmt: skip
        loaded = []
        for part, common in parts:
            key = slice_key(name, part.extents)
            stored = self._entries.get(key)
            if stored is None or stored.dtype != entry.dtype:
                raise self._damaged(f"no slice {part} of {name}")
            array = self._load(stored, f"{name}, slice {part}", dtype, part.shape)
            loaded.append((array[slice_specs.within(common, part)], common))
        # only now: what was loaded justifies the memory
        whole = np.empty(place.shape, dtype.as_numpy_dtype)
        for array, common in loaded:
            whole[slice_specs.within(common, place)] = array
        return whole

    def _part(self, record: Any, name: str, full: tuple[int, ...]) -> Slice:
        extents = extents_of(record, full)
        if extents is None:
            raise self._damaged(f"{name} has a slice that is not within its shape {full}")
        return Slice(full, extents)

    def _load(
        self, entry: Any, name: str, dtype: DType, shape: tuple[int, ...]
    ) -> np.ndarray[Any, Any]:
        if self._shape(entry, name) != shape or not 0 <= entry.shard_id < self._shards:
            raise self._damaged(f"the entry of {name}")
        path = data_file(self.prefix, entry.shard_id, self._shards)
        with filesystem.opened(path, "rb") as file:
            size = filesystem.stat(path).length
            if entry.offset < 0 or entry.size < 0 or entry.offset + entry.size > size:
                raise bundle_values.too_short(name)
            file.seek(entry.offset)
            return bundle_values.read(file, name, dtype, shape, entry.size, entry.crc32c)

    def index(self) -> tuple[dict[bytes, Any], int]:
        """The entries by key, and how many data files they point into."""
        return self._entries, self._shards


def extents_of(record: Any, full: tuple[int, ...]) -> tuple[tuple[int, int], ...] | None:
    """(start, length) per dimension of a slice as files hold it; None if it is not within the shape."""
    extents = tuple(
        (extent.start, extent.length if extent.HasField("length") else WHOLE)
        for extent in record.extent
    )
    fits = len(extents) == len(full) and all(
        start >= 0 and (length == WHOLE or 0 <= length <= size - start)
        for (start, length), size in zip(extents, full, strict=True)
    )
    return extents if fits else None


def _all(shape: tuple[int, ...]) -> Slice:
    return slice_specs.whole(shape)
