"""Matrices and their diagonals: diag, matrix_diag, matrix_band_part, eye."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.arrays.filling import ones, zeros
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.calling import call
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.scoping import name_scope

_NUMBERS = "{bfloat16|float16|float32|float64|int32|int64|complex64|complex128}"


def _smaller(a: int | None, b: int | None) -> int | None:
    if a == 0 or b == 0:
        return 0
    return None if a is None or b is None else min(a, b)


# -- tensors of any rank ---------------------------------------------------------------------------


def _doubled(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = rules.at_least(inputs[0]._dims, 1)
    return (None if dims is None else dims + dims,)


@op(f"Diag(diagonal: T; T: {_NUMBERS}) -> (output: T)", shape=_doubled)
def diag(diagonal: Any) -> Any:
    """A tensor of twice the rank with `diagonal` on its diagonal and zeros elsewhere.

    Args:
      diagonal: a tensor of rank 1 or more.
      name: the wish for the node's name.
    """
    return xp.diag(diagonal)


def _halved(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    if dims is None:
        return (None,)
    if len(dims) % 2 or not dims:
        raise ShapeMismatch(f"Input must have even and non-zero rank, input rank is {len(dims)}")
    half = len(dims) // 2
    return (tuple([rules.merge_dim(x, y) for x, y in zip(dims[:half], dims[half:], strict=True)]),)


@op(f"DiagPart(input: T; T: {_NUMBERS}) -> (diagonal: T)", shape=_halved)
def diag_part(input: Any) -> Any:
    """The diagonal of a tensor whose shape repeats itself: the inverse of `diag`.

    Args:
      input: a tensor of even rank.
      name: the wish for the node's name.
    """
    return xp.diag_part(input)


# -- batches of matrices ---------------------------------------------------------------------------


def _have_rank(what: str, array: Any, rank: int) -> None:
    """Refuses, in a run, an array of less dimensions."""
    xp.check(
        array.ndim >= rank,
        None,
        f"{what} must be at least {rank}-dim, received shape: %s",
        compact(array.shape),
    )


def _squared(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = rules.at_least(inputs[0]._dims, 1)
    return (None if dims is None else (*dims, dims[-1]),)


@op("MatrixDiag(diagonal: T; T: type) -> (output: T)", shape=_squared)
def _matrix_diag(diagonal: Any) -> Any:
    """Square matrices with these diagonals."""
    _have_rank("diagonal", diagonal, 1)
    return xp.matrix_diag(diagonal)


def matrix_diag(
    diagonal: Any,
    name: str | None = "diag",
    k: Any = 0,
    num_rows: Any = -1,
    num_cols: Any = -1,
    padding_value: Any = 0,
) -> Tensor:
    """Square matrices with the vectors in the last dimension on their diagonals.

    Args:
      diagonal: a tensor of rank 1 or more.
      name: the wish for the node's name.
      k, num_rows, num_cols, padding_value: accepted and ignored, as in TensorFlow 1.15.
    """
    return _matrix_diag(diagonal, name=name)


def _diagonal_of(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = rules.at_least(inputs[0]._dims, 2)
    return (None if dims is None else (*dims[:-2], _smaller(dims[-2], dims[-1])),)


@op("MatrixDiagPart(input: T; T: type) -> (diagonal: T)", shape=_diagonal_of)
def _matrix_diag_part(input: Any) -> Any:
    """The diagonals of matrices."""
    _have_rank("input", input, 2)
    return xp.matrix_diag_part(input)


def matrix_diag_part(
    input: Any, name: str | None = "diag_part", k: Any = 0, padding_value: Any = 0
) -> Tensor:
    """The diagonals of the matrices in the last two dimensions.

    Args:
      input: a tensor of rank 2 or more.
      name: the wish for the node's name.
      k, padding_value: accepted and ignored, as in TensorFlow 1.15.
    """
    return _matrix_diag_part(input, name=name)


def _with_diagonal(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims, diagonal = rules.at_least(inputs[0]._dims, 2), rules.at_least(inputs[1]._dims, 1)
    if diagonal is None:
        return (dims,)
    if dims is None:
        return ((*diagonal[:-1], None, None),)
    if len(diagonal) != len(dims) - 1:
        raise ShapeMismatch(f"Shape must be rank {len(dims) - 1} but is rank {len(diagonal)}")
    rules.merge_dim(_smaller(dims[-2], dims[-1]), diagonal[-1])
    outer = rules.merge(dims[:-2], diagonal[:-1])
    assert outer is not None
    return (outer + dims[-2:],)


@op("MatrixSetDiag(input: T, diagonal: T; T: type) -> (output: T)", shape=_with_diagonal)
def _matrix_set_diag(input: Any, diagonal: Any) -> Any:
    """Matrices with other diagonals."""
    _have_rank("input", input, 2)
    _have_rank("diagonal", diagonal, 1)
    xp.check(
        diagonal.shape == (*input.shape[:-2], min(input.shape[-2:])),
        None,
        "Either first dimensions of diagonal don't match input.shape[:-2], or diagonal.shape[:-1] is not equal to "
        "the longests diagonal in range [lower_diag_index:upper_diag_index].\nInput shape: %s\nDiagonal shape: %s\n"
        "lower_diag_index = 0, upper_diag_index = 0\n",
        compact(input.shape),
        compact(diagonal.shape),
    )
    rows, columns = input.shape[-2:]
    square = xp.matrix_diag(diagonal)
    size = square.shape[-1]
    outer = [[0, 0]] * (len(input.shape) - 2)
    spread = xp.pad(square, np.array([*outer, [0, rows - size], [0, columns - size]]))
    return xp.select_broadcast(np.eye(rows, columns, dtype=bool), spread, input)


def matrix_set_diag(input: Any, diagonal: Any, name: str | None = "set_diag", k: Any = 0) -> Tensor:
    """The matrices in the last two dimensions of `input`, with other diagonals.

    Args:
      input: a tensor of rank 2 or more.
      diagonal: the diagonals, a tensor of one rank less.
      name: the wish for the node's name.
      k: accepted and ignored, as in TensorFlow 1.15.

    Raises:
      ValueError: if the diagonals are not as long as those of `input`.
    """
    return _matrix_set_diag(input, diagonal, name=name)


@op(
    "MatrixBandPart(input: T, num_lower: Tindex, num_upper: Tindex; T: type, Tindex: index = int64) -> (band: T)",
    shape=rules.unchanged,
    static=("num_lower", "num_upper"),
)
def matrix_band_part(input: Any, num_lower: Any, num_upper: Any) -> Any:
    """The matrices in the last two dimensions with zeros outside a band around the diagonal.

    Args:
      input: a tensor of rank 2 or more.
      num_lower: how many diagonals to keep below the main one; negative keeps all.
      num_upper: how many to keep above it; negative keeps all.
      name: the wish for the node's name.
    """
    _have_rank("input", input, 2)
    for what, number in (("num_lower", num_lower), ("num_upper", num_upper)):
        xp.check(
            not number.ndim, None, f"{what} must be scalar, got shape %s", compact(number.shape)
        )
    return xp.matrix_band_part(input, num_lower, num_upper)


def eye(
    num_rows: Any,
    num_columns: Any = None,
    batch_shape: Any = None,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """Identity matrices: ones on the diagonal, zeros elsewhere.

    Args:
      num_rows: an int or int32 scalar.
      num_columns: an int or int32 scalar; as many as rows by default.
      batch_shape: the leading dimensions of the result, a list of ints or an int vector.
      dtype: the result's dtype.
      name: the wish for the scope's name.

    Raises:
      TypeError: if a number is no integer.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.eye(2, 3, batch_shape=[5]).shape.as_list()
    [5, 2, 3]

    ```
    """
    with name_scope(name, "eye", [num_rows, num_columns, batch_shape]):
        square = num_columns is None
        batch: Any = [] if batch_shape is None else batch_shape
        num_columns = num_rows if num_columns is None else num_columns
        size: Any
        if isinstance(num_rows, Tensor) or isinstance(num_columns, Tensor):
            size = call("Minimum", num_rows, num_columns)
        else:
            for count in (num_rows, num_columns):
                if not isinstance(count, numbers.Integral):
                    raise TypeError("num_rows and num_columns must be positive integer values.")
            square = num_rows == num_columns
            size = min(num_rows, num_columns)
        if isinstance(batch, Tensor) or isinstance(size, Tensor):
            batch = convert_to_tensor(batch, dtypes.int32, name="shape")
            diagonal_shape: Any = concat((batch, [size]), axis=0)
            shape: Any = None if square else concat((batch, [num_rows, num_columns]), axis=0)
        else:
            batch = batch.as_list() if isinstance(batch, TensorShape) else list(batch)
            diagonal_shape = [*batch, size]
            shape = None if square else [*batch, num_rows, num_columns]
        diagonal = ones(diagonal_shape, dtype)
        if square:
            return matrix_diag(diagonal)
        return matrix_set_diag(zeros(shape, dtype), diagonal)
