"""The operator of Toeplitz matrices."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones, zeros_like
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import broadcast_dynamic_shape, broadcast_static_shape, reverse
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.operators.base import LinearOperator
from scopeflow.ops.linalg.operators.circulant import LinearOperatorCirculant
from scopeflow.ops.math.casting import cast
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.signal.fourier import fft


class LinearOperatorToeplitz(LinearOperator):
    """The operator of matrices that are constant along their diagonals.

    Args:
      col: floats or complex numbers `[..., n]`, the first columns.
      row: numbers `[..., n]`, the first rows; their first number does not count.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: if the hint says that the matrices are not square, or a shape is a scalar's.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     operator = tf.linalg.LinearOperatorToeplitz([1.0, 2.0], [1.0, 3.0])
    ...     print(session.run(tf.round(operator.to_dense())))
    [[1. 3.]
     [2. 1.]]

    ```
    """

    def __init__(
        self,
        col: Any,
        row: Any,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorToeplitz",
    ) -> None:
        with name_scope(name, values=[row, col]):
            self._row = convert_to_tensor(row, name="row")
            self._col = convert_to_tensor(col, name="col")
            for part, what in ((self._row, "row"), (self._col, "col")):
                if part.shape.ndims == 0:
                    raise ValueError(
                        f"Argument {what} must have at least 1 dimension.  Found: {part}"
                    )
            kernel = concat(
                [
                    self._col,
                    zeros_like(self._col[..., 0:1]),
                    reverse(self._row[..., 1:], axis=[-1]),
                ],
                axis=-1,
            )
            wide = self._col.dtype.base_dtype in (dtypes.float64, dtypes.complex128)
            self._circulant = LinearOperatorCirculant(
                fft(cast(kernel, dtypes.complex128 if wide else dtypes.complex64)),
                input_output_dtype=self._row.dtype,
            )
            if is_square is False:
                raise ValueError("Only square Toeplitz operators currently supported.")
            super().__init__(
                dtype=self._row.dtype,
                graph_parents=[self._row, self._col],
                is_non_singular=is_non_singular,
                is_self_adjoint=is_self_adjoint,
                is_positive_definite=is_positive_definite,
                is_square=True,
                name=name,
            )

    @property
    def col(self) -> Tensor:
        """The first columns."""
        return self._col

    @property
    def row(self) -> Tensor:
        """The first rows."""
        return self._row

    def _shape(self) -> TensorShape:
        both = broadcast_static_shape(self.row.shape, self.col.shape)
        return both.concatenate(both[-1:])

    def _shape_tensor(self) -> Tensor:
        both = broadcast_dynamic_shape(shape(self.row), shape(self.col))
        return concat((both, [both[-1]]), axis=-1)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        x = adjoint_of(x) if adjoint_arg else x
        made = self._circulant.matmul(concat([x, zeros_like(x)], axis=-2), adjoint=adjoint)
        return made[..., : self.domain_dimension_tensor(), :]

    def _trace(self) -> Tensor:
        return cast(self.domain_dimension_tensor(), self.dtype) * self.col[..., 0]

    def _diag_part(self) -> Tensor:
        first = self.col[..., 0:1]
        return first * ones([self.domain_dimension_tensor()], dtype=self.dtype)
