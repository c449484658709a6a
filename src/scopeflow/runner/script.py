"""Runs a file as Python would - `__main__`, `sys.argv`, traceback, exit status - on scopeflow."""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import tokenize
import traceback
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder
from types import CodeType, ModuleType, TracebackType
from typing import Any

import numpy as np

from scopeflow.runner import alias, python2

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
# Set to "full" to see scopeflow's own frames in tracebacks.
TRACEBACK_SETTING = "SCOPEFLOW_TRACEBACK"
FOLDED = "<scopeflow>"
# Values print as they did when these scripts were written: 5, and not np.int32(5).
NUMPY_THEN: Any = "1.21"


class CannotRead(Exception):
    """The script cannot be read; says so as Python does."""


def run_as_main(path: str, arguments: Sequence[str] = ()) -> int:
    """Runs the script at `path` and returns the exit status that Python would give; SystemExit
    passes through.
    """
    try:
        execute(path, arguments)
    except SystemExit:
        raise
    except CannotRead as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt as error:
        report(error, path)
        return 130
    except BaseException as error:
        report(error, path)
        return 1
    return 0


def execute(path: str, arguments: Sequence[str] = ()) -> ModuleType:
    """Runs the script at `path` as `__main__` and returns that module; it may raise anything."""
    source = _read(path)
    with as_main(path, arguments) as module:
        _execute_code(python2.compile_any(source, path), module)
    return module


def _execute_code(code: CodeType, module: ModuleType) -> None:
    exec(code, module.__dict__)


def _read(path: str) -> str:
    try:
        with tokenize.open(path) as file:
            return file.read()
    except OSError as error:
        reason = f"[Errno {error.errno}] {error.strerror}"
        where = os.path.abspath(path)
        raise CannotRead(f"scopeflow: can't open file {where!r}: {reason}") from None
    except (UnicodeDecodeError, SyntaxError) as error:
        # tokenize.open raises SyntaxError for a coding line that it cannot follow.
        raise CannotRead(f"scopeflow: {path} is not a Python source file: {error}") from None


@contextlib.contextmanager
def as_main(path: str, arguments: Sequence[str]) -> Iterator[ModuleType]:
    """A fresh `__main__` for the script, with the interpreter set up as it would be for it."""
    module = ModuleType("__main__")
    module.__dict__.update(__file__=path, __builtins__=__builtins__, __cached__=None)
    folder = os.path.dirname(os.path.abspath(path))
    siblings = python2.SiblingFinder(folder)
    before = sys.modules["__main__"], sys.argv, list(sys.path)
    sys.modules["__main__"] = module
    sys.argv = [path, *arguments]
    # The first entry is the folder of the `scopeflow` command itself (or '' for python -m
    # scopeflow).
    sys.path[: 0 if sys.flags.safe_path else 1] = [folder]
    # Where the folder's own place in the order is: after what is built in, before all of sys.path.
    sys.meta_path.insert(sys.meta_path.index(PathFinder), siblings)
    try:
        with alias.tensorflow_is_scopeflow(), np.printoptions(legacy=NUMPY_THEN):
            yield module
    finally:
        sys.modules["__main__"], sys.argv, sys.path[:] = before
        sys.meta_path.remove(siblings)


def report(error: BaseException, path: str) -> None:
    """Shows an exception of the script as Python would, without the frames that ran it."""
    _drop_outer_frames(error, path)
    if sys.excepthook is not sys.__excepthook__:
        sys.excepthook(type(error), error, error.__traceback__)
        return
    sys.stdout.flush()
    shown = traceback.TracebackException.from_exception(error)
    if os.environ.get(TRACEBACK_SETTING) != "full":
        _fold(shown, set())
    print("".join(shown.format()), end="", file=sys.stderr)


def _drop_outer_frames(error: BaseException, path: str) -> None:
    """Removes the frames of this file and its callers; an error raised before the script ran keeps
    none.
    """
    here: TracebackType | None = error.__traceback__
    while here is not None and here.tb_frame.f_code is not _execute_code.__code__:
        here = here.tb_next
    error.__traceback__ = here.tb_next if here is not None else None


class _FoldedStack(traceback.StackSummary):
    """A stack in which one entry can stand for several frames."""

    def format_frame_summary(self, frame_summary: traceback.FrameSummary, **options: Any) -> str:
        if frame_summary.filename == FOLDED:
            return f"  {frame_summary.name}\n"
        return super().format_frame_summary(frame_summary, **options)


def _fold(shown: traceback.TracebackException, seen: set[int]) -> None:
    """Replaces runs of scopeflow's own frames by one line each, in the exception and what led to
    it.
    """
    if id(shown) in seen:
        return
    seen.add(id(shown))
    stack = _FoldedStack()
    for ours, run in itertools.groupby(
        shown.stack, lambda frame: frame.filename.startswith(PACKAGE)
    ):
        frames = list(run)
        if ours:
            line = f"... {len(frames)} in scopeflow ({TRACEBACK_SETTING}=full shows them)"
            frames = [traceback.FrameSummary(FOLDED, 0, line, lookup_line=False)]
        stack.extend(frames)
    for frame in stack:
        if frame.filename in python2.converted_files:
            # Columns of the converted text would underline the wrong words of the file's own.
            frame.colno = frame.end_colno = None
    shown.stack = stack
    for other in (shown.__cause__, shown.__context__, *(shown.exceptions or ())):
        if other is not None:
            _fold(other, seen)
