"""Adding up the gradients that reach one tensor from several sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.sums import accumulate_n, add_n
from scopeflow.ops.scoping import name_scope


class AggregationMethod:
    """How `tf.gradients` adds up the gradients that reach one tensor.

    Attributes:
      ADD_N: one sum of all; ready when all are.
      DEFAULT: the same.
      EXPERIMENTAL_TREE: pairwise sums, each as early as possible.
      EXPERIMENTAL_ACCUMULATE_N: one accumulation, where the shapes are known.
    """

    ADD_N = 0
    DEFAULT = ADD_N
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2


_METHODS = (
    AggregationMethod.ADD_N,
    AggregationMethod.EXPERIMENTAL_TREE,
    AggregationMethod.EXPERIMENTAL_ACCUMULATE_N,
)


def check_method(method: Any) -> Any:
    """The method to use; None is the default.

    Raises:
      ValueError: if it is none.
    """
    if method is None:
        return AggregationMethod.DEFAULT
    if method not in _METHODS:
        raise ValueError(
            f"Invalid aggregation_method specified {method}. Use one of tf.AggregationMethod."
        )
    return method


def aggregated(parts: Sequence[Any], op: Operation, method: Any) -> Any:
    """One gradient, the sum of `parts`: a Tensor, or IndexedSlices if all parts are.

    Raises:
      TypeError: if a part is neither.
    """
    if not all(isinstance(part, (Tensor, IndexedSlices)) for part in parts if part is not None):
        raise TypeError(
            "gradients have to be either all Tensors or all IndexedSlices. "
            f"A gradient function gave something else for an output of {op.name}."
        )
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    if not all(isinstance(part, Tensor) for part in parts):
        return _sum_of_slices([part for part in parts if part is not None])
    if method == AggregationMethod.ADD_N:
        return _sum_by_device(parts)
    known = all(part.shape.is_fully_defined() for part in parts)
    if method == AggregationMethod.EXPERIMENTAL_ACCUMULATE_N and len(parts) > 2 and known:
        return accumulate_n(list(parts))
    return _running_sum(parts, op)


def _running_sum(parts: Sequence[Tensor], op: Operation) -> Tensor:
    with name_scope(op.name + "_gradient_sum"):
        total = parts[0]
        for part in parts[1:]:
            total = add_n([total, part])
        return total


def _sum_by_device(parts: Sequence[Tensor]) -> Tensor:
    """One sum for each device that parts lie on, and the sum of these."""
    graph = get_default_graph()
    by_device: dict[str, list[Tensor]] = {}
    for part in parts:
        by_device.setdefault(part.device, []).append(part)
    sums = []
    for device in sorted(by_device):
        together = by_device[device]
        with graph.colocate_with(together[0].op, ignore_existing=True):
            sums.append(add_n(together))
    return add_n(sums)


def _sum_of_slices(parts: list[Any]) -> Any:
    if any(isinstance(part, Tensor) for part in parts):
        return add_n(parts)
    if any(part.indices.dtype is dtypes.int64 for part in parts):
        parts = [
            part
            if part.indices.dtype is dtypes.int64
            else IndexedSlices(part.values, cast(part.indices, dtypes.int64), part.dense_shape)
            for part in parts
        ]
    return IndexedSlices(
        concat([part.values for part in parts], axis=0),
        concat([part.indices for part in parts], axis=0),
        parts[0].dense_shape,
    )
