"""tf.config.optimizer: hints to a graph optimizer, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    platform.devices: get_experimental_options get_jit set_experimental_options set_jit
    """,
)
