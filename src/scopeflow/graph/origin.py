"""Which line of user code made a node: found when the node is made, kept as two small values.

Finding the frame costs a walk up the stack past this package's own frames; turning it into a line
number costs more and is done only when somebody asks.
"""

from __future__ import annotations

import contextlib
import functools
import linecache
import os
import sys
from types import CodeType, FrameType
from typing import Any, NamedTuple

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_PREFIX = __name__.partition(".")[0] + "."
_LIBRARY_FILES = {contextlib.__file__, functools.__file__}
# The files seen so far that are part of the library's machinery (looked up once per node and frame).
_inner: set[str] = set()

Mark = tuple[CodeType, int]


class Origin(NamedTuple):
    """A place in user code."""

    filename: str
    line: int
    function: str

    @property
    def source(self) -> str:
        """The text of the line, stripped; '' where the file cannot be read."""
        return linecache.getline(self.filename, self.line).strip()

    def __str__(self) -> str:
        return f"{self.filename}:{self.line}"


def user_frame(depth: int = 1, stop: FrameType | None = None) -> FrameType | None:
    """The innermost frame that is not this package's, seen from `depth` frames above the caller.

    Args:
      depth: how many of the nearest frames are known to be this package's.
      stop: a frame at which to end the walk; it is returned then.
    """
    inner = _inner
    frame: Any = sys._getframe(depth)
    try:
        while frame is not stop:
            filename = frame.f_code.co_filename
            if filename not in inner and not _is_inner(filename):
                break
            frame = frame.f_back
    except AttributeError:
        # above the outermost frame there is None; asking each time would cost more
        return None
    return frame


class _Files(dict[str, bool]):
    """File name -> whether it is part of the library's machinery; looked at once."""

    def __missing__(self, filename: str) -> bool:
        inner = filename.startswith(_PACKAGE) or filename in _LIBRARY_FILES
        if inner:
            _inner.add(filename)
        self[filename] = inner
        return inner


# asked for each frame of the user's, whose files are not in `_inner`
_is_inner = _Files().__getitem__


def mark(depth: int = 2) -> Mark | None:
    """A cheap note of the user's current position, for `resolve` later."""
    frame = user_frame(depth)
    return None if frame is None else (frame.f_code, frame.f_lasti)


def is_ours(function: Any) -> bool:
    """Whether a function, or the class of an object that is called, is this package's."""
    module = getattr(function, "__module__", None)
    return isinstance(module, str) and module.startswith(_PREFIX)


def resolve(code: CodeType, lasti: int) -> Origin:
    """The file, line and function of a mark."""
    line = code.co_firstlineno
    for start, end, number in code.co_lines():
        if start <= lasti < end and number is not None:
            line = number
            break
    return Origin(code.co_filename, line, code.co_name)
