"""tf.gfile: file objects and the functions on files, under the names of both of TensorFlow's modules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.formats.files import text_of_path
from scopeflow.formats.filesystem import FileStatistics

_MODES = ("r", "w", "a", "r+", "w+", "a+")


class GFile:
    """A file, which is opened when it is first read or written.

    In modes without "b" what is read is text; both text and bytes may be written.

    Args:
      name: its path.
      mode: "r", "w", "a", "r+", "w+" or "a+", and "b" for bytes.

    Raises:
      InvalidArgumentError: if the mode is another.

    ```python
    >>> import os, tempfile
    >>> import scopeflow as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "f")
    >>> with tf.gfile.GFile(path, "w") as f:
    ...     f.write("two\\nlines")
    >>> with tf.gfile.GFile(path) as f:
    ...     f.readlines()
    ['two\\n', 'lines']

    ```
    """

    def __init__(self, name: Any, mode: str = "r") -> None:
        self._name = name
        self._mode = mode
        self._binary = "b" in mode
        plain = mode.replace("b", "")
        if plain not in _MODES:
            raise errors.InvalidArgumentError(
                None,
                None,
                "mode is not 'r' or 'w' or 'a' or 'r+' or 'w+' or 'a+'. A \"b\" may stand with it.",
            )
        self._may_read = plain in ("r", "r+", "a+", "w+")
        self._may_write = plain in ("a", "w", "r+", "a+", "w+")
        self._reader: IO[bytes] | None = None
        self._writer: IO[bytes] | None = None

    @property
    def name(self) -> Any:
        """The path."""
        return self._name

    @property
    def mode(self) -> str:
        """The mode it was made with."""
        return self._mode

    def _to_read(self) -> IO[bytes]:
        if self._reader is None:
            if not self._may_read:
                raise errors.PermissionDeniedError(None, None, "File isn't open for reading")
            path = text_of_path(self._name)
            self._reader = filesystem.open_file(path, "rb")
        return self._reader

    def _to_write(self) -> IO[bytes]:
        if self._writer is None:
            if not self._may_write:
                raise errors.PermissionDeniedError(None, None, "File isn't open for writing")
            path = text_of_path(self._name)
            self._writer = filesystem.open_file(path, "ab" if "a" in self._mode else "wb")
        return self._writer

    def _given(self, data: bytes) -> Any:
        return data if self._binary else data.decode()

    def size(self) -> int:
        """How many bytes the file has."""
        return filesystem.stat(text_of_path(self._name)).length

    def read(self, n: int = -1) -> Any:
        """The next `n` bytes, as text in a text mode; all that are left if it is -1."""
        file = self._to_read()
        if n < -1:
            raise OverflowError(f"in method 'ReadFromStream', argument 2 of type 'size_t': {n}")
        with filesystem.told(text_of_path(self._name)):
            return self._given(file.read(n))

    def readline(self) -> Any:
        """The next line with its end; empty at the end of the file."""
        file = self._to_read()
        with filesystem.told(text_of_path(self._name)):
            line = file.readline()
        # TensorFlow's lines end with a newline alone
        return self._given(line[:-2] + b"\n" if line.endswith(b"\r\n") else line)

    def readlines(self) -> list[Any]:
        """All lines that are left."""
        return list(iter(self.readline, b"" if self._binary else ""))

    def write(self, file_content: Any) -> None:
        """Writes text or bytes."""
        if isinstance(file_content, str):
            file_content = file_content.encode()
        file = self._to_write()
        if not isinstance(file_content, (bytes, bytearray, memoryview)):
            raise TypeError(
                f"Expected binary or unicode string, got {file_content!r}. Files hold bytes."
            )
        with filesystem.told(text_of_path(self._name)):
            file.write(file_content)

    def seek(self, offset: Any = None, whence: int = 0, position: Any = None) -> None:
        """Goes on reading elsewhere: `offset` bytes from the start, from here (1), or from the end (2)."""
        file = self._to_read()
        if offset is None:
            # `position` is the older name
            if position is None:
                raise TypeError("seek(): offset argument required")
            offset = position
        if whence not in (0, 1, 2):
            raise errors.InvalidArgumentError(
                None, None, f"Invalid whence argument: {whence}. Valid values are 0, 1, or 2."
            )
        with filesystem.told(text_of_path(self._name)):
            file.seek(offset, whence)

    def tell(self) -> int:
        """Where in the file it reads, or writes."""
        return (self._to_read() if self._may_read else self._to_write()).tell()

    def seekable(self) -> bool:
        """Whether it can be read from any place: always."""
        return True

    def flush(self) -> None:
        """Hands what was written to the operating system."""
        if self._writer is not None:
            with filesystem.told(text_of_path(self._name)):
                self._writer.flush()

    def close(self) -> None:
        """Closes the file; what is read afterwards is read from its beginning."""
        files = (self._reader, self._writer)
        self._reader = self._writer = None
        with filesystem.told(text_of_path(self._name)):
            for file in files:
                if file is not None:
                    file.close()

    def next(self) -> Any:
        """The next line.

        Raises:
          StopIteration: at the end of the file.
        """
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return self.next()

    def __enter__(self) -> GFile:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        # what nobody closed is written and closed when it is garbage
        if getattr(self, "_reader", None) is not None or getattr(self, "_writer", None) is not None:
            self.close()


class FastGFile(GFile):
    """The older name of GFile."""


# -- the functions of tf.gfile ---------------------------------------------------------------------


def file_exists(filename: Any) -> bool:
    """Whether there is a file or directory of this name."""
    return filesystem.exists(text_of_path(filename))


def is_directory(dirname: Any) -> bool:
    """Whether there is a directory of this name."""
    return filesystem.is_directory(text_of_path(dirname))


def list_directory(dirname: Any) -> list[str]:
    """The names in a directory, in no order.

    Raises:
      NotFoundError: if there is no such directory.
    """
    name = text_of_path(dirname)
    if not filesystem.is_directory(name):
        raise errors.NotFoundError(None, None, f"Could not find directory {name}")
    return filesystem.listed(name)


def get_matching_files(filename: Any) -> list[str]:
    """The paths that match a pattern, or one of several patterns, in no order.

    Args:
      filename: a pattern or a list of them; `*`, `?` and `[...]` stand for characters other than `/`.

    Raises:
      NotFoundError: if the directory before the first of these does not exist.
    """
    if isinstance(filename, str):
        return filesystem.matching(filename)
    return [name for pattern in filename for name in filesystem.matching(text_of_path(pattern))]


def create_dir(dirname: Any) -> None:
    """Makes one directory; one that is there may stay.

    Raises:
      NotFoundError: if the directory that it is to be in does not exist.
    """
    filesystem.make_directory(text_of_path(dirname))


def recursive_create_dir(dirname: Any) -> None:
    """Makes a directory and those that it is in; what is there may stay."""
    filesystem.make_directories(text_of_path(dirname))


def delete_file(filename: Any) -> None:
    """Removes one file.

    Raises:
      NotFoundError: if there is none.
    """
    filesystem.remove(text_of_path(filename))


def delete_recursively(dirname: Any) -> None:
    """Removes a directory with all that is in it.

    Raises:
      NotFoundError: if there is none.
    """
    filesystem.remove_all(text_of_path(dirname))


def copy(oldpath: Any, newpath: Any, overwrite: bool = False) -> None:
    """Copies a file.

    Raises:
      NotFoundError: if there is none.
      AlreadyExistsError: if `newpath` exists and `overwrite` is false.
    """
    filesystem.copy(text_of_path(oldpath), text_of_path(newpath), overwrite)


def rename(oldname: Any, newname: Any, overwrite: bool = False) -> None:
    """Renames or moves a file or directory.

    Raises:
      NotFoundError: if there is none.
      AlreadyExistsError: if `newname` exists and `overwrite` is false.
    """
    filesystem.rename(text_of_path(oldname), text_of_path(newname), overwrite)


def stat(filename: Any) -> FileStatistics:
    """The length of a file, when it was changed, and whether it is a directory.

    Raises:
      NotFoundError: if there is none.
    """
    return filesystem.stat(text_of_path(filename))


def walk(top: Any, in_order: bool = True) -> Iterator[tuple[str, list[str], list[str]]]:
    """(directory, names of directories in it, names of files in it) of a directory and all below it.

    Args:
      top: the directory.
      in_order: whether a directory comes before those in it.
    """
    name = text_of_path(top)
    if not filesystem.is_directory(name):
        return
    directories: list[str] = []
    files: list[str] = []
    for entry in filesystem.listed(name):
        full = _inside(name, entry)
        (directories if filesystem.is_directory(full) else files).append(entry)
    if in_order:
        yield name, directories, files
    for entry in directories:
        yield from walk(_inside(name, entry), in_order)
    if not in_order:
        yield name, directories, files


def _inside(directory: str, entry: str) -> str:
    return directory + entry if directory.endswith("/") else f"{directory}/{entry}"


# -- the same under the names of tf.io.gfile -------------------------------------------------------


def copy_v2(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Copies a file; see `tf.gfile.Copy`."""
    copy(src, dst, overwrite)


