"""Matrices given by their three diagonals: products and equations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.diagonals import matrix_diag_part
from scopeflow.ops.arrays.gathering import gather_nd
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.moving import matrix_transpose, transpose
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import expand_dims, squeeze
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.math.complexes import conj

_TYPES = "{float64|float32|complex64|complex128}"


def _solution(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    left = rules.at_least(inputs[0]._dims, 2)
    right = rules.at_least(inputs[1]._dims, 2)
    rules.merge(None if left is None else left[:-2], None if right is None else right[:-2])
    if left is not None and left[-2] not in (None, 3):
        raise ShapeMismatch(f"Dimension must be 3 but is {left[-2]}")
    rules.merge_dim(left[-1] if left else None, right[-2] if right else None)
    return (right,)  # and nothing learnt from the diagonals


@op(
    f"TridiagonalSolve(diagonals: T, rhs: T; partial_pivoting: bool = True, T: {_TYPES})"
    " -> (output: T)",
    shape=_solution,
)
def _tridiagonal_solve(diagonals: Any, rhs: Any, *, partial_pivoting: bool) -> Any:
    """The x with `matrix @ x` = rhs, for diagonals `[..., 3, m]`."""
    return xp.tridiagonal_solve(diagonals, rhs, partial_pivoting)


def _product(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rows: rules.Dims = rules.at_least(inputs[0]._dims, 2)
    for tensor in inputs[1:3]:
        rows = rules.merge(rows, rules.at_least(tensor._dims, 2))
    right = rules.at_least(inputs[3]._dims, 2)
    if rows is not None and right is not None:
        rules.merge(rows[:-2], right[:-2])
        rules.merge_dim(rows[-1], right[-2])
    if rows is not None and rows[-2] not in (None, 1):
        raise ShapeMismatch(f"Dimension must be 1 but is {rows[-2]}")
    return (right,)


@op(
    f"TridiagonalMatMul(superdiag: T, maindiag: T, subdiag: T, rhs: T; T: {_TYPES}) -> (output: T)",
    shape=_product,
)
def _tridiagonal_mat_mul(superdiag: Any, maindiag: Any, subdiag: Any, rhs: Any) -> Any:
    """The product of a matrix with the diagonals `[..., 1, m]` and rhs."""
    return xp.tridiagonal_matmul(superdiag, maindiag, subdiag, rhs)


# -- the forms in which diagonals may be given -----------------------------------------------------


def _places(size: int, by: int) -> list[list[int]]:
    """Where a diagonal stands in the transposed matrix, filled up to the matrix's size."""
    if by < 0:
        return [[0, 0], *([i, i + 1] for i in range(size - 1))]
    return [*([i + 1, i] for i in range(size - 1)), [0, 0]]


def _from_matrix(diagonals: Any) -> tuple[Tensor, int]:
    matrix = convert_to_tensor(diagonals)
    shape = matrix.shape
    m1 = _dim(shape, -1)
    m2 = _dim(shape, -2)
    if m1 is not None and m2 is not None and m1 != m2:
        raise ValueError(f"Expected last two dimensions of diagonals to be same, got {m1} and {m2}")
    size = m1 if m1 is not None else m2
    if size is None:
        raise ValueError('The size of the matrix needs to be known for diagonals_format="matrix"')
    return matrix, size


def _dim(shape: TensorShape, index: int) -> int | None:
    """A size of a shape of known rank."""
    return shape.as_list()[index] if len(shape) >= -index else None


def _turned(matrix: Tensor, places: Any) -> Tensor:
    """Elements of every matrix: the axes of the places come to stand where the matrix's axes stood."""
    ahead = transpose(matrix)
    return transpose(gather_nd(ahead, places))


def tridiagonal_solve(
    diagonals: Any,
    rhs: Any,
    diagonals_format: str = "compact",
    transpose_rhs: bool = False,
    conjugate_rhs: bool = False,
    name: str | None = None,
    partial_pivoting: bool = True,
) -> Tensor:
    """Solves `matrix @ x` = rhs for matrices that are zero but for three diagonals.

    Args:
      diagonals: floats or complex numbers, in one of three forms.
      rhs: `[..., m]`, or `[..., m, k]`.
      diagonals_format: "compact": `[..., 3, m]`, the diagonals above, on and below the main one,
        each filled up to m (the last element of the first and the first of the last do not count);
        "sequence": the three as a tuple or list, the outer two of length m or m - 1; "matrix":
        whole matrices `[..., m, m]`.
      transpose_rhs: whether rhs is `[..., k, m]`, and so is the result.
      conjugate_rhs: whether the conjugate of rhs is meant.
      name: a name for the operation.
      partial_pivoting: whether rows may be exchanged, for accuracy.

    Raises:
      ValueError: if the shapes or the format are not such.
      InvalidArgumentError: in a run, if a matrix is singular.
    """
    if diagonals_format == "compact":
        packed = diagonals
    elif diagonals_format == "sequence":
        packed = _stacked(diagonals, rhs)
    elif diagonals_format == "matrix":
        matrix, size = _from_matrix(diagonals)
        places = list(
            zip(_places(size, 1), [[i, i] for i in range(size)], _places(size, -1), strict=True)
        )
        packed = _turned(matrix, places)
    else:
        raise ValueError(f"Unrecognized diagonals_format: {diagonals_format}")
    return _solve_packed(packed, rhs, transpose_rhs, conjugate_rhs, partial_pivoting, name)


