"""Readers as a session keeps them: they take file names from a queue and give their records one by one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats.messages import message
from scopeflow.formats.record_files import (
    TFRecordCompressionType,
    TFRecordOptions,
    tf_record_iterator,
)
from scopeflow.ops.queues.state import Queue
from scopeflow.ops.queues.waiting import Patience

Record = tuple[bytes, bytes]


class Reader:
    """A reader; subclasses say what the records of one file are.

    Attributes:
      produced: how many records it gave.
      started, completed: how many files it began and finished.
    """

    # whether a file is one record, after which it is finished
    single = False

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """Starts anew."""
        with self.lock:
            self.produced = 0
            self.started = 0
            self.completed = 0
            self._last = b""
            self._work: bytes | None = None
            self._records: Iterator[Record] = iter(())

    def records(self, work: bytes) -> Iterator[Record]:
        """The records of one file: (key, value)."""
        raise NotImplementedError

    def read(self, queue: Queue, patience: Patience) -> Record:
        """The next record; takes the next file from the queue where one has no more."""
        with self.lock:
            while True:
                if self._work is None:
                    self._start(queue, patience)
                for record in self._records:
                    self.produced += 1
                    if self.single:
                        self._finish()
                    return record
                self._finish()

    def read_up_to(self, queue: Queue, count: int, patience: Patience) -> list[Record]:
        """The next records of one file, at most `count`, at least one."""
        found: list[Record] = []
        with self.lock:
            while not found:
                if self._work is None:
                    self._start(queue, patience)
                while len(found) < count:
                    record = next(self._records, None)
                    if record is None:
                        self._finish()
                        break
                    found.append(record)
            self.produced += len(found)
        return found

    def _start(self, queue: Queue, patience: Patience) -> None:
        (element,) = queue.take(1, patience)
        name = (
            element[0][()]
            if np.shape(element[0]) == () and hasattr(element[0], "dtype")
            else element[0]
        )
        if len(queue.dtypes) != 1 or not isinstance(name, bytes):
            raise errors.InvalidArgumentError(
                None, None, "Expected a queue of single string scalars to read file names from."
            )
        self._work = self._last = name
        self.started += 1
        self._records = self.records(self._work)

    def _finish(self) -> None:
        self.completed += 1
        self._work = None

    def state(self) -> bytes:
        """What `restore` takes; only a reader that needs no files has it."""
        return b""

    def restore(self, state: bytes) -> None:
        """Takes up a state.

        Raises:
          UnimplementedError: for a reader that has none.
        """
        raise errors.UnimplementedError(None, None, "Reader RestoreState")


def _opened(path: bytes) -> Any:
    try:
        return open(path, "rb")  # noqa: SIM115 - its reader closes it
    except FileNotFoundError:
        raise errors.NotFoundError(
            None, None, f"{path.decode(errors='replace')}; No such file or directory"
        ) from None


class WholeFileReader(Reader):
    """Files as wholes: key the name, value the contents."""

    single = True

    def records(self, work: bytes) -> Iterator[Record]:
        with _opened(work) as file:
            yield work, file.read()


class IdentityReader(Reader):
    """The names themselves."""

    single = True

    def records(self, work: bytes) -> Iterator[Record]:
        yield work, work

    def state(self) -> bytes:
        made = message("ReaderBaseState")(
            work_started=self.started,
            work_finished=self.completed,
            num_records_produced=self.produced,
            current_work=self._last,
        )
        return made.SerializeToString()

    def restore(self, state: bytes) -> None:
        found = message("ReaderBaseState")()
        try:
            found.ParseFromString(state)
        except Exception:
            raise errors.InvalidArgumentError(
                None, None, f"Could not parse state for IdentityReader: {state!r}"
            ) from None
        with self.lock:
            self.reset()
            self.started, self.completed = found.work_started, found.work_finished
            self.produced, self._last = found.num_records_produced, found.current_work


class TextLineReader(Reader):
    """Lines without their ends: key `file:line`."""

    def __init__(self, skip: int) -> None:
        self._skip = skip
        super().__init__()

    def records(self, work: bytes) -> Iterator[Record]:
        with _opened(work) as file:
            for number, line in enumerate(file, 1):
                if number > self._skip:
                    text = line.removesuffix(b"\n")
                    yield b"%s:%d" % (work, number), text.removesuffix(b"\r")


class FixedLengthRecordReader(Reader):
    """Pieces of one size: key `file:number`.

    Args:
      header, record, footer, hop: sizes in bytes; hop is how far apart records begin.
      encoding: "" or "ZLIB".
    """

    def __init__(self, header: int, record: int, footer: int, hop: int, encoding: str) -> None:
        self._sizes = (header, record, footer, hop or record)
        self._encoding = encoding
        super().__init__()

    def records(self, work: bytes) -> Iterator[Record]:
        header, record, footer, hop = self._sizes
        with _opened(work) as file:
            data = file.read()
        if self._encoding == "ZLIB":
            import zlib

            data = zlib.decompress(data)
        end = len(data) - footer
        for number, start in enumerate(range(header, end - record + 1, hop)):
            yield b"%s:%d" % (work, number), data[start : start + record]


class TFRecordReader(Reader):
    """Records of TFRecord files: key `file:offset`.

    Args:
      compression: "", "GZIP" or "ZLIB".
    """

    def __init__(self, compression: str) -> None:
        self._compression = compression
        super().__init__()

    def records(self, work: bytes) -> Iterator[Record]:
        _opened(work).close()
        kinds = {"GZIP": TFRecordCompressionType.GZIP, "ZLIB": TFRecordCompressionType.ZLIB}
        options = TFRecordOptions(kinds[self._compression]) if self._compression else None
        offset = 0
        for data in tf_record_iterator(work.decode(), options):
            yield b"%s:%d" % (work, offset), data
            # what stands around a record in the file: its length, and two checksums
            offset += len(data) + 16


class LMDBReader(Reader):
    """The entries of LMDB databases; needs the package `lmdb`."""

    def records(self, work: bytes) -> Iterator[Record]:
        try:
            import lmdb  # type: ignore[import-not-found]
        except ImportError:
            raise errors.UnimplementedError(
                None, None, "LMDBReader reads with the package lmdb: pip install lmdb"
            ) from None
        import os

        path = work.decode()
        with (
            lmdb.open(path, subdir=os.path.isdir(path), readonly=True, lock=False) as database,
            database.begin() as transaction,
        ):
            yield from transaction.cursor()
