"""Checkpoints of version 1, written: one table that holds tensors slice by slice."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

import numpy as np

from scopeflow import errors
from scopeflow.formats import filesystem, sstable
from scopeflow.formats.messages import message
from scopeflow.formats.ordered_code import slice_key
from scopeflow.formats.slice_specs import Slice, whole
from scopeflow.graph.dtypes import DType
from scopeflow.graph.words import runtime_name

_PRODUCER = 1
_LARGEST = (1 << 31) - 1024  # what a proto may hold, less its own frame
# Types whose elements are stored as they lie in memory, with the tag of the TensorProto's field.
_FIXED = {
    "float32": 0x2A,
    "float64": 0x32,
    "complex64": 0x4A,
    "bool": 0x5A,
    "complex128": 0x62,
}
# Types whose elements are stored as numbers of as many bytes as they need.
_NUMBERS = {
    **dict.fromkeys(("int32", "int16", "int8", "uint8", "uint16"), "int_val"),
    **dict.fromkeys(("qint8", "quint8", "qint32"), "int_val"),
    "int64": "int64_val",
    "float16": "half_val",
}


class SliceTableWriter:
    """Writes one checkpoint file. Nothing bears the file's name until `finish`.

    Args:
      name: the file's name.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._waiting = f"{name}.tempstate{random.SystemRandom().getrandbits(63)}"
        self._slices: dict[bytes, bytes] = {}
        self._meta: dict[str, Any] = {}

    def add(self, name: str, place: Slice, array: np.ndarray[Any, Any], dtype: DType) -> None:
        """Adds a tensor, or a slice of one.

        Raises:
          InternalError: if another slice of this tensor has another type or belongs to another shape.
          UnimplementedError: if the format has no place for the type.
          InvalidArgumentError: if the slice is larger than the format can hold.
        """
        saved = self._meta.get(name)
        if saved is None:
            saved = self._meta[name] = message("SavedSliceMeta")(
                name=name, type=dtype.as_datatype_enum
            )
            saved.shape.SetInParent()
            for size in place.full:
                saved.shape.dim.add(size=size)
        else:
            self._agree(name, saved, place, dtype)
        record = saved.slice.add()
        stored = message("SavedTensorSlices")()
        stored.data.name = name
        stored.data.slice.SetInParent()
        for start, length in place.extents:
            for made in (record.extent.add(), stored.data.slice.extent.add()):
                if length >= 0:
                    made.start, made.length = start, length
        stored.data.data = _values(name, array, dtype)
        self._slices[slice_key(name, place.extents)] = stored.SerializeToString()

    def _agree(self, name: str, saved: Any, place: Slice, dtype: DType) -> None:
        from scopeflow.graph.dtypes import BY_ENUM

        known = [dim.size for dim in saved.shape.dim]
        if known != list(place.full):
            shapes = [",".join(map(str, sizes)) for sizes in (known, place.full)]
            raise errors.InternalError(
                None, None,
                f"Mismatching shapes: existing tensor = [{shapes[0]}], trying to add name {name}, shape = [{shapes[1]}]",
            )  # fmt: skip
        if saved.type != dtype.as_datatype_enum:
            words = runtime_name(BY_ENUM[saved.type]), runtime_name(dtype)
            raise errors.InternalError(
                None, None,
                f"Mismatching types: existing type = {words[0]}, trying to add name {name}, type = {words[1]}",
            )  # fmt: skip

    def finish(self) -> None:
        """Writes the file and gives it its name.

        Raises:
          OpError: if it cannot be written; then nothing is left of it.
        """
        meta = message("SavedTensorSlices")()
        meta.meta.tensor.extend(self._meta.values())
        meta.meta.versions.producer = _PRODUCER
        entries = [(b"", meta.SerializeToString()), *sorted(self._slices.items())]
        try:
            with filesystem.opened(self._waiting, "wb") as file:
                file.write(sstable.encode(entries))
            filesystem.rename(self._waiting, self._name, overwrite=True)
        except BaseException:
            with contextlib.suppress(errors.OpError):
                filesystem.remove(self._waiting)
            raise


def write_whole(
    file: IO[bytes],
    tensors: Sequence[tuple[str, DType, tuple[int, ...]]],
    read: Callable[[str], np.ndarray[Any, Any]],
) -> None:
    """Writes a checkpoint of whole tensors, of which no more than one is in memory.

    Args:
      file: where to.
      tensors: (name, type, shape) of each.
      read: gives the value of a name; called when its turn has come.

    Raises:
      UnimplementedError: if the format has no place for a type.
      InvalidArgumentError: if a tensor is larger than the format can hold.
      OSError: as the file does.
    """
    meta = message("SavedTensorSlices")()
    meta.meta.versions.producer = _PRODUCER
    for name, dtype, shape in sorted(tensors, key=lambda one: one[0]):
        saved = meta.meta.tensor.add(name=name, type=dtype.as_datatype_enum)
        saved.shape.SetInParent()
        extents = saved.slice.add().extent
        for size in shape:
            saved.shape.dim.add(size=size)
            extents.add()
    keys = sorted(
        (slice_key(name, whole(shape).extents), name, dtype, len(shape))
        for name, dtype, shape in tensors
    )

    def entries() -> Iterator[tuple[bytes, bytes]]:
        yield b"", meta.SerializeToString()
        for key, name, dtype, rank in keys:
            stored = message("SavedTensorSlices")()
            stored.data.name = name
            stored.data.slice.SetInParent()
            for _ in range(rank):
                stored.data.slice.extent.add()
            stored.data.data = _values(name, read(name), dtype)
            yield key, stored.SerializeToString()

    for piece in sstable.encoded(entries()):
        file.write(piece)


def _values(name: str, array: np.ndarray[Any, Any], dtype: DType) -> bytes:
    """The bytes of a TensorProto that holds the array's elements and nothing else."""
    if not array.size:
        return b""
    if array.nbytes > _LARGEST:
        raise errors.InvalidArgumentError(
            None, None,
            f"Tensor slice is too large to serialize (conservative estimate: {array.nbytes} bytes): {name}. Checkpoints "
            "of version 2 have no such limit.",
        )  # fmt: skip
    flat = np.ascontiguousarray(array).reshape(-1)
    if dtype.name in _FIXED:
        data = flat.view(np.uint8)
        head = bytes([_FIXED[dtype.name]]) + sstable.put_varint(len(data))
        return head + data.tobytes()
    from tensorboard.compat.proto.tensor_pb2 import TensorProto

    if dtype.name == "string":
        return TensorProto(string_val=[bytes(value) for value in flat]).SerializeToString()
    if dtype.name not in _NUMBERS:
        raise errors.UnimplementedError(
            None,
            None,
            f"Saving data type {runtime_name(dtype)} not yet supported. That is the type of {name}.",
        )
    if dtype.name == "float16":
        flat = flat.view(np.uint16)
    elif dtype.is_quantized:
        flat = flat.view(np.dtype(dtype.as_numpy_dtype)[0])
    proto = TensorProto()
    getattr(proto, _NUMBERS[dtype.name]).extend(flat.tolist())
    return proto.SerializeToString()
