"""The shapes of samples, as vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.filling import fill
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import rank, reshape, shape
from scopeflow.ops.arrays.slicing import slice as slice_op
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.reduction import reduce_prod
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


def with_sample_shape_as_vector(sizes: Tensor) -> tuple[Tensor, Any]:
    """A sample shape as a vector, and how many samples it makes, a number if it is known."""
    known = constant_value(sizes)
    count: Any = reduce_prod(sizes) if known is None else np.prod(known, dtype=np.int32)
    ndims = sizes.shape.ndims
    if ndims is None:
        is_number = equal(rank(sizes), 0)
        sizes = reshape(sizes, _picked(is_number, np.array([1], np.int32), shape(sizes)))
    elif ndims == 0:
        if known is not None:
            sizes = convert_to_tensor(np.array([known], np.int32), name="sample_shape")
        else:
            sizes = reshape(sizes, [1])
    elif ndims != 1:
        raise ValueError("Input is neither scalar nor vector.")
    return sizes, count


def _picked(condition: Tensor, true_vector: Any, false_vector: Tensor) -> Tensor:
    """One of two vectors, which need not be equally long."""
    with name_scope("pick_vector", values=(condition, true_vector, false_vector)):
        true_vector = convert_to_tensor(true_vector, name="true_vector")
        count = shape(true_vector)[0]
        both = concat([true_vector, false_vector], 0)
        begin = where_v2(condition, 0, count)
        length = where(condition, count, -1)
        return slice_op(both, begin=[begin], size=[length])


def is_scalar(known: TensorShape, tensor: Any) -> Any:
    """Whether a shape is that of a number, a bool or a bool Tensor."""
    if known.ndims is not None:
        return known.ndims == 0
    sizes = tensor()
    if sizes.shape.ndims is not None and sizes.shape.as_list()[0] is not None:
        return sizes.shape.as_list() == [0]
    return equal(shape(sizes)[0], 0)


def param_shape(sample_shape: Any) -> Tensor:
    """A sample shape as an int32 Tensor."""
    return convert_to_tensor(sample_shape, dtype=dtypes.int32)


def static_shapes(shapes_of: Callable[[Any], dict[str, Any]], sample_shape: Any) -> dict[str, Any]:
    """The shapes of parameters for samples of a known shape, as TensorShapes."""
    if isinstance(sample_shape, TensorShape):
        if not sample_shape.is_fully_defined():
            raise ValueError("TensorShape sample_shape must be fully defined")
        sample_shape = sample_shape.as_list()
    static = {}
    for key, value in shapes_of(sample_shape).items():
        known = constant_value(value)
        if known is None:
            raise ValueError("sample_shape must be a fully-defined TensorShape or list/tuple")
        static[key] = TensorShape(known.tolist())
    return static


def nan_for(distribution: Any) -> Tensor:
    """NaN for every distribution of a batch."""
    value = np.array(np.nan, dtype=distribution.dtype.as_numpy_dtype)
    return fill(distribution.batch_shape_tensor(), value, name="nan")
