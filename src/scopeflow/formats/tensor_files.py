"""Files of named tensors of every kind: checkpoints of both versions, .npz, .safetensors; opened, and written one
tensor after the other.
"""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Protocol

import numpy as np

from scopeflow import errors
from scopeflow.formats import filesystem, npz_files, safetensors_files, slice_table_writer
from scopeflow.formats.bundle_writer import BundleWriter, data_file, index_file
from scopeflow.formats.checkpoint import open_checkpoint
from scopeflow.graph.dtypes import DType

# What a file may be: a checkpoint as TensorFlow writes it since 0.12, one as it did before, and the two others.
KINDS = ("v2", "v1", "npz", "safetensors")


class Tensors(Protocol):
    """What every such file answers."""

    names: list[str]

    def __contains__(self, name: str) -> bool: ...
    def dtype(self, name: str) -> DType:
        """The element type of a tensor."""
        ...

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        ...

    def read(self, name: str) -> np.ndarray[Any, Any]:
        """A tensor's value."""
        ...


def kind_of(path: str) -> str:
    """The kind of file that a name asks for: by its ending, else a checkpoint of version 2."""
    ending = path.rpartition(".")[2]
    return ending if ending in ("npz", "safetensors") else "v2"


@contextmanager
def opened(path: str) -> Iterator[Tensors]:
    """The tensors of a file, of which only names, types and shapes are read at once.

    Args:
      path: the name of a file, or of a checkpoint.

    Raises:
      NotFoundError: if there is none.
      DataLossError: if it is damaged, or no such file.
      UnimplementedError: if a package is missing that reads it.
    """
    kinds: dict[str, Any] = {
        "npz": npz_files.NpzFile,
        "safetensors": safetensors_files.SafetensorsFile,
    }
    found = kinds.get(kind_of(path), open_checkpoint)(path)
    with contextlib.closing(found) if hasattr(found, "close") else contextlib.nullcontext():
        yield found


def files_of(path: str, kind: str) -> list[str]:
    """The files that a file of this kind and name consists of."""
    return [index_file(path), data_file(path)] if kind == "v2" else [path]


def write(path: str, kind: str, source: Tensors, names: Mapping[str, str]) -> None:
    """Writes tensors of one file into another, which bears its name only once it is whole.

    One tensor at a time is in memory.

    Args:
      path: the name of the file, or of the checkpoint.
      kind: one of `KINDS`.
      source: where the tensors are.
      names: from the name of each in the new file to its name in `source`.

    Raises:
      OpError: if `source` is damaged, the format has no place for a type, or the file cannot be written; then nothing is
        left of it, and an older file of this name is as it was.
    """
    listed = [
        (name, source.dtype(old), tuple(source.shape(old))) for name, old in sorted(names.items())
    ]

    def read(name: str) -> np.ndarray[Any, Any]:
        return source.read(names[name])

    if kind == "v2":
        writer = BundleWriter(path)
        try:
            for name, dtype, _ in listed:
                writer.add(name, read(name), dtype)
            writer.finish()
        except BaseException:
            writer.discard()
            raise
    elif kind == "v1":
        _replace(path, lambda file: slice_table_writer.write_whole(file, listed, read))
    elif kind == "npz":
        pairs = [(name, dtype) for name, dtype, _ in listed]
        _replace(path, lambda file: npz_files.write(file, pairs, read))
    else:
        safetensors_files.package()
        _replace(
            path,
            lambda file: safetensors_files.write(file, listed, read),
            lambda waiting: _check_safetensors(waiting, listed),
        )


def _replace(
    path: str, fill: Callable[[IO[bytes]], None], check: Callable[[str], None] | None = None
) -> None:
    """Writes a file under another name first."""
    waiting = f"{path}.tempstate{random.SystemRandom().getrandbits(63)}"
    try:
        with filesystem.opened(waiting, "wb") as file:
            fill(file)
            if filesystem.remote(path) is None:
                file.flush()
                os.fsync(file.fileno())
        if check is not None:
            check(waiting)
        filesystem.rename(waiting, path, overwrite=True)
    except BaseException:
        with contextlib.suppress(errors.OpError):
            filesystem.remove(waiting)
        raise


def _check_safetensors(path: str, listed: list[tuple[str, DType, tuple[int, ...]]]) -> None:
    """Sees that the package reads what was written as it was meant."""
    made = safetensors_files.SafetensorsFile(path)
    with contextlib.closing(made):
        found = [(name, made.dtype(name), made.shape(name)) for name in made.names]
    if found != listed:
        raise errors.InternalError(None, None, f"{path} was not written as it should have been")
