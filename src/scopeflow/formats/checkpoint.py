"""Checkpoints by name, of whichever version they are."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.formats.bundle_reader import BundleReader
from scopeflow.formats.bundle_writer import index_file, settle
from scopeflow.formats.slice_specs import Slice
from scopeflow.formats.slice_tables import SliceTables, unreadable
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

    def remark(self, name: str) -> str:
        """What a listing says of a tensor beside type and shape."""
        ...

    def check(self, name: str, dtype: DType) -> None:
        """Sees that there is a tensor of this name and type."""
        ...

    def read(self, name: str, place: Slice | None = None) -> np.ndarray[Any, Any]:
        """A tensor, or a part of it."""
        ...


def open_checkpoint(prefix: str) -> Checkpoint:
    """The checkpoint of this name.

    Args:
      prefix: the name; of a checkpoint of version 1 in several files, a pattern that matches them.

    Raises:
      NotFoundError: if there is none.
      DataLossError: if it is damaged, or a file that is no checkpoint.
    """
    settle(prefix)
    if filesystem.exists(index_file(prefix)):
        return BundleReader(prefix)
    return open_tables(prefix)


def open_tables(pattern: str) -> SliceTables:
    """The checkpoint of version 1 in the files that match a pattern.

    Raises:
      NotFoundError: if there is none.
      InvalidArgumentError: if there is no such directory.
      DataLossError: if it is damaged, or a file that is no checkpoint.
    """
    try:
        found = filesystem.matching(pattern)
    except errors.NotFoundError as error:
        raise errors.InvalidArgumentError(
            None, None,
            f"Unsuccessful TensorSliceReader constructor: Failed to get matching files on {pattern}: Not found: "
            f"{error.message}",
        ) from None  # fmt: skip
    for name in found:
        if filesystem.is_directory(name):
            why = errors.FailedPreconditionError(
                None, None, f"Failed precondition: {name}; Is a directory"
            )
            raise unreadable(name, why, "")
    if not found:
        raise errors.NotFoundError(
            None, None,
            f"Unsuccessful TensorSliceReader constructor: Failed to find any matching files for {pattern}",
        )  # fmt: skip
    return SliceTables(pattern, found)
