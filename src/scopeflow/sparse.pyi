# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.queues.accumulators import SparseConditionalAccumulator as SparseConditionalAccumulator
from scopeflow.ops.sparse.tensor import SparseTensor as SparseTensor
from scopeflow.ops.sparse.joining import sparse_add as _add
from scopeflow.ops.sparse.joining import sparse_concat as _concat
from scopeflow.ops.sparse.crossing import sparse_cross as _cross
from scopeflow.ops.sparse.crossing import sparse_cross_hashed as _cross_hashed
from scopeflow.ops.sparse.moving import sparse_expand_dims as _expand_dims
from scopeflow.ops.sparse.converting import sparse_eye as _eye
from scopeflow.ops.sparse.filling import sparse_fill_empty_rows as _fill_empty_rows
from scopeflow.ops.sparse.converting import from_dense as from_dense
from scopeflow.ops.sparse.parts import sparse_mask as _mask
from scopeflow.ops.sparse.products import sparse_tensor_dense_matmul as _matmul
from scopeflow.ops.sparse.elementwise import sparse_maximum as _maximum
from scopeflow.ops.sparse.converting import sparse_merge as _merge
from scopeflow.ops.sparse.elementwise import sparse_minimum as _minimum
from scopeflow.ops.sparse.tensor import sparse_placeholder as _placeholder
from scopeflow.ops.sparse.reductions import sparse_reduce_max as _reduce_max
from scopeflow.ops.sparse.reductions import sparse_reduce_max_sparse as _reduce_max_sparse
from scopeflow.ops.sparse.reductions import sparse_reduce_sum as _reduce_sum
from scopeflow.ops.sparse.reductions import sparse_reduce_sum_sparse as _reduce_sum_sparse
from scopeflow.ops.sparse.moving import sparse_reorder as _reorder
from scopeflow.ops.sparse.moving import sparse_reset_shape as _reset_shape
from scopeflow.ops.sparse.moving import sparse_reshape as _reshape
from scopeflow.ops.sparse.parts import sparse_retain as _retain
from scopeflow.ops.segments.chosen import sparse_segment_mean as _segment_mean
from scopeflow.ops.segments.chosen import sparse_segment_sqrt_n as _segment_sqrt_n
from scopeflow.ops.segments.chosen import sparse_segment_sum as _segment_sum
from scopeflow.ops.sparse.parts import sparse_slice as _slice
from scopeflow.ops.sparse.elementwise import sparse_softmax as _softmax
from scopeflow.ops.sparse.products import sparse_tensor_dense_matmul as _sparse_dense_matmul
from scopeflow.ops.sparse.parts import sparse_split as _split
from scopeflow.ops.sparse.converting import sparse_tensor_to_dense as _to_dense
from scopeflow.ops.sparse.converting import sparse_to_indicator as _to_indicator
from scopeflow.ops.sparse.moving import sparse_transpose as _transpose

add = _add
concat = _concat
cross = _cross
cross_hashed = _cross_hashed
expand_dims = _expand_dims
eye = _eye
fill_empty_rows = _fill_empty_rows
mask = _mask
matmul = _matmul
maximum = _maximum
merge = _merge
minimum = _minimum
placeholder = _placeholder
reduce_max = _reduce_max
reduce_max_sparse = _reduce_max_sparse
reduce_sum = _reduce_sum
reduce_sum_sparse = _reduce_sum_sparse
reorder = _reorder
reset_shape = _reset_shape
reshape = _reshape
retain = _retain
segment_mean = _segment_mean
segment_sqrt_n = _segment_sqrt_n
segment_sum = _segment_sum
slice = _slice
softmax = _softmax
sparse_dense_matmul = _sparse_dense_matmul
split = _split
to_dense = _to_dense
to_indicator = _to_indicator
transpose = _transpose
