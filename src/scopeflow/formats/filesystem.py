"""Files and directories, with TensorFlow's errors: local ones, and through fsspec, if it is installed, remote ones."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, NamedTuple

from scopeflow import errors
from scopeflow.formats.files import file_error

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.+-]*)://")
_MAGIC = re.compile(r"[*?\[\\]")


class FileStatistics(NamedTuple):
    """What is known of a file: its length in bytes, when it was changed, whether it is a directory."""

    length: int
    mtime_nsec: int
    is_directory: bool


@contextmanager
def told(path: str) -> Iterator[None]:
    """Within this, what the operating system says of `path` is raised as TensorFlow's errors."""
    try:
        yield
    except OSError as error:
        raise file_error(error, path) from None


def remote(path: str) -> tuple[Any, str] | None:
    """(file system, path within it) of a path like `scheme://...`; None for local paths.

    Raises:
      UnimplementedError: if nothing here knows the scheme.
    """
    found = _SCHEME.match(path)
    if found is None or found[1] == "file":
        return None
    refusal = f"File system scheme '{found[1]}' not implemented (file: '{path}'). "
    try:
        import fsspec  # type: ignore[import-not-found]
    except ImportError:
        raise errors.UnimplementedError(
            None, None, refusal + "Install fsspec, and what it needs for this scheme."
        ) from None
    try:
        return fsspec.core.url_to_fs(path)
    except (ImportError, ValueError) as error:
        raise errors.UnimplementedError(None, None, f"{refusal}{error}") from None


def local(path: str) -> str:
    """A local path without `file://`."""
    return path[len("file://") :] if path.startswith("file://") else path


def opened(path: str, mode: str) -> Any:
    """An open binary file, whose `with` block raises TensorFlow's errors.

    Raises:
      OpError: if it cannot be opened.
    """
    return _guarded(open_file(path, mode), path)


@contextmanager
def _guarded(file: IO[bytes], path: str) -> Iterator[IO[bytes]]:
    with told(path), file:
        yield file


def open_file(path: str, mode: str) -> IO[bytes]:
    """An open binary file; `mode` is "rb", "wb" or "ab".

    Raises:
      OpError: if it cannot be opened.
    """
    away = remote(path)
    with told(path):
        return away[0].open(away[1], mode) if away else open(local(path), mode)


# -- questions -------------------------------------------------------------------------------------


def exists(path: str) -> bool:
    """Whether there is a file or directory of this name."""
    away = remote(path)
    return bool(away[0].exists(away[1])) if away else os.path.exists(local(path))


def is_directory(path: str) -> bool:
    """Whether there is a directory of this name."""
    away = remote(path)
    return bool(away[0].isdir(away[1])) if away else os.path.isdir(local(path))


def listed(path: str) -> list[str]:
    """The names in a directory, in no order."""
    away = remote(path)
    with told(path):
        if away:
            entries = away[0].ls(away[1], detail=False)
            return [entry.rstrip("/").rsplit("/", 1)[-1] for entry in entries]
        return os.listdir(local(path) or ".")


def stat(path: str) -> FileStatistics:
    """What is known of a file.

    Raises:
      NotFoundError: if there is none.
    """
    away = remote(path)
    with told(path):
        if away:
            info = away[0].info(away[1])
            is_dir = info["type"] == "directory"
            return FileStatistics(int(info.get("size") or 0), 0, is_dir)
        found = os.stat(local(path))
        return FileStatistics(found.st_size, found.st_mtime_ns, os.path.isdir(local(path)))


def matching(pattern: str) -> list[str]:
    """The paths that match a pattern, in no order; `*`, `?` and `[...]` never match a slash.

    Raises:
      NotFoundError: if the directory before the first of them does not exist.
    """
    away = remote(pattern)
    if away:
        scheme = pattern[: pattern.index("://") + 3]
        return [scheme + name for name in away[0].glob(away[1])]
    if pattern.startswith("file://"):
        return ["file://" + name for name in matching(local(pattern))]
    magic = _MAGIC.search(pattern)
    fixed = pattern[: magic.start()] if magic else pattern
    start = fixed[: fixed.rindex("/") + 1] if "/" in fixed else ""
    with told(start.rstrip("/") or start):
        os.listdir(start or ".")
    # as TensorFlow has it, what lies in the current directory is ./name
    found = [start or "./"]
    parts = pattern[len(start) :].split("/")
    for depth, part in enumerate(parts):
        member = re.compile(fnmatch.translate(part), re.DOTALL)
        below = [base + name for base in found for name in _names_in(base) if member.match(name)]
        found = below if depth == len(parts) - 1 else [name + "/" for name in below]
    return found


def _names_in(directory: str) -> list[str]:
    try:
        return os.listdir(directory or ".")
    except OSError:
        return []


# -- changes ---------------------------------------------------------------------------------------


def make_directory(path: str) -> None:
    """Makes one directory; one that is there may stay."""
    away = remote(path)
    if away:
        away[0].makedirs(away[1], exist_ok=True)
        return
    with told(path):
        if not os.path.isdir(local(path)):
            os.mkdir(local(path))


def make_directories(path: str) -> None:
    """Makes a directory and those it is in; what is there may stay."""
    away = remote(path)
    if away:
        away[0].makedirs(away[1], exist_ok=True)
        return
    name = local(path)
    # as TensorFlow does, without a word about a file of this name
    if os.path.exists(name):
        return
    try:
        os.makedirs(name, exist_ok=True)
    except OSError as error:
        raise file_error(error, error.filename or path) from None


def make_parents(path: str) -> None:
    """Makes the directories that a file is to be in."""
    parent = os.path.dirname(path) if remote(path) is None else ""
    if parent:
        make_directories(parent)


def remove(path: str) -> None:
    """Removes one file."""
    away = remote(path)
    with told(path):
        if away:
            away[0].rm_file(away[1])
        else:
            os.unlink(local(path))


def remove_all(path: str) -> None:
    """Removes a directory with all that is in it."""
    away = remote(path)
    if not exists(path):
        raise errors.NotFoundError(None, None, f"{path} not found")
    with told(path):
        if away:
            away[0].rm(away[1], recursive=True)
        else:
            shutil.rmtree(local(path))


def copy(source: str, target: str, overwrite: bool = False) -> None:
    """Copies a file.

    Raises:
      AlreadyExistsError: if the target is there and may not be overwritten.
    """
    _check_free(target, overwrite)
    if is_directory(source):
        raise errors.InvalidArgumentError(
            None, None, f"{target}; Invalid argument. {source} is a directory."
        )
    with opened(source, "rb") as read, opened(target, "wb") as write:
        shutil.copyfileobj(read, write, 1 << 20)


def rename(source: str, target: str, overwrite: bool = False) -> None:
    """Renames a file or directory.

    Raises:
      AlreadyExistsError: if the target is there and may not be overwritten.
    """
    _check_free(target, overwrite)
    away = remote(source)
    with told(source):
        if away:
            there = remote(target)
            away[0].mv(away[1], there[1] if there else target, recursive=True)
        else:
            os.replace(local(source), local(target))


def _check_free(target: str, overwrite: bool) -> None:
    if not overwrite and exists(target):
        raise errors.AlreadyExistsError(
            None, None, f"file already exists. Pass overwrite=True to replace {target}."
        )
