"""Looking up sparse ids: for each row of ids the sum, mean or scaled sum of their embeddings."""

from __future__ import annotations

import logging
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import fill, ones_like, zeros_like
from scopeflow.ops.arrays.gathering import gather, unique
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.moving import tile
from scopeflow.ops.arrays.shaping import expand_dims, rank, reshape, shape, size
from scopeflow.ops.arrays.slicing import slice as tensor_slice
from scopeflow.ops.calling import call
from scopeflow.ops.math.arithmetic import pow
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import greater, greater_equal
from scopeflow.ops.math.division import div
from scopeflow.ops.math.elementwise import sqrt
from scopeflow.ops.math.logical import logical_and
from scopeflow.ops.math.reduction import reduce_prod
from scopeflow.ops.nn.embedding import _is_resource, as_parts, embedding_lookup
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.filling import sparse_fill_empty_rows
from scopeflow.ops.sparse.moving import sparse_reshape
from scopeflow.ops.sparse.parts import sparse_retain
from scopeflow.ops.sparse.tensor import SparseTensor

_WITHOUT_WEIGHTS = {
    "mean": "SparseSegmentMean",
    "sqrtn": "SparseSegmentSqrtN",
    "sum": "SparseSegmentSum",
}


def embedding_lookup_sparse(
    params: Any,
    sp_ids: Any,
    sp_weights: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    combiner: str | None = None,
    max_norm: Any = None,
) -> Tensor:
    """The embeddings of the ids in each row of a sparse matrix, combined into one.

    Args:
      params: the table, or its parts: see `embedding_lookup`.
      sp_ids: an int64 SparseTensor of shape [rows, any]; every row has an id.
      sp_weights: a SparseTensor of what each id counts, in the same places; None for 1 each.
      partition_strategy: how the table is split: see `embedding_lookup`.
      name: a name for the last operation and the scope of the others.
      combiner: "mean" (as None), "sum", or "sqrtn", the sum divided by the root of the sum of the squared weights.
      max_norm: the largest length of an embedding before they are combined; None for no limit.

    Returns:
      A Tensor of shape [rows, ...].

    Raises:
      TypeError: if the ids or weights are not sparse.
      ValueError: for another combiner, or if ids and weights do not fit together.
    """
    if combiner is None:
        logging.getLogger("tensorflow").warning(
            'The default value of combiner will change from "mean" to "sqrtn" after 2016/11/01.'
        )
        combiner = "mean"
    if combiner not in _WITHOUT_WEIGHTS:
        raise ValueError("combiner must be one of 'mean', 'sqrtn' or 'sum'")
    if hasattr(params, "_get_variable_list"):
        params = list(params)
    if not isinstance(params, list):
        params = [params]
    if not isinstance(sp_ids, SparseTensor):
        raise TypeError("sp_ids must be SparseTensor")
    if sp_weights is not None:
        if not isinstance(sp_weights, SparseTensor):
            raise TypeError("sp_weights must be either None or SparseTensor")
        for part in ("values", "indices", "dense_shape"):
            ours, theirs = getattr(sp_ids, part), getattr(sp_weights, part)
            ours.shape.assert_is_compatible_with(theirs.shape)
    with name_scope(name, "embedding_lookup_sparse", [*params, sp_ids]) as full:
        rows = sp_ids.indices[:, 0]
        if rows.dtype is not dtypes.int32:
            rows = cast(rows, dtypes.int32)
        ids, places = unique(sp_ids.values)
        found = embedding_lookup(
            params, ids, partition_strategy=partition_strategy, max_norm=max_norm
        )
        if found.dtype in (dtypes.float16, dtypes.bfloat16):
            found = cast(found, dtypes.float32)
        if sp_weights is None:
            return call(_WITHOUT_WEIGHTS[combiner], found, places, rows, name=full)
        return _weighted(found, places, rows, sp_weights.values, combiner, full)