def rename_v2(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Renames or moves a file or directory; see `tf.gfile.Rename`."""
    rename(src, dst, overwrite)


def exists_v2(path: Any) -> bool:
    """Whether there is a file or directory of this name."""
    return file_exists(path)


def is_directory_v2(path: Any) -> bool:
    """Whether there is a directory of this name."""
    return is_directory(path)


def list_directory_v2(path: Any) -> list[str]:
    """The names in a directory, in no order; see `tf.gfile.ListDirectory`."""
    return list_directory(path)


def glob_v2(pattern: Any) -> list[str]:
    """The paths that match a pattern, or one of several; see `tf.gfile.Glob`."""
    return get_matching_files(pattern)


def make_directory_v2(path: Any) -> None:
    """Makes one directory; see `tf.gfile.MkDir`."""
    create_dir(path)


def make_directories_v2(path: Any) -> None:
    """Makes a directory and those that it is in; see `tf.gfile.MakeDirs`."""
    recursive_create_dir(path)


def remove_v2(path: Any) -> None:
    """Removes one file; see `tf.gfile.Remove`."""
    delete_file(path)


def remove_tree(path: Any) -> None:
    """Removes a directory with all that is in it; see `tf.gfile.DeleteRecursively`."""
    delete_recursively(path)


def stat_v2(path: Any) -> FileStatistics:
    """The length of a file, when it was changed, and whether it is a directory."""
    return stat(path)


def walk_v2(
    top: Any, topdown: bool = True, onerror: Any = None
) -> Iterator[tuple[str, list[str], list[str]]]:
    """(directory, names of directories in it, names of files in it) of a directory and all below it.

    Args:
      top: the directory.
      topdown: whether a directory comes before those in it.
      onerror: accepted; nothing calls it.
    """
    return walk(top, topdown)
