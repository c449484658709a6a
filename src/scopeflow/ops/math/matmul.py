"""Products of matrices and of batches of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope

_NUMBERS = "{bfloat16|float16|float32|float64|int32|int64|complex64|complex128}"
_SPARSE_TYPES = (dtypes.bfloat16, dtypes.float32)


def _matmul_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    rows, inner = rules.with_rank(inputs[0]._dims, 2) or (None, None)
    other, columns = rules.with_rank(inputs[1]._dims, 2) or (None, None)
    if attrs["transpose_a"]:
        rows, inner = inner, rows
    if attrs["transpose_b"]:
        other, columns = columns, other
    rules.merge_dim(inner, other)
    return ((rows, columns),)


@op(f"MatMul(a: T, b: T; transpose_a: bool = False, transpose_b: bool = False, T: {_NUMBERS}) -> (product: T)",
    shape=_matmul_shape)  # fmt: skip
def _raw_matmul(a, b, *, transpose_a, transpose_b):
    """The product of two matrices."""
    return xp.matmul(a, b, transpose_a, transpose_b)


@op(
    "SparseMatMul(a: Ta, b: Tb; transpose_a: bool = False, transpose_b: bool = False, a_is_sparse: bool = False, "
    "b_is_sparse: bool = False, Ta: {float32|bfloat16} = float32, Tb: {float32|bfloat16} = float32) "
    "-> (product: float32)",
    shape=_matmul_shape,
)
def _sparse_matmul(a, b, *, transpose_a, transpose_b):
    """The product of two matrices that may hold many zeros, in float32."""
    import numpy as np

    return xp.matmul(xp.cast(a, np.float32), xp.cast(b, np.float32), transpose_a, transpose_b)


def _batch_rule(broadcasts: bool) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        a, b = (rules.at_least(tensor._dims, 2) for tensor in inputs)
        if a is None or b is None:
            return (None,)
        rows, inner = (a[-1], a[-2]) if attrs["adj_x"] else (a[-2], a[-1])
        other, columns = (b[-1], b[-2]) if attrs["adj_y"] else (b[-2], b[-1])
        batch: Dims
        if broadcasts:
            rules.merge_dim(inner, other)
            batch = rules.broadcast_dims(a[:-2], b[:-2])
        else:
            batch = rules.merge(a[:-2], b[:-2])
            rules.merge_dim(inner, other)
        return ((*batch, rows, columns),)  # type: ignore[misc]

    return rule


@op(f"BatchMatMul(x: T, y: T; T: {_NUMBERS}, adj_x: bool = False, adj_y: bool = False) -> (output: T)",
    shape=_batch_rule(broadcasts=False))  # fmt: skip
def _batch_matmul(x, y, *, adj_x, adj_y):
    """The products of the matrices in the last two dimensions; the dimensions before are equal."""
    return xp.batch_matmul(x, y, adj_x, adj_y)


@op(f"BatchMatMulV2(x: T, y: T; T: {_NUMBERS}, adj_x: bool = False, adj_y: bool = False) -> (output: T)",
    shape=_batch_rule(broadcasts=True))  # fmt: skip
def _batch_matmul_v2(x, y, *, adj_x, adj_y):
    """The products of the matrices in the last two dimensions; the dimensions before broadcast."""
    return xp.batch_matmul(x, y, adj_x, adj_y)


def matmul(
    a: Any,
    b: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of two matrices, or of the matrices in the last two dimensions of two tensors.

    Args:
      a: a Tensor of shape [..., n, k] (or [..., k, n], transposed).
      b: a Tensor of the same dtype, of shape [..., k, m]; the dimensions before broadcast with a's.
      transpose_a: swap a's last two dimensions first.
      transpose_b: swap b's last two dimensions first.
      adjoint_a: swap them and take complex conjugates.
      adjoint_b: swap them and take complex conjugates.
      a_is_sparse: say that `a` holds many zeros; makes a `SparseMatMul` of two matrices.
      b_is_sparse: the same of `b`.
      name: a name for the operation.

    Returns:
      A Tensor of shape [..., n, m].

    Raises:
      ValueError: if the shapes do not fit, or both transposing and the adjoint are asked for.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.matmul([[1.0, 2.0]], [[3.0], [4.0]]).shape)
    (1, 1)

    ```
    """
    with name_scope(name, "MatMul", [a, b]) as full:
        if transpose_a and adjoint_a:
            raise ValueError(
                "Only one of transpose_a and adjoint_a can be True. The adjoint includes the transpose."
            )
        if transpose_b and adjoint_b:
            raise ValueError(
                "Only one of transpose_b and adjoint_b can be True. The adjoint includes the transpose."
            )
        a = internal_convert(a, name="a")
        b = internal_convert(b, name="b")
        sparse = a_is_sparse or b_is_sparse
        batched = a._dims is None or len(a._dims) > 2 or b._dims is None or len(b._dims) > 2
        if batched and not sparse:
            # the op knows the adjoint only
            if transpose_a:
                a = conj(a)
            if transpose_b:
                b = conj(b)
            return _batch_matmul_v2(
                a,
                b,
                adj_x=bool(transpose_a or adjoint_a),
                adj_y=bool(transpose_b or adjoint_b),
                name=full,
            )
        if adjoint_a:
            a = conj(a)
            transpose_a = True
        if adjoint_b:
            b = conj(b)
            transpose_b = True
        mixed = a.dtype is not b.dtype and dtypes.bfloat16 in (a.dtype, b.dtype)
        if mixed or (sparse and a.dtype in _SPARSE_TYPES and b.dtype in _SPARSE_TYPES):
            product = _sparse_matmul(
                a,
                b,
                transpose_a=transpose_a,
                transpose_b=transpose_b,
                a_is_sparse=a_is_sparse,
                b_is_sparse=b_is_sparse,
                name=full,
            )
            if a.dtype is dtypes.bfloat16 and b.dtype is dtypes.bfloat16:
                product = cast(product, dtypes.bfloat16)
            return product
        return _raw_matmul(a, b, transpose_a=transpose_a, transpose_b=transpose_b, name=full)
