"""The operator of matrices of zeros."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import (
    broadcast_dynamic_shape,
    broadcast_static_shape,
    broadcast_to,
)
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.control.grouping import no_op
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.operators.identity import Sized
from scopeflow.ops.math.arithmetic import minimum
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


class LinearOperatorZeros(Sized):
    """The operator of matrices of zeros.

    Args:
      num_rows: an int or int32 scalar.
      num_columns: an int or int32 scalar; `num_rows` by default.
      batch_shape: an int32 vector, or None for one matrix.
      dtype: the dtype of the matrices, float32 by default.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      assert_proper_shapes: whether runs check the shapes of arguments.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: for a size that is none, or a hint that is not true.
    """

    def __init__(
        self,
        num_rows: Any,
        num_columns: Any = None,
        batch_shape: Any = None,
        dtype: Any = None,
        is_non_singular: bool | None = False,
        is_self_adjoint: bool | None = True,
        is_positive_definite: bool | None = False,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorZeros",
    ) -> None:
        self._assert_proper_shapes = assert_proper_shapes
        with name_scope(name):
            if not is_self_adjoint and is_square:
                raise ValueError("A zero operator is always self-adjoint.")
            if is_non_singular:
                raise ValueError("A zero operator is always singular.")
            if is_positive_definite:
                raise ValueError("A zero operator is always not positive-definite.")
            super().__init__(
                dtype=dtype or dtypes.float32,
                is_non_singular=is_non_singular,
                is_self_adjoint=is_self_adjoint,
                is_positive_definite=is_positive_definite,
                is_square=is_square,
                name=name,
            )
            self._num_rows, self._static_rows = self._set_rows(num_rows)
            if num_columns is None:
                num_columns = num_rows
            self._num_columns, self._static_columns = self._set_rows(num_columns, "num_columns")
            self._batch_arg: Tensor | None = None
            if batch_shape is not None:
                self._batch_arg = convert_to_tensor(
                    batch_shape, dtype=dtypes.int32, name="batch_shape_arg"
                )

    def _shape(self) -> TensorShape:
        matrix = TensorShape((self._static_rows, self._static_columns))
        if self._batch_arg is None:
            return matrix
        known = constant_value(self._batch_arg)
        if known is None:
            return TensorShape([None] * (self._batch_arg.shape.as_list()[0] or 0)).concatenate(
                matrix
            )
        return TensorShape(known.tolist()).concatenate(matrix)

    def _shape_tensor(self) -> Tensor:
        matrix = convert_to_tensor((self._num_rows, self._num_columns), dtypes.int32)
        return matrix if self._batch_arg is None else concat((self._batch_arg, matrix), 0)

    def _wide(self, x: Tensor) -> Tensor:
        """Broadcast to the batch of the operator, where it is not known to be of it."""
        if self._batch_arg is None:
            return x
        dims = x.shape
        if dims.ndims is not None and self.batch_shape.is_fully_defined():
            batch = dims[:-2]
            if batch.is_fully_defined():
                whole = broadcast_static_shape(batch, self.batch_shape)
                if whole.as_list() == batch.as_list():
                    return x
        batch = broadcast_dynamic_shape(shape(x)[:-2], self.batch_shape_tensor())
        return broadcast_to(x, concat((batch, shape(x)[-2:]), axis=0))

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        x = adjoint_of(x) if adjoint_arg else x
        if self.is_square:
            sizes = shape(x)
        else:
            all_sizes = shape(x)
            rows = self._num_columns if adjoint else self._num_rows
            columns = all_sizes[-1]
            sizes = concat([all_sizes[:-2], [rows, columns]], axis=0)
        return self._wide(zeros(shape=sizes, dtype=x.dtype))

    def _determinant(self) -> Tensor:
        return zeros(shape=self._batch(), dtype=self.dtype)

    def _trace(self) -> Tensor:
        return zeros(shape=self._batch(), dtype=self.dtype)

    def _diag_part(self) -> Tensor:
        # the diagonal is as long as the shorter side
        batch = self._batch()
        if isinstance(batch, list) and None not in (self._static_rows, self._static_columns):
            return zeros([*batch, min(self._static_rows, self._static_columns)], dtype=self.dtype)
        count = minimum(self._num_rows, self._num_columns)
        return zeros(concat((batch, [count]), axis=0), dtype=self.dtype)

    def _add_to_tensor(self, x: Any) -> Tensor:
        return self._wide(x)

    def _assert_non_singular(self) -> Any:
        # imported here: refusing is rare
        from scopeflow.errors import InvalidArgumentError

        raise InvalidArgumentError(
            node_def=None,
            op=None,
            message="Zero operators are always non-invertible.",
        )

    def _assert_positive_definite(self) -> Any:
        # imported here: refusing is rare
        from scopeflow.errors import InvalidArgumentError

        raise InvalidArgumentError(
            node_def=None,
            op=None,
            message="Zero operators are always non-positive definite.",
        )

    def _assert_self_adjoint(self) -> Any:
        return no_op("assert_self_adjoint")
