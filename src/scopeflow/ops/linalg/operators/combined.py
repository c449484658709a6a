"""Operators made of several others: their product, their Kronecker product, their diagonal of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.moving import (
    broadcast_dynamic_shape,
    broadcast_static_shape,
)
from scopeflow.ops.arrays.shaping import shape, squeeze
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.arrays.splitting import split
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.operators.base import LinearOperator
from scopeflow.ops.linalg.operators.broadcasting import broadcast_many
from scopeflow.ops.scoping import name_scope


def _refuse(operators: Sequence[LinearOperator], what: str) -> Any:
    """The dtype that all the operators have."""
    if not operators:
        raise ValueError(f"Expected a non-empty list of operators. Found: {operators}")
    dtype = operators[0].dtype
    for operator in operators:
        if operator.dtype != dtype:
            pairs = str([(o.name, o.dtype) for o in operators])
            raise TypeError(
                f"Expected all operators to have the same dtype.  Found {what.strip() or pairs}"
            )
    return dtype


def all_true(hint: bool | None, hints: list[bool | None], what: str) -> bool | None:
    """True where it holds of all parts."""
    if all(hints):
        if hint is False:
            raise ValueError(f"The {what} of {what} operators is always {what}.")
        return True
    return hint


class Combined(LinearOperator):
    """An operator made of a list of others."""

    def __init__(
        self,
        operators: Sequence[LinearOperator],
        separator: str,
        is_non_singular: bool | None,
        is_self_adjoint: bool | None,
        is_positive_definite: bool | None,
        is_square: bool | None,
        name: str | None,
    ) -> None:
        self._operators = list(operators)
        dtype = _refuse(self._operators, "")
        parents = [parent for operator in self._operators for parent in operator.graph_parents]
        if name is None:
            name = separator.join(operator.name for operator in self._operators)
        with name_scope(name, values=parents):
            super().__init__(
                dtype=dtype,
                graph_parents=parents,
                is_non_singular=is_non_singular,
                is_self_adjoint=is_self_adjoint,
                is_positive_definite=is_positive_definite,
                is_square=is_square,
                name=name,
            )

    @property
    def operators(self) -> list[LinearOperator]:
        """The other operators."""
        return self._operators

    def _common_batch(self) -> TensorShape:
        batch = self._operators[0].batch_shape
        for operator in self._operators[1:]:
            batch = broadcast_static_shape(batch, operator.batch_shape)
        return batch

    def _common_batch_tensor(self) -> Tensor:
        batch = self._operators[0].batch_shape_tensor()
        for operator in self._operators[1:]:
            batch = broadcast_dynamic_shape(batch, operator.batch_shape_tensor())
        return batch


class LinearOperatorComposition(Combined):
    """The operator of the products of several operators' matrices.

    Args:
      operators: a list of LinearOperators; the last one is applied first.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.

    Raises:
      TypeError: if the operators are of different dtypes.
      ValueError: if there are none, or their sizes do not fit.
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
        if operators and all(operator.is_non_singular for operator in operators):
            if is_non_singular is False:
                raise ValueError(
                    "The composition of non-singular operators is always non-singular."
                )
            is_non_singular = True
        super().__init__(
            operators,
            "_o_",
            is_non_singular,
            is_self_adjoint,
            is_positive_definite,
            is_square,
            name,
        )

    def _shape(self) -> TensorShape:
        for left, right in zip(self.operators, self.operators[1:], strict=False):
            left.domain_dimension.assert_is_compatible_with(right.range_dimension)
        matrix = [self.operators[0].range_dimension, self.operators[-1].domain_dimension]
        return self._common_batch().concatenate(TensorShape(matrix))

    def _shape_tensor(self) -> Tensor:
        rows = self.operators[0].range_dimension_tensor()
        columns = self.operators[-1].domain_dimension_tensor()
        return concat((self._common_batch_tensor(), stack([rows, columns])), 0)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        order = self.operators if adjoint else self.operators[::-1]
        result = order[0].matmul(x, adjoint=adjoint, adjoint_arg=adjoint_arg)
        for operator in order[1:]:
            result = operator.matmul(result, adjoint=adjoint)
        return result

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        order = self.operators[::-1] if adjoint else self.operators
        result = order[0].solve(rhs, adjoint=adjoint, adjoint_arg=adjoint_arg)
        for operator in order[1:]:
            result = operator.solve(result, adjoint=adjoint)
        return result

    def _determinant(self) -> Tensor:
        result = self.operators[0].determinant()
        for operator in self.operators[1:]:
            result *= operator.determinant()
        return result

    def _log_abs_determinant(self) -> Tensor:
        result = self.operators[0].log_abs_determinant()
        for operator in self.operators[1:]:
            result += operator.log_abs_determinant()
        return result


