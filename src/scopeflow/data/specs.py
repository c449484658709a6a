"""What is known of a component before there is a value: of sparse tensors, and of datasets that are components themselves."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.data.array_specs import TensorArraySpec
from scopeflow.data.ragged_specs import RaggedTensorSpec
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import DType
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.tensor_spec import TensorSpec, TypeSpec
from scopeflow.ops.calling import call
from scopeflow.ops.control.tensor_array import TensorArray
from scopeflow.ops.ragged.tensor import RaggedTensor
from scopeflow.ops.sparse.tensor import SparseTensor, SparseTensorValue


class SparseTensorSpec(TypeSpec):
    """The shape and dtype of a SparseTensor.

    Args:
      shape: the shape of the whole, a TensorShape or what converts to one; None for any.
      dtype: the DType of the values.

    ```python
    >>> import scopeflow as tf
    >>> tf.SparseTensorSpec([None, 3], tf.string)
    SparseTensorSpec(TensorShape([Dimension(None), Dimension(3)]), tf.string)

    ```
    """

    __slots__ = ("_dtype", "_shape")

    def __init__(self, shape: Any = None, dtype: Any = dtypes.float32) -> None:
        self._shape = as_shape(shape)
        self._dtype = dtypes.as_dtype(dtype)

    @property
    def shape(self) -> TensorShape:
        """The TensorShape of the whole."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The DType of the values."""
        return self._dtype

    @property
    def value_type(self) -> Any:
        """tf.SparseTensor."""
        return SparseTensor

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Whether a sparse tensor, or one of another spec, may be of this one."""
        other = spec_or_value
        if isinstance(other, SparseTensor):
            other = SparseTensorSpec(other.get_shape(), other.dtype)
        if not isinstance(other, SparseTensorSpec):
            return False
        return self._dtype is other._dtype and self._shape.is_compatible_with(other._shape)

    def most_specific_compatible_type(self, other: Any) -> SparseTensorSpec:
        """The spec that says all that this one and another have in common.

        Raises:
          ValueError: if they have another dtype, or the other is no SparseTensorSpec.
        """
        if not isinstance(other, SparseTensorSpec) or other._dtype is not self._dtype:
            raise ValueError(f"No TypeSpec is compatible with both {self} and {other}")
        return SparseTensorSpec(
            self._shape.most_specific_compatible_shape(other._shape), self._dtype
        )

    def _key(self) -> tuple[Any, ...]:
        return (self._shape._dims, self._dtype)

    def __repr__(self) -> str:
        return f"SparseTensorSpec({self._shape!r}, {self._dtype!r})"


class DatasetSpec(TypeSpec):
    """The structure of a dataset that is a component of another one's elements.

    Args:
      element_spec: the structure of its elements, of TypeSpecs.
      dataset_shape: the shape of the tensor of datasets.
    """

    __slots__ = ("_dataset_shape", "_element_spec")

    def __init__(self, element_spec: Any, dataset_shape: Any = ()) -> None:
        self._element_spec = element_spec
        self._dataset_shape = as_shape(dataset_shape)

    @property
    def element_spec(self) -> Any:
        """The structure of the elements."""
        return self._element_spec

    @property
    def shape(self) -> TensorShape:
        """The shape of the tensor of datasets."""
        return self._dataset_shape

    @property
    def value_type(self) -> Any:
        """tf.data.Dataset."""
        from scopeflow.data.dataset import DatasetV1

        return DatasetV1

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Whether a dataset, or one of another spec, has elements of this structure."""
        from scopeflow.data.structure import are_compatible

        other = spec_or_value
        if not isinstance(other, DatasetSpec) and hasattr(other, "element_spec"):
            other = DatasetSpec(other.element_spec)
        return isinstance(other, DatasetSpec) and are_compatible(
            self._element_spec, other._element_spec
        )

    def most_specific_compatible_type(self, other: Any) -> DatasetSpec:
        """The spec itself, if the other is equal.

        Raises:
          ValueError: if it is not.
        """
        if self != other:
            raise ValueError(f"No TypeSpec is compatible with both {self} and {other}")
        return self

    def _key(self) -> tuple[Any, ...]:
        return (repr(self._element_spec), self._dataset_shape._dims)

    def __repr__(self) -> str:
        return f"DatasetSpec({self._element_spec!r}, {self._dataset_shape!r})"


def TensorStructure(dtype: Any, shape: Any) -> TensorSpec:  # noqa: N802 - TensorFlow's name
    """The TensorSpec of a dtype and a shape, under its older name.

    Args:
      dtype: the DType.
      shape: the TensorShape, or what converts to one.
    """
    return TensorSpec(shape, dtype)


def SparseTensorStructure(dtype: Any, shape: Any) -> SparseTensorSpec:  # noqa: N802
    """The SparseTensorSpec of a dtype and a shape, under its older name.

    Args:
      dtype: the DType of the values.
      shape: the TensorShape, or what converts to one.
    """
    return SparseTensorSpec(shape, dtype)


def RaggedTensorStructure(dtype: Any, shape: Any, ragged_rank: int) -> RaggedTensorSpec:  # noqa: N802
    """The RaggedTensorSpec of a dtype, a shape and a number of ragged dimensions, under its older name.

    Args:
      dtype: the DType of the values.
      shape: the TensorShape, or what converts to one.
      ragged_rank: how many dimensions are ragged.
    """
    return RaggedTensorSpec(shape, dtype, ragged_rank)


