"""Named tensors in .safetensors files, through the package `safetensors`, which need not be installed otherwise."""

from __future__ import annotations

import contextlib
import json
import struct
from collections.abc import Callable, Sequence
from typing import IO, Any

import numpy as np

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.formats.files import file_error
from scopeflow.graph.dtypes import DType, as_dtype

_NAMES = {
    "bool": "BOOL",
    "uint8": "U8",
    "int8": "I8",
    "uint16": "U16",
    "int16": "I16",
    "uint32": "U32",
    "int32": "I32",
    "uint64": "U64",
    "int64": "I64",
    "float16": "F16",
    "bfloat16": "BF16",
    "float32": "F32",
    "float64": "F64",
    "complex64": "C64",
}
_TYPES = {stored: name for name, stored in _NAMES.items()}
_PIECE = 4 << 20  # what is written at once
_ALIGNED = 8  # the first tensor begins at a multiple of so many bytes


def package() -> Any:
    """The package.

    Raises:
      UnimplementedError: if it is not installed.
    """
    try:
        import safetensors
    except ImportError:
        raise errors.UnimplementedError(
            None, None,
            "For .safetensors files the package safetensors is needed: pip install 'scopeflow[safetensors]'",
        ) from None  # fmt: skip
    return safetensors


class SafetensorsFile:
    """The tensors of one .safetensors file.

    Args:
      path: the file's name.

    Raises:
      NotFoundError: if there is no such file.
      DataLossError: if it is damaged, or no such file.
      UnimplementedError: if the package safetensors is not installed.
    """

    def __init__(self, path: str) -> None:
        library = package()
        self._error = library.SafetensorError
        self._path = path
        self._open = contextlib.ExitStack()
        try:
            self._file = self._open.enter_context(library.safe_open(filesystem.local(path), "np"))
        except OSError as error:
            if not filesystem.exists(path):
                raise errors.NotFoundError(
                    None, None, f"{path}; No such file or directory"
                ) from None
            raise file_error(error, path) from None
        except self._error as error:
            raise errors.DataLossError(
                None, None, f"{path} is not a readable .safetensors file: {error}"
            ) from None
        self.names = sorted(self._file.keys())

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def _slice(self, name: str) -> Any:
        try:
            return self._file.get_slice(name)
        except self._error:
            raise errors.NotFoundError(
                None, None, f"Key {name} not found in checkpoint {self._path}"
            ) from None

    def dtype(self, name: str) -> DType:
        """The element type of a tensor.

        Raises:
          UnimplementedError: if no tensor here has it.
        """
        stored = self._slice(name).get_dtype()
        if stored not in _TYPES:
            raise errors.UnimplementedError(
                None, None, f"{self._path}: {name} is of type {stored}, which no tensor has"
            )
        return as_dtype(_TYPES[stored])

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        return tuple(self._slice(name).get_shape())

    def read(self, name: str) -> np.ndarray[Any, Any]:
        """A tensor's value.

        Raises:
          NotFoundError: if there is none of this name.
        """
        self.dtype(name)
        return self._file.get_tensor(name)

    def close(self) -> None:
        """Closes the file."""
        self._open.close()


def write(
    file: IO[bytes],
    tensors: Sequence[tuple[str, DType, tuple[int, ...]]],
    read: Callable[[str], np.ndarray],
) -> None:
    """Writes a .safetensors file, a tensor at a time: the package itself wants all of them in memory.

    Args:
      file: where to.
      tensors: (name, type, shape) of each.
      read: gives the value of a name; called when its turn has come.

    Raises:
      UnimplementedError: if the format has no place for a type.
      OSError: as the file does.
    """
    header: dict[str, Any] = {}
    offset = 0
    # the widest types first, so that each tensor is aligned to its own elements
    ordered = sorted(tensors, key=lambda one: (-_width(one[0], one[1]), one[0]))
    for name, dtype, shape in ordered:
        size = _width(name, dtype)
        for length in shape:
            size *= length
        header[name] = {
            "dtype": _NAMES[dtype.name],
            "shape": list(shape),
            "data_offsets": [offset, offset + size],
        }
        offset += size
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNED)
    file.write(struct.pack("<Q", len(text)) + text)
    for name, _, _ in ordered:
        data = np.ascontiguousarray(read(name)).reshape(-1).view(np.uint8)
        for at in range(0, len(data), _PIECE):
            file.write(data[at : at + _PIECE].data)


def _width(name: str, dtype: DType) -> int:
    if dtype.name not in _NAMES:
        raise errors.UnimplementedError(
            None,
            None,
            f"{name} is of type {dtype.name}, for which .safetensors files have no place",
        )
    return dtype.size
