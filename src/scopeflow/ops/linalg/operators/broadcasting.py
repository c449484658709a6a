"""Linear equations whose batches broadcast."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import (
    broadcast_dynamic_shape,
    broadcast_static_shape,
    broadcast_to,
)
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.linalg.solving import cholesky_solve, matrix_solve, matrix_triangular_solve
from scopeflow.ops.scoping import name_scope


def broadcast_batches(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Two batches of matrices in one batch shape."""
    known = a.shape.ndims is not None and b.shape.ndims is not None
    if known:
        batches = a.shape[:-2], b.shape[:-2]
        if batches[0].is_fully_defined() and batches[1].is_fully_defined():
            whole = broadcast_static_shape(*batches)
            return tuple(  # type: ignore[return-value]
                x
                if x.shape[:-2].as_list() == whole.as_list()
                else broadcast_to(x, concat((whole.as_list(), shape(x)[-2:]), axis=0))
                for x in (a, b)
            )
    sizes = shape(a), shape(b)
    whole_tensor = broadcast_dynamic_shape(sizes[0][:-2], sizes[1][:-2])
    made = [
        broadcast_to(x, concat((whole_tensor, size[-2:]), axis=0))
        for x, size in zip((a, b), sizes, strict=True)
    ]
    return made[0], made[1]


def matrix_solve_with_broadcast(
    matrix: Any, rhs: Any, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """`matrix_solve` of batches that broadcast."""
    with name_scope(name, "MatrixSolveWithBroadcast", [matrix, rhs]):
        matrix = convert_to_tensor(matrix, name="matrix")
        rhs = convert_to_tensor(rhs, name="rhs", dtype=matrix.dtype)
        matrix, rhs = broadcast_batches(matrix, rhs)
        return matrix_solve(matrix, rhs, adjoint=adjoint)


def matrix_triangular_solve_with_broadcast(
    matrix: Any, rhs: Any, lower: bool = True, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """`matrix_triangular_solve` of batches that broadcast."""
    with name_scope(name, "MatrixTriangularSolve", [matrix, rhs]):
        matrix = convert_to_tensor(matrix, name="matrix")
        rhs = convert_to_tensor(rhs, name="rhs", dtype=matrix.dtype)
        matrix, rhs = broadcast_batches(matrix, rhs)
        return matrix_triangular_solve(matrix, rhs, lower=lower, adjoint=adjoint)


def cholesky_solve_with_broadcast(chol: Any, rhs: Any, name: str | None = None) -> Tensor:
    """`cholesky_solve` of batches that broadcast."""
    with name_scope(name, "CholeskySolveWithBroadcast", [chol, rhs]):
        chol, rhs = broadcast_batches(chol, rhs)
        return cholesky_solve(chol, rhs)


def broadcast_matrix_batch_dims(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Two batches of matrices in one batch shape, in a scope of their own."""
    with name_scope("broadcast_matrix_batch_dims", values=[a, b]):
        return broadcast_batches(a, b)


def broadcast_many(parts: list[Tensor]) -> list[Tensor]:
    """Batches of matrices in one batch shape."""
    batches = [part.shape[:-2] if part.shape.ndims is not None else None for part in parts]
    if all(batch is not None and batch.is_fully_defined() for batch in batches):
        known = [batch.as_list() for batch in batches if batch is not None]
        if all(batch == known[0] for batch in known):
            return parts
    with name_scope("broadcast_matrix_batch_dims", values=parts):
        batch = shape(parts[0])[:-2]
        for part in parts[1:]:
            batch = broadcast_dynamic_shape(batch, shape(part)[:-2])
        return [broadcast_to(part, concat([batch, shape(part)[-2:]], 0)) for part in parts]
