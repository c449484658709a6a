"""tf.logging: messages of a program, under the names of TensorFlow 1.15."""

import sys as _sys
from types import ModuleType as _ModuleType

from scopeflow.lazy import facade as _facade
from scopeflow.platform import logging as _functions

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    platform.logging: DEBUG ERROR FATAL INFO TaskLevelStatusMessage WARN debug error fatal flush
    platform.logging: get_verbosity info log log_every_n log_first_n log_if set_verbosity vlog warn
    platform.logging: warning
    """,
)


class _Shared(_ModuleType):
    """A function that a program puts in another's place here is the one that the library calls."""

    def __setattr__(self, name: str, value: object) -> None:
        setattr(_functions, name, value)
        super().__setattr__(name, value)


_sys.modules[__name__].__class__ = _Shared
