"""The static shape of a strided slice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch
from scopeflow.ops.static import constant_value

_NEW_AXIS = -2
_SHRUNK = -1


class _Entry(NamedTuple):
    """What the slice says of one dimension; None where it is not known yet."""

    begin: int | None
    end: int | None
    stride: int
    from_start: bool
    to_end: bool
    shrinks: bool


_WHOLE = _Entry(0, 0, 1, True, True, False)


def strided_slice_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    """The shape rule of StridedSlice: inputs x, begin, end, strides."""
    vector = rules.with_rank(inputs[1]._dims, 1)
    for other in inputs[2:]:
        vector = rules.merge(vector, rules.with_rank(other._dims, 1))
    assert vector is not None
    dims, strides = inputs[0]._dims, constant_value(inputs[3])
    if vector[0] is None or strides is None:
        return (None,)
    begin, end = constant_value(inputs[1]), constant_value(inputs[2])
    if dims is None:
        _check_ellipses(vector[0], attrs)
        return (None,)
    entries, order = _dense(len(dims), begin, end, strides.tolist(), attrs)
    for place, entry in enumerate(entries):
        if entry.stride == 0:
            raise ShapeMismatch(f"strides[{place}] must be non-zero", values=(3,))
        if entry.shrinks and entry.stride <= 0:
            raise ShapeMismatch("only stride 1 allowed on non-range indexing.", values=(3,))
    sizes = [
        _size(dim, entry, place)
        for place, (dim, entry) in enumerate(zip(dims, entries, strict=True))
    ]
    return (
        tuple([1 if place == _NEW_AXIS else sizes[place] for place in order if place != _SHRUNK]),
    )


def _check_ellipses(count: int, attrs: dict[str, Any]) -> None:
    mask = attrs["ellipsis_mask"] & ((1 << count) - 1)
    if mask & (mask - 1):
        raise ShapeMismatch("Multiple ellipses in slice spec not allowed", values=(3,))


def _dense(
    rank: int,
    begin: np.ndarray | None,
    end: np.ndarray | None,
    strides: list[int],
    attrs: dict[str, Any],
) -> tuple[list[_Entry], list[int]]:
    """One entry for each dimension, and the dimensions of the result in order."""
    count = len(strides)
    _check_ellipses(count, attrs)
    ellipsis = attrs["ellipsis_mask"]
    new_axis = attrs["new_axis_mask"]
    if not ellipsis & ((1 << count) - 1):
        ellipsis = 1 << count
    at = ellipsis.bit_length() - 1
    new_behind = bin(new_axis & ((1 << count) - 1) >> (at + 1) << (at + 1)).count("1")
    behind = max(count - at - 1 - new_behind, 0)
    begins = [None] * count if begin is None else begin.tolist()
    ends = [None] * count if end is None else end.tolist()
    entries: list[_Entry] = []
    order: list[int] = []
    for i in range(max(count, at + 1)):
        bit = 1 << i
        if bit & ellipsis:
            for place in range(len(entries), max(rank - behind, len(entries))):
                entries.append(_WHOLE)
                order.append(place)
        elif bit & new_axis:
            order.append(_NEW_AXIS)
        else:
            if len(entries) == rank:
                raise ShapeMismatch(
                    f"Index out of range using input dim {rank}; input has only {rank} dims",
                    values=(3,),
                )
            shrinks = bool(attrs["shrink_axis_mask"] & bit)
            order.append(_SHRUNK if shrinks else len(entries))
            entries.append(
                _Entry(
                    begins[i],
                    ends[i],
                    strides[i],
                    bool(attrs["begin_mask"] & bit),
                    bool(attrs["end_mask"] & bit),
                    shrinks,
                )
            )
    return entries, order


def _size(dim: int | None, entry: _Entry, place: int) -> int | None:
    """How long one dimension of the result is."""
    if dim is None:
        return None
    if entry.shrinks:
        if entry.begin is not None and entry.end is not None:
            index = entry.begin + dim if entry.begin < 0 else entry.begin
            if not 0 <= index < dim:
                raise ShapeMismatch(
                    f"slice index {index} of dimension {place} out of bounds.", values=(1, 2, 3)
                )
        return 1
    known = entry.begin is not None and entry.end is not None
    if not known and not (entry.from_start and entry.to_end):
        return None
    first = None if entry.from_start else entry.begin
    last = None if entry.to_end else entry.end
    return len(range(*slice(first, last, entry.stride).indices(dim)))