class LinearOperatorBlockDiag(Combined):
    """The operator of matrices with the matrices of others along their diagonals.

    Args:
      operators: a list of LinearOperators.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.

    Raises:
      TypeError: if the operators are of different dtypes.
      ValueError: if there are none, or one is not square.
    """

    def __init__(
        self,
        operators: Sequence[LinearOperator],
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str | None = None,
    ) -> None:
        operators = list(operators)
        if operators:
            hints = {"non-singular": is_non_singular, "self-adjoint": is_self_adjoint}
            is_non_singular = all_true(
                hints["non-singular"], [o.is_non_singular for o in operators], "non-singular"
            )
            is_self_adjoint = all_true(
                hints["self-adjoint"], [o.is_self_adjoint for o in operators], "self-adjoint"
            )
            is_positive_definite = all_true(
                is_positive_definite,
                [o.is_positive_definite for o in operators],
                "positive definite",
            )
            if not (is_square and all(o.is_square is not False for o in operators)):
                raise ValueError("Can only represent a block diagonal of square matrices.")
        super().__init__(
            operators, "_ds_", is_non_singular, is_self_adjoint, is_positive_definite, True, name
        )

    def _shape(self) -> TensorShape:
        rows = TensorShape([0])[0]
        columns = rows
        for operator in self.operators:
            rows += operator.range_dimension
            columns += operator.domain_dimension
        return self._common_batch().concatenate(TensorShape([rows, columns]))

    def _shape_tensor(self) -> Tensor:
        rows = sum_of([operator.range_dimension_tensor() for operator in self.operators])
        columns = sum_of([operator.domain_dimension_tensor() for operator in self.operators])
        return concat((self._common_batch_tensor(), stack([rows, columns])), 0)

    def _pieces(self, x: Any) -> list[Tensor]:
        """The rows of x that belong to each block."""
        sizes = [operator.domain_dimension.value for operator in self.operators]
        if None in sizes:
            sizes = [operator.domain_dimension_tensor() for operator in self.operators]
        return split(x, sizes, axis=-2, num=len(self.operators))

    def _joined(self, parts: list[Tensor]) -> Tensor:
        return concat(broadcast_many(parts), axis=-2)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        x = adjoint_of(x) if adjoint_arg else x
        pairs = zip(self.operators, self._pieces(x), strict=True)
        return self._joined([operator.matmul(part, adjoint=adjoint) for operator, part in pairs])

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        pairs = zip(self.operators, self._pieces(rhs), strict=True)
        return self._joined([operator.solve(part, adjoint=adjoint) for operator, part in pairs])

    def _determinant(self) -> Tensor:
        result = self.operators[0].determinant()
        for operator in self.operators[1:]:
            result *= operator.determinant()
        return result

    def _log_abs_determinant(self) -> Tensor:
        result = self.operators[0].log_abs_determinant()
        for operator in self.operators[1:]:
            result += operator.log_abs_determinant()
        return result

    def _diag_part(self) -> Tensor:
        parts = [operator.diag_part()[..., newaxis] for operator in self.operators]
        return squeeze(concat(broadcast_many(parts), axis=-2), axis=-1)

    def _trace(self) -> Tensor:
        result = self.operators[0].trace()
        for operator in self.operators[1:]:
            result += operator.trace()
        return result

    def _to_dense(self) -> Tensor:
        rows = []
        before: Any = 0
        for block in broadcast_many([operator.to_dense() for operator in self.operators]):
            sizes = shape(block)[:-1]
            left = zeros(concat([sizes, [before]], axis=-1), dtype=self.dtype)
            before += shape(block)[-1]
            after = self.domain_dimension_tensor() - before
            right = zeros(concat([sizes, [after]], axis=-1), dtype=self.dtype)
            rows.append(concat([left, block, right], axis=-1))
        matrix = concat(rows, axis=-2)
        matrix.set_shape(self.shape)
        return matrix


def sum_of(parts: list[Tensor]) -> Tensor:
    """The sum of int scalars."""
    total = parts[0]
    for part in parts[1:]:
        total += part
    return total
