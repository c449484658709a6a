"""tf.compat: text, numbers and versions, under the names of TensorFlow 1.15; `tf.compat.v1` is `tf` itself."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: v1
    graph.shapes: dimension_at_index dimension_value
    platform.compat: as_bytes as_str as_str_any as_text bytes_or_text_types complex_types
    platform.compat: forward_compatibility_horizon forward_compatible integral_types path_to_str
    platform.compat: real_types
    """,
)
