"""Ragged tensors as variants, which is how they travel through datasets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op


class RaggedValue:
    """What a variant of a ragged tensor holds: the splits of each ragged dimension, the outermost first, and the values."""

    __slots__ = ("splits", "values")

    def __init__(self, splits: Sequence[np.ndarray], values: np.ndarray) -> None:
        self.splits = tuple(splits)
        self.values = values

    def rows(self) -> list[RaggedValue]:
        """Each row of the outermost dimension."""
        outer = self.splits[0]
        made = []
        for start, end in zip(outer[:-1], outer[1:], strict=True):
            splits = []
            for inner in self.splits[1:]:
                part = inner[start : end + 1]
                splits.append(part - part[0])
                start, end = part[0], part[-1]
            made.append(RaggedValue(splits, self.values[start:end]))
        return made


def _joined(rows: Sequence[RaggedValue], inner: int, values: Any, splits: Any) -> RaggedValue:
    """The ragged tensor of which these are the rows.

    Args:
      rows: the rows.
      inner: how many ragged dimensions each has.
      values, splits: NumPy dtypes, for where there is no row.
    """
    lengths = [
        len(row.splits[0]) - 1 if inner else len(row.values) if np.ndim(row.values) else 1
        for row in rows
    ]
    made = [np.cumsum([0, *lengths], dtype=splits)]
    for level in range(inner):
        ends = np.array([0], splits)
        for row in rows:
            ends = np.concatenate([ends, row.splits[level][1:] + ends[-1]])
        made.append(ends.astype(splits))
    parts = [row.values for row in rows]
    return RaggedValue(made, np.concatenate(parts) if parts else np.empty(0, values))


def _encoded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    if not attrs["batched_input"]:
        return ((),)
    dims = inputs[0]._dims
    return ((None,) if dims is None or dims[0] is None else (dims[0] - 1,),)


@op(
    "RaggedTensorToVariant(rt_nested_splits: RAGGED_RANK * Tsplits, rt_dense_values: Tvalues; RAGGED_RANK: int >= 1, "
    "Tvalues: type, Tsplits: index, batched_input: bool) -> (encoded_ragged: variant)",
    shape=_encoded,
    host=True,
)
def ragged_tensor_to_variant(
    rt_nested_splits: Any, rt_dense_values: Any, *, batched_input: bool, ctx: Any
) -> Any:
    """A ragged tensor as a variant, or each of its rows as one."""
    whole = RaggedValue([np.asarray(s) for s in rt_nested_splits], np.asarray(rt_dense_values))
    if not batched_input:
        return whole
    rows = whole.rows()
    made = np.empty(len(rows), object)
    made[:] = rows
    return made


def _decoded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Any, ...]:
    return (*[(None,)] * attrs["output_ragged_rank"], None)


@op(
    "RaggedTensorFromVariant(encoded_ragged: variant; input_ragged_rank: int >= -1, output_ragged_rank: int >= 1, "
    "Tvalues: type, Tsplits: index) -> (output_nested_splits: output_ragged_rank * Tsplits, output_dense_values: Tvalues)",
    shape=_decoded,
    host=True,
)
def ragged_tensor_from_variant(
    encoded_ragged: Any,
    *,
    input_ragged_rank: int,
    output_ragged_rank: int,
    Tvalues: Any,
    Tsplits: Any,
    ctx: Any,
) -> Any:
    """The ragged tensor that a variant holds, or that an array of variants makes up."""
    given = encoded_ragged if isinstance(encoded_ragged, np.ndarray) else np.array(encoded_ragged)
    outer = given.ndim
    inner = input_ragged_rank if input_ragged_rank >= 0 else output_ragged_rank - outer
    if inner < 0 or output_ragged_rank != outer + inner:
        raise errors.InvalidArgumentError(
            None,
            None,
            f"output_ragged_rank must be equal to input_ragged_rank +encoded_ragged.dims(): {output_ragged_rank} != "
            f"{inner} + {outer}.",
        )
    found = _stacked(given, inner, Tvalues.as_numpy_dtype, Tsplits.as_numpy_dtype)
    return (*found.splits, found.values)


def _stacked(given: np.ndarray, inner: int, values: Any, splits: Any) -> RaggedValue:
    if not given.ndim:
        return given.item()
    rows = [_stacked(np.asarray(row, object), inner, values, splits) for row in given]
    return _joined(rows, inner + given.ndim - 1, values, splits)
