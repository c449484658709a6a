"""tf.bitwise: the bits of integers."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.math.bitwise: bitwise_and bitwise_or bitwise_xor invert left_shift right_shift
    """,
)
