"""tf.layers.experimental: the style of layers."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    layers.style: keras_style_scope set_keras_style
    """,
)
