"""tf.logging: messages of a program, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    platform.logging: DEBUG ERROR FATAL INFO TaskLevelStatusMessage WARN debug error fatal flush
    platform.logging: get_verbosity info log log_every_n log_first_n log_if set_verbosity vlog warn
    platform.logging: warning
    """,
)
