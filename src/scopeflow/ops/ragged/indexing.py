"""`ragged[...]`: rows, slices of rows, and slices of their insides."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.shaping import shape, size
from scopeflow.ops.calling import call
from scopeflow.ops.math.arithmetic import maximum, minimum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.ragged.building import from_row_splits, is_ragged_tensor
from scopeflow.ops.ragged.parts import nrows
from scopeflow.ops.scoping import name_scope


def item(ragged: Any, key: Any) -> Any:
    """`ragged[key]`.

    Raises:
      ValueError: if a single place is asked of a ragged dimension.
      TypeError: if a key is of another kind.
    """
    keys = list(key) if isinstance(key, (list, tuple)) else [key]
    with name_scope(None, "RaggedGetItem", [ragged]):
        if len(keys) == 1 and keys[0] is Ellipsis:
            return _everything(ragged)
        return _item(ragged, _without_ellipsis(keys, len(ragged.shape)))


def _everything(ragged: Any) -> Any:
    values = ragged.values
    inner = _everything(values) if is_ragged_tensor(values) else values[:, ...]
    return ragged.with_values(inner)


def _without_ellipsis(keys: list[Any], rank: int) -> list[Any]:
    places = [i for i, key in enumerate(keys) if key is Ellipsis]
    if not places:
        return keys
    if len(places) > 1:
        raise ValueError("Only one ellipsis is allowed in an index.")
    used = sum(1 for key in keys if key is not Ellipsis and key is not None)
    missing = [slice(None)] * max(0, rank - used)
    return keys[: places[0]] + missing + keys[places[0] + 1 :]


def _item(ragged: Any, keys: list[Any]) -> Any:
    if not keys:
        return ragged
    first, inner = keys[0], keys[1:]
    if first is None:
        return _new_outer(_item(ragged, inner))
    if isinstance(first, slice):
        rows = _sliced_rows(ragged, first)
        return _inside(rows, inner)
    starts, limits = ragged.row_splits[:-1], ragged.row_splits[1:]
    row = ragged.values[starts[first] : limits[first]]
    if not inner:
        return row if is_ragged_tensor(row) else row[()]
    if is_ragged_tensor(row):
        return _item(row, inner)
    return row[tuple(inner)]


def _new_outer(value: Any) -> Any:
    if not is_ragged_tensor(value):
        return value[None]
    kind = value.row_splits.dtype
    count = shape(value.row_splits, out_type=kind)[0] - 1
    return from_row_splits(value, stack([0, count]), validate=False)


def _sliced_rows(ragged: Any, key: slice) -> Any:
    """Some of the rows."""
    if key == slice(None):
        return ragged
    starts, limits = ragged.row_splits[:-1][key], ragged.row_splits[1:][key]
    step = 1 if key.step is None else key.step
    if isinstance(step, int) and step == 1:
        # what is kept is in one piece
        first = zeros([1], starts.dtype)[size(starts) :]
        splits = concat([first, starts[:1], limits], axis=0)
        start, end = splits[0], splits[-1]
        return from_row_splits(ragged.values[start:end], splits - start, validate=False)
    return _of_ranges(ragged.values, starts, limits, 1)


def _of_ranges(values: Any, starts: Tensor, limits: Tensor, step: Any) -> Any:
    splits, places = call("RaggedRange", starts, limits, step, Tsplits=starts.dtype)
    picked = gather(values, places)
    return from_row_splits(picked, splits, validate=False)


def _inside(ragged: Any, keys: list[Any]) -> Any:
    """Slices of what is inside of the rows."""
    if not keys:
        return ragged
    key, inner = keys[0], keys[1:]
    if key is None:
        # each row becomes a row of one
        rows = _inside(ragged, inner)
        count = nrows(rows, None, None) if is_ragged_tensor(rows) else size(rows)
        from scopeflow.ops.arrays.counting import range as range_

        return from_row_splits(
            rows, range_(count + 1, dtype=ragged.row_splits.dtype), validate=False
        )
    if isinstance(key, slice):
        if key == slice(None):
            return ragged.with_values(_values_inside(ragged.values, inner))
        starts, limits = _ends_inside(ragged, key)
        step = cast(
            convert_to_tensor(1 if key.step is None else key.step, name="step"), starts.dtype
        )
        picked = _of_ranges(ragged.values, starts, limits, step)
        return picked.with_values(_values_inside(picked.values, inner)) if inner else picked
    raise ValueError("Cannot index into an inner ragged dimension.")


def _values_inside(values: Any, keys: list[Any]) -> Any:
    if not keys:
        return values
    if is_ragged_tensor(values):
        return _inside(values, keys)
    return values[(slice(None), *keys)]


def _ends_inside(ragged: Any, key: slice) -> tuple[Tensor, Tensor]:
    """Where the slice of each row begins, and where it ends."""
    starts, limits = ragged.row_splits[:-1], ragged.row_splits[1:]
    backward = isinstance(key.step, int) and key.step < 0
    if backward:
        first = limits - 1 if key.start is None else _place(key.start, ragged, backward)
        last = starts - 1 if key.stop is None else _place(key.stop, ragged, backward)
        return first, last
    first = starts if key.start is None else _place(key.start, ragged, backward)
    last = limits if key.stop is None else _place(key.stop, ragged, backward)
    return first, last


def _place(offset: Any, ragged: Any, backward: bool) -> Tensor:
    """Where in the values an offset of each row lies, kept inside of the row."""
    splits = ragged.row_splits
    starts, limits = splits[:-1], splits[1:]
    low, high = (starts - 1, limits - 1) if backward else (starts, limits)
    if isinstance(offset, int):
        if offset >= 0:
            return minimum(starts + offset, high)
        return maximum(limits + offset, low)
    offset = cast(convert_to_tensor(offset), splits.dtype)
    from scopeflow.ops.arrays.filling import ones_like
    from scopeflow.ops.arrays.masking import where

    ahead = ones_like(starts) * offset
    return where(ahead >= 0, minimum(starts + offset, high), maximum(limits + offset, low))
