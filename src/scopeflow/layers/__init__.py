"""tf.layers: objects that own variables and are called on tensors."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    layers.base: Layer
    layers.input_spec: InputSpec
    """,
)
