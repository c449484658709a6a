"""Array kernels with TensorFlow's semantics, each with a NumPy face and a JAX face."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: door
    xp.activation: l2_loss leaky_relu log_softmax selu softmax softsign
    xp.arithmetic: abs=abs_ add ceil div floor floor_div floor_mod maximum minimum mul neg
    xp.arithmetic: reciprocal relu relu6 rint sign sqrt square squared_difference sub truncate_div
    xp.arithmetic: truncate_mod
    xp.casting: bitcast cast
    xp.checks: Check check collect_checks make_error NeedsHost NotStatic static static_int
    xp.checks: static_ints
    xp.choice: bitwise_and bitwise_or bitwise_xor invert left_shift right_shift select
    xp.choice: select_broadcast
    xp.comparison: equal greater greater_equal is_finite is_inf is_nan less less_equal logical_and
    xp.comparison: logical_not logical_or logical_xor not_equal
    xp.complexes: angle complex=complex_ conj imag real
    xp.creation: arange eye fill linspace one_hot ones rank shape size zeros
    xp.decompositions: qr
    xp.face: array is_jax is_known is_tracer kernel lift quiet
    xp.functions: acos acosh asin asinh atan atan2 atanh cos cosh digamma elu erf erfc exp expm1
    xp.functions: lgamma log log1p pow=pow_ rsqrt sigmoid sin sinh softplus tan tanh
    xp.guarded: div_no_nan mul_no_nan xdivy xlogy
    xp.indexing: check_indices gather gather_nd scatter_add scatter_div scatter_max scatter_min
    xp.indexing: scatter_mul scatter_nd scatter_nd_add scatter_nd_sub scatter_nd_update scatter_sub
    xp.indexing: scatter_update
    xp.products: batch_matmul matmul
    xp.random: advance RandomStream stream_state
    xp.reduction: all=all_ any=any_ argmax argmin cumprod cumsum euclidean_norm max=max_ mean
    xp.reduction: min=min_ prod sum=sum_
    xp.repeating: broadcast_to pad reverse tile
    xp.searching: diag diag_part invert_permutation matrix_band_part matrix_diag matrix_diag_part
    xp.searching: top_k unique where
    xp.shaping: concat expand_dims known reshape split squeeze stack transpose unstack
    xp.slicing: slice=slice_ strided_slice strided_slice_assign
    """,
)
