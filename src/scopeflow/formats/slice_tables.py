"""Checkpoints of version 1, read: tables that hold tensors slice by slice, in one file or several."""

from __future__ import annotations

import contextlib
import mmap
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats import filesystem, slice_specs, sstable
from scopeflow.formats.bundle_reader import extents_of
from scopeflow.formats.messages import message
from scopeflow.formats.ordered_code import slice_key
from scopeflow.formats.slice_specs import Slice
from scopeflow.formats.tensors import elements_of
from scopeflow.graph.dtypes import BY_ENUM, DType
from scopeflow.graph.words import runtime_name


class _Tensor:
    """What is known of one tensor: its type, its shape, and in which table each of its slices is."""

    def __init__(self, dtype: DType, shape: tuple[int, ...]) -> None:
        self.dtype = dtype
        self.shape = shape
        self.slices: dict[Slice, sstable.Table] = {}


class SliceTables:
    """One checkpoint. What it holds is known at once; tensors are read from its files when they are asked for.

    Args:
      pattern: what the names of its files match.
      files: those names.

    Raises:
      DataLossError, InternalError: if a file is damaged or no such checkpoint.
    """

    def __init__(self, pattern: str, files: list[str]) -> None:
        self._pattern = pattern
        self._tensors: dict[str, _Tensor] = {}
        for file in sorted(files):
            self._take(file)
        self.names = list(self._tensors)

    def _take(self, file: str) -> None:
        try:
            table = sstable.Table(_contents(file), file)
            first = table.get(b"")
        except errors.DataLossError as error:
            raise unreadable(file, error) from None
        meta = _parsed("SavedTensorSlices", first)
        if meta is None or not meta.HasField("meta"):
            raise errors.InternalError(
                None, None,
                f"Failed to find the saved tensor slices at the beginning of the checkpoint file: {file}",
            )  # fmt: skip
        for saved in meta.meta.tensor:
            self._note(file, saved, table)

    def _note(self, file: str, saved: Any, table: sstable.Table) -> None:
        shape = tuple(dim.size for dim in saved.shape.dim)
        dtype = BY_ENUM.get(saved.type)
        if dtype is None or any(size < 0 for size in shape):
            raise _lost(file, f"the entry of {saved.name}")
        known = self._tensors.setdefault(saved.name, _Tensor(dtype, shape))
        if known.dtype is not dtype or known.shape != shape:
            raise _lost(file, f"two entries of {saved.name} that differ")
        for record in saved.slice:
            extents = extents_of(record, shape)
            if extents is None:
                raise _lost(file, f"a slice of {saved.name}")
            known.slices[Slice(shape, extents)] = table

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def _found(self, name: str) -> _Tensor:
        if name not in self._tensors:
            raise errors.NotFoundError(
                None, None, f'Tensor name "{name}" not found in checkpoint files {self._pattern}'
            )
        return self._tensors[name]

    def dtype(self, name: str) -> DType:
        """The element type of a tensor."""
        return self._found(name).dtype

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor: the whole one, where only slices of it are stored."""
        return self._found(name).shape

    def remark(self, name: str) -> str:
        """What a listing says of a tensor beside type and shape: in how many slices it is stored."""
        count = len(self._found(name).slices)
        return f", {count} slices" if count > 1 else ""

    def check(self, name: str, dtype: DType) -> None:
        """Sees that there is a tensor of this name and type.

        Raises:
          NotFoundError: if there is none of this name.
          InvalidArgumentError: if it is of another type.
        """
        stored = self._found(name).dtype
        if stored is not dtype:
            raise errors.InvalidArgumentError(
                None, None,
                f"Expected to restore a tensor of type {runtime_name(dtype)}, got a tensor of type {runtime_name(stored)} "
                f"instead: tensor_name = {name}",
            )  # fmt: skip

    def read(self, name: str, place: Slice | None = None) -> np.ndarray[Any, Any]:
        """A tensor, or a part of it.

        Raises:
          NotFoundError: if there is none of this name.
          InvalidArgumentError: if the part belongs to another shape, or the slices that are stored do not make it up.
          DataLossError: if its bytes are damaged.
        """
        tensor = self._found(name)
        place = place or slice_specs.whole(tensor.shape)
        if place.full != tensor.shape:
            wished, stored = (",".join(map(str, sizes)) for sizes in (place.full, tensor.shape))
            raise errors.InvalidArgumentError(
                None, None,
                f"Shape in shape_and_slice spec does not match the shape in the save file: [{wished}], save file shape: "
                f"[{stored}]",
            )  # fmt: skip
        loaded = []
        for part, table in tensor.slices.items():
            common = slice_specs.overlap(part, place)
            if part == place:
                return self._load(name, tensor.dtype, part, table)
            if common is not None:
                array = self._load(name, tensor.dtype, part, table)
                loaded.append((array[slice_specs.within(common, part)], common))
        count = 1
        for size in place.shape:
            count *= size
        if sum(array.size for array, _ in loaded) < count:
            raise self._incomplete(name, place)
        # only now: what was loaded justifies the memory
        whole = np.empty(place.shape, tensor.dtype.as_numpy_dtype)
        covered = np.zeros(place.shape, bool)
        for array, common in loaded:
            inside = slice_specs.within(common, place)
            whole[inside], covered[inside] = array, True
        if not covered.all():
            raise self._incomplete(name, place)
        return whole

    def _incomplete(self, name: str, place: Slice) -> errors.InvalidArgumentError:
        return errors.InvalidArgumentError(
            None, None,
            f"Error copying slice data. The slices of {name} in the checkpoint do not make up {place}.",
        )  # fmt: skip

    def _load(
        self, name: str, dtype: DType, part: Slice, table: sstable.Table
    ) -> np.ndarray[Any, Any]:
        stored = _parsed("SavedTensorSlices", table.get(slice_key(name, part.extents)))
        if stored is None or not stored.HasField("data"):
            raise _lost(self._pattern, f"no slice {part} of {name}")
        from google.protobuf.message import DecodeError
        from tensorboard.compat.proto.tensor_pb2 import TensorProto

        try:
            values = elements_of(TensorProto.FromString(stored.data.data), dtype)
            count = int(np.prod(part.shape, dtype=object))
            if len(values) == count:
                return values.reshape(part.shape)
        except (DecodeError, ValueError, OverflowError):
            pass
        raise _lost(self._pattern, f"the values of slice {part} of {name}")


def _contents(file: str) -> Any:
    """The bytes of a file; of a local one those that are looked at are read, and no others."""
    with filesystem.opened(file, "rb") as opened:
        if filesystem.remote(file) is None:
            with contextlib.suppress(OSError, ValueError):  # a pipe or an empty file has no map
                return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        return opened.read()


def _parsed(kind: str, data: bytes) -> Any:
    from google.protobuf.message import DecodeError

    try:
        return message(kind).FromString(data)
    except DecodeError:
        return None


def _lost(file: str, what: str) -> errors.DataLossError:
    return errors.DataLossError(
        None, None, f"Unable to parse the checkpoint file {file}: {what} is damaged or missing"
    )


def unreadable(file: str, error: errors.OpError, kind: str = "Data loss: ") -> errors.DataLossError:
    """The error about a file that is no whole table."""
    cause = error.message.split(". The file is ", 1)[0]
    return errors.DataLossError(
        None, None,
        f"Unable to open table file {file}: {kind}{cause}: perhaps your file is in a different file format and you "
        "need to use a different restore operator?",
    )  # fmt: skip
