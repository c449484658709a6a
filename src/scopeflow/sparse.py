"""tf.sparse: tensors of few values besides zeros, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.queues.accumulators: SparseConditionalAccumulator
    ops.segments.chosen: segment_mean=sparse_segment_mean segment_sqrt_n=sparse_segment_sqrt_n
    ops.segments.chosen: segment_sum=sparse_segment_sum
    ops.sparse.converting: eye=sparse_eye from_dense merge=sparse_merge
    ops.sparse.converting: to_dense=sparse_tensor_to_dense to_indicator=sparse_to_indicator
    ops.sparse.crossing: cross=sparse_cross cross_hashed=sparse_cross_hashed
    ops.sparse.elementwise: maximum=sparse_maximum minimum=sparse_minimum softmax=sparse_softmax
    ops.sparse.filling: fill_empty_rows=sparse_fill_empty_rows
    ops.sparse.joining: add=sparse_add concat=sparse_concat
    ops.sparse.moving: expand_dims=sparse_expand_dims reorder=sparse_reorder
    ops.sparse.moving: reset_shape=sparse_reset_shape reshape=sparse_reshape
    ops.sparse.moving: transpose=sparse_transpose
    ops.sparse.parts: mask=sparse_mask retain=sparse_retain slice=sparse_slice split=sparse_split
    ops.sparse.products: matmul=sparse_tensor_dense_matmul
    ops.sparse.products: sparse_dense_matmul=sparse_tensor_dense_matmul
    ops.sparse.reductions: reduce_max=sparse_reduce_max reduce_max_sparse=sparse_reduce_max_sparse
    ops.sparse.reductions: reduce_sum=sparse_reduce_sum reduce_sum_sparse=sparse_reduce_sum_sparse
    ops.sparse.tensor: placeholder=sparse_placeholder SparseTensor
    """,
)
