"""`tf.app.run`: reads the command line's flags and calls `main`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from absl import app as _absl

from scopeflow.logger import get_logger
from scopeflow.platform.flags import FLAGS


def run(main: Callable[..., Any] | None = None, argv: Sequence[str] | None = None) -> NoReturn:
    """Reads the flags of the command line, calls `main` with what is left of it, and exits with what it returns.

    Args:
      main: a function of a list of strings, the program's name first; by default that of the module `__main__`.
      argv: the command line; `sys.argv` by default. What is no flag that the program defines is left to `main`.

    Raises:
      SystemExit: always, unless `main` raises something else.
    """
    # before absl puts a handler of its own beside the library's
    get_logger()
    if main is None:
        main = sys.modules["__main__"].main
    _absl.run(main=main, argv=None if argv is None else list(argv), flags_parser=_known_flags)
    raise AssertionError("absl's app.run does not return")


def _known_flags(argv: Sequence[str] | None) -> list[str]:
    return FLAGS(sys.argv if argv is None else argv, known_only=True)
