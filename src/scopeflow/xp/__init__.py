"""Array kernels with TensorFlow's semantics, each with a NumPy face and a JAX face."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: door
    xp.math.activation: l2_loss leaky_relu log_softmax selu softmax softsign
    xp.math.arithmetic: abs=abs_ add ceil div floor floor_div floor_mod maximum minimum mul neg
    xp.math.arithmetic: reciprocal relu relu6 rint sign sqrt square squared_difference sub truncate_div
    xp.math.arithmetic: truncate_mod
    xp.math.casting: bitcast cast
    xp.checks: Check check collect_checks make_error NeedsHost NotStatic static static_int
    xp.checks: static_ints
    xp.math.choice: bitwise_and bitwise_or bitwise_xor invert left_shift right_shift select
    xp.math.choice: select_broadcast
    xp.math.comparison: equal greater greater_equal is_finite is_inf is_nan less less_equal logical_and
    xp.math.comparison: logical_not logical_or logical_xor not_equal
    xp.math.complexes: angle complex=complex_ conj imag real
    xp.nn.convolution: conv conv_filter_grad conv_input_grad
    xp.arrays.creation: arange eye fill linspace one_hot ones rank shape size zeros
    xp.linalg.decompositions: cholesky eigh lu qr svd
    xp.nn.entropy: softmax_cross_entropy sparse_softmax_cross_entropy
    xp.face: array is_jax is_known is_tracer kernel lift quiet
    xp.math.fourier: fft irfft rfft
    xp.math.functions: acos acosh asin asinh atan atan2 atanh cos cosh digamma elu erf erfc exp expm1
    xp.math.functions: lgamma log log1p pow=pow_ rsqrt sigmoid sin sinh softplus tan tanh
    xp.random.gamma: random_gamma_grad
    xp.math.guarded: div_no_nan mul_no_nan xdivy xlogy
    xp.image.color: adjust_contrast adjust_hue adjust_saturation hsv_to_rgb rgb_to_hsv
    xp.image.crop: crop_and_resize crop_and_resize_grad_boxes crop_and_resize_grad_image
    xp.image.resize: resize_area resize_bicubic resize_bilinear resize_nearest
    xp.image.resize_grad: resize_bicubic_grad resize_bilinear_grad resize_nearest_grad
    xp.math.histogram: bincount histogram_fixed_width
    xp.arrays.indexing: check_indices gather gather_nd scatter_add scatter_div scatter_max scatter_min
    xp.arrays.indexing: scatter_mul scatter_nd scatter_nd_add scatter_nd_sub scatter_nd_update scatter_sub
    xp.arrays.indexing: scatter_update tensor_scatter
    xp.nn.pool_winners: max_pool_argmax max_pool_grad max_pool_grad_grad max_pool_grad_of_ties
    xp.nn.pool_winners: max_pool_spread
    xp.nn.pooling: avg_pool avg_pool_grad max_pool
    xp.arrays.distinct: unique_slices
    xp.linalg.linear: cross det inverse least_squares slogdet solve triangular_solve tridiagonal_matmul
    xp.linalg.linear: tridiagonal_solve
    xp.linalg.matrix_functions: matrix_logarithm matrix_square_root
    xp.linalg.products: batch_matmul matmul
    xp.sparse.ragged: ragged_range ragged_to_sparse
    xp.arrays.padded: filled_up no_row rows_filled_up
    xp.arrays.pieces: in_pieces
    xp.random.philox: advance RandomStream stream_state
    xp.arrays.ranking: in_top_k nth_element
    xp.math.reduction: all=all_ any=any_ argmax argmin cumprod cumsum euclidean_norm max=max_ mean
    xp.math.reduction: min=min_ prod sum=sum_
    xp.arrays.repeating: broadcast_to pad reverse tile
    xp.arrays.searching: diag diag_part invert_permutation matrix_band_part matrix_diag matrix_diag_part
    xp.arrays.searching: top_k unique where
    xp.arrays.segments: segment sparse_segment sparse_segment_grad unsorted_segment
    xp.arrays.rolling: reverse_sequence roll
    xp.arrays.row_updates: update_rows
    xp.arrays.shaping: concat expand_dims known reshape split squeeze stack transpose unstack
    xp.arrays.sorted_search: lower_bound unravel_index upper_bound
    xp.math.special: bessel_i0e bessel_i1e betainc cumulative_logsumexp igamma igamma_grad_a igammac
    xp.math.special: next_after polygamma zeta
    xp.sparse.sets: dense_groups edit_distance same_outer set_operation set_size sparse_groups
    xp.sparse.tensors: sparse_add sparse_add_grad sparse_concat sparse_extreme sparse_reorder
    xp.sparse.tensors: sparse_reshape sparse_slice sparse_slice_grad sparse_split
    xp.sparse.rows: fill_empty_rows fill_empty_rows_grad sparse_reduce_sparse sparse_softmax
    xp.sparse.dense: check_sparse_order=check_order sparse_dense_add sparse_dense_cwise
    xp.sparse.dense: sparse_dense_matmul sparse_reduce sparse_to_dense
    xp.arrays.slicing: slice=slice_ strided_slice strided_slice_assign
    xp.nn.windows: place
    xp.nn.batch_norm: batch_norm batch_norm_apply batch_norm_grad
    xp.nn.fake_quant: fake_quant fake_quant_grad
    xp.nn.morphology: dilation dilation_filter_grad dilation_input_grad patches
    xp.nn.response: lrn lrn_grad
    xp.math.quantizing: quantize_and_dequantize
    """,
)
