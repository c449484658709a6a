"""Datasets of the lines of text files, and of pieces of one size."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.graph.dtypes import string
from scopeflow.ops.data.asking import invalid, path_of, scalars, text, texts
from scopeflow.ops.data.streams import Stream, checked_compression
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run
from scopeflow.ops.define import op


class FilesValue(DatasetValue):
    """What files hold, one string at a time; subclasses say how to read them.

    Args:
      names: the files.
      compression: of all of them.
      chunk: how many bytes to ask a file for at once; 0 for what suits it.
    """

    reader: Any = None

    def __init__(self, names: Sequence[bytes], compression: bytes, chunk: int) -> None:
        super().__init__([string], [()])
        self.names = [path_of(name) for name in names]
        self.compression = compression
        self.chunk = chunk

    def iterate(self, run: Run) -> Cursor:
        return type(self).reader(run, self)


class FilesCursor(Cursor):
    """A walk through files. A file that cannot be opened is tried again at the next question, as in TensorFlow.

    Args:
      run: the run.
      value: the dataset.
    """

    def __init__(self, run: Run, value: Any) -> None:
        self.value = value
        self._waiting = deque(value.names)
        self._file: Any = None

    def open(self, name: str) -> Any:
        """What `piece` is to read from."""
        value = self.value
        return Stream(name, value.compression, value.chunk)

    def piece(self, file: Any, name: str) -> bytes | None:
        """The next piece of a file, None at its end."""
        raise NotImplementedError

    def __next__(self) -> Element:
        while self._waiting:
            if self._file is None:
                self._file = self.own(self.open(self._waiting[0]))
            found = self.piece(self._file, self._waiting[0])
            if found is not None:
                return (found,)
            self.leave()
        raise StopIteration

    def leave(self) -> None:
        """Closes the file and goes on to the next one."""
        self.disown(self._file)
        self._file = None
        self._waiting.popleft()


class _Lines(FilesCursor):
    def open(self, name: str) -> Any:
        self._ready: deque[bytes] = deque()
        # the parts of a line whose end has not come yet
        self._begun: list[bytes] = []
        self._ended = False
        return super().open(name)

    def piece(self, file: Any, name: str) -> bytes | None:
        while not self._ready and not self._ended:
            self._more(file)
        return self._ready.popleft() if self._ready else None

    def _more(self, file: Stream) -> None:
        data = file.more()
        if not data:
            self._ended = True
            if any(self._begun):
                self._ready.append(b"".join(self._begun).replace(b"\r", b""))
            return
        if b"\n" not in data:
            self._begun.append(data)
            return
        lines = data.split(b"\n")
        lines[0] = b"".join([*self._begun, lines[0]])
        self._begun = [lines.pop()]
        if b"\r" in data or b"\r" in lines[0]:
            lines = [line.replace(b"\r", b"") for line in lines]
        self._ready.extend(lines)


class TextLineValue(FilesValue):
    """Lines without their ends."""

    reader = _Lines


@op("TextLineDataset(filenames: string, compression_type: string, buffer_size: int64; ) -> (handle: variant) # stateful",
    shape=scalars(-2, 0, 0), host=True)  # fmt: skip
def text_line_dataset(filenames: Any, compression_type: Any, buffer_size: Any) -> Any:
    """The lines of files."""
    compression = checked_compression(text(compression_type))
    size = int(buffer_size)
    if size < 0:
        raise invalid("`buffer_size` must be >= 0 (0 == default)")
    return TextLineValue(texts(filenames), compression, size)


# -- pieces of one size --------------------------------------------------------------------------------


class FixedLengthValue(FilesValue):
    """Pieces of one size.

    Attributes:
      header, record, footer: how many bytes to leave out at the beginning, to read at once, and to leave out at the end.
    """

    header, record, footer = 0, 1, 0

    def iterate(self, run: Run) -> Cursor:
        return _PackedPieces(run, self) if self.compression else _Pieces(run, self)

    def refusal(self, name: str, body: int) -> str:
        """What is said of a file whose body is no whole number of pieces."""
        return (
            f"Excluding the header ({self.header} bytes) and footer ({self.footer} bytes), input file "
            f'"{name}" has body length {body % 2**64} bytes, which is not an exact multiple of the record length '
            f"({self.record} bytes)."
        )


class _Pieces(FilesCursor):
    def open(self, name: str) -> Any:
        value = self.value
        file = super().open(name)
        body = file.size() - value.header - value.footer
        if body % 2**64 % value.record or body < 0:
            file.close()
            raise invalid(value.refusal(name, body))
        file.read(value.header)
        self._left = body // value.record
        return file

    def piece(self, file: Any, name: str) -> bytes | None:
        if not self._left:
            return None
        self._left -= 1
        return file.read(self.value.record)


class _PackedPieces(FilesCursor):
    """Of a compressed file nobody knows where its footer begins before its end is there."""

    def open(self, name: str) -> Any:
        file = super().open(name)
        file.read(self.value.header)
        self._ahead = b""
        self._whole = 0
        return file

    def piece(self, file: Any, name: str) -> bytes | None:
        value = self.value
        wanted = value.record + value.footer
        self._ahead += file.read(wanted - len(self._ahead))
        if len(self._ahead) == wanted:
            found, self._ahead = self._ahead[: value.record], self._ahead[value.record :]
            self._whole += value.record
            return found
        # everything behind the last piece
        body = len(self._ahead) - value.footer
        if body:
            refusal = value.refusal(name, self._whole + body)
            self.leave()
            raise errors.DataLossError(None, None, refusal)
        return None


_SIZES = "header_bytes: int64, record_bytes: int64, footer_bytes: int64, buffer_size: int64"


def _fixed(
    names: Any, header: Any, record: Any, footer: Any, chunk: Any, compression: bytes
) -> FixedLengthValue:
    sizes = {"header_bytes": int(header), "record_bytes": int(record), "footer_bytes": int(footer)}
    for name, size in sizes.items():
        if name == "record_bytes" and size <= 0:
            raise invalid("`record_bytes` must be > 0")
        if size < 0:
            raise invalid(f"`{name}` must be >= 0")
    if int(chunk) < 0:
        raise invalid("`buffer_size` must be >= 0")
    made = FixedLengthValue(texts(names), checked_compression(compression), int(chunk))
    made.header, made.record, made.footer = sizes.values()
    return made


@op(f"FixedLengthRecordDataset(filenames: string, {_SIZES}; ) -> (handle: variant) # stateful",
    shape=scalars(-2, 0, 0, 0, 0), host=True)  # fmt: skip
def fixed_length_record_dataset(
    filenames: Any, header_bytes: Any, record_bytes: Any, footer_bytes: Any, buffer_size: Any
) -> Any:
    """Pieces of one size."""
    return _fixed(filenames, header_bytes, record_bytes, footer_bytes, buffer_size, b"")


@op(
    f"FixedLengthRecordDatasetV2(filenames: string, {_SIZES}, compression_type: string; ) -> (handle: variant)"
    " # stateful",
    shape=scalars(-2, 0, 0, 0, 0),
    host=True,
)
def fixed_length_record_dataset_v2(
    filenames: Any,
    header_bytes: Any,
    record_bytes: Any,
    footer_bytes: Any,
    buffer_size: Any,
    compression_type: Any,
) -> Any:
    """Pieces of one size, of files that may be compressed."""
    compression = text(compression_type)
    return _fixed(filenames, header_bytes, record_bytes, footer_bytes, buffer_size, compression)
