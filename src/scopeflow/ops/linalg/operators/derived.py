"""The operators of the adjoint and of the inverse matrices of another operator."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.operators.base import LinearOperator
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.scoping import name_scope


def _agreed(what: str, mine: bool | None, its: bool | None) -> bool | None:
    """A hint that is the other operator's too."""
    if mine is not None and its is not None and mine != its:
        raise ValueError(
            f"The operator was {'' if its else 'not '}{what}, but the hint said otherwise."
        )
    return its if mine is None else mine


class _Derived(LinearOperator):
    """An operator made of one other."""

    def __init__(
        self,
        operator: LinearOperator,
        suffix: str,
        is_non_singular: bool | None,
        is_self_adjoint: bool | None,
        is_positive_definite: bool | None,
        is_square: bool | None,
        name: str | None,
    ) -> None:
        self._operator = operator
        name = operator.name + suffix if name is None else name
        with name_scope(name, values=operator.graph_parents):
            super().__init__(
                dtype=operator.dtype,
                graph_parents=operator.graph_parents,
                is_non_singular=_agreed("non-singular", is_non_singular, operator.is_non_singular),
                is_self_adjoint=_agreed("self-adjoint", is_self_adjoint, operator.is_self_adjoint),
                is_positive_definite=_agreed(
                    "positive definite", is_positive_definite, operator.is_positive_definite
                ),
                is_square=_agreed("square", is_square, operator.is_square),
                name=name,
            )

    @property
    def operator(self) -> LinearOperator:
        """The other operator."""
        return self._operator


class LinearOperatorAdjoint(_Derived):
    """The operator of the adjoint matrices of another one.

    Args:
      operator: the other one.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints; by default those of
        the other one.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: for hints that contradict those of the other one.
    """

    def __init__(
        self,
        operator: LinearOperator,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(
            operator,
            "_adjoint",
            is_non_singular,
            is_self_adjoint,
            is_positive_definite,
            is_square,
            name,
        )

    def _shape(self) -> TensorShape:
        dims = self.operator.shape
        return dims[:-2].concatenate([dims[-1], dims[-2]])

    def _shape_tensor(self) -> Tensor:
        sizes = self.operator.shape_tensor()
        return concat([sizes[:-2], [sizes[-1], sizes[-2]]], axis=-1)

    def _adjoint(self) -> LinearOperator:
        return self.operator

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        return self.operator.matmul(x, adjoint=not adjoint, adjoint_arg=adjoint_arg)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        return self.operator.solve(rhs, adjoint=not adjoint, adjoint_arg=adjoint_arg)

    def _determinant(self) -> Tensor:
        value = self.operator.determinant()
        return conj(value)

    def _log_abs_determinant(self) -> Tensor:
        return self.operator.log_abs_determinant()

    def _trace(self) -> Tensor:
        return conj(self.operator.trace())

    def _diag_part(self) -> Tensor:
        return conj(self.operator.diag_part())

    def _to_dense(self) -> Tensor:
        return adjoint_of(self.operator.to_dense())


class LinearOperatorInversion(_Derived):
    """The operator of the inverse matrices of another one.

    Args:
      operator: the other one.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints; by default those of
        the other one.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: if the other one is known to be singular or not square, or for hints that
        contradict its own.
    """

    def __init__(
        self,
        operator: LinearOperator,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ) -> None:
        if operator.is_square is False or is_square is False:
            raise ValueError("Inverse operators are always square.")
        if operator.is_non_singular is False or is_non_singular is False:
            raise ValueError("Inverse operators are always non-singular.")
        super().__init__(
            operator,
            "_inv",
            is_non_singular,
            is_self_adjoint,
            is_positive_definite,
            is_square,
            name,
        )

    def _shape(self) -> TensorShape:
        return self.operator.shape

    def _shape_tensor(self) -> Tensor:
        return self.operator.shape_tensor()

    def _inverse(self) -> LinearOperator:
        return self.operator

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        return self.operator.solve(x, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        return self.operator.matmul(rhs, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def _determinant(self) -> Tensor:
        return 1.0 / self.operator.determinant()

    def _log_abs_determinant(self) -> Tensor:
        return -1.0 * self.operator.log_abs_determinant()
