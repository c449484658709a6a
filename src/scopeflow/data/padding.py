"""`Dataset.padded_batch`: batches of elements of different sizes."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.data import nesting, structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.ragged_specs import RaggedTensorSpec
from scopeflow.data.specs import DatasetSpec, SparseTensorSpec
from scopeflow.data.structure import flatten_up_to
from scopeflow.data.transformations import number, static_size
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import Dimension, TensorShape, as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call
from scopeflow.ops.static_shape import static_shape
from scopeflow.ops.static_value import get_static_value


def padded_batch(
    dataset: Any, batch_size: Any, padded_shapes: Any, padding_values: Any, drop_remainder: Any
) -> DatasetV1Adapter:
    """See `Dataset.padded_batch`."""
    leaves = nesting.flatten(dataset.element_spec)
    if any(isinstance(leaf, SparseTensorSpec) for leaf in leaves):
        raise TypeError("Batching of padded sparse tensors is not currently supported")
    if any(isinstance(leaf, DatasetSpec) for leaf in leaves):
        raise TypeError("Batching of padded datasets is not currently supported")
    size = number(batch_size, "batch_size")
    shapes = dataset.output_shapes
    given = flatten_up_to(shapes, padded_shapes)
    wanted = [_padded_shape(shape, leaf.shape) for shape, leaf in zip(given, leaves, strict=True)]
    values = _paddings(dataset, padding_values)
    whole = convert_to_tensor(drop_remainder, dtype=dtypes.bool, name="drop_remainder")
    count = static_size(size, whole)
    specs = [
        _reshaped(leaf, TensorShape([count]).concatenate(_static(shape)))
        for shape, leaf in zip(wanted, leaves, strict=True)
    ]
    spec = nesting.pack(dataset.element_spec, specs)
    variant = call(
        "PaddedBatchDatasetV2",
        dataset._variant_tensor,
        size,
        wanted,
        values,
        whole,
        output_shapes=structure.flat_shapes(spec),
    )
    return DatasetV1Adapter(variant, spec, [dataset])


def _reshaped(leaf: Any, shape: TensorShape) -> Any:
    """The spec of a component of another shape."""
    if isinstance(leaf, RaggedTensorSpec):
        # TensorFlow lets a program say this; a run refuses it
        return RaggedTensorSpec(shape, leaf.dtype, leaf._ragged_rank, leaf._row_splits_dtype)
    return TensorSpec(shape, leaf.dtype)


def _padded_shape(shape: Any, component: TensorShape) -> Tensor:
    """A shape to pad to as an int64 vector, -1 where it is open."""
    try:
        known = as_shape(shape)
    except (TypeError, ValueError):
        known = None
    if known is None or isinstance(shape, Tensor):
        made = _converted(shape)
        known = _static(made)
    else:
        if known._dims is None:
            raise ValueError("None values not supported.")
        sizes = [-1 if size is None else size for size in known._dims]
        made = convert_to_tensor(np.array(sizes, np.int64), dtype=dtypes.int64)
    if not _fits(known, component):
        raise ValueError(
            f"The padded shape {_text(known)} is not compatible with the corresponding input component shape "
            f"{_text(component)}."
        )
    return made


def _static(shape: Tensor) -> TensorShape:
    """What is known of the shape that a vector stands for; negative sizes are open, or refused in a run."""
    known = get_static_value(shape)
    if known is None:
        return as_shape(static_shape(shape))
    return TensorShape([None if size < 0 else size for size in known.tolist()])


def _converted(shape: Any) -> Tensor:
    if isinstance(shape, Tensor):
        made = shape
    else:
        listed = [_size(size) for size in shape] if _flat(shape) else shape
        made = convert_to_tensor(listed, preferred_dtype=dtypes.int64)
    if made.shape.ndims is not None and made.shape.ndims != 1:
        raise ValueError(
            f"Padded shape {shape} must be a 1-D tensor of tf.int64 values, but its shape was {made.shape}."
        )
    if made.dtype is not dtypes.int64:
        raise TypeError(
            f"Padded shape {shape} must be a 1-D tensor of tf.int64 values, but its element type was "
            f"{made.dtype.name}."
        )
    return made


def _flat(shape: Any) -> bool:
    return isinstance(shape, (list, tuple)) and not any(
        isinstance(size, (list, tuple)) for size in shape
    )


def _size(size: Any) -> Any:
    value = size.value if isinstance(size, Dimension) else size
    return -1 if value is None else value


def _fits(padded: TensorShape, component: TensorShape) -> bool:
    """Whether an element's component may be padded to a shape: it is not larger in any dimension."""
    if padded._dims is None or component._dims is None:
        return True
    if len(padded._dims) != len(component._dims):
        return False
    return all(
        wanted is None or found is None or wanted >= found
        for wanted, found in zip(padded._dims, component._dims, strict=True)
    )


def _text(shape: TensorShape) -> str:
    dims = shape._dims
    if dims is None:
        return "<unknown>"
    sizes = ["?" if size is None else str(size) for size in dims]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def _paddings(dataset: Any, given: Any) -> list[Tensor]:
    types = dataset.output_types
    if given is None:
        values = [_zero(kind) for kind in nesting.flatten(types)]
    else:
        values = flatten_up_to(types, given)
    return [
        _padding(value, kind) for value, kind in zip(values, nesting.flatten(types), strict=True)
    ]


def _zero(kind: Any) -> Any:
    if kind.base_dtype is dtypes.string:
        return ""
    if kind.base_dtype is dtypes.variant:
        raise TypeError("Unable to create padding for field of type 'variant'")
    return np.zeros_like(kind.as_numpy_dtype())


def _padding(value: Any, kind: Any) -> Tensor:
    made = convert_to_tensor(value, name="padding_value")
    if made.shape.ndims not in (None, 0):
        raise ValueError(f"Padding value should be a scalar, but is not: {made}")
    if made.dtype is not kind:
        raise TypeError(f"Padding value tensor ({made}) does not match output type: {kind}")
    return made
