"""What is known of a ragged tensor before there is one."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.tensor_spec import TypeSpec
from scopeflow.ops.calling import call
from scopeflow.ops.ragged.tensor import RaggedTensor
from scopeflow.ops.scoping import name_scope


class RaggedTensorSpec(TypeSpec):
    """The shape, dtype and number of ragged dimensions of a RaggedTensor.

    Args:
      shape: its shape, None where a dimension is ragged or unknown; None for any.
      dtype: the DType of the values.
      ragged_rank: how many dimensions are ragged; one less than the rank of `shape` by default.
      row_splits_dtype: the DType of the splits, int32 or int64.

    Raises:
      ValueError: if the shape has too few dimensions, or neither number is known.

    ```python
    >>> import scopeflow as tf
    >>> tf.RaggedTensorSpec([2, None], tf.int32)
    RaggedTensorSpec(TensorShape([Dimension(2), Dimension(None)]), tf.int32, 1, tf.int64)

    ```
    """

    __slots__ = ("_dtype", "_ragged_rank", "_row_splits_dtype", "_shape")

    def __init__(
        self,
        shape: Any = None,
        dtype: Any = dtypes.float32,
        ragged_rank: int | None = None,
        row_splits_dtype: Any = dtypes.int64,
    ) -> None:
        self._shape = as_shape(shape)
        self._dtype = dtypes.as_dtype(dtype)
        self._row_splits_dtype = dtypes.as_dtype(row_splits_dtype)
        rank = self._shape.ndims
        if ragged_rank is None:
            if rank is None:
                raise ValueError("Must specify ragged_rank or a shape with a known rank.")
            ragged_rank = rank - 1
        if not isinstance(ragged_rank, int):
            raise TypeError("ragged_rank must be an int")
        if rank is not None and ragged_rank >= rank:
            raise ValueError("ragged_rank must be less than rank.")
        self._ragged_rank = ragged_rank

    @property
    def shape(self) -> TensorShape:
        """The TensorShape."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The DType of the values."""
        return self._dtype

    @property
    def value_type(self) -> Any:
        """tf.RaggedTensor."""
        return RaggedTensor

    @classmethod
    def of(cls, value: RaggedTensor) -> RaggedTensorSpec:
        """The spec of a ragged tensor."""
        splits = value.row_splits.dtype
        return cls(value.shape, value.dtype, value.ragged_rank, splits)

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Whether a ragged tensor, or one of another spec, may be of this one."""
        other = spec_or_value
        if isinstance(other, RaggedTensor):
            other = RaggedTensorSpec.of(other)
        return (
            isinstance(other, RaggedTensorSpec)
            and self._key()[1:] == other._key()[1:]
            and self._shape.is_compatible_with(other._shape)
        )

    def most_specific_compatible_type(self, other: Any) -> RaggedTensorSpec:
        """The spec that says all that this one and another have in common.

        Raises:
          ValueError: if they differ in more than the shape.
        """
        if not isinstance(other, RaggedTensorSpec) or self._key()[1:] != other._key()[1:]:
            raise ValueError(f"No TypeSpec is compatible with both {self} and {other}")
        return self.with_shape(self._shape.most_specific_compatible_shape(other._shape))

    def with_shape(self, shape: Any, more_ragged: int = 0) -> RaggedTensorSpec:
        """The spec with another shape, and some ragged dimensions more or fewer.

        Raises:
          ValueError: if there would be fewer than none.
        """
        rank = self._ragged_rank + more_ragged
        if rank < 0:
            raise ValueError(f"ragged_rank must be non-negative; got {rank}.")
        return RaggedTensorSpec(shape, self._dtype, rank, self._row_splits_dtype)

    def to_tensor(self, value: RaggedTensor, rows: bool) -> Tensor:
        """The variant that stands for a ragged tensor, or the vector of variants of its rows."""
        with name_scope("RaggedToVariant"):
            made: Tensor = call(
                "RaggedTensorToVariant",
                list(value.nested_row_splits),
                value.flat_values,
                batched_input=rows,
            )
        return made

    def from_tensor(self, tensor: Tensor) -> Any:
        """The ragged tensor that a variant stands for.

        Raises:
          ValueError: if no dimension is ragged.
        """
        if self._ragged_rank <= 0:
            raise ValueError(f"ragged_rank must be non-negative; got {self._ragged_rank}.")
        with name_scope("RaggedFromVariant"):
            made = call(
                "RaggedTensorFromVariant",
                tensor,
                input_ragged_rank=-1,
                output_ragged_rank=self._ragged_rank,
                Tvalues=self._dtype,
                Tsplits=self._row_splits_dtype,
            )
            splits, values = made[0], made[1]
            found = RaggedTensor.from_nested_row_splits(values, splits, validate=False)
        dims = self._shape._dims
        if dims is not None:
            outer = dims[0]
            splits[0].set_shape([None if outer is None else outer + 1])
            values.set_shape([None, *dims[self._ragged_rank + 1 :]])
        return found

    def _key(self) -> tuple[Any, ...]:
        return (self._shape._dims, self._dtype, self._ragged_rank, self._row_splits_dtype)

    def __repr__(self) -> str:
        return (
            f"RaggedTensorSpec({self._shape!r}, {self._dtype!r}, {self._ragged_rank}, "
            f"{self._row_splits_dtype!r})"
        )
