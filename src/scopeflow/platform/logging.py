"""`tf.logging`: messages through the standard library's logger "tensorflow".

The logger has TensorFlow's name, so that programs which set its level or handlers find it.
"""

from __future__ import annotations

import collections
import logging
import sys
import threading
from typing import Any

from scopeflow.logger import get_logger

DEBUG = logging.DEBUG
INFO = logging.INFO
WARN = logging.WARNING
ERROR = logging.ERROR
FATAL = logging.FATAL

_lock = threading.Lock()
# How often each line that logs every so often has come by.
_passes: collections.Counter[tuple[str, int]] = collections.Counter()


def _say(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    # the line that is logged is the caller's, not one of this file
    kwargs.setdefault("stacklevel", 3)
    get_logger().log(level, msg, *args, **kwargs)


def log(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    """Logs `msg % args` at a level, such as `tf.logging.INFO`."""
    _say(level, msg, *args, **kwargs)


def debug(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Logs `msg % args` at the level DEBUG."""
    _say(DEBUG, msg, *args, **kwargs)


def info(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Logs `msg % args` at the level INFO."""
    _say(INFO, msg, *args, **kwargs)


def warning(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Logs `msg % args` at the level WARN."""
    _say(WARN, msg, *args, **kwargs)


def warn(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Logs `msg % args` at the level WARN."""
    _say(WARN, msg, *args, **kwargs)


def error(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Logs `msg % args` at the level ERROR."""
    _say(ERROR, msg, *args, **kwargs)


def fatal(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Logs `msg % args` at the level FATAL; the program goes on."""
    _say(FATAL, msg, *args, **kwargs)


def vlog(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    """Logs `msg % args` at a level, as `log` does."""
    _say(level, msg, *args, **kwargs)


def TaskLevelStatusMessage(msg: Any) -> None:  # noqa: N802 - the public name
    """Logs `msg` at the level ERROR."""
    _say(ERROR, msg)


def log_every_n(level: int, msg: Any, n: int, *args: Any) -> None:
    """Logs `msg % args` the first time this line is reached, and every n-th time after that.

    Args:
      level: the level, such as `tf.logging.INFO`.
      msg: the text.
      n: log once in so many times.
      *args: what fills in the text.
    """
    if _passed() % n == 0:
        _say(level, msg, *args)


def log_first_n(level: int, msg: Any, n: int, *args: Any) -> None:
    """Logs `msg % args` the first n times this line is reached.

    Args:
      level: the level, such as `tf.logging.INFO`.
      msg: the text.
      n: how often.
      *args: what fills in the text.
    """
    if _passed() < n:
        _say(level, msg, *args)


def log_if(level: int, msg: Any, condition: Any, *args: Any) -> None:
    """Logs `msg % args` if `condition` is true."""
    if condition:
        _say(level, msg, *args)


def _passed() -> int:
    """How often the caller's caller has been here before, from the same line."""
    frame = sys._getframe(2)
    place = frame.f_code.co_filename, frame.f_lineno
    with _lock:
        _passes[place] += 1
        return _passes[place] - 1


def get_verbosity() -> int:
    """The lowest level that is logged."""
    return get_logger().getEffectiveLevel()


def set_verbosity(v: int | str) -> None:
    """Sets the lowest level that is logged, such as `tf.logging.INFO`.

    ```python
    >>> import scopeflow as tf
    >>> before = tf.logging.get_verbosity()
    >>> tf.logging.set_verbosity(tf.logging.ERROR)
    >>> tf.logging.get_verbosity() == tf.logging.ERROR
    True
    >>> tf.logging.set_verbosity(before)

    ```
    """
    get_logger().setLevel(v)


def flush() -> None:
    """Refuses: the logger's handlers write at once.

    Raises:
      NotImplementedError: always, as in TensorFlow.
    """
    raise NotImplementedError()