def _weighted(
    found: Tensor, places: Tensor, rows: Tensor, weights: Tensor, combiner: str, name: str
) -> Tensor:
    if weights.dtype is not found.dtype:
        weights = cast(weights, found.dtype)
    found = gather(found, places)
    ones = fill(expand_dims(rank(found) - 1, 0), 1)
    length = weights.shape
    weights = reshape(weights, concat([shape(weights), ones], 0))
    if found._dims is not None:
        weights.set_shape(length.concatenate([1] * (len(found._dims) - 1)))
    found *= weights
    if combiner == "sum":
        return call("SegmentSum", found, rows, name=name)
    total = call("SegmentSum", found, rows)
    if combiner == "mean":
        return div(total, call("SegmentSum", weights, rows), name=name)
    squares = call("SegmentSum", pow(weights, 2), rows)
    return div(total, sqrt(squares), name=name)


def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: SparseTensor,
    sparse_weights: SparseTensor | None = None,
    combiner: str = "mean",
    default_id: int | None = None,
    name: str | None = None,
    partition_strategy: str = "div",
    max_norm: Any = None,
) -> Tensor:
    """`embedding_lookup_sparse` where negative ids are left out, and rows without ids are allowed.

    Args:
      embedding_weights: the table, or its parts: see `embedding_lookup`.
      sparse_ids: an int64 SparseTensor of shape [d0, ..., dn].
      sparse_weights: a SparseTensor of what each id counts; ids of weights that are not positive are left out, unless
        they are summed.
      combiner: "mean", "sum" or "sqrtn".
      default_id: the id of rows without one; by default they are zeros.
      name: a name for the scope of the operations.
      partition_strategy: how the table is split: see `embedding_lookup`.
      max_norm: the largest length of an embedding before they are combined; None for no limit.

    Returns:
      A Tensor of shape [d0, ..., dn-1, ...].

    Raises:
      ValueError: if there is no table.
    """
    if embedding_weights is None or (
        isinstance(embedding_weights, (list, tuple)) and not embedding_weights
    ):
        raise ValueError(f"Missing embedding_weights {embedding_weights}.")
    parts = list(embedding_weights) if isinstance(embedding_weights, tuple) else embedding_weights
    parts = as_parts(parts)
    dtype = sparse_weights.dtype if sparse_weights is not None else None
    parts = [
        part
        if _is_resource(part) and dtype in (None, part.dtype)
        else convert_to_tensor(part, dtype=dtype)
        for part in parts
    ]
    with name_scope(name, "embedding_lookup", [*parts, sparse_ids, sparse_weights]) as full:
        whole = sparse_ids.dense_shape
        known = None if whole._dims is None else whole._dims[0]
        count = size(whole) if known is None else known
        rows = reduce_prod(tensor_slice(whole, [0], [count - 1]))
        ids = sparse_reshape(sparse_ids, [rows, gather(whole, count - 1)])
        weights = sparse_weights
        if weights is not None:
            weights = SparseTensor(ids.indices, weights.values, ids.dense_shape)
        ids, weights = _without_invalid(ids, weights)
        if combiner != "sum" and weights is not None:
            positive = greater(weights.values, 0)
            ids, weights = sparse_retain(ids, positive), sparse_retain(weights, positive)
        ids, is_empty = sparse_fill_empty_rows(ids, default_id or 0)
        if weights is not None:
            weights, _ = sparse_fill_empty_rows(weights, 1.0)
        result = embedding_lookup_sparse(
            parts,
            ids,
            weights,
            combiner=combiner,
            partition_strategy=partition_strategy,
            name=None if default_id is None else full,
            max_norm=max_norm,
        )
        if default_id is None:
            is_empty = tile(reshape(is_empty, [-1, 1]), stack([1, shape(result)[1]]))
            result = where(is_empty, zeros_like(result), result, name=full)
        outer = tensor_slice(cast(whole, dtypes.int32), [0], [count - 1])
        inner = tensor_slice(shape(result), [1], [-1])
        final = reshape(result, concat([outer, inner], 0))
        unknown = TensorShape(None) if known is None else TensorShape([None] * (known - 1))
        final.set_shape(unknown.concatenate(result.shape[1:]))
        return final


def _without_invalid(
    ids: SparseTensor, weights: SparseTensor | None
) -> tuple[SparseTensor, SparseTensor | None]:
    valid = greater_equal(ids.values, 0)
    if weights is not None:
        valid = logical_and(valid, ones_like(weights.values, dtype=dtypes.bool))
    ids = sparse_retain(ids, valid)
    if weights is not None:
        weights = sparse_retain(weights, valid)
    return ids, weights
