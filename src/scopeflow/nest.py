"""tf.nest: structures that nest, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.nest: assert_same_structure flatten is_nested map_structure pack_sequence_as
    """,
)
