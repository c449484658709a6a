"""The operators of identity matrices and of their multiples."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.diagonals import matrix_diag_part, matrix_set_diag
from scopeflow.ops.arrays.filling import ones, zeros
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import expand_dims, shape
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.control.grouping import no_op
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.operators import checks
from scopeflow.ops.linalg.operators.base import LinearOperator
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.complexes import conj, real
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import log, sqrt
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


class Sized(LinearOperator):
    """An operator whose size is an argument."""

    _num_rows: Tensor
    _static_rows: Any

    def _set_rows(self, num_rows: Any, what: str = "num_rows") -> tuple[Tensor, Any]:
        rows = convert_to_tensor(num_rows, dtype=dtypes.int32, name=what)
        known = constant_value(rows)
        if known is None:
            return rows, None
        if known.ndim != 0:
            raise ValueError(f"Argument {what} must be a 0-D Tensor.  Found: {known}")
        if known < 0:
            raise ValueError(f"Argument {what} must be non-negative.  Found: {known}")
        return rows, int(known)

    def _batch(self) -> Any:
        """The batch shape, as a list if it is known."""
        if self.batch_shape.is_fully_defined():
            return self.batch_shape.as_list()
        return self.batch_shape_tensor()


class LinearOperatorIdentity(Sized):
    """The operator of identity matrices.

    Args:
      num_rows: an int or int32 scalar.
      batch_shape: an int32 vector, or None for one matrix.
      dtype: the dtype of the matrices, float32 by default.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints, all true.
      assert_proper_shapes: whether runs check the shapes of arguments.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: for a size that is none, or a hint that is not true.
    """

    def __init__(
        self,
        num_rows: Any,
        batch_shape: Any = None,
        dtype: Any = None,
        is_non_singular: bool | None = True,
        is_self_adjoint: bool | None = True,
        is_positive_definite: bool | None = True,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorIdentity",
    ) -> None:
        self._assert_proper_shapes = assert_proper_shapes
        with name_scope(name):
            super().__init__(
                dtype=dtype or dtypes.float32,
                is_non_singular=is_non_singular,
                is_self_adjoint=is_self_adjoint,
                is_positive_definite=is_positive_definite,
                is_square=is_square,
                name=name,
            )
            hints = {
                "self-adjoint": is_self_adjoint,
                "non-singular": is_non_singular,
                "positive-definite": is_positive_definite,
            }
            for what, hint in hints.items():
                if not hint:
                    raise ValueError(f"An identity operator is always {what}.")
            if not is_square:
                raise ValueError("An identity operator is always square.")
            self._num_rows, self._static_rows = self._set_rows(num_rows)
            self._batch_arg: Tensor | None = None
            if batch_shape is not None:
                self._batch_arg = convert_to_tensor(
                    batch_shape, dtype=dtypes.int32, name="batch_shape_arg"
                )

    def _shape(self) -> TensorShape:
        matrix = TensorShape((self._static_rows, self._static_rows))
        if self._batch_arg is None:
            return matrix
        known = constant_value(self._batch_arg)
        if known is None:
            return TensorShape([None] * (self._batch_arg.shape.as_list()[0] or 0)).concatenate(
                matrix
            )
        return TensorShape(known.tolist()).concatenate(matrix)

    def _shape_tensor(self) -> Tensor:
        matrix = convert_to_tensor((self._num_rows, self._num_rows), dtypes.int32)
        return matrix if self._batch_arg is None else concat((self._batch_arg, matrix), 0)

    def _broadcast(self, x: Tensor) -> Tensor:
        """x in the batch shape of both."""
        if self._batch_arg is None:
            return x
        mine = self.batch_shape
        if mine.is_fully_defined() and x.shape.is_fully_defined():
            batch = x.shape.as_list()[:-2]
            own = mine.as_list()
            if len(own) <= len(batch) and all(
                o in (1, b) for o, b in zip(own[::-1], batch[::-1], strict=False)
            ):
                return x
        extra = zeros(concat((self.batch_shape_tensor(), [1, 1]), 0), dtype=self.dtype)
        return x + extra

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        return self._broadcast(adjoint_of(x) if adjoint_arg else x)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        return self._matmul(rhs, adjoint_arg=adjoint_arg)

    def _determinant(self) -> Tensor:
        return ones(shape=self.batch_shape_tensor(), dtype=self.dtype)

    def _log_abs_determinant(self) -> Tensor:
        return zeros(shape=self.batch_shape_tensor(), dtype=self.dtype)

    def _trace(self) -> Tensor:
        rows: Any = self._static_rows
        if rows is None:
            rows = cast(self._num_rows, self.dtype)
        one = ones(shape=self._batch(), dtype=self.dtype)
        return rows * one

    def _diag_part(self) -> Tensor:
        batch = self._batch()
        if isinstance(batch, list) and self._static_rows is not None:
            return ones([*batch, self._static_rows], dtype=self.dtype)
        return ones(concat((batch, [self._num_rows]), 0), dtype=self.dtype)

    def _add_to_tensor(self, x: Any) -> Tensor:
        return matrix_set_diag(x, 1 + matrix_diag_part(x))

    def _adjoint(self) -> LinearOperator:
        return self

    def _inverse(self) -> LinearOperator:
        return self

    def _cholesky(self) -> LinearOperator:
        return LinearOperatorIdentity(
            num_rows=self._num_rows,
            batch_shape=self.batch_shape if self.batch_shape.is_fully_defined() else self._batch(),
            dtype=self.dtype,
            is_non_singular=True,
            is_self_adjoint=True,
            is_positive_definite=True,
            is_square=True,
        )

    def _assert_non_singular(self) -> Any:
        return no_op("assert_non_singular")

    def _assert_positive_definite(self) -> Any:
        return no_op("assert_positive_definite")

    def _assert_self_adjoint(self) -> Any:
        return no_op("assert_self_adjoint")


class LinearOperatorScaledIdentity(Sized):
    """The operator of multiples of the identity matrix.

    Args:
      num_rows: an int or int32 scalar.
      multiplier: floats or complex numbers `[...]`, the shape of the batch.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      assert_proper_shapes: whether runs check the shapes of arguments.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: for a size that is none, or a hint that is not true.
    """

    def __init__(
        self,
        num_rows: Any,
        multiplier: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorScaledIdentity",
    ) -> None:
        self._assert_proper_shapes = assert_proper_shapes
        with name_scope(name, values=[multiplier, num_rows]):
            self._multiplier = convert_to_tensor(multiplier, name="multiplier")
            if not self._multiplier.dtype.is_complex:
                if is_self_adjoint is False:
                    raise ValueError("A real diagonal operator is always self adjoint.")
                is_self_adjoint = True
            if not is_square:
                raise ValueError("A ScaledIdentity operator is always square.")
            super().__init__(
                dtype=self._multiplier.dtype,
                is_non_singular=is_non_singular,
                is_self_adjoint=is_self_adjoint,
                is_positive_definite=is_positive_definite,
                is_square=is_square,
                name=name,
            )
            self._num_rows, self._static_rows = self._set_rows(num_rows)
            self._rows = cast(self._num_rows, self.dtype)
            self._real_rows = cast(self._num_rows, self.dtype.real_dtype)

    @property
    def multiplier(self) -> Tensor:
        """What the identity matrices are multiplied by."""
        return self._multiplier

    def _shape(self) -> TensorShape:
        matrix = TensorShape((self._static_rows, self._static_rows))
        return self._multiplier.shape.concatenate(matrix)

    def _shape_tensor(self) -> Tensor:
        matrix = convert_to_tensor((self._num_rows, self._num_rows), dtypes.int32)
        return concat((shape(self._multiplier), matrix), 0)

    def _factor(self, adjoint: bool) -> Tensor:
        wide = expand_dims(expand_dims(self._multiplier, -1), -1)
        return conj(wide) if adjoint else wide

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        x = adjoint_of(x) if adjoint_arg else x
        return x * self._factor(adjoint)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        return rhs / self._factor(adjoint)

    def _determinant(self) -> Tensor:
        return self._multiplier**self._rows

    def _log_abs_determinant(self) -> Tensor:
        return self._real_rows * log(magnitude(self._multiplier))

    def _trace(self) -> Tensor:
        rows: Any = self._static_rows
        if rows is None:
            rows = cast(self._num_rows, self.dtype)
        one = ones(shape=self._batch(), dtype=self.dtype)
        return self.multiplier * rows * one

    def _diag_part(self) -> Tensor:
        batch = self._batch()
        if isinstance(batch, list) and self._static_rows is not None:
            one = ones([*batch, self._static_rows], dtype=self.dtype)
        else:
            one = ones(concat((batch, [self._num_rows]), 0), dtype=self.dtype)
        return one * self.multiplier[..., newaxis]

    def _add_to_tensor(self, x: Any) -> Tensor:
        diag = expand_dims(self._multiplier, -1)
        return matrix_set_diag(x, diag + matrix_diag_part(x))

    def _like(self, multiplier: Any, **hints: Any) -> LinearOperator:
        rows = self._num_rows if self._static_rows is None else self._num_rows
        return LinearOperatorScaledIdentity(num_rows=rows, multiplier=multiplier, **hints)

    def _hints(self) -> dict[str, Any]:
        return {
            "is_non_singular": self.is_non_singular,
            "is_self_adjoint": self.is_self_adjoint,
            "is_positive_definite": self.is_positive_definite,
            "is_square": True,
        }

    def _adjoint(self) -> LinearOperator:
        return self._like(conj(self.multiplier), **self._hints())

    def _inverse(self) -> LinearOperator:
        return self._like(1.0 / self.multiplier, **self._hints())

    def _cholesky(self) -> LinearOperator:
        hints = {"is_non_singular": True, "is_self_adjoint": True, "is_positive_definite": True}
        return self._like(sqrt(self.multiplier), is_square=True, **hints)

    def _assert_non_singular(self) -> Any:
        return checks.assert_no_zeros(self.multiplier, "LinearOperator was singular")

    def _assert_positive_definite(self) -> Any:
        # imported here: most programs never ask for checks
        from scopeflow.ops.checks.comparing import assert_positive

        return assert_positive(
            real(self.multiplier), message="LinearOperator was not positive definite."
        )

    def _assert_self_adjoint(self) -> Any:
        # imported here: most programs never ask for checks
        from scopeflow.ops.checks.comparing import assert_equal
        from scopeflow.ops.math.complexes import imag

        return assert_equal(
            imag(self.multiplier),
            np.array(0, self.dtype.real_dtype.as_numpy_dtype),
            message="LinearOperator was not self-adjoint",
        )
