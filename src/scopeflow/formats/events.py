"""Event files: a file of Event records that a background thread writes and nothing is lost from."""

from __future__ import annotations

import atexit
import functools
import os
import socket
import threading
import time
import weakref
from collections import deque
from typing import IO, Any

from scopeflow import errors
from scopeflow.formats.files import file_error
from scopeflow.formats.records import frame

FILE_VERSION = "brain.Event:2"
# With a queue of no fixed size the thread still writes now and then.
_UNBOUNDED_BATCH = 1000
# A thread with nothing to do may look for events as often as after so many seconds.
_IDLE = 1.0
_open_streams: set[_Stream] = set()


class EventFileWriter:
    """Writes Event protos to a new file in a directory.

    The file, `events.out.tfevents.<seconds>.<host><suffix>`, is made when the first event comes. It
    always ends with a whole record. What is queued is written when the queue is full, after
    `flush_secs`, on `flush`, on `close`, when the writer is garbage, and when the interpreter
    exits.

    Args:
      logdir: the directory; made if it is missing.
      max_queue: how many events may wait to be written; 0 or less: any number.
      flush_secs: how many seconds an event may wait.
      filename_suffix: what the file's name ends with; if given, the file is made at once.

    Raises:
      FailedPreconditionError: if `logdir` is a file.
    """

    def __init__(
        self,
        logdir: Any,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str | bytes | None = None,
    ) -> None:
        self._logdir = os.fsdecode(logdir) if isinstance(logdir, bytes) else str(logdir)
        self._limit = max_queue if max_queue > 0 else 0
        self._flush_secs = flush_secs
        self._suffix = _text(filename_suffix)
        self._make_directory()
        self._closed = False
        self._start()
        if self._suffix:
            self._stream.open()

    def _make_directory(self) -> None:
        if not self._logdir or os.path.isdir(self._logdir):
            return
        try:
            os.makedirs(self._logdir, exist_ok=True)
        except FileExistsError:
            raise errors.FailedPreconditionError(
                None,
                None,
                f"{self._logdir}; Not a directory. A file has the name of the directory for "
                "event files.",
            ) from None
        except OSError as error:
            raise file_error(error, self._logdir) from None

    def _start(self) -> None:
        self._stream = _Stream(self._logdir, self._suffix, self._limit, self._flush_secs)
        weakref.finalize(self, self._stream.abandon).atexit = False

    def get_logdir(self) -> str:
        """The directory that the file is in."""
        return self._logdir

    def add_event(self, event: Any) -> None:
        """Queues an Event; does nothing after `close`.

        Raises:
          TypeError: if it is no Event proto.
          OpError: what went wrong when the background thread wrote.
        """
        if not isinstance(event, _event_class()):
            raise TypeError(
                f"Expected an event_pb2.Event proto,  but got {type(event)}. "
                "A Summary goes to add_summary, a graph to add_graph."
            )
        if self._closed:
            return
        if self._stream.is_foreign():
            self._start()  # a forked process has a file of its own
        self._stream.add(event.SerializeToString())

    def flush(self) -> None:
        """Returns when all events are in the file."""
        if not self._closed:
            self._stream.drain()

    def close(self) -> None:
        """Writes what is queued and closes the file. The second time it does nothing."""
        if not self._closed:
            self._closed = True
            self._stream.close()

    def reopen(self) -> None:
        """After `close`: later events go to a new file. Does nothing on an open writer."""
        if self._closed:
            self._make_directory()
            self._start()
            self._closed = False


@functools.cache
def _event_class() -> Any:
    from tensorboard.compat.proto.event_pb2 import Event

    return Event


def _text(suffix: str | bytes | None) -> str:
    if suffix is None or isinstance(suffix, str):
        return suffix or ""
    if isinstance(suffix, bytes):
        return suffix.decode()
    raise TypeError(
        f"Expected binary or unicode string, got {suffix!r}. It is to be the end of a file's name."
    )


