"""Ragged tensors of values and what tells their rows: splits, lengths, starts, limits, ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.checks.comparing import (
    assert_equal,
    assert_less,
    assert_less_equal,
    assert_non_negative,
)
from scopeflow.ops.checks.ranks import assert_rank, assert_rank_at_least
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.histogram import bincount
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.math.scanning import cumsum
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


def _ragged(values: Any, splits: Tensor) -> Any:
    from scopeflow.ops.ragged.tensor import RaggedTensor

    return RaggedTensor._of(values, splits)


def is_ragged_tensor(value: Any) -> bool:
    """Whether it is a RaggedTensor."""
    from scopeflow.ops.ragged.tensor import RaggedTensor

    return isinstance(value, RaggedTensor)


def _inputs(values: Any, rows: Any, name: str) -> tuple[Any, Tensor]:
    """The values as a Tensor or RaggedTensor, and what tells the rows, with splits of one dtype."""
    from scopeflow.ops.ragged.constants import ragged_or_tensor

    values = ragged_or_tensor(values, name="values")
    # of NumPy's arrays int32 stays what it is; any other ints become int64
    wanted = None if isinstance(rows, np.ndarray) and rows.dtype == np.int32 else dtypes.int64
    rows = convert_to_tensor(rows, name=name, preferred_dtype=wanted)
    if rows.dtype.base_dtype not in (dtypes.int32, dtypes.int64):
        raise ValueError(f"{name} must have dtype int32 or int64")
    if is_ragged_tensor(values) and values.row_splits.dtype is not rows.dtype:
        raise ValueError(
            f"dtype mismatch: values.row_splits.dtype is {values.row_splits.dtype.name} and {name}.dtype is "
            f"{rows.dtype.name}. Call with_row_splits_dtype on one of them."
        )
    return values, rows


def _count(values: Any, kind: Any) -> Tensor:
    """How long `values` is."""
    if is_ragged_tensor(values):
        return values.nrows(out_type=kind)
    return shape(values, out_type=kind)[0]


def _at_least_vector(values: Any) -> list[Any]:
    return [] if is_ragged_tensor(values) else [assert_rank_at_least(values, 1)]


def _rising(rows: Tensor, message: str) -> Any:
    return assert_non_negative(rows[1:] - rows[:-1], message=message)


def _zero(value: Tensor, message: str) -> Any:
    return assert_equal(value, constant(0, dtype=value.dtype), message=message)


def from_row_splits(values: Any, row_splits: Any, name: Any = None, validate: bool = True) -> Any:
    """See `RaggedTensor.from_row_splits`."""
    if isinstance(row_splits, (list, tuple)) and not row_splits:
        raise ValueError("row_splits tensor may not be empty.")
    with name_scope(name, "RaggedFromRowSplits", [values, row_splits]):
        values, splits = _inputs(values, row_splits, "row_splits")
        splits.shape.assert_has_rank(1)
        if validate:
            message = "Arguments to from_row_splits do not form a valid RaggedTensor"
            count = _count(values, splits.dtype)
            checks = [
                assert_rank(splits, 1, message=message),
                _zero(splits[0], message),
                _rising(splits, message),
                assert_equal(splits[-1], count, message=message),
                *_at_least_vector(values),
            ]
            splits = with_dependencies(checks, splits)
        return _ragged(values, splits)


def from_row_lengths(values: Any, row_lengths: Any, name: Any = None, validate: bool = True) -> Any:
    """See `RaggedTensor.from_row_lengths`."""
    with name_scope(name, "RaggedFromRowLengths", [values, row_lengths]):
        values, lengths = _inputs(values, row_lengths, "row_lengths")
        lengths.shape.assert_has_rank(1)
        if validate:
            message = "Arguments to from_row_lengths do not form a valid RaggedTensor"
            total = reduce_sum(lengths)
            count = _count(values, lengths.dtype)
            checks = [
                assert_rank(lengths, 1, message=message),
                assert_non_negative(lengths, message=message),
                assert_equal(total, count, message=message),
                *_at_least_vector(values),
            ]
            lengths = with_dependencies(checks, lengths)
        return _ragged(values, concat([[0], cumsum(lengths)], axis=0))


def from_row_starts(values: Any, row_starts: Any, name: Any = None, validate: bool = True) -> Any:
    """See `RaggedTensor.from_row_starts`."""
    with name_scope(name, "RaggedFromRowStarts", [values, row_starts]):
        values, starts = _inputs(values, row_starts, "row_starts")
        starts.shape.assert_has_rank(1)
        count = _count(values, starts.dtype)
        if validate:
            message = "Arguments to from_row_starts do not form a valid RaggedTensor"
            checks = [
                assert_rank(starts, 1, message=message),
                _zero(starts[:1], message),
                _rising(starts, message),
                assert_less_equal(starts[-1:], count, message=message),
                *_at_least_vector(values),
            ]
            starts = with_dependencies(checks, starts)
        return _ragged(values, concat([starts, [count]], axis=0))


def from_row_limits(values: Any, row_limits: Any, name: Any = None, validate: bool = True) -> Any:
    """See `RaggedTensor.from_row_limits`."""
    with name_scope(name, "RaggedFromRowLimits", [values, row_limits]):
        values, limits = _inputs(values, row_limits, "row_limits")
        limits.shape.assert_has_rank(1)
        if validate:
            message = "Arguments to from_row_limits do not form a valid RaggedTensor"
            count = _count(values, limits.dtype)
            checks = [
                assert_rank(limits, 1, message=message),
                assert_non_negative(limits[:1], message=message),
                _rising(limits, message),
                assert_equal(limits[-1:], count, message=message),
                *_at_least_vector(values),
            ]
            limits = with_dependencies(checks, limits)
        return _ragged(values, concat([zeros([1], limits.dtype), limits], axis=0))


def _refuse_too_few(ids: Any, nrows: Any) -> None:
    """Refuses a number of rows that is known to be too small."""
    if nrows is None:
        return
    if nrows < 0:
        raise ValueError(f"Expected nrows >= 0; got {int(nrows)}")
    if ids is not None and ids.size and nrows < ids[-1] + 1:
        raise ValueError(
            f"Expected nrows >= value_rowids[-1] + 1; got nrows={int(nrows)}, value_rowids[-1]={int(ids[-1])}"
        )


def from_value_rowids(
    values: Any, value_rowids: Any, nrows: Any = None, name: Any = None, validate: bool = True
) -> Any:
    """See `RaggedTensor.from_value_rowids`."""
    with name_scope(name, "RaggedFromValueRowIds", [values, value_rowids, nrows]):
        values, rowids = _inputs(values, value_rowids, "value_rowids")
        rowids.shape.assert_has_rank(1)
        ids = constant_value(rowids)
        if nrows is None and ids is None:
            nrows = concat([rowids[-1:], [-1]], axis=0)[0] + 1
        elif nrows is None and ids is not None:
            nrows = convert_to_tensor(
                int(ids[-1]) + 1 if ids.size else 0, rowids.dtype, name="nrows"
            )
        else:
            nrows = convert_to_tensor(nrows, rowids.dtype, "nrows")
            _refuse_too_few(ids, constant_value(nrows))
        nrows.shape.assert_has_rank(0)
        if not is_ragged_tensor(values):
            values.shape[:1].assert_is_compatible_with(rowids.shape)
        if validate:
            message = "Arguments to from_value_rowids do not form a valid RaggedTensor"
            count, given = _count(values, dtypes.int32), _count(rowids, dtypes.int32)
            checks = [
                assert_rank(rowids, 1, message=message),
                assert_rank(nrows, 0, message=message),
                assert_equal(count, given, message=message),
                assert_non_negative(rowids[:1], message=message),
                _rising(rowids, message),
                assert_less(rowids[-1:], nrows, message=message),
                *_at_least_vector(values),
            ]
            rowids = with_dependencies(checks, rowids)
        ids32, count32 = cast(rowids, dtypes.int32), cast(nrows, dtypes.int32)
        lengths = bincount(ids32, minlength=count32, maxlength=count32, dtype=rowids.dtype)
        return _ragged(values, concat([[0], cumsum(lengths)], axis=0))


def nested(
    wish: str,
    make: Callable[..., Any],
    what: str,
    flat_values: Any,
    rows: Sequence[Any],
    name: Any,
    validate: bool,
) -> Any:
    """The `make` of each ragged dimension, from the innermost on."""
    if isinstance(rows, Tensor):
        raise TypeError(f"{what} must be a list of Tensors")
    with name_scope(name, wish, [flat_values, *rows]):
        result = flat_values
        for one in reversed(rows):
            result = make(result, one, validate=validate)
        return result


def nested_rowids(
    flat_values: Any, nested_value_rowids: Any, nested_nrows: Any, name: Any, validate: bool
) -> Any:
    """See `RaggedTensor.from_nested_value_rowids`."""
    if isinstance(nested_value_rowids, Tensor):
        raise TypeError("nested_value_rowids must be a list of Tensors")
    counts = [None] * len(nested_value_rowids) if nested_nrows is None else nested_nrows
    if len(counts) != len(nested_value_rowids):
        raise ValueError("nested_nrows must have the same length as nested_value_rowids")
    with name_scope(name, "RaggedFromNestedValueRowIds", [flat_values, *nested_value_rowids]):
        result = flat_values
        for rowids, count in zip(reversed(nested_value_rowids), reversed(counts), strict=True):
            result = from_value_rowids(result, rowids, count, validate=validate)
        return result


def with_values(ragged: Any, new_values: Any) -> Any:
    """See `RaggedTensor.with_values`."""
    new_values.shape.with_rank_at_least(1)
    ragged.values.shape[:1].assert_is_compatible_with(new_values.shape[:1])
    if is_ragged_tensor(new_values) and ragged.row_splits.dtype is not new_values.row_splits.dtype:
        raise ValueError("self and values have mismatched row_splits dtypes; use RaggedTensor.with_row_splits_dtype() to convert them to compatible dtypes.")  # fmt: skip
    return _ragged(new_values, ragged.row_splits)


def with_flat_values(ragged: Any, new_values: Any) -> Any:
    """See `RaggedTensor.with_flat_values`."""
    if is_ragged_tensor(ragged.values):
        return with_values(ragged, with_flat_values(ragged.values, new_values))
    from scopeflow.ops.ragged.constants import ragged_or_tensor

    return with_values(ragged, ragged_or_tensor(new_values))


def with_row_splits_dtype(ragged: Any, dtype: Any) -> Any:
    """See `RaggedTensor.with_row_splits_dtype`."""
    dtype = dtypes.as_dtype(dtype)
    if dtype not in (dtypes.int32, dtypes.int64):
        raise ValueError("dtype must be int32 or int64")
    if ragged.row_splits.dtype is dtype:
        return ragged
    values = ragged.values
    if is_ragged_tensor(values):
        values = with_row_splits_dtype(values, dtype)
    return _ragged(values, cast(ragged.row_splits, dtype))
