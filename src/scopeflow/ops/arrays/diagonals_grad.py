"""Gradients of matrices and their diagonals: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.diagonals import (
    diag,
    diag_part,
    matrix_band_part,
    matrix_diag,
    matrix_diag_part,
    matrix_set_diag,
)
from scopeflow.ops.arrays.filling import zeros, zeros_like
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import rank, shape
from scopeflow.ops.arrays.slicing import slice as slice_
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.reduction import reduce_min


@gradient("Diag")
def _diag(op: Operation, grad: Any) -> Any:
    return diag_part(grad)


@gradient("DiagPart")
def _diag_part(op: Operation, grad: Any) -> Any:
    return diag(grad)


@gradient("MatrixDiag")
def _matrix_diag(op: Operation, grad: Any) -> Any:
    return matrix_diag_part(grad)


@gradient("MatrixDiagPart")
def _matrix_diag_part(op: Operation, grad: Any) -> Any:
    matrix = op.inputs[0]
    dims = matrix._dims
    if dims is not None and len(dims) >= 2 and dims[-2] == dims[-1] and dims[-1] is not None:
        return matrix_diag(grad)
    return matrix_set_diag(zeros_like(matrix), grad)


@gradient("MatrixSetDiag")
def _matrix_set_diag(op: Operation, grad: Any) -> Any:
    matrix, diagonal = op.inputs
    dims = known_of_both(matrix._dims, grad._dims)
    last = None
    if dims is not None and diagonal._dims is not None:
        last = _merged(dims[:-2], diagonal._dims[:-1])
    if last is not None and None not in dims[-2:] and None not in last:
        sizes: Any = [*last, min(dims[-2:])]
    else:
        with get_default_graph().colocate_with(grad):
            whole = shape(grad)
            count = rank(grad)
            batch = slice_(whole, [0], [count - 2])
            rows_and_columns = slice_(whole, [count - 2], [2])
            sizes = concat([batch, [reduce_min(rows_and_columns)]], 0)
    inner = matrix_set_diag(grad, zeros(sizes, dtype=grad.dtype))
    return inner, matrix_diag_part(grad)


def known_of_both(a: Any, b: Any) -> Any:
    """What two shapes of one tensor tell together."""
    if a is None or b is None:
        return a if b is None else b
    return tuple([x if y is None else y for x, y in zip(a, b, strict=True)])


def _merged(a: Any, b: Any) -> Any:
    return known_of_both(a, b) if len(a) == len(b) else None


@gradient("MatrixBandPart")
def _matrix_band_part(op: Operation, grad: Any) -> Any:
    lower, upper = op.inputs[1], op.inputs[2]
    return matrix_band_part(grad, lower, upper), None, None
