"""`Dataset.from_sparse_tensor_slices`: the rows of a sparse tensor as three dense components."""

from __future__ import annotations

from typing import Any

from scopeflow.data.base import DatasetV1Adapter
from scopeflow.graph import dtypes
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.variables.deprecation import deprecated


@deprecated(
    "`tf.data.Dataset.from_tensor_slices(sparse_tensor)` gives rows that are sparse tensors."
)
def from_sparse_tensor_slices(sparse_tensor: Any) -> DatasetV1Adapter:
    """See `Dataset.from_sparse_tensor_slices`."""
    if not isinstance(sparse_tensor, SparseTensor):
        raise TypeError(f"`sparse_tensor` must be a `tf.SparseTensor` object. Was {sparse_tensor}.")
    sizes = sparse_tensor.indices.shape
    shape = sparse_tensor.dense_shape.shape
    rank = shape.merge_with([sizes.with_rank(2)[1]])[0] - 1
    spec = (
        TensorSpec([None, rank], dtypes.int64),
        TensorSpec([None], sparse_tensor.dtype),
        TensorSpec([rank], dtypes.int64),
    )
    parts = (sparse_tensor.indices, sparse_tensor.values, sparse_tensor.dense_shape)
    return DatasetV1Adapter(call("SparseTensorSliceDataset", *parts), spec)
