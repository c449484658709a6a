"""Gradients of dynamic_partition and dynamic_stitch: each is made of the other."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.arrays.stitching import dynamic_partition, dynamic_stitch
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.reduction import reduce_prod


@gradient("DynamicPartition")
def _dynamic_partition(op: Operation, *grads: Any) -> Any:
    data, partitions = op.inputs
    sizes = shape(partitions)
    places = reshape(range_(reduce_prod(sizes)), sizes)
    parted = dynamic_partition(places, partitions, num_partitions=op.get_attr("num_partitions"))
    whole = dynamic_stitch(parted, list(grads))
    return [reshape(whole, shape(data)), None]


@gradient("DynamicStitch", "ParallelDynamicStitch")
def _dynamic_stitch(op: Operation, grad: Any) -> Any:
    count = len(op.inputs) // 2
    places = [cast(taken, dtypes.int32) for taken in op.inputs[:count]]
    if isinstance(grad, IndexedSlices):
        rows = shape(op.outputs[0])[0]
        grad = call("UnsortedSegmentSum", grad.values, grad.indices, rows)
    return [None] * count + [gather(grad, place) for place in places]
