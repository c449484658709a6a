"""Operators of matrices that are written out: full ones and lower triangular ones."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.diagonals import matrix_band_part, matrix_diag_part
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.operators import checks
from scopeflow.ops.linalg.operators.base import LinearOperator
from scopeflow.ops.linalg.operators.broadcasting import matrix_triangular_solve_with_broadcast
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import log
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.math.reduction import reduce_prod, reduce_sum
from scopeflow.ops.scoping import name_scope

_ALLOWED = ("float16", "float32", "float64", "complex64", "complex128")


def refuse_dtype(tensor: Tensor, what: str) -> None:
    """Refuses what holds neither floats nor complex numbers."""
    if tensor.dtype.base_dtype.name not in _ALLOWED:
        allowed = [f"tf.{name}" for name in _ALLOWED]
        raise TypeError(
            f"Argument {what} must have dtype in [{', '.join(allowed)}].  Found: {tensor.dtype}"
        )


class LinearOperatorFullMatrix(LinearOperator):
    """The operator of matrices without structure.

    Args:
      matrix: floats or complex numbers `[..., m, n]`.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.

    Raises:
      TypeError: for other dtypes.
      ValueError: if `matrix` has fewer than two axes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     operator = tf.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]])
    ...     print(session.run(operator.matvec([1.0, 1.0])))
    [3. 7.]

    ```
    """

    def __init__(
        self,
        matrix: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorFullMatrix",
    ) -> None:
        with name_scope(name, values=[matrix]):
            self._matrix = convert_to_tensor(matrix, name="matrix")
            refuse_dtype(self._matrix, "matrix")
            ndims = self._matrix.shape.ndims
            if ndims is not None and ndims < 2:
                raise ValueError(
                    f"Argument matrix must have at least 2 dimensions.  Found: {self._matrix}"
                )
            super().__init__(
                dtype=self._matrix.dtype,
                graph_parents=[self._matrix],
                is_non_singular=is_non_singular,
                is_self_adjoint=is_self_adjoint,
                is_positive_definite=is_positive_definite,
                is_square=is_square,
                name=name,
            )

    def _shape(self) -> TensorShape:
        return self._matrix.shape

    def _shape_tensor(self) -> Tensor:
        return shape(self._matrix)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        return matmul(self._matrix, x, adjoint_a=adjoint, adjoint_b=adjoint_arg)

    def _to_dense(self) -> Tensor:
        return self._matrix


class LinearOperatorLowerTriangular(LinearOperator):
    """The operator of lower triangular matrices.

    Args:
      tril: numbers `[..., n, n]`; the upper triangle does not count.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: if `tril` has fewer than two axes, or is known not to be square.
    """

    def __init__(
        self,
        tril: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorLowerTriangular",
    ) -> None:
        if is_square is False:
            raise ValueError("Only square lower triangular operators supported at this time.")
        with name_scope(name, values=[tril]):
            self._tril = convert_to_tensor(tril, name="tril")
            ndims = self._tril.shape.ndims
            if ndims is not None and ndims < 2:
                raise ValueError(
                    f"Argument tril must have at least 2 dimensions.  Found: {self._tril}"
                )
            super().__init__(
                dtype=self._tril.dtype,
                graph_parents=[self._tril],
                is_non_singular=is_non_singular,
                is_self_adjoint=is_self_adjoint,
                is_positive_definite=is_positive_definite,
                is_square=True,
                name=name,
            )

    def _shape(self) -> TensorShape:
        return self._tril.shape

    def _shape_tensor(self) -> Tensor:
        return shape(self._tril)

    def _lower(self) -> Tensor:
        return matrix_band_part(self._tril, -1, 0)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        return matmul(self._lower(), x, adjoint_a=adjoint, adjoint_b=adjoint_arg)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        return matrix_triangular_solve_with_broadcast(
            self._lower(), rhs, lower=True, adjoint=adjoint
        )

    def _to_dense(self) -> Tensor:
        return self._lower()

    def _determinant(self) -> Tensor:
        return reduce_prod(matrix_diag_part(self._tril), axis=[-1])

    def _log_abs_determinant(self) -> Tensor:
        return reduce_sum(log(magnitude(matrix_diag_part(self._tril))), axis=[-1])

    def _assert_non_singular(self) -> Any:
        return checks.assert_no_zeros(
            matrix_diag_part(self._tril), "Singular operator:  Diagonal contained zero values."
        )
