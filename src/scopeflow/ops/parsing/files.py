"""Whole files: read_file, write_file, matching_files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.formats import filesystem
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.strings.each import flat, scalar, texts


def _of_scalar(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 0)
    return ((),)


@op("ReadFile(filename: string; ) -> (contents: string)", shape=_of_scalar, host=True)
def read_file(filename: Any) -> Any:
    """What a file holds.

    Args:
      filename: a scalar string tensor.
      name: the wish for the node's name.

    Returns:
      A scalar string tensor.

    Raises:
      NotFoundError: in a run, if there is no such file; other errors if it cannot be read.
    """
    with filesystem.opened(_path(scalar(filename)), "rb") as file:
        return texts([file.read()], ())


def _path(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _no_outputs(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    for tensor in inputs:
        rules.with_rank(tensor._dims, 0)
    return ()


@op("WriteFile(filename: string, contents: string; ) -> () # stateful",
    shape=_no_outputs, host=True)  # fmt: skip
def write_file(filename: Any, contents: Any) -> Any:
    """Writes a file, and makes the directories it is to be in.

    Args:
      filename: a scalar string tensor.
      contents: what the file is to hold, a scalar string tensor.
      name: the wish for the node's name.

    Returns:
      An Operation.

    Raises:
      OpError: in a run, if it cannot be written.
    """
    path = _path(scalar(filename))
    filesystem.make_parents(path)
    with filesystem.opened(path, "wb") as file:
        file.write(scalar(contents))


def _found(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    if dims is not None and len(dims) > 1:
        raise ShapeMismatch(f"Shape must be at most rank 1 but is rank {len(dims)}")
    return ((None,),)


@op("MatchingFiles(pattern: string; ) -> (filenames: string)", shape=_found, host=True)
def matching_files(pattern: Any) -> Any:
    """The files whose names match patterns, sorted.

    Args:
      pattern: a string tensor, a scalar or a vector: `*`, `?` and `[...]` stand for characters other than `/`.
      name: the wish for the node's name.

    Returns:
      A string vector.

    Raises:
      NotFoundError: in a run, if the directory that is to be searched does not exist.
    """
    names = [name for text in flat(pattern) for name in filesystem.matching(_path(text))]
    listed = sorted(name.encode("utf-8", "surrogateescape") for name in names)
    return texts(listed, (len(listed),))
