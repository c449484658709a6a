"""tf.dtypes: dtypes and conversions between them."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.casting: cast saturate_cast
    ops.complexes: complex
    """,
)
