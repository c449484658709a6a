"""What all linear operators can do, by way of their matrix where they know no better."""

from __future__ import annotations

import abc
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.diagonals import eye, matrix_diag_part
from scopeflow.ops.arrays.shaping import expand_dims, rank, squeeze
from scopeflow.ops.linalg.decompositions import cholesky as cholesky_of
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.operators import checks
from scopeflow.ops.linalg.operators.broadcasting import (
    cholesky_solve_with_broadcast,
    matrix_solve_with_broadcast,
)
from scopeflow.ops.linalg.operators.describing import Described
from scopeflow.ops.linalg.solving import matrix_determinant, slogdet
from scopeflow.ops.math.elementwise import exp, log
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope


class LinearOperator(Described):
    """A batch of matrices that need not be written out.

    A subclass gives `_shape`, `_shape_tensor` and `_matmul`, and other formulas if it knows better
    ones than those by way of the matrix.  The hints are promises of the caller, None for unknown.

    Args:
      dtype: the dtype of the matrices.
      graph_parents: the tensors that the operator is made of.
      is_non_singular: whether the matrices are invertible.
      is_self_adjoint: whether they equal their adjoints.
      is_positive_definite: whether the real part of `x^H A x` is positive for all x but zero.
      is_square: whether they are square.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: for hints that contradict each other.
    """

    def tensor_rank_tensor(self, name: str = "tensor_rank_tensor") -> Tensor:
        """The number of axes of batch and matrices, an int32 scalar."""
        with self._name_scope(name):
            if self.tensor_rank is not None:
                return constant(self.tensor_rank, dtypes.int32)
            return rank(self.to_dense())

    # -- products ------------------------------------------------------------------------------

    @abc.abstractmethod
    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        raise NotImplementedError("_matmul is not implemented.")

    def _matvec(self, x: Any, adjoint: bool = False) -> Tensor:
        return squeeze(self.matmul(expand_dims(x, axis=-1), adjoint=adjoint), axis=-1)

    def _checked(self, x: Any, own: int, its: int) -> Tensor:
        """The argument as a Tensor, refused if its dtype or size does not fit."""
        x = convert_to_tensor(x, name="x", dtype=None)
        if x.dtype.base_dtype != self.dtype:
            raise TypeError(
                f"Input matrix `x` must have same dtype as this operator: {self.dtype} vs {x.dtype}"
            )
        if self.shape.ndims is not None and x.shape.ndims is not None:
            self.shape[own].assert_is_compatible_with(x.shape[its])
        return x

    def matmul(
        self, x: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "matmul"
    ) -> Any:
        """The product with matrices, or with another operator.

        Args:
          x: a Tensor `[..., n, k]`, or a LinearOperator.
          adjoint: whether the adjoint of the operator is meant.
          adjoint_arg: whether the adjoint of `x` is meant.
          name: a name for the scope of the operations.

        Returns:
          A Tensor `[..., m, k]`, or a LinearOperator.
        """
        if isinstance(x, LinearOperator):
            # imported here: it builds on this
            from scopeflow.ops.linalg.operators.algebra import product

            left = self.adjoint() if adjoint else self
            right = x.adjoint() if adjoint_arg else x
            with self._name_scope(name):
                return product(left, right)
        with self._name_scope(name):
            x = self._checked(x, -2 if adjoint else -1, -1 if adjoint_arg else -2)
            return self._matmul(x, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def __matmul__(self, other: Any) -> Any:
        return self.matmul(other)

    def matvec(self, x: Any, adjoint: bool = False, name: str = "matvec") -> Tensor:
        """The product with vectors `[..., n]`."""
        with self._name_scope(name):
            x = self._checked(x, -2 if adjoint else -1, -1)
            return self._matvec(x, adjoint=adjoint)

    # -- equations -----------------------------------------------------------------------------

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        if self.is_square is False:
            raise NotImplementedError("Solve is not yet implemented for non-square operators.")
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        if self._can_use_cholesky():
            return cholesky_solve_with_broadcast(cholesky_of(self.to_dense()), rhs)
        return matrix_solve_with_broadcast(self.to_dense(), rhs, adjoint=adjoint)

    def _solvevec(self, rhs: Any, adjoint: bool = False) -> Tensor:
        return squeeze(self.solve(expand_dims(rhs, axis=-1), adjoint=adjoint), axis=-1)

    def _refuse_to_solve(self) -> None:
        if self.is_non_singular is False:
            raise NotImplementedError(
                "Exact solve not implemented for an operator that is expected to be singular."
            )
        if self.is_square is False:
            raise NotImplementedError(
                "Exact solve not implemented for an operator that is expected to not be square."
            )

    def solve(
        self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "solve"
    ) -> Any:
        """The x whose product with the operator is `rhs`.

        Args:
          rhs: a Tensor `[..., m, k]`, or a LinearOperator.
          adjoint: whether the adjoint of the operator is meant.
          adjoint_arg: whether the adjoint of `rhs` is meant.
          name: a name for the scope of the operations.

        Raises:
          NotImplementedError: if the matrices are known to be singular or not square.
        """
        self._refuse_to_solve()
        if isinstance(rhs, LinearOperator):
            # imported here: it builds on this
            from scopeflow.ops.linalg.operators.algebra import product

            left = self.adjoint() if adjoint else self
            right = rhs.adjoint() if adjoint_arg else rhs
            with self._name_scope(name):
                return product(left.inverse(), right)
        with self._name_scope(name):
            rhs = self._checked(rhs, -1 if adjoint else -2, -1 if adjoint_arg else -2)
            return self._solve(rhs, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def solvevec(self, rhs: Any, adjoint: bool = False, name: str = "solve") -> Tensor:
        """The vectors `[..., n]` whose product with the operator is `rhs`, `[..., m]`."""
        with self._name_scope(name):
            rhs = self._checked(rhs, -1 if adjoint else -2, -1)
            self._refuse_to_solve()
            return self._solvevec(rhs, adjoint=adjoint)

    # -- numbers -------------------------------------------------------------------------------

    def _to_dense(self) -> Tensor:
        batch = (
            self.batch_shape if self.batch_shape.is_fully_defined() else self.batch_shape_tensor()
        )
        columns = self.domain_dimension.value
        if columns is None:
            columns = self.domain_dimension_tensor()
        return self.matmul(eye(num_rows=columns, batch_shape=batch, dtype=self.dtype))

    def to_dense(self, name: str = "to_dense") -> Tensor:
        """The matrices, written out."""
        with self._name_scope(name):
            return self._to_dense()

    def _diag_part(self) -> Tensor:
        return matrix_diag_part(self.to_dense())

    def diag_part(self, name: str = "diag_part") -> Tensor:
        """The diagonals of the matrices."""
        with self._name_scope(name):
            return self._diag_part()

    def _trace(self) -> Tensor:
        return reduce_sum(self.diag_part(), axis=-1)

    def trace(self, name: str = "trace") -> Tensor:
        """The sums of the diagonals."""
        with self._name_scope(name):
            return self._trace()

    def _determinant(self) -> Tensor:
        if self._can_use_cholesky():
            return exp(self.log_abs_determinant())
        return matrix_determinant(self.to_dense())

    def determinant(self, name: str = "det") -> Tensor:
        """The determinants.

        Raises:
          NotImplementedError: if the matrices are known not to be square.
        """
        if self.is_square is False:
            raise NotImplementedError(
                "Determinant not implemented for an operator that is expected to not be square."
            )
        with self._name_scope(name):
            return self._determinant()

    def _log_abs_determinant(self) -> Tensor:
        if self._can_use_cholesky():
            diag = matrix_diag_part(cholesky_of(self.to_dense()))
            return 2 * reduce_sum(log(diag), axis=[-1])
        return slogdet(self.to_dense())[1]

    def log_abs_determinant(self, name: str = "log_abs_det") -> Tensor:
        """The logarithms of the magnitudes of the determinants.

        Raises:
          NotImplementedError: if the matrices are known not to be square.
        """
        if self.is_square is False:
            raise NotImplementedError(
                "Determinant not implemented for an operator that is expected to not be square."
            )
        with self._name_scope(name):
            return self._log_abs_determinant()

    def _add_to_tensor(self, x: Any) -> Tensor:
        return self.to_dense() + x

    def add_to_tensor(self, x: Any, name: str = "add_to_tensor") -> Tensor:
        """The sum of the matrices and a Tensor."""
        with self._name_scope(name):
            x = convert_to_tensor(x, name="x")
            if x.dtype.base_dtype != self.dtype:
                raise TypeError(
                    f"Input matrix `x` must have same dtype as this operator: {self.dtype} vs {x.dtype}"
                )
            return self._add_to_tensor(x)

    # -- other operators -----------------------------------------------------------------------

    def _adjoint(self) -> LinearOperator:
        # imported here: it builds on this
        from scopeflow.ops.linalg.operators.derived import LinearOperatorAdjoint

        return LinearOperatorAdjoint(
            self,
            is_non_singular=self.is_non_singular,
            is_self_adjoint=self.is_self_adjoint,
            is_positive_definite=self.is_positive_definite,
            is_square=self.is_square,
        )

    def adjoint(self, name: str = "adjoint") -> LinearOperator:
        """The operator of the adjoint matrices."""
        if self.is_self_adjoint is True:
            return self
        with self._name_scope(name), name_scope("Adjoint"):
            return self._adjoint()

    @property
    def H(self) -> LinearOperator:  # noqa: N802 - the public name
        """The operator of the adjoint matrices."""
        return self.adjoint()

    def _inverse(self) -> LinearOperator:
        # imported here: it builds on this
        from scopeflow.ops.linalg.operators.derived import LinearOperatorInversion

        return LinearOperatorInversion(
            self,
            is_non_singular=self.is_non_singular,
            is_self_adjoint=self.is_self_adjoint,
            is_positive_definite=self.is_positive_definite,
            is_square=self.is_square,
        )

    def inverse(self, name: str = "inverse") -> LinearOperator:
        """The operator of the inverse matrices.

        Raises:
          ValueError: if the matrices are known to be singular or not square.
        """
        if self.is_square is False:
            raise ValueError(
                "Cannot take the Inverse: This operator represents a non square matrix."
            )
        if self.is_non_singular is False:
            raise ValueError("Cannot take the Inverse: This operator represents a singular matrix.")
        with self._name_scope(name), name_scope("Inverse"):
            return self._inverse()

    def _cholesky(self) -> LinearOperator:
        # imported here: it builds on this
        from scopeflow.ops.linalg.operators.dense import LinearOperatorLowerTriangular

        return LinearOperatorLowerTriangular(
            cholesky_of(self.to_dense()),
            is_non_singular=True,
            is_self_adjoint=False,
            is_square=True,
        )

    def cholesky(self, name: str = "cholesky") -> LinearOperator:
        """The operator of the Cholesky factors.

        Raises:
          ValueError: unless the hints say that the matrices are self-adjoint and positive definite.
        """
        if not self._can_use_cholesky():
            raise ValueError(
                "Cannot take the Cholesky decomposition: Not a positive definite self adjoint matrix."
            )
        with self._name_scope(name), name_scope("Cholesky"):
            return self._cholesky()

    # -- checks --------------------------------------------------------------------------------

    def _assert_non_singular(self) -> Any:
        return checks.assert_non_singular(self)

    def assert_non_singular(self, name: str = "assert_non_singular") -> Any:
        """An operation that fails in a run if a matrix is singular, or nearly so."""
        with self._name_scope(name):
            return self._assert_non_singular()

    def _assert_positive_definite(self) -> Any:
        return checks.assert_positive_definite(self)

    def assert_positive_definite(self, name: str = "assert_positive_definite") -> Any:
        """An operation that fails in a run if a matrix is not positive definite.

        Raises:
          NotImplementedError: unless the matrices are known to be self-adjoint.
        """
        with self._name_scope(name):
            return self._assert_positive_definite()

    def _assert_self_adjoint(self) -> Any:
        return checks.assert_self_adjoint(self)

    def assert_self_adjoint(self, name: str = "assert_self_adjoint") -> Any:
        """An operation that fails in a run if a matrix does not equal its adjoint."""
        with self._name_scope(name):
            return self._assert_self_adjoint()
