"""`tf.flags`: absl's flags, which read the command line when the first of them is asked for."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from typing import Any

from absl import flags as _absl

# The argument names of TensorFlow's older releases.
_OLD_NAMES = {"flag_name": "name", "default_value": "default", "docstring": "help"}


class _Flags:
    """The flags of this program: `FLAGS.name` is the value of a flag.

    The command line is read when the first flag is asked for, if `tf.app.run` has not read it before.
    """

    def __init__(self, values: _absl.FlagValues) -> None:
        self.__dict__["__wrapped"] = values

    def _values(self) -> _absl.FlagValues:
        return self.__dict__["__wrapped"]

    def __getattr__(self, name: str) -> Any:
        values = self._values()
        # what looks at the object itself must not read a command line that is not meant for it
        if not name.startswith("__") and not values.is_parsed():
            values(sys.argv)
        return getattr(values, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._values(), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._values(), name)

    def _parse_flags(self, args: Any = None) -> list[str]:
        return self._values()(sys.argv if args is None else [sys.argv[0], *args], known_only=True)

    def __dir__(self) -> list[str]:
        return dir(self._values())

    def __getitem__(self, name: str) -> Any:
        return self._values()[name]

    def __setitem__(self, name: str, flag: Any) -> None:
        self._values()[name] = flag

    def __contains__(self, name: Any) -> bool:
        return name in self._values()

    def __len__(self) -> int:
        return len(self._values())

    def __iter__(self) -> Iterator[str]:
        return iter(self._values())

    def __str__(self) -> str:
        return str(self._values())

    def __call__(self, *args: Any, **kwargs: Any) -> list[str]:
        return self._values()(*args, **kwargs)


FLAGS = _Flags(_absl.FLAGS)


def _accepting_old_names(define: Callable[..., Any]) -> Callable[..., Any]:
    """absl's function, that takes the older names of its arguments too."""

    @functools.wraps(define)
    def call(*args: Any, **kwargs: Any) -> Any:
        for old, new in _OLD_NAMES.items():
            if old in kwargs:
                kwargs[new] = kwargs.pop(old)
        return define(*args, **kwargs)

    return call


DEFINE_string = _accepting_old_names(_absl.DEFINE_string)
DEFINE_boolean = _accepting_old_names(_absl.DEFINE_boolean)
DEFINE_bool = DEFINE_boolean
DEFINE_float = _accepting_old_names(_absl.DEFINE_float)
DEFINE_integer = _accepting_old_names(_absl.DEFINE_integer)

# The flags that a program defines through this module are the program's own.
_absl.disclaim_key_flags()


def __getattr__(name: str) -> Any:
    """Everything else is absl's own."""
    if name.startswith("_") or name not in _absl.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_absl, name)
