"""tf.debugging: checks of values, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.checks.assertion: Assert
    ops.checks.comparing: assert_equal assert_greater assert_greater_equal assert_less assert_less_equal
    ops.checks.comparing: assert_near assert_negative assert_non_negative assert_non_positive
    ops.checks.comparing: assert_none_equal assert_positive
    ops.checks.finite: assert_all_finite=verify_tensor_all_finite check_numerics
    ops.checks.monotonic: is_non_decreasing is_strictly_increasing
    ops.checks.ranks: assert_rank assert_rank_at_least assert_rank_in
    ops.checks.types: assert_integer assert_proper_iterable assert_same_float_dtype assert_scalar
    ops.checks.symbols: assert_shapes
    ops.checks.types: assert_type is_numeric_tensor
    ops.math.elementwise: is_finite is_inf is_nan
    platform.devices: get_log_device_placement set_log_device_placement
    """,
)
