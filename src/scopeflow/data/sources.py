"""Datasets of tensors and of numbers."""

from __future__ import annotations

from typing import Any

from scopeflow.data import nesting, structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import int64
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call


def from_tensors(tensors: Any) -> DatasetV1Adapter:
    """See `Dataset.from_tensors`."""
    element = structure.normalize_element(tensors)
    spec = structure.spec_of(element)
    flat = structure.to_tensors(spec, element)
    variant = call("TensorDataset", flat, output_shapes=structure.flat_shapes(spec))
    return DatasetV1Adapter(variant, spec)


def from_tensor_slices(tensors: Any) -> DatasetV1Adapter:
    """See `Dataset.from_tensor_slices`."""
    element = structure.normalize_element(tensors)
    batched = structure.spec_of(element)
    flat = structure.to_batched_tensors(batched, element)
    spec = structure.unbatch(batched)
    first: Any = None
    for leaf in nesting.flatten(batched):
        size = leaf.shape.with_rank_at_least(1)[0]
        if first is None:
            first = size
        else:
            first.assert_is_compatible_with(size)
    variant = call("TensorSliceDataset", flat, output_shapes=structure.flat_shapes(spec))
    return DatasetV1Adapter(variant, spec)


def range_dataset(*args: Any) -> DatasetV1Adapter:
    """See `Dataset.range`."""
    if len(args) == 1:
        start, stop, step = 0, args[0], 1
    elif len(args) == 2:
        (start, stop), step = args, 1
    elif len(args) == 3:
        start, stop, step = args
    else:
        raise ValueError(f"Invalid arguments to RangeDataset: {args}")
    numbers = [
        convert_to_tensor(value, dtype=int64, name=name)
        for value, name in ((start, "start"), (stop, "stop"), (step, "step"))
    ]
    spec = TensorSpec([], int64)
    variant = call("RangeDataset", *numbers, **structure.flat_attrs(spec))
    return DatasetV1Adapter(variant, spec)
