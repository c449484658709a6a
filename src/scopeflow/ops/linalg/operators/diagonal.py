"""The operator of diagonal matrices."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.diagonals import matrix_diag, matrix_diag_part, matrix_set_diag
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import expand_dims, shape
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.operators import checks
from scopeflow.ops.linalg.operators.base import LinearOperator
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import log, sqrt
from scopeflow.ops.math.reduction import reduce_prod, reduce_sum
from scopeflow.ops.scoping import name_scope


class LinearOperatorDiag(LinearOperator):
    """The operator of square matrices that are zero but for their diagonals.

    Args:
      diag: numbers `[..., n]`.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: if `diag` is a scalar, or hints say that real matrices are not self-adjoint, or
        not square.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.linalg.LinearOperatorDiag([1.0, 2.0]).solvevec([3.0, 4.0])))
    [3. 2.]

    ```
    """

    def __init__(
        self,
        diag: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorDiag",
    ) -> None:
        with name_scope(name, values=[diag]):
            self._diag = convert_to_tensor(diag, name="diag")
            if self._diag.shape.ndims == 0:
                raise ValueError(
                    f"Argument diag must have at least 1 dimension.  Found: {self._diag}"
                )
            if not self._diag.dtype.is_complex:
                if is_self_adjoint is False:
                    raise ValueError("A real diagonal operator is always self adjoint.")
                is_self_adjoint = True
            if is_square is False:
                raise ValueError("Only square diagonal operators currently supported.")
            super().__init__(
                dtype=self._diag.dtype,
                graph_parents=[self._diag],
                is_non_singular=is_non_singular,
                is_self_adjoint=is_self_adjoint,
                is_positive_definite=is_positive_definite,
                is_square=True,
                name=name,
            )

    @property
    def diag(self) -> Tensor:
        """The diagonals."""
        return self._diag

    def _shape(self) -> TensorShape:
        dims = self._diag.shape
        return dims.concatenate(dims[-1:])

    def _shape_tensor(self) -> Tensor:
        sizes = shape(self._diag)
        return concat((sizes, [sizes[-1]]), axis=0)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        diag = conj(self._diag) if adjoint else self._diag
        x = adjoint_of(x) if adjoint_arg else x
        return expand_dims(diag, -1) * x

    def _matvec(self, x: Any, adjoint: bool = False) -> Tensor:
        diag = conj(self._diag) if adjoint else self._diag
        return diag * x

    def _determinant(self) -> Tensor:
        return reduce_prod(self._diag, axis=[-1])

    def _log_abs_determinant(self) -> Tensor:
        total = reduce_sum(log(magnitude(self._diag)), axis=[-1])
        if self.dtype.is_complex:
            # imported here: few programs need it
            from scopeflow.ops.math.casting import cast

            total = cast(total, dtype=self.dtype)
        return total

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        diag = conj(self._diag) if adjoint else self._diag
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        inverse = expand_dims(1.0 / diag, -1)
        return rhs * inverse

    def _to_dense(self) -> Tensor:
        return matrix_diag(self._diag)

    def _diag_part(self) -> Tensor:
        return self.diag

    def _add_to_tensor(self, x: Any) -> Tensor:
        return matrix_set_diag(x, self._diag + matrix_diag_part(x))

    def _adjoint(self) -> LinearOperator:
        return LinearOperatorDiag(
            conj(self.diag),
            is_non_singular=self.is_non_singular,
            is_self_adjoint=self.is_self_adjoint,
            is_positive_definite=self.is_positive_definite,
            is_square=True,
        )

    def _inverse(self) -> LinearOperator:
        return LinearOperatorDiag(
            1.0 / self.diag,
            is_non_singular=self.is_non_singular,
            is_self_adjoint=self.is_self_adjoint,
            is_positive_definite=self.is_positive_definite,
            is_square=True,
        )

    def _cholesky(self) -> LinearOperator:
        return LinearOperatorDiag(
            sqrt(self.diag), is_non_singular=True, is_self_adjoint=True, is_positive_definite=True
        )

    def _assert_non_singular(self) -> Any:
        return checks.assert_no_zeros(
            self._diag, "Singular operator:  Diagonal contained zero values."
        )

    def _assert_positive_definite(self) -> Any:
        # imported here: most programs never ask for checks
        from scopeflow.ops.checks.comparing import assert_positive
        from scopeflow.ops.math.complexes import real

        return assert_positive(
            real(self._diag),
            message="Non-positive definite operator:  Real part of diagonal was not all positive.",
        )
