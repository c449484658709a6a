"""Matrices and bands of their diagonals: the second versions of matrix_diag, _diag_part, _set_diag.

A band is named by `k`: one diagonal, or the lowest and the highest of several, 0 the main one and the
positive ones above it.  Several diagonals stand in rows, the highest first, each padded behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.static import constant_value

Dims = rules.Dims


def _ends(k: np.ndarray) -> tuple[int, int]:
    numbers = np.asarray(k).reshape(-1).tolist()
    return numbers[0], numbers[-1]


def _known_band(tensor: Tensor, at: int) -> tuple[int, int] | None:
    dims = tensor._dims
    if dims is not None and len(dims) > 1:
        raise ShapeMismatch(f"Shape must be at most rank 1 but is rank {len(dims)}")
    value = constant_value(tensor)
    if value is None:
        return None
    if np.size(value) not in (1, 2):
        raise ShapeMismatch("diag_index must be a vector with one or two elements.", values=(at,))
    lower, upper = _ends(value)
    if lower > upper:
        raise ShapeMismatch("lower_diag_index is greater than upper_diag_index", values=(at,))
    return lower, upper


def _length(rows: int, columns: int, diagonal: int) -> int:
    return min(rows + min(diagonal, 0), columns - max(diagonal, 0))


def _longest(rows: int, columns: int, lower: int, upper: int) -> int:
    return min(rows + min(upper, 0), columns + min(-lower, 0))


# -- out of a matrix -------------------------------------------------------------------------------


def _cut(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = rules.at_least(inputs[0]._dims, 2)
    rules.with_rank(inputs[2]._dims, 0)
    band = _known_band(inputs[1], 1)
    if dims is None or band is None:
        return (None,)
    lower, upper = band
    rows, columns = dims[-2:]
    batch = dims[:-2]
    if rows is not None and columns is not None:
        for end, which in zip(band, ("lower", "upper"), strict=True):
            if end and not -rows < end < columns:
                raise ShapeMismatch(f"{which}_diag_index is out of bound.", values=(1,))
        length: int | None = _longest(rows, columns, lower, upper)
    else:
        length = None
    return ((*batch, length) if lower == upper else (*batch, upper - lower + 1, length),)


@op(
    "MatrixDiagPartV2(input: T, k: int32, padding_value: T; T: type) -> (diagonal: T)",
    shape=_cut,
    host=True,
)
def matrix_diag_part(input: Any, k: Any, padding_value: Any) -> Any:
    """The diagonals of a band of matrices.

    Args:
      input: a tensor `[..., m, n]`.
      k: int32, the band: one number or two.
      padding_value: a scalar, what shorter diagonals are filled up with.
      name: the wish for the node's name.

    Returns:
      A tensor `[..., longest]`, or `[..., diagonals, longest]` for a band of several.
    """
    input = np.asarray(input)
    if input.ndim < 2:
        raise invalid_argument(
            f"input must be at least 2-dim, received shape: {bracketed(input.shape)}"
        )
    (lower, upper), (rows, columns) = _ends(k), input.shape[-2:]
    _check_band(lower, upper, rows, columns)
    longest = _longest(rows, columns, lower, upper)
    parts = np.full((*input.shape[:-2], upper - lower + 1, longest), padding_value, input.dtype)
    for place, diagonal in enumerate(range(upper, lower - 1, -1)):
        part = np.diagonal(input, diagonal, -2, -1)
        parts[..., place, : part.shape[-1]] = part
    return parts[..., 0, :] if lower == upper else parts


def _check_band(lower: int, upper: int, rows: int, columns: int) -> None:
    for end, which in ((lower, "lower"), (upper, "upper")):
        if end and not -rows < end < columns:
            raise invalid_argument(
                f"{which}_diag_index is out of bound: {end}. It must be between {-rows} and {columns}"
            )
    if lower > upper:
        raise invalid_argument(
            f"lower_diag_index must not be larger than upper_diag_index: {lower} > {upper}"
        )


# -- into a matrix ---------------------------------------------------------------------------------


def _sizes(rows: int, columns: int, lower: int, upper: int, longest: int) -> tuple[int, int] | str:
    """The sizes of the matrix, or what is wrong with those that were asked for; -1 asks for none."""
    least_rows, least_columns = longest - min(upper, 0), longest + max(lower, 0)
    if rows == -1 and columns == -1:
        size = max(least_rows, least_columns)
        return size, size
    if rows != -1 and rows < least_rows:
        return "num_rows is too small"
    if columns != -1 and columns < least_columns:
        return "num_cols is too small"
    rows = least_rows if rows == -1 else rows
    columns = least_columns if columns == -1 else columns
    if rows != least_rows and columns != least_columns:
        return (
            "num_rows and num_cols are not consistent with lower_diag_index, upper_diag_index, and the "
            f"length of the given diagonals.\nnum_rows = {rows} != min_num_rows = {least_rows}, "
            f"num_cols = {columns} != min_num_cols = {least_columns}"
        )
    return rows, columns


def _spread(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = rules.at_least(inputs[0]._dims, 1)
    for tensor in inputs[2:]:
        rules.with_rank(tensor._dims, 0)
    band = _known_band(inputs[1], 1)
    if dims is None or band is None:
        return (None,)
    lower, upper = band
    if lower != upper:
        dims = rules.at_least(dims, 2)
        assert dims is not None
        if dims[-2] is not None and dims[-2] != upper - lower + 1:
            raise ShapeMismatch(
                "The number of rows of `diagonal` doesn't match the number of diagonals implied from "
                f"`d_lower` and `d_upper`.\nnum_diags = {dims[-2]}, d_lower = {lower}, d_upper = {upper} "
                f"{len(dims)} {len(dims)}",
                values=(1, 2, 3),
            )
    batch = dims[:-1] if lower == upper else dims[:-2]
    rows, columns = constant_value(inputs[2]), constant_value(inputs[3])
    if dims[-1] is None or rows is None or columns is None:
        return ((*batch, None, None),)
    sizes = _sizes(int(rows), int(columns), lower, upper, dims[-1])
    if isinstance(sizes, str):
        raise ShapeMismatch(sizes, values=(1, 2, 3))
    return ((*batch, *sizes),)


def _put(matrix: np.ndarray, diagonals: np.ndarray, lower: int, upper: int) -> np.ndarray:
    rows, columns = matrix.shape[-2:]
    for place, diagonal in enumerate(range(upper, lower - 1, -1)):
        length = max(_length(rows, columns, diagonal), 0)
        index = np.arange(length)
        matrix[..., index + max(-diagonal, 0), index + max(diagonal, 0)] = diagonals[
            ..., place, :length
        ]
    return matrix


@op(
    "MatrixDiagV2(diagonal: T, k: int32, num_rows: int32, num_cols: int32, padding_value: T; T: type) -> (output: T)",
    shape=_spread,
    host=True,
)
def matrix_diag(diagonal: Any, k: Any, num_rows: Any, num_cols: Any, padding_value: Any) -> Any:
    """Matrices with these diagonals.

    Args:
      diagonal: a tensor `[..., longest]`, or `[..., diagonals, longest]` for a band of several.
      k: int32, the band: one number or two.
      num_rows, num_cols: the sizes of the matrices; -1 for the least that hold the band.
      padding_value: a scalar, what stands outside the band.
      name: the wish for the node's name.
    """
    diagonal, (lower, upper) = np.asarray(diagonal), _ends(k)
    bands = diagonal[..., np.newaxis, :] if lower == upper else diagonal
    sizes = _sizes(int(num_rows), int(num_cols), lower, upper, bands.shape[-1])
    if isinstance(sizes, str):
        raise invalid_argument(sizes)
    matrix = np.full((*bands.shape[:-2], *sizes), padding_value, diagonal.dtype)
    return _put(matrix, bands, lower, upper)


def _set(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = rules.at_least(inputs[0]._dims, 2)
    rules.at_least(inputs[1]._dims, 1)
    _known_band(inputs[2], 2)
    return (dims,)


@op(
    "MatrixSetDiagV2(input: T, diagonal: T, k: int32; T: type) -> (output: T)",
    shape=_set,
    host=True,
)
def matrix_set_diag(input: Any, diagonal: Any, k: Any) -> Any:
    """Matrices with other diagonals.

    Args:
      input: a tensor `[..., m, n]`.
      diagonal: a tensor `[..., longest]`, or `[..., diagonals, longest]` for a band of several.
      k: int32, the band: one number or two.
      name: the wish for the node's name.
    """
    input, diagonal = np.asarray(input), np.asarray(diagonal)
    if input.ndim < 2:
        raise invalid_argument(
            f"input must be at least 2-dim, received shape: {bracketed(input.shape)}"
        )
    if diagonal.ndim < 1:
        raise invalid_argument(
            f"diagonal must be at least 1-dim, received shape: {bracketed(diagonal.shape)}"
        )
    (lower, upper), (rows, columns) = _ends(k), input.shape[-2:]
    _check_band(lower, upper, rows, columns)
    bands = diagonal[..., np.newaxis, :] if lower == upper else diagonal
    wanted = (*input.shape[:-2], upper - lower + 1, _longest(rows, columns, lower, upper))
    if bands.shape != wanted:
        raise invalid_argument(
            "Either first dimensions of diagonal don't match input.shape[:-2], or diagonal.shape[:-1] is not "
            "equal to the longests diagonal in range [lower_diag_index:upper_diag_index].\n"
            f"Input shape: {bracketed(input.shape)}\nDiagonal shape: {bracketed(diagonal.shape)}\n"
            f"lower_diag_index = {lower}, upper_diag_index = {upper}\n"
        )
    return _put(np.array(input, copy=True), bands, lower, upper)
