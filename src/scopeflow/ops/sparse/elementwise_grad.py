"""Gradients of sparse tensors times, over and plus dense ones, and of the sparse softmax."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones, zeros_like
from scopeflow.ops.arrays.gathering import gather_nd
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import expand_dims, shape, size
from scopeflow.ops.arrays.slicing import slice as slice_op
from scopeflow.ops.gradient import gradient, not_differentiable
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import square
from scopeflow.ops.sparse.elementwise import sparse_dense_cwise_add
from scopeflow.ops.sparse.joining import sparse_add
from scopeflow.ops.sparse.reductions import sparse_reduce_sum
from scopeflow.ops.sparse.tensor import SparseTensor


def _cwise(op: Operation, grad: Any, is_mul: bool) -> list[Any]:
    indices, values, whole, dense = op.inputs
    dense_shape = cast(shape(dense), dtypes.int64)
    missing = expand_dims(size(whole) - size(dense_shape), 0)
    broadcast = concat([ones(missing, dtypes.int64), dense_shape], 0)
    # how often each dimension of the dense one is repeated
    scaled = indices // (whole // broadcast)
    places = slice_op(scaled, concat([[0], missing], 0), [-1, -1])
    at = gather_nd(dense, places)
    if is_mul:
        for_values, parts = grad * at, grad * values
    else:
        for_values, parts = grad / at, grad * (-values / square(at))
    for_dense = sparse_add(zeros_like(dense), SparseTensor(places, parts, dense_shape))
    return [None, for_values, None, for_dense]


@gradient("SparseDenseCwiseMul")
def _mul(op: Operation, grad: Any) -> list[Any]:
    return _cwise(op, grad, True)


@gradient("SparseDenseCwiseDiv")
def _div(op: Operation, grad: Any) -> list[Any]:
    return _cwise(op, grad, False)


@gradient("SparseDenseCwiseAdd")
def _add(op: Operation, grad: Any) -> list[Any]:
    raise NotImplementedError("Gradient for SparseDenseCwiseAdd is currently not implemented yet.")


@gradient("SparseSoftmax")
def _softmax(op: Operation, grad: Any) -> list[Any]:
    indices, whole = op.inputs[0], op.inputs[2]
    out: Tensor = op.outputs[0]
    weighted = SparseTensor(indices, out * grad, whole)
    total = -sparse_reduce_sum(weighted, [-1], keepdims=True)
    return [None, sparse_dense_cwise_add(indices, grad, whole, total) * out, None]


not_differentiable("SparseSparseMaximum", "SparseSparseMinimum")
