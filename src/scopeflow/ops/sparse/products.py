"""The product of a sparse and a dense matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.inputs import sparse_input
from scopeflow.ops.static import constant_value_as_shape


def _product(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 2)
    rules.with_rank(inputs[1]._dims, 1)
    whole = constant_value_as_shape(inputs[2])
    try:
        a = rules.with_rank(whole, 2)
        b = rules.with_rank(inputs[3]._dims, 2)
        assert a is not None and b is not None
        if attrs["adjoint_a"]:
            a = (a[1], a[0])
        if attrs["adjoint_b"]:
            b = (b[1], b[0])
        rules.merge_dim(a[1], b[0])
    except ShapeMismatch as mismatch:
        known = whole is not None and any(d is not None for d in whole)
        raise ShapeMismatch(str(mismatch), shapes=(2,) if known else ()) from None
    return ((a[0], b[1]),)


@op(
    "SparseTensorDenseMatMul(a_indices: Tindices, a_values: T, a_shape: int64, b: T; T: type, "
    "Tindices: index = int64, adjoint_a: bool = False, adjoint_b: bool = False) -> (product: T)",
    shape=_product,
    static=("a_shape",),
)
def matmul_op(
    a_indices: Any, a_values: Any, a_shape: Any, b: Any, *, adjoint_a: bool, adjoint_b: bool
) -> Any:
    """The product of a sparse and a dense matrix."""
    return xp.sparse_dense_matmul(a_indices, a_values, a_shape, b, adjoint_a, adjoint_b)


def sparse_tensor_dense_matmul(
    sp_a: Any, b: Any, adjoint_a: bool = False, adjoint_b: bool = False, name: str | None = None
) -> Tensor:
    """The product of a sparse matrix and a dense one.

    Args:
      sp_a: a SparseTensor of rank 2.
      b: a dense matrix of the same dtype.
      adjoint_a: multiply with the conjugate transpose of `sp_a`.
      adjoint_b: multiply with the conjugate transpose of `b`.
      name: the wish for the scope's name.

    Raises:
      TypeError: if `sp_a` is no SparseTensor.
      ValueError: if the shapes are known not to fit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     a = tf.SparseTensor([[0, 1], [1, 0]], [2.0, 3.0], [2, 2])
    ...     sess.run(tf.sparse.matmul(a, [[1.0], [10.0]])).tolist()
    [[20.0], [3.0]]

    ```
    """
    sp_a = sparse_input(sp_a)
    with name_scope(name, "SparseTensorDenseMatMul", [sp_a.indices, sp_a.values, b]):
        b = internal_convert(b, name="b")
        return matmul_op(
            sp_a.indices, sp_a.values, sp_a.dense_shape, b, adjoint_a=adjoint_a, adjoint_b=adjoint_b
        )
