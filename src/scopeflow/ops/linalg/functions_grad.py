"""The gradient of the matrix square root, by Sylvester's equation: TensorFlow's nodes."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.diagonals import eye
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import matrix_transpose, tile
from scopeflow.ops.arrays.shaping import reshape, shape, size
from scopeflow.ops.arrays.slicing import slice as slice_op
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient
from scopeflow.ops.linalg.solving import matrix_solve
from scopeflow.ops.math.reduction import reduce_prod


def _kronecker(a: Tensor, b: Tensor) -> Tensor:
    """The Kronecker product of square matrices."""
    a_shape, b_shape = shape(a), shape(b)
    a_size, b_size = a_shape[-1], b_shape[-1]
    batch = slice_op(a_shape, [0], [call("Sub", size(a_shape), 2, name="Sub")])
    a_spread = concat([batch, [a_size], [1], [a_size], [1]], 0)
    b_spread = concat([batch, [1], [b_size], [1], [b_size]], 0)
    a = reshape(a, a_spread)
    b = reshape(b, b_spread)
    whole = a_size * b_size
    result_shape = concat([batch, [whole], [whole]], 0)
    return reshape(a * b, result_shape)


@gradient("MatrixSquareRoot")
def _matrix_square_root(op: Operation, grad: Any) -> Any:
    root = op.outputs[0]
    sizes = shape(root)
    side = sizes[-1]
    count = reduce_prod(sizes[0:-2])
    flat = reshape(eye(side, dtype=root.dtype), [-1])
    one = reshape(tile(flat, [count]), sizes)
    transposed = matrix_transpose(root)
    k1 = _kronecker(one, transposed)
    k2 = _kronecker(root, one)
    total = call("Add", k1, k2, name="Add")
    batch = slice_op(sizes, [0], [call("Sub", size(sizes), 2, name="Sub")])
    column_shape = concat([batch, [side * side], [1]], 0)
    column = reshape(matrix_transpose(grad), column_shape)
    solved = reshape(matrix_solve(total, column), sizes)
    return matrix_transpose(solved)
