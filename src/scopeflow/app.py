"""tf.app: running a program, under the names of TensorFlow 1.15."""

from scopeflow import flags as flags
from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    platform.app: run
    """,
)