def _stacked(diagonals: Any, rhs: Any) -> Tensor:
    if not isinstance(diagonals, (tuple, list)) or len(diagonals) != 3:
        raise ValueError("Expected diagonals to be a sequence of length 3.")
    upper, main, lower = diagonals
    if not upper.shape[:-1].is_compatible_with(main.shape[:-1]) or not lower.shape[
        :-1
    ].is_compatible_with(main.shape[:-1]):
        raise ValueError(
            "Tensors representing the three diagonals must have the same shape,"
            f"except for the last dimension, got {upper.shape}, {main.shape}, {lower.shape}"
        )
    size = _dim(main.shape, -1)

    def filled(part: Any, name: str, before: bool) -> Any:
        length = _dim(part.shape, -1)
        if length is None or size is None or length == size:
            return part
        if length == size - 1:
            ends = [1, 0] if before else [0, 1]
            return pad(part, [[0, 0]] * (len(part.shape) - 1) + [ends])
        raise ValueError(f"Expected {name} to have length {size} or {size - 1}, got {length}.")

    lower = filled(lower, "subdiagonal", True)
    upper = filled(upper, "superdiagonal", False)
    return stack([upper, main, lower], axis=-2)


def _solve_packed(
    diagonals: Any,
    rhs: Any,
    transpose_rhs: bool,
    conjugate_rhs: bool,
    partial_pivoting: bool,
    name: str | None,
) -> Tensor:
    diagonals = convert_to_tensor(diagonals)
    rhs = convert_to_tensor(rhs)
    left, right = diagonals.shape, rhs.shape
    if len(left) < 2:
        raise ValueError(f"Expected diagonals to have rank at least 2, got {len(left)}")
    is_vector = len(left) - 1 == len(right)
    if not is_vector and len(left) != len(right):
        raise ValueError(
            f"Expected the rank of rhs to be {len(left) - 1} or {len(left)}, got {len(right)}"
        )
    count = _dim(left, -2)
    if count is not None and count != 3:
        raise ValueError(f"Expected 3 diagonals got {count}")
    batch = right[: -1 if is_vector else -2]
    if not left[:-2].is_compatible_with(batch):
        raise ValueError(f"Batch shapes {left[:-2]} and {batch} are incompatible")

    def check_rows(given: TensorShape) -> None:
        rows = _dim(given, -1 if is_vector else -2)
        size = _dim(left, -1)
        if size is not None and rows is not None and size != rows:
            raise ValueError(
                "Expected number of left-hand sided and right-hand sides to be equal, "
                f"got {size} and {rows}"
            )

    if is_vector:
        if transpose_rhs:
            check_rows(right)
        if conjugate_rhs:
            rhs = conj(rhs)
        check_rows(rhs.shape)
        rhs = expand_dims(rhs, -1)
        return squeeze(
            _tridiagonal_solve(diagonals, rhs, partial_pivoting=partial_pivoting, name=name), -1
        )
    if transpose_rhs:
        rhs = matrix_transpose(rhs, conjugate=conjugate_rhs)
    elif conjugate_rhs:
        rhs = conj(rhs)
    check_rows(rhs.shape)
    result = _tridiagonal_solve(diagonals, rhs, partial_pivoting=partial_pivoting, name=name)
    return matrix_transpose(result) if transpose_rhs else result


def tridiagonal_matmul(
    diagonals: Any, rhs: Any, diagonals_format: str = "compact", name: str | None = None
) -> Tensor:
    """The product of matrices that are zero but for three diagonals, and others.

    Args:
      diagonals: floats or complex numbers: "compact", `[..., 3, m]`; "sequence", three of
        `[..., m]`; or "matrix", `[..., m, m]`; as in `tridiagonal_solve`.
      rhs: `[..., m, k]`.
      diagonals_format: which of the forms.
      name: a name for the operation.

    Returns:
      `[..., m, k]`.

    Raises:
      ValueError: if the shapes or the format are not such.
    """
    if diagonals_format == "compact":
        upper, main, lower = (diagonals[..., i, :] for i in range(3))
    elif diagonals_format == "sequence":
        upper, main, lower = diagonals
    elif diagonals_format == "matrix":
        matrix, size = _from_matrix(diagonals)
        main = matrix_diag_part(matrix)
        ahead = transpose(matrix)
        upper = transpose(gather_nd(ahead, _places(size, 1)))
        lower = transpose(gather_nd(ahead, _places(size, -1)))
    else:
        raise ValueError(f"Unrecognized diagonals_format: {diagonals_format}")
    upper, main, lower = (expand_dims(part, -2) for part in (upper, main, lower))
    return _tridiagonal_mat_mul(upper, main, lower, rhs, name=name)