def TensorArrayStructure(  # noqa: N802
    dtype: Any, element_shape: Any, dynamic_size: bool, infer_shape: bool
) -> TensorArraySpec:
    """The TensorArraySpec of a dtype and the shape of the elements, under its older name.

    Args:
      dtype: the DType of the elements.
      element_shape: the shape of each element.
      dynamic_size: whether the array may grow.
      infer_shape: whether all elements have one shape.
    """
    return TensorArraySpec(element_shape, dtype, dynamic_size, infer_shape)


# -- how a component of each kind travels as one tensor -----------------------------------------------


def flat_type(spec: Any) -> DType:
    """The DType of the tensor that a component travels as."""
    return spec.dtype if isinstance(spec, TensorSpec) else dtypes.variant


def flat_dims(spec: Any) -> Any:
    """The static shape of the tensor that a component travels as, as dims."""
    if isinstance(spec, TensorSpec):
        return spec.shape._dims
    if isinstance(spec, (SparseTensorSpec, RaggedTensorSpec)):
        return None
    if isinstance(spec, TensorArraySpec):
        return ()
    return spec.shape._dims


def to_tensor(spec: Any, value: Any) -> Tensor:
    """The tensor that a component travels as."""
    if isinstance(spec, SparseTensorSpec):
        return _serialized("SerializeSparse", value)
    if isinstance(spec, RaggedTensorSpec):
        return spec.to_tensor(value, rows=False)
    if isinstance(spec, TensorArraySpec):
        return spec.to_tensor(value)
    if isinstance(spec, DatasetSpec):
        return value._variant_tensor
    return convert_to_tensor(value)


def to_batched_tensor(spec: Any, value: Any) -> Tensor:
    """The tensor whose slices the slices of a component travel as."""
    if isinstance(spec, SparseTensorSpec):
        return _serialized("SerializeManySparse", value)
    if isinstance(spec, RaggedTensorSpec):
        return spec.to_tensor(value, rows=True)
    if isinstance(spec, (DatasetSpec, TensorArraySpec)):
        raise NotImplementedError(f"{spec} has no batches")
    tensor = convert_to_tensor(value)
    if tensor.shape.ndims == 0:
        raise ValueError(f"Value {value} has insufficient rank for batching.")
    return tensor


def _serialized(op_type: str, value: Any) -> Tensor:
    parts = (value.indices, value.values, value.dense_shape)
    made: Tensor = call(op_type, *parts, out_type=dtypes.variant)
    return made


def from_tensor(spec: Any, tensor: Tensor) -> Any:
    """The component that a tensor stands for."""
    if isinstance(spec, SparseTensorSpec):
        parts = call("DeserializeSparse", tensor, dtype=spec.dtype)
        rank = spec.shape.ndims
        parts[0].set_shape([None, rank])
        parts[2].set_shape([rank])
        return SparseTensor(*parts)
    if isinstance(spec, (RaggedTensorSpec, TensorArraySpec)):
        return spec.from_tensor(tensor)
    if isinstance(spec, DatasetSpec):
        from scopeflow.data.base import _VariantDataset

        return _VariantDataset(tensor, spec.element_spec)
    tensor.set_shape(spec.shape)
    return tensor


def batched(spec: Any, count: int | None) -> Any:
    """The spec of `count` components stacked."""
    from scopeflow.graph.shapes import TensorShape as Shape

    if isinstance(spec, TensorArraySpec):
        raise NotImplementedError(f"{spec} has no batches")
    outer = Shape([count])
    if isinstance(spec, DatasetSpec):
        return DatasetSpec(spec.element_spec, outer.concatenate(spec.shape))
    if isinstance(spec, RaggedTensorSpec):
        return spec.with_shape(outer.concatenate(spec.shape), 1)
    return type(spec)(outer.concatenate(spec.shape), spec.dtype)


def unbatched(spec: Any) -> Any:
    """The spec of one slice.

    Raises:
      ValueError: if the components are scalars.
    """
    if isinstance(spec, TensorArraySpec):
        raise NotImplementedError(f"{spec} has no slices")
    shape = spec.shape
    if shape.ndims == 0:
        raise ValueError("Unbatching a tensor is only supported for rank >= 1")
    inner = None if shape.ndims is None else shape[1:]
    if isinstance(spec, DatasetSpec):
        return DatasetSpec(spec.element_spec, inner)
    if isinstance(spec, RaggedTensorSpec):
        # (the specs of TensorFlow 1.15 know ragged tensors without a ragged dimension)
        return spec.with_shape(inner, -1)
    return type(spec)(inner, spec.dtype)


def spec_of_leaf(value: Any, convert: bool = True) -> Any:
    """The spec of a component.

    Args:
      value: the component.
      convert: whether what is none may become a tensor.

    Raises:
      TypeError: if it is none.
    """
    if isinstance(value, Tensor):
        return TensorSpec(value.shape, value.dtype.base_dtype)
    if isinstance(value, SparseTensorValue):
        value = SparseTensor.from_value(value)
    if isinstance(value, SparseTensor):
        return SparseTensorSpec(value.get_shape(), value.dtype)
    if isinstance(value, RaggedTensor):
        return RaggedTensorSpec.of(value)
    if isinstance(value, TensorArray):
        return TensorArraySpec.of(value)
    if hasattr(value, "_variant_tensor"):
        return DatasetSpec(value.element_spec)
    if isinstance(value, TypeSpec):
        return value
    if isinstance(value, np.ndarray):
        kind = dtypes.string if value.dtype.kind in "SU" else dtypes.as_dtype(value.dtype)
        return TensorSpec(value.shape, kind)
    if convert:
        try:
            tensor = convert_to_tensor(value)
        except (TypeError, ValueError):
            pass
        else:
            return TensorSpec(tensor.shape, tensor.dtype.base_dtype)
    raise TypeError(f"Could not build a TypeSpec for {value!r} with type {type(value).__name__}")
