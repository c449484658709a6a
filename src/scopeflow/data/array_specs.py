"""What is known of a TensorArray before there is one."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.tensor_spec import TypeSpec
from scopeflow.ops.calling import call
from scopeflow.ops.control.tensor_array import TensorArray


class TensorArraySpec(TypeSpec):
    """The dtype and the shape of the elements of a TensorArray.

    Args:
      element_shape: the shape of each element; None for any.
      dtype: their DType.
      dynamic_size: whether the array may grow.
      infer_shape: whether all elements have one shape.

    ```python
    >>> import scopeflow as tf
    >>> tf.TensorArraySpec([2], tf.int32)
    TensorArraySpec(TensorShape([Dimension(2)]), tf.int32, False, True)

    ```
    """

    __slots__ = ("_dtype", "_dynamic_size", "_element_shape", "_infer_shape")

    def __init__(
        self,
        element_shape: Any = None,
        dtype: Any = dtypes.float32,
        dynamic_size: bool | None = False,
        infer_shape: bool = True,
    ) -> None:
        self._element_shape = as_shape(element_shape)
        self._dtype = dtypes.as_dtype(dtype)
        self._dynamic_size = dynamic_size
        self._infer_shape = infer_shape

    @property
    def dtype(self) -> DType:
        """The DType of the elements."""
        return self._dtype

    @property
    def shape(self) -> TensorShape:
        """What `output_shapes` says of such a component; TensorFlow tells the two flags by dimensions of 1."""
        flags = [1 if flag else None for flag in (self._dynamic_size, self._infer_shape)]
        return TensorShape(flags).concatenate(self._element_shape)

    @property
    def value_type(self) -> Any:
        """tf.TensorArray."""
        return TensorArray

    @classmethod
    def of(cls, value: TensorArray) -> TensorArraySpec:
        """The spec of an array."""
        return cls(value.element_shape, value.dtype, value.dynamic_size or None, value._infer_shape)

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Whether an array, or one of another spec, may be of this one."""
        other = spec_or_value
        if isinstance(other, TensorArray):
            other = TensorArraySpec.of(other)
        return (
            isinstance(other, TensorArraySpec)
            and self._dtype is other._dtype
            and self._dynamic_size == other._dynamic_size
            and self._element_shape.is_compatible_with(other._element_shape)
        )

    def most_specific_compatible_type(self, other: Any) -> TensorArraySpec:
        """The spec that says all that this one and another have in common.

        Raises:
          ValueError: if they differ in more than the shape.
        """
        if not isinstance(other, TensorArraySpec) or self._key()[1:] != other._key()[1:]:
            raise ValueError(f"No TypeSpec is compatible with both {self} and {other}")
        shape = self._element_shape.most_specific_compatible_shape(other._element_shape)
        return TensorArraySpec(shape, self._dtype, self._dynamic_size, self._infer_shape)

    def to_tensor(self, value: TensorArray) -> Tensor:
        """The variant of the elements."""
        made: Tensor = call("TensorListFromTensor", value.stack(), [-1])
        return made

    def from_tensor(self, tensor: Tensor) -> TensorArray:
        """An array with the elements that a variant holds."""
        elements = call("TensorListStack", tensor, [-1], element_dtype=self._dtype)
        dims = self._element_shape._dims
        if dims is not None:
            elements.set_shape([None, *dims])
        made = TensorArray(
            self._dtype,
            size=call("Size", elements) if dims == () else call("Shape", elements)[0],
            dynamic_size=self._dynamic_size,
            infer_shape=self._infer_shape,
            element_shape=self._element_shape,
        )
        return made.unstack(elements)

    def _key(self) -> tuple[Any, ...]:
        return (self._element_shape._dims, self._dtype, self._dynamic_size, self._infer_shape)

    def __repr__(self) -> str:
        return (
            f"TensorArraySpec({self._element_shape!r}, {self._dtype!r}, {self._dynamic_size}, "
            f"{self._infer_shape})"
        )
