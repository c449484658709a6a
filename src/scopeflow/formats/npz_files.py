"""Named tensors in NumPy's .npz files: headers first, each array when it is asked for."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable
from typing import IO, Any, NamedTuple

import numpy as np

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType

_SUFFIX = ".npy"
# NumPy knows no bfloat16 of its own: np.savez writes two bytes without a meaning.
_BFLOAT16 = np.dtype("V2")
_HEADERS: dict[tuple[int, int], Callable[..., Any]] = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


class _Header(NamedTuple):
    dtype: DType
    shape: tuple[int, ...]


class NpzFile:
    """The arrays of one .npz file.

    Args:
      path: the file's name.

    Raises:
      NotFoundError: if there is no such file.
      DataLossError: if it is damaged, or no such file.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = filesystem.open_file(path, "rb")
        try:
            self._zip = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            self._file.close()
            raise self._damaged(str(error)) from None
        self._headers: dict[str, _Header] = {}
        self.names = sorted(
            name.removesuffix(_SUFFIX) for name in self._zip.namelist() if name.endswith(_SUFFIX)
        )

    def _damaged(self, why: str) -> errors.DataLossError:
        return errors.DataLossError(None, None, f"{self._path} is not a readable .npz file: {why}")

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def dtype(self, name: str) -> DType:
        """The element type of an array, as a tensor has it."""
        return self._header(name).dtype

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of an array."""
        return self._header(name).shape

    def _header(self, name: str) -> _Header:
        found = self._headers.get(name)
        if found is None:
            found = self._headers[name] = self._taken(name, self._read_header)
        return found

    def _taken(self, name: str, take: Callable[[str, IO[bytes]], Any]) -> Any:
        """What `take` finds in the member of this name."""
        try:
            with self._zip.open(name + _SUFFIX) as member:
                return take(name, member)
        except KeyError:
            raise errors.NotFoundError(
                None, None, f"Key {name} not found in checkpoint {self._path}"
            ) from None
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError) as error:
            raise self._damaged(f"{name}: {error}") from None

    def _read_header(self, name: str, member: IO[bytes]) -> _Header:
        version = np.lib.format.read_magic(member)
        if version not in _HEADERS:
            raise ValueError(f"an array of version {version}")
        shape, _, dtype = _HEADERS[version](member)
        return _Header(self._tensor_type(name, dtype), tuple(shape))

    def _tensor_type(self, name: str, dtype: np.dtype[Any]) -> DType:
        if dtype == _BFLOAT16:
            return dtypes.bfloat16
        if dtype.kind in "SU":
            return dtypes.string
        try:
            if dtype.kind != "O":
                return dtypes.from_numpy(dtype)
        except TypeError:
            pass
        raise errors.UnimplementedError(
            None, None,
            f"{self._path}: {name} is an array of {'Python objects' if dtype.kind == 'O' else dtype}, of which no tensor "
            "is made",
        )  # fmt: skip

    def read(self, name: str) -> np.ndarray[Any, Any]:
        """An array, as a tensor's value.

        Raises:
          NotFoundError: if there is none of this name.
          DataLossError: if its bytes are damaged.
        """
        dtype = self.dtype(name)
        array = self._taken(name, lambda _, member: np.lib.format.read_array(member))
        if dtype is dtypes.bfloat16:
            return array.view(dtype.as_numpy_dtype)
        if dtype is dtypes.string:
            return _text(array)
        return np.ascontiguousarray(array, dtype.as_numpy_dtype).reshape(array.shape)

    def close(self) -> None:
        """Closes the file."""
        self._zip.close()
        self._file.close()


def _text(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    made = np.empty(array.shape, object)
    values = [v.encode() if isinstance(v, str) else bytes(v) for v in array.reshape(-1).tolist()]
    made.reshape(-1)[:] = values
    return made


def write(
    file: IO[bytes], tensors: Iterable[tuple[str, DType]], read: Callable[[str], np.ndarray]
) -> None:
    """Writes an .npz file.

    Args:
      file: where to.
      tensors: (name, type) of each.
      read: gives the value of a name; called when its turn has come.

    Raises:
      UnimplementedError: if text ends in a zero byte, which NumPy cuts off.
      OSError: as the file does.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, dtype in tensors:
            # (a ZipInfo of its own: the time of day is no part of the bytes)
            with archive.open(zipfile.ZipInfo(name + _SUFFIX), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, _storable(name, dtype, read(name)))


def _storable(name: str, dtype: DType, array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if dtype is dtypes.bfloat16:
        return array.view(_BFLOAT16)
    if dtype is not dtypes.string:
        return array
    values = [bytes(value) for value in array.reshape(-1)]
    if any(value.endswith(b"\0") for value in values):
        raise errors.UnimplementedError(
            None, None, f"{name} has text that ends in a zero byte, which .npz files do not keep"
        )
    longest = max([1, *map(len, values)])
    return np.array(values, f"S{longest}").reshape(array.shape)
