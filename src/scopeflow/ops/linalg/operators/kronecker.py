"""The operator of Kronecker products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.operators.base import LinearOperator
from scopeflow.ops.linalg.operators.broadcasting import matrix_solve_with_broadcast
from scopeflow.ops.linalg.operators.combined import Combined, all_true
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.matmul import matmul


class LinearOperatorKronecker(Combined):
    """The operator of the Kronecker products of several operators' matrices.

    Args:
      operators: a list of LinearOperators.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.

    Raises:
      TypeError: if the operators are of different dtypes.
      ValueError: if there are none.
    """

    def __init__(
        self,
        operators: Sequence[LinearOperator],
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ) -> None:
        operators = list(operators)
        if operators:
            is_non_singular = all_true(
                is_non_singular, [o.is_non_singular for o in operators], "non-singular"
            )
            is_self_adjoint = all_true(
                is_self_adjoint, [o.is_self_adjoint for o in operators], "self-adjoint"
            )
            is_positive_definite = all_true(
                is_positive_definite,
                [o.is_positive_definite for o in operators],
                "positive definite",
            )
            is_square = all_true(is_square, [o.is_square for o in operators], "square")
        super().__init__(
            operators,
            "_x_",
            is_non_singular,
            is_self_adjoint,
            is_positive_definite,
            is_square,
            name,
        )

    def _shape(self) -> TensorShape:
        rows, columns = TensorShape([1, 1])
        for operator in self.operators:
            rows *= operator.range_dimension
            columns *= operator.domain_dimension
        return self._common_batch().concatenate(TensorShape([rows, columns]))

    def _shape_tensor(self) -> Tensor:
        rows = self.operators[0].range_dimension_tensor()
        columns = self.operators[0].domain_dimension_tensor()
        for operator in self.operators[1:]:
            rows *= operator.range_dimension_tensor()
            columns *= operator.domain_dimension_tensor()
        return concat((self._common_batch_tensor(), stack([rows, columns])), 0)

    def _to_dense(self) -> Tensor:
        product = self.operators[0].to_dense()
        for operator in self.operators[1:]:
            factor = operator.to_dense()
            whole = product[..., :, newaxis, :, newaxis] * factor[..., newaxis, :, newaxis, :]
            sizes = shape(whole)
            merged = [sizes[-4] * sizes[-3], sizes[-2] * sizes[-1]]
            product = reshape(whole, concat([sizes[:-4], stack(merged)], 0))
        product.set_shape(self.shape)
        return product

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        return matmul(self.to_dense(), x, adjoint_a=adjoint, adjoint_b=adjoint_arg)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        return matrix_solve_with_broadcast(self.to_dense(), rhs, adjoint=adjoint)

    def _exponents(self, dtype: Any) -> list[Tensor]:
        """How often each operator's determinant is a factor."""
        total = self.domain_dimension_tensor()
        return [
            cast(total // operator.domain_dimension_tensor(), dtype) for operator in self.operators
        ]

    def _determinant(self) -> Tensor:
        powers = self._exponents(self.dtype)
        result = self.operators[0].determinant() ** powers[0]
        for operator, power in zip(self.operators[1:], powers[1:], strict=True):
            result *= operator.determinant() ** power
        return result

    def _log_abs_determinant(self) -> Tensor:
        powers = self._exponents(self.dtype)
        result = self.operators[0].log_abs_determinant() * powers[0]
        for operator, power in zip(self.operators[1:], powers[1:], strict=True):
            result += operator.log_abs_determinant() * power
        return result

    def _trace(self) -> Tensor:
        result = self.operators[0].trace()
        for operator in self.operators[1:]:
            result *= operator.trace()
        return result

    def _diag_part(self) -> Tensor:
        product = self.operators[0].diag_part()
        for operator in self.operators[1:]:
            whole = product[..., :, newaxis] * operator.diag_part()[..., newaxis, :]
            sizes = shape(whole)
            product = reshape(whole, concat([sizes[:-2], [sizes[-2] * sizes[-1]]], 0))
        return product