class _Stream:
    """One event file with its queue and thread; outlives its writer until all is written."""

    def __init__(self, directory: str, suffix: str, limit: int, flush_secs: float) -> None:
        self._directory = directory
        self._suffix = suffix
        self._limit = limit
        self._flush_secs = flush_secs
        self._pid = os.getpid()
        self._changed = threading.Condition()  # guards the queue and the flags
        self._writing = threading.RLock()  # guards the file
        self._queue: deque[bytes] = deque()
        self._oldest = 0.0  # when the event that has waited longest came
        self._file: IO[bytes] | None = None
        self._end = 0  # where the last whole record ends
        self._thread: threading.Thread | None = None
        self._error: errors.OpError | None = None
        self._closing = False
        self._eager = True  # the first event is written at once

    def is_foreign(self) -> bool:
        """Whether this process is a fork of the one that writes: the thread is not here."""
        return self._pid != os.getpid()

    def open(self) -> None:
        """Makes the file, unless it exists."""
        with self._writing:
            if self._file is not None or self._closing:
                return
            now = time.time()
            self._file, path = _new_file(self._directory, self._suffix, int(now))
            self._path = path
            from tensorboard.compat.proto.event_pb2 import Event

            self._put(frame(Event(wall_time=now, file_version=FILE_VERSION).SerializeToString()))
        with self._changed:
            _open_streams.add(self)
            self._thread = threading.Thread(target=self._work, name="scopeflow-events", daemon=True)
            self._thread.start()

    def add(self, data: bytes) -> None:
        """Queues one record; while the queue is full, it writes what is there itself."""
        if self._file is None:
            self.open()
        while not self._queued(data):
            # sooner than the thread, which has been told, would wake up
            self.drain()

    def _queued(self, data: bytes) -> bool:
        """Queues one record, unless the queue is full."""
        with self._changed:
            self._raise_error()
            queue = self._queue
            if self._limit and len(queue) >= self._limit and self._thread_lives():
                return False
            if not queue:
                self._oldest = time.monotonic()
            queue.append(data)
            if (
                self._eager
                or len(queue) >= (self._limit or _UNBOUNDED_BATCH)
                or (len(queue) == 1 and self._flush_secs < _IDLE)
            ):
                self._changed.notify_all()
            return True

    def drain(self) -> None:
        """Writes all that is queued, in the calling thread."""
        if self.is_foreign():
            return
        with self._writing:
            with self._changed:
                self._error = None  # what failed is still queued: it is tried again here
                batch = list(self._queue)
            if batch:
                self._put(b"".join(map(frame, batch)))
                with self._changed:
                    self._eager = False
                    for _ in batch:
                        self._queue.popleft()
                    self._oldest = time.monotonic()
                    self._changed.notify_all()

    def close(self) -> None:
        """Writes all that is queued, ends the thread and closes the file."""
        if self.is_foreign():
            return
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        thread = self._thread
        try:
            self.drain()
        finally:
            if thread is not None and thread is not threading.current_thread():
                thread.join()
            self._release()

    def abandon(self) -> None:
        """Closes the stream of a writer that is garbage. Runs wherever the collector runs."""
        if self.is_foreign():
            return
        if self._thread is None:
            self._release()
            return
        with self._changed:
            self._closing = True
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._closing and not self._is_due():
                    self._changed.wait(self._wait_time())
                closing = self._closing
            try:
                self.drain()
            except errors.OpError as error:
                with self._changed:
                    self._error = error
                    self._changed.notify_all()
                    if not closing:
                        self._changed.wait(1.0)
            if closing:
                if not self._error:
                    self._release()
                return

    def _is_due(self) -> bool:
        if not self._queue:
            return False
        if self._eager or len(self._queue) >= (self._limit or _UNBOUNDED_BATCH):
            return True
        return time.monotonic() - self._oldest >= self._flush_secs

    def _wait_time(self) -> float | None:
        if not self._queue:
            # what comes meanwhile then still waits no longer than it may, and need not wake the thread
            return None if self._flush_secs < _IDLE else self._flush_secs
        return max(0.0, self._oldest + self._flush_secs - time.monotonic())

    def _put(self, data: bytes) -> None:
        assert self._file is not None
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            self._cut_back()
            raise file_error(error, self._path) from None
        self._end += len(data)

    def _cut_back(self) -> None:
        """Takes away the half-written batch, so that the file ends with a whole record."""
        assert self._file is not None
        try:
            self._file.truncate(self._end)
            self._file.seek(self._end)
        except OSError:
            pass  # the error of the write itself is the one to report

    def _thread_lives(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _raise_error(self) -> None:
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _release(self) -> None:
        with self._writing:
            if self._file is not None:
                self._file.close()
        _open_streams.discard(self)


def _new_file(directory: str, suffix: str, seconds: int) -> tuple[IO[bytes], str]:
    """A file that did not exist: two writers of one second must not write over each other."""
    host = socket.gethostname()
    while True:
        path = os.path.join(directory, f"events.out.tfevents.{seconds:010d}.{host}{suffix}")
        try:
            return open(path, "xb", buffering=0), path
        except FileExistsError:
            seconds += 1
        except OSError as error:
            raise file_error(error, path) from None


@atexit.register
def _close_all() -> None:
    for stream in list(_open_streams):
        stream.close()


os.register_at_fork(after_in_child=_open_streams.clear)
