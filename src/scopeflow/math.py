"""tf.math: mathematics, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.nn.activation: log_sigmoid sigmoid softplus softsign
    ops.math.arithmetic: add maximum minimum multiply multiply_no_nan pow scalar_mul squared_difference
    ops.math.arithmetic: subtract xdivy xlogy
    ops.checks.monotonic: is_non_decreasing is_strictly_increasing
    ops.math.clipping: l2_normalize
    ops.math.comparison: equal greater greater_equal less less_equal not_equal
    ops.math.complexes: angle conj imag real
    ops.math.division: divide divide_no_nan floordiv floormod mod reciprocal_no_nan truediv
    ops.math.elementwise: abs acos acosh asin asinh atan atan2 atanh ceil cos cosh digamma erf erfc exp
    ops.math.elementwise: expm1 floor is_finite is_inf is_nan lgamma log log1p negative reciprocal rint
    ops.math.elementwise: round rsqrt sign sin sinh sqrt square tan tanh
    ops.math.logical: logical_and logical_not logical_or logical_xor
    ops.math.reduction: reduce_all reduce_any reduce_euclidean_norm reduce_max reduce_mean reduce_min
    ops.math.reduction: reduce_prod reduce_sum
    ops.math.scanning: argmax argmin cumprod cumsum
    ops.math.histogram: bincount
    ops.segments.ordered: segment_max segment_mean segment_min segment_prod segment_sum
    ops.segments.unordered: unsorted_segment_max unsorted_segment_mean unsorted_segment_min
    ops.segments.unordered: unsorted_segment_prod unsorted_segment_sqrt_n unsorted_segment_sum
    ops.nn.softmax: log_softmax softmax
    ops.math.confusion: confusion_matrix
    ops.nn.ranking: in_top_k top_k
    ops.nn.rectifying: zero_fraction
    ops.arrays.gathering: invert_permutation
    ops.math.special: bessel_i0 bessel_i0e bessel_i1 bessel_i1e betainc cumulative_logsumexp igamma
    ops.math.special: igammac lbeta nextafter polygamma polyval zeta
    ops.math.statistics: count_nonzero reduce_logsumexp reduce_std reduce_variance
    ops.math.sums: accumulate_n add_n
    """,
)
