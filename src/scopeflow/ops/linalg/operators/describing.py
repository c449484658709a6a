"""What linear operators are: their dtype, hints and shapes."""

from __future__ import annotations

import abc
import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.scoping import name_scope


class Described(abc.ABC):
    """A batch of matrices whose dtype, hints and shape are known."""

    def __init__(
        self,
        dtype: Any,
        graph_parents: Sequence[Any] | None = None,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ) -> None:
        if is_positive_definite and is_non_singular is False:
            raise ValueError("A positive definite matrix is always non-singular.")
        if is_positive_definite:
            is_non_singular = True
        if is_non_singular:
            if is_square is False:
                raise ValueError("A non-singular operator is always square.")
            is_square = True
        if is_self_adjoint:
            if is_square is False:
                raise ValueError("A self-adjoint operator is always square.")
            is_square = True
        self._dtype = dtypes.as_dtype(dtype).base_dtype if dtype else dtype
        self._graph_parents = [] if graph_parents is None else list(graph_parents)
        self._is_non_singular = is_non_singular
        self._is_self_adjoint = is_self_adjoint
        self._is_positive_definite = is_positive_definite
        self._is_square_hint = is_square
        self._name = name or type(self).__name__

    @contextlib.contextmanager
    def _name_scope(self, name: str | None) -> Iterator[None]:
        with name_scope(f"{self.name}/{name}", values=self._graph_parents):
            yield

    # -- what it is ----------------------------------------------------------------------------

    @property
    def dtype(self) -> Any:
        """The dtype of the matrices."""
        return self._dtype

    @property
    def name(self) -> str:
        """The wish for the name scope of its operations."""
        return self._name

    @property
    def graph_parents(self) -> list[Any]:
        """The tensors that the operator is made of."""
        return self._graph_parents

    @property
    def is_non_singular(self) -> bool | None:
        """Whether the matrices are invertible, as far as it is known."""
        return self._is_non_singular

    @property
    def is_self_adjoint(self) -> bool | None:
        """Whether the matrices equal their adjoints, as far as it is known."""
        return self._is_self_adjoint

    @property
    def is_positive_definite(self) -> bool | None:
        """Whether the matrices are positive definite, as far as it is known."""
        return self._is_positive_definite

    @property
    def is_square(self) -> bool | None:
        """Whether the matrices are square, as far as it is known.

        Raises:
          ValueError: if the hint says otherwise than the shape.
        """
        shape = self.shape
        known = None
        if shape.ndims is not None and None not in shape.as_list()[-2:]:
            known = shape.as_list()[-2] == shape.as_list()[-1]
        hint = self._is_square_hint
        if known and hint is False:
            raise ValueError("User set is_square hint to False, but the operator was square.")
        return known if hint is None else hint

    def _can_use_cholesky(self) -> bool:
        return bool(self.is_self_adjoint and self.is_positive_definite)

    # -- shapes --------------------------------------------------------------------------------

    @abc.abstractmethod
    def _shape(self) -> TensorShape:
        raise NotImplementedError("_shape is not implemented.")

    @abc.abstractmethod
    def _shape_tensor(self) -> Tensor:
        raise NotImplementedError("_shape_tensor is not implemented.")

    @property
    def shape(self) -> TensorShape:
        """The shape of the batch and the matrices, as far as it is known."""
        return self._shape()

    @property
    def batch_shape(self) -> TensorShape:
        """The shape of the batch, as far as it is known."""
        return self.shape[:-2]

    @property
    def tensor_rank(self) -> int | None:
        """The number of axes of batch and matrices, as far as it is known."""
        return self.shape.ndims

    @property
    def domain_dimension(self) -> Any:
        """The number of columns, a Dimension."""
        return self.shape[-1] if self.shape.ndims is not None else TensorShape([None])[0]

    @property
    def range_dimension(self) -> Any:
        """The number of rows, a Dimension."""
        return self.shape[-2] if self.shape.ndims is not None else TensorShape([None])[0]

    def shape_tensor(self, name: str = "shape_tensor") -> Tensor:
        """The shape of the batch and the matrices, an int32 vector."""
        with self._name_scope(name):
            if self.shape.is_fully_defined():
                return constant(self.shape.as_list(), dtypes.int32)
            return self._shape_tensor()

    def batch_shape_tensor(self, name: str = "batch_shape_tensor") -> Tensor:
        """The shape of the batch, an int32 vector."""
        with self._name_scope(name):
            if self.batch_shape.is_fully_defined():
                return convert_to_tensor(
                    self.batch_shape.as_list(), dtypes.int32, name="batch_shape"
                )
            return self.shape_tensor()[:-2]

    def _one_dimension(self, which: int) -> Tensor:
        dims = self.shape
        if dims.ndims is not None and dims.as_list()[which] is not None:
            return constant(dims.as_list()[which], dtypes.int32)
        return self.shape_tensor()[which]

    def domain_dimension_tensor(self, name: str = "domain_dimension_tensor") -> Tensor:
        """The number of columns, an int32 scalar."""
        with self._name_scope(name):
            return self._one_dimension(-1)

    def range_dimension_tensor(self, name: str = "range_dimension_tensor") -> Tensor:
        """The number of rows, an int32 scalar."""
        with self._name_scope(name):
            return self._one_dimension(-2)
