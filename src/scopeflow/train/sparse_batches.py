"""Sparse tensors on their way through a batching queue: the session keeps them, and their numbers take their place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import colocate_with
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.shaping import expand_dims, shape, squeeze
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.sparse.parts import sparse_retain
from scopeflow.ops.sparse.storing import (
    add_many_sparse_to_tensors_map,
    add_sparse_to_tensors_map,
    take_many_sparse_from_tensors_map,
)
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.ops.static import constant_value

_STORES = ("AddSparseToTensorsMap", "AddManySparseToTensorsMap")


class Stored:
    """How a component of the elements went into the session.

    Args:
      store: the operation that keeps it.
      dtype: the DType of its values.
      rank: the rank of what comes out, or None.
    """

    def __init__(self, store: Any, dtype: Any, rank: int | None) -> None:
        self.store = store
        self.dtype = dtype
        self.rank = rank

    def restored(self, numbers: Tensor) -> SparseTensor:
        """The batch of sparse tensors with these numbers.

        Raises:
          TypeError: if none is ever kept.
        """
        numbers = squeeze(numbers, [1])
        if self.store.type not in _STORES:
            raise TypeError(
                "sparse_map_op must be one of AddSparseToTensorsMap or AddSparseToTensorsMap. "
                f"Instead, found `{self.store.name}`: elements that are never kept cannot come out."
            )
        with colocate_with(self.store):
            indices, values, size = take_many_sparse_from_tensors_map(
                numbers, dtype=self.dtype, shared_name=self.store.name
            )
        if self.rank is not None:
            indices.set_shape([None, self.rank])
            size.set_shape([self.rank])
        return SparseTensor(indices, values, size)


def stored(
    lists: Sequence[Sequence[Any]], many: bool, keep: Tensor
) -> tuple[list[list[Any]], list[Stored | None]]:
    """Lists of tensors without the sparse ones, in whose place their numbers are.

    Args:
      lists: lists of tensors, of one kind at one position.
      many: whether the tensors hold many elements each, as rows.
      keep: whether elements are used: a bool scalar, or a vector.

    Returns:
      The lists, and for each position how it was stored, or None.

    Raises:
      ValueError: if the lists differ.
    """
    first: list[Stored | None] = []
    found, all_plans = [], []
    for tensors in lists:
        plans = [_plan(tensor, many) for tensor in tensors]
        numbers = [
            _number(tensor, plan, before, many, keep) if plan else tensor
            for tensor, plan, before in zip_longest(tensors, plans, first[: len(plans)])
        ]
        found.append(
            [
                expand_dims(number, [-1]) if plan else number
                for number, plan in zip(numbers, plans, strict=True)
            ]
        )
        all_plans.append(plans)
        first = first or plans
    for plans, tensors in zip(all_plans[1:], lists[1:], strict=True):
        for one, other in zip(first, plans, strict=False):
            if (one is None) != (other is None) or not _joined(one, other):
                raise ValueError(
                    f"Inconsistent SparseTensors list: {list(lists[0])} vs. {list(tensors)}: "
                    "at one position either all are sparse and of one rank, or none"
                )
    return found, first


def _plan(tensor: Any, many: bool) -> Stored | None:
    if not isinstance(tensor, SparseTensor):
        return None
    (rank,) = tensor.dense_shape.shape.with_rank(1).as_list()
    return Stored(None, tensor.dtype, None if rank is None else rank + (0 if many else 1))


def _joined(one: Stored | None, other: Stored | None) -> bool:
    """Whether the tensors of two lists go together."""
    if one is None or other is None or None in (one.rank, other.rank):
        return True
    return one.rank == other.rank


def _number(
    tensor: SparseTensor, plan: Stored, before: Stored | None, many: bool, keep: Tensor
) -> Tensor:
    """The numbers of a sparse tensor; -1 stands for one that is not used."""
    if keep._dims:
        tensor = sparse_retain(tensor, gather(keep, tensor.indices[:, 0]))

    def add() -> Tensor:
        made = (add_many_sparse_to_tensors_map if many else add_sparse_to_tensors_map)(
            tensor.indices,
            tensor.values,
            tensor.dense_shape,
            shared_name=before.store.name if before else "",
        )
        plan.store = made.op
        return made

    def nothing() -> Tensor:
        if many:
            return -1 * ones(shape(tensor)[0:1], dtype=dtypes.int64)
        return constant(-1, dtypes.int64)

    known = True if keep._dims else constant_value(keep)
    if known is None:
        return cond(keep, add, nothing)
    if known:
        return add()
    plan.store = nothing().op
    return plan.store.outputs[0]


def restored(made: Sequence[Tensor], plans: Sequence[Stored | None]) -> list[Any]:
    """The tensors of a batch with sparse ones in the places of numbers.

    Several components of one element belong together: none is there before all are.

    Args:
      made: what a queue gave.
      plans: what `stored` gave.
    """
    whole = [
        tensor if plan is None else plan.restored(tensor)
        for tensor, plan in zip(made, plans, strict=True)
    ]
    operations = [(item.indices if isinstance(item, SparseTensor) else item).op for item in whole]

    def after(tensor: Tensor) -> Tensor:
        return with_dependencies([op for op in operations if op is not tensor.op], tensor)

    found: list[Any] = []
    for item in whole:
        if isinstance(item, SparseTensor):
            found.append(
                SparseTensor(after(item.indices), after(item.values), after(item.dense_shape))
            )
        else:
            found.append(after(item))
    return found if len(found) > 1 else whole
