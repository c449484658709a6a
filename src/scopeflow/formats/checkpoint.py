"""Checkpoints by name, of whichever version they are."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.formats.bundle_reader import BundleReader
from scopeflow.formats.bundle_writer import index_file, settle
from scopeflow.formats.slice_specs import Slice
from scopeflow.formats.sstable import is_table
from scopeflow.graph.dtypes import DType


class Checkpoint(Protocol):
    """What a checkpoint answers."""

    names: list[str]

    def __contains__(self, name: str) -> bool: ...
    def dtype(self, name: str) -> DType:
        """The element type of a tensor."""
        ...

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        ...

    def read(self, name: str, place: Slice | None = None) -> np.ndarray[Any, Any]:
        """A tensor, or a part of it."""
        ...


def open_checkpoint(prefix: str) -> Checkpoint:
    """The checkpoint of this name.

    Raises:
      NotFoundError: if there is none.
      DataLossError: if it is damaged, or a file that is no checkpoint.
      UnimplementedError: if it is of version 1, a single file.
    """
    settle(prefix)
    if filesystem.exists(index_file(prefix)):
        return BundleReader(prefix)
    if filesystem.exists(prefix) and not filesystem.is_directory(prefix):
        raise _refused_file(prefix)
    raise errors.NotFoundError(
        None, None,
        f"Unsuccessful TensorSliceReader constructor: Failed to find any matching files for {prefix}",
    )  # fmt: skip


def _refused_file(path: str) -> errors.OpError:
    with filesystem.opened(path, "rb") as file:
        table = is_table(file.read())
    if table:
        return errors.UnimplementedError(
            None, None,
            f"{path} is a checkpoint of version 1, which is not read. TensorFlow 1.x turns it into one of version 2: "
            "restore it there and save it with a tf.train.Saver().",
        )  # fmt: skip
    return errors.DataLossError(
        None, None,
        f"Unable to open table file {path}: Data loss: not an sstable (bad magic number): perhaps your file is in a "
        "different file format and you need to use a different restore operator?",
    )  # fmt: skip
