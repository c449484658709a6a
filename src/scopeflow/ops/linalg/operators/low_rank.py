"""Operators that are another one, but for a little: reflections, and updates of low rank."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.diagonals import matrix_diag_part, matrix_set_diag
from scopeflow.ops.arrays.filling import ones, zeros
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.moving import broadcast_dynamic_shape, broadcast_static_shape
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.linalg.decompositions import cholesky as cholesky_of
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.norms import norm
from scopeflow.ops.linalg.operators.base import LinearOperator
from scopeflow.ops.linalg.operators.broadcasting import (
    cholesky_solve_with_broadcast,
    matrix_solve_with_broadcast,
)
from scopeflow.ops.linalg.operators.dense import refuse_dtype
from scopeflow.ops.linalg.operators.diagonal import LinearOperatorDiag
from scopeflow.ops.linalg.operators.identity import LinearOperatorIdentity
from scopeflow.ops.linalg.solving import matrix_determinant
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import exp, log
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope


class LinearOperatorHouseholder(LinearOperator):
    """The operator of reflections: I - 2 v v^H, of unit vectors v.

    Args:
      reflection_axis: floats or complex numbers `[..., n]`; they are normalized.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: for hints that no reflection fulfils.
    """

    def __init__(
        self,
        reflection_axis: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorHouseholder",
    ) -> None:
        with name_scope(name, values=[reflection_axis]):
            self._reflection_axis = convert_to_tensor(reflection_axis, name="reflection_axis")
            refuse_dtype(self._reflection_axis, "reflection_axis")
            if self._reflection_axis.shape.ndims == 0:
                raise ValueError(
                    "Argument reflection_axis must have at least 1 dimension.  "
                    f"Found: {self._reflection_axis}"
                )
            if is_self_adjoint is False:
                raise ValueError("A Householder operator is always self adjoint.")
            if is_positive_definite is True:
                raise ValueError("A Householder operator is always non-positive definite.")
            if is_square is False:
                raise ValueError("A Householder operator is always square.")
            super().__init__(
                dtype=self._reflection_axis.dtype,
                graph_parents=[self._reflection_axis],
                is_non_singular=is_non_singular,
                is_self_adjoint=True,
                is_positive_definite=False,
                is_square=True,
                name=name,
            )

    @property
    def reflection_axis(self) -> Tensor:
        """The vectors along which is reflected."""
        return self._reflection_axis

    def _shape(self) -> TensorShape:
        dims = self._reflection_axis.shape
        return dims.concatenate(dims[-1:])

    def _shape_tensor(self) -> Tensor:
        sizes = shape(self._reflection_axis)
        return concat((sizes, [sizes[-1]]), 0)

    def _unit(self) -> Tensor:
        axis = self._reflection_axis
        return axis / norm(axis, axis=-1, keepdims=True)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        x = adjoint_of(x) if adjoint_arg else x
        matrix = self._unit()[..., newaxis]
        along = matmul(matrix, x, adjoint_a=True)
        return x - 2 * matrix * along

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        # a reflection undoes itself
        return self._matmul(rhs, adjoint, adjoint_arg)

    def _to_dense(self) -> Tensor:
        column = self._unit()[..., newaxis]
        matrix = -2 * matmul(column, column, adjoint_b=True)
        return matrix_set_diag(matrix, 1.0 + matrix_diag_part(matrix))

    def _diag_part(self) -> Tensor:
        unit = self._unit()
        return 1.0 - 2 * unit * conj(unit)

    def _inverse(self) -> LinearOperator:
        return self

    def _determinant(self) -> Tensor:
        return -ones(shape=self.batch_shape_tensor(), dtype=self.dtype)

    def _log_abs_determinant(self) -> Tensor:
        return zeros(shape=self.batch_shape_tensor(), dtype=self.dtype)

    def _trace(self) -> Tensor:
        total = cast(self.domain_dimension_tensor() - 2, self.dtype)
        return total * ones(shape=self.batch_shape_tensor(), dtype=self.dtype)


class LinearOperatorLowRankUpdate(LinearOperator):
    """The operator of L + U D V^H, of another operator L and a diagonal D.

    Args:
      base_operator: L, a LinearOperator of matrices `[..., m, n]`.
      u: `[..., m, k]`.
      diag_update: `[..., k]`, or None for ones.
      v: `[..., n, k]`, or None for u.
      is_diag_update_positive: whether the diagonal is known to be positive.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.

    Raises:
      TypeError: if the parts are of different dtypes.
      ValueError: for hints that contradict each other.
    """

    def __init__(
        self,
        base_operator: LinearOperator,
        u: Any,
        diag_update: Any = None,
        v: Any = None,
        is_diag_update_positive: bool | None = None,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorLowRankUpdate",
    ) -> None:
        if diag_update is None:
            if is_diag_update_positive is False:
                raise ValueError(
                    "Default diagonal is the identity, which is positive.  However, user set "
                    "'is_diag_update_positive' to False."
                )
            is_diag_update_positive = True
        # L positive definite and D positive: so is the sum, if U is V
        symmetric = v is None and bool(base_operator.is_self_adjoint)
        if symmetric and base_operator.is_positive_definite and is_diag_update_positive:
            if is_positive_definite is False or is_self_adjoint is False:
                raise ValueError("Arguments imply this is self-adjoint positive-definite operator.")
            is_positive_definite = is_self_adjoint = True
            self._symmetric = True
        else:
            self._symmetric = False
        parts = [*base_operator.graph_parents, u, diag_update, v]
        with name_scope(name, values=[part for part in parts if part is not None]):
            self._u = convert_to_tensor(u, name="u")
            self._v = self._u if v is None else convert_to_tensor(v, name="v")
            self._diag_update = (
                None if diag_update is None else convert_to_tensor(diag_update, name="diag_update")
            )
            tensors = [self._u, self._v]
            if self._diag_update is not None:
                tensors.append(self._diag_update)
            for tensor in tensors:
                if tensor.dtype.base_dtype != base_operator.dtype:
                    raise TypeError(
                        f"Expected all parts to have the dtype of the base operator, "
                        f"{base_operator.dtype}. Found: {tensor}"
                    )
            super().__init__(
                dtype=base_operator.dtype,
                graph_parents=[*base_operator.graph_parents, *tensors],
                is_non_singular=is_non_singular,
                is_self_adjoint=is_self_adjoint,
                is_positive_definite=is_positive_definite,
                is_square=is_square,
                name=name,
            )
            self._base_operator = base_operator
            self._is_diag_update_positive = is_diag_update_positive
            self._diag_operator: LinearOperator
            if self._diag_update is not None:
                self._diag_operator = LinearOperatorDiag(
                    self._diag_update, is_positive_definite=is_diag_update_positive
                )
            else:
                rank = self._u.shape.as_list()[-1] if self._u.shape.ndims else None
                self._diag_operator = LinearOperatorIdentity(
                    num_rows=shape(self._u)[-1] if rank is None else rank, dtype=self.dtype
                )

    @property
    def u(self) -> Tensor:
        """U."""
        return self._u

    @property
    def v(self) -> Tensor:
        """V."""
        return self._v

    @property
    def is_diag_update_positive(self) -> bool | None:
        """Whether the diagonal is known to be positive."""
        return self._is_diag_update_positive

    @property
    def diag_update(self) -> Tensor | None:
        """The diagonal of D, or None for ones."""
        return self._diag_update

    @property
    def diag_operator(self) -> LinearOperator:
        """D."""
        return self._diag_operator

    @property
    def base_operator(self) -> LinearOperator:
        """L."""
        return self._base_operator

    def _shape(self) -> TensorShape:
        batch = broadcast_static_shape(self.base_operator.batch_shape, self.u.shape[:-2])
        return batch.concatenate(self.base_operator.shape[-2:])

    def _shape_tensor(self) -> Tensor:
        batch = broadcast_dynamic_shape(self.base_operator.batch_shape_tensor(), shape(self.u)[:-2])
        rows = self.base_operator.range_dimension_tensor()
        columns = self.base_operator.domain_dimension_tensor()
        return concat((batch, stack([rows, columns])), 0)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        x = adjoint_of(x) if adjoint_arg else x
        u, v = (self.v, self.u) if adjoint else (self.u, self.v)
        leading = self.base_operator.matmul(x, adjoint=adjoint)
        inner = self.diag_operator.matmul(matmul(v, x, adjoint_a=True), adjoint=adjoint)
        return leading + matmul(u, inner)

    def _capacitance(self) -> Tensor:
        """D^-1 + V^H L^-1 U: what there is to invert besides L."""
        inner = matmul(self.v, self.base_operator.solve(self.u), adjoint_a=True)
        return self.diag_operator.inverse().add_to_tensor(inner)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        # by the formula of Woodbury
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        u, v = (self.v, self.u) if adjoint else (self.u, self.v)
        leading = self.base_operator.solve(rhs, adjoint=adjoint)
        projected = matmul(v, leading, adjoint_a=True)
        if self._symmetric:
            factor = cholesky_of(self._capacitance())
            inner = cholesky_solve_with_broadcast(factor, projected)
        else:
            inner = matrix_solve_with_broadcast(self._capacitance(), projected, adjoint=adjoint)
        return leading - self.base_operator.solve(matmul(u, inner), adjoint=adjoint)

    def _determinant(self) -> Tensor:
        if self.is_positive_definite:
            return exp(self.log_abs_determinant())
        det = matrix_determinant(self._capacitance())
        diag = self.diag_operator.determinant()
        base = self.base_operator.determinant()
        return det * diag * base

    def _log_abs_determinant(self) -> Tensor:
        diag = self.diag_operator.log_abs_determinant()
        base = self.base_operator.log_abs_determinant()
        if self._symmetric:
            roots = matrix_diag_part(cholesky_of(self._capacitance()))
            return 2 * reduce_sum(log(roots), axis=[-1]) + diag + base
        return log(magnitude(matrix_determinant(self._capacitance()))) + diag + base
