"""The ops that move rows and columns of a saved matrix to where a new vocabulary has their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats.bundle_reader import BundleReader
from scopeflow.graph.dtypes import float32, int64, string
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument, runtime_name
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.lookup.store import StaticTable
from scopeflow.ops.lookup.text_files import read_table
from scopeflow.ops.saving.checkpoints import check_rank, text_in

_WHOLE_LINE, _LINE_NUMBER = -2, -1


def _remapped(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    for tensor in inputs:
        check_rank(tensor, 0)
    return (attrs["num_new_vocab"],), ()


@op(
    "GenerateVocabRemapping(new_vocab_file: string, old_vocab_file: string; new_vocab_offset: int >= 0, "
    "num_new_vocab: int >= 0, old_vocab_size: int >= -1 = -1) -> (remapping: int64, num_present: int32)",
    shape=_remapped,
    host=True,
)
def generate_vocab_remapping(
    new_vocab_file: Any,
    old_vocab_file: Any,
    *,
    new_vocab_offset: int,
    num_new_vocab: int,
    old_vocab_size: int,
) -> tuple[Any, Any]:
    """Where an old vocabulary has the words of a new one.

    Args:
      new_vocab_file: a file with a word in each line, a scalar.
      old_vocab_file: another one.
      new_vocab_offset: the first line of the new file to look at.
      num_new_vocab: how many lines to look at.
      old_vocab_size: how many lines of the old file to look at; -1 for all.

    Returns:
      By line, the number of the line in the old file, or -1; and how many are there.

    Raises:
      NotFoundError: in a run, if there is no such file.
      InvalidArgumentError: in a run, if a file has not as many lines.
      FailedPreconditionError: in a run, if the old file has a word twice.
    """
    new, old = text_in(new_vocab_file), text_in(old_vocab_file)
    for what, path in (("new", new), ("old", old)):
        if not path:
            raise invalid_argument(f"{what} vocab filename cannot be empty.")
    words, _ = read_table(new, string, _WHOLE_LINE, int64, _LINE_NUMBER, -1, b"\t")
    if new_vocab_offset + num_new_vocab > len(words):
        raise invalid_argument("lookup table size must be larger than last new vocab entry's line")
    table = StaticTable(string, int64)
    table.replace(*read_table(old, string, _WHOLE_LINE, int64, _LINE_NUMBER, old_vocab_size, b"\t"))
    wanted = words[new_vocab_offset : new_vocab_offset + num_new_vocab]
    found = table.find(wanted, np.asarray(-1, np.int64))
    return found, np.int32(np.count_nonzero(found >= 0))


def _loaded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    check_rank(inputs[1], 0)
    for vector in inputs[2:4]:
        check_rank(vector, 1)
    return ((attrs["num_rows"], attrs["num_cols"]),)


@op(
    "LoadAndRemapMatrix(ckpt_path: string, old_tensor_name: string, row_remapping: int64, col_remapping: int64, "
    "initializing_values: float32; num_rows: int >= 0, num_cols: int >= 1, max_rows_in_memory: int = -1) "
    "-> (output_matrix: float32) # stateful",
    shape=_loaded,
    host=True,
)
def load_and_remap_matrix(
    ckpt_path: Any,
    old_tensor_name: Any,
    row_remapping: Any,
    col_remapping: Any,
    initializing_values: Any,
    *,
    num_rows: int,
    num_cols: int,
) -> Any:
    """Reads a matrix from a checkpoint, its rows and columns in another order.

    Args:
      ckpt_path: the checkpoint's name, a scalar.
      old_tensor_name: what the matrix is called in it, a scalar.
      row_remapping: for each row of the result, which row of the matrix it is, or a negative number; a vector.
      col_remapping: the same for columns; empty for all columns in their order.
      initializing_values: what stands row by row where there is no old value.
      num_rows: how many rows the result has.
      num_cols: how many columns it has.
      max_rows_in_memory: without effect: a part of a matrix is read in pieces anyway.

    Returns:
      A float32 matrix.

    Raises:
      NotFoundError: in a run, if there is no such checkpoint or matrix.
      InvalidArgumentError: in a run, if sizes do not fit.
      UnimplementedError: in a run, if an old row or column is wanted twice.
    """
    rows, columns = np.asarray(row_remapping).reshape(-1), np.asarray(col_remapping).reshape(-1)
    if len(rows) != num_rows:
        raise invalid_argument(
            f"Size of row_remapping is {len(rows)} instead of being equal to num_rows={num_rows}"
        )
    if len(columns) and len(columns) != num_cols:
        raise invalid_argument(
            f"Provided col_remapping, but its size is {len(columns)} instead of being equal to num_cols={num_cols}"
        )
    _refuse_twice(rows)
    _refuse_twice(columns)
    path = np.asarray(ckpt_path).reshape(-1)[0]
    checkpoint = BundleReader(text_in(np.asarray(path, object)))
    name = text_in(old_tensor_name)
    dtype, shape = checkpoint.dtype(name), checkpoint.shape(name)
    if dtype is not float32:
        raise invalid_argument(
            f"Tensor {name} has invalid type {runtime_name(dtype)} instead of expected type float"
        )
    if len(shape) != 2:
        raise invalid_argument(
            f"Tensor {name} has shape {bracketed(shape)} of invalid rank {len(shape)} instead of expected shape of rank 2"
        )
    if not len(columns) and shape[1] != num_cols:
        raise invalid_argument(
            f"Tensor {name} has shape {bracketed(shape)}, where the size of its 2nd dimension is {shape[1]} instead of being "
            f"equal to num_cols={num_cols}"
        )
    sources = columns if len(columns) else np.arange(num_cols)
    for axis, wanted in ((0, rows), (1, sources)):
        if len(wanted) and wanted.max() >= shape[axis]:
            raise errors.InternalError(
                None,
                None,
                f"Extent in dimension {axis} out of bounds: shape = {bracketed(shape)}, wanted is {wanted.max()}",
            )
    there = (rows >= 0)[:, None] & (sources >= 0)[None, :]
    values = np.asarray(initializing_values, np.float32).reshape(-1)
    missing = there.size - np.count_nonzero(there)
    if len(values) < missing:
        raise invalid_argument(
            f"initializing_values contained {len(values)} elements, but more missing values remain."
        )
    if len(values) > missing:
        raise invalid_argument(
            f"initializing_values contained {len(values)} elements, but only {missing} elements were used to fill in missing "
            "values."
        )
    made = np.empty((num_rows, num_cols), np.float32)
    if missing < there.size:
        matrix = checkpoint.read(name)
        known_rows, known = np.flatnonzero(rows >= 0), np.flatnonzero(sources >= 0)
        made[np.ix_(known_rows, known)] = matrix[np.ix_(rows[known_rows], sources[known])]
    made[~there] = values
    return made


def _refuse_twice(wanted: Any) -> None:
    seen: dict[int, int] = {}
    for new, old in enumerate(wanted.tolist()):
        if old >= 0 and seen.setdefault(old, new) != new:
            raise errors.UnimplementedError(
                None,
                None,
                f"Old ID {old} is mapped to both new ID {seen[old]} and {new}, which is not supported.",
            )
