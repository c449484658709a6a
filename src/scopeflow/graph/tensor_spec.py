"""What is known of a value before there is one: `tf.TensorSpec`, a shape and a dtype."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.graph.tensor import Tensor


class TypeSpec:
    """What kind of value something is; its subclasses say it of tensors and of what several tensors make up."""

    __slots__ = ()

    @property
    def value_type(self) -> Any:
        """The Python class of the values."""
        raise NotImplementedError

    def _key(self) -> tuple[Any, ...]:
        """What two equal specs have in common."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._key() == other._key()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._key())


class TensorSpec(TypeSpec):
    """The shape and dtype of a tensor.

    Args:
      shape: a TensorShape, or what converts to one.
      dtype: a DType, or what converts to one.
      name: a name for the tensor.

    Raises:
      TypeError: if one does not convert.

    ```python
    >>> import scopeflow as tf
    >>> spec = tf.TensorSpec([None, 2], tf.int32)
    >>> spec
    TensorSpec(shape=(?, 2), dtype=tf.int32, name=None)
    >>> with tf.Graph().as_default():
    ...     spec.is_compatible_with(tf.zeros([5, 2], tf.int32)), spec.is_compatible_with(tf.zeros([5, 2]))
    (True, False)

    ```
    """

    __slots__ = ("_dtype", "_name", "_shape")

    def __init__(self, shape: Any, dtype: Any = dtypes.float32, name: str | None = None) -> None:
        self._shape = as_shape(shape)
        self._dtype = dtypes.as_dtype(dtype)
        self._name = name

    @classmethod
    def from_spec(cls, spec: Any, name: str | None = None) -> TensorSpec:
        """A spec like another.

        Args:
          spec: a TensorSpec, or anything with a shape, a dtype and a name.
          name: the name; that of `spec` by default.
        """
        return cls(spec.shape, spec.dtype, name or spec.name)

    @classmethod
    def from_tensor(cls, tensor: Any, name: str | None = None) -> TensorSpec:
        """The spec of a tensor.

        Args:
          tensor: a Tensor.
          name: the name; that of the tensor's operation by default.

        Raises:
          ValueError: if `tensor` is no Tensor.
        """
        if not isinstance(tensor, Tensor):
            raise ValueError("`tensor` should be a tf.Tensor")
        return cls(tensor.shape, tensor.dtype, name or tensor.op.name)

    @property
    def shape(self) -> TensorShape:
        """The TensorShape."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The DType."""
        return self._dtype

    @property
    def name(self) -> str | None:
        """The name, or None."""
        return self._name

    @property
    def value_type(self) -> Any:
        """tf.Tensor."""
        return Tensor

    def is_compatible_with(self, spec_or_tensor: Any) -> bool:
        """Whether a tensor, or one of another spec, may be of this one: the dtypes are equal, the shapes may be."""
        if not isinstance(spec_or_tensor, (TensorSpec, Tensor)):
            return False
        return self._dtype.is_compatible_with(
            spec_or_tensor.dtype
        ) and self._shape.is_compatible_with(spec_or_tensor.shape)

    def most_specific_compatible_type(self, other: Any) -> TensorSpec:
        """The spec that says all that this one and another have in common.

        Raises:
          ValueError: if they have another dtype, or the other is no TensorSpec.
        """
        if not isinstance(other, TensorSpec):
            raise ValueError(f"No TypeSpec is compatible with both {self} and {other}")
        if self._dtype is not other._dtype:
            raise ValueError(f"Types are not compatible: {self!r} vs {other!r}")
        return TensorSpec(self._shape.most_specific_compatible_shape(other._shape), self._dtype)

    def _key(self) -> tuple[Any, ...]:
        return (self._shape._dims, self._dtype, self._name)

    def __repr__(self) -> str:
        return f"TensorSpec(shape={self._shape}, dtype={self._dtype!r}, name={self._name!r})"

    def __reduce__(self) -> Any:
        dims = self._shape._dims
        return TensorSpec, (None if dims is None else list(dims), self._dtype, self._name)
