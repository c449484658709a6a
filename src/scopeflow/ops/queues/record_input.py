"""`RecordInput`: records of files without end, mixed anew in each epoch."""

from __future__ import annotations

import glob
import random
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats.record_files import TFRecordOptions
from scopeflow.graph.core import get_default_graph
from scopeflow.ops import rules
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.arrays.splitting import split
from scopeflow.ops.define import op


class _Records:
    """The records of files, epoch after epoch; no epoch begins before the last has ended.

    Args:
      attrs: the node's attributes.
    """

    def __init__(self, attrs: dict[str, Any]) -> None:
        self._attrs = attrs
        # what a reader mixes is its own: no order is promised but that of equal seeds
        self._random = random.Random(attrs["file_random_seed"])  # noqa: S311
        self._lock = threading.Lock()
        self._next = self._all()

    def take(self, count: int) -> list[bytes]:
        """The next records."""
        with self._lock:
            return [next(self._next) for _ in range(count)]

    def _all(self) -> Iterator[bytes]:
        files = sorted(glob.glob(_text(self._attrs["file_pattern"])))
        epoch = 0
        while True:
            # a generator that has failed is over: the files are looked for in each epoch
            if not files:
                raise errors.NotFoundError(
                    None, None, f"Found no files at {_text(self._attrs['file_pattern'])}"
                )
            found = False
            for record in self._epoch(files, epoch):
                found = True
                yield record
            if not found:
                raise errors.NotFoundError(None, None, "Found no records")
            epoch += 1

    def _epoch(self, files: list[str], epoch: int) -> Iterator[bytes]:
        """The records of one epoch, mixed within a buffer."""
        mixed = list(files)
        self._random.shuffle(mixed)
        shift = int(self._attrs["file_shuffle_shift_ratio"] * epoch * len(mixed)) % len(mixed)
        buffer: list[bytes] = []
        size = max(self._attrs["file_buffer_size"], 1)
        for file in mixed[shift:] + mixed[:shift]:
            for record in _records(file, _text(self._attrs["compression_type"])):
                buffer.append(record)
                if len(buffer) >= size:
                    yield self._one_of(buffer)
        while buffer:
            yield self._one_of(buffer)

    def _one_of(self, buffer: list[bytes]) -> bytes:
        place = self._random.randrange(len(buffer))
        buffer[place], buffer[-1] = buffer[-1], buffer[place]
        return buffer.pop()


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _records(file: str, compression: str) -> Iterator[bytes]:
    from scopeflow.formats.record_files import tf_record_iterator

    return tf_record_iterator(file, compression or None)


@op(
    "RecordInput(; file_pattern: string, file_random_seed: int = 301, file_shuffle_shift_ratio: float = 0.0,"
    " file_buffer_size: int = 10000, file_parallelism: int = 16, batch_size: int = 32,"
    ' compression_type: string = "") -> (records: string) # stateful',
    shape=rules.unknown,
    host=True,
)
def record_input(*, batch_size: int, ctx: Any) -> np.ndarray:
    """The next records of files."""
    key = ("records of a node", ctx.op.name)
    kept = ctx.resources.find_or_make(key, lambda: _Records(ctx.op._attrs))
    found = np.empty(batch_size, object)
    found[:] = kept.take(batch_size)
    return found


class RecordInput:
    """Records of files without end, mixed anew in each epoch.

    Args:
      file_pattern: a glob pattern of TFRecord files.
      batch_size: how many records one batch has.
      buffer_size: how many records are mixed at a time.
      parallelism: kept in the node; the files are read one by one.
      shift_ratio: how far the order of files is turned in each epoch, as a part of their number.
      seed: of the mixing.
      name: the wish for the node's name.
      batches: how many batches one run gives; None for one that is not taken apart.
      compression_type: "GZIP", "ZLIB", a TFRecordCompressionType, TFRecordOptions, or None.
    """

    def __init__(
        self,
        file_pattern: str,
        batch_size: int = 1,
        buffer_size: int = 1,
        parallelism: int = 1,
        shift_ratio: float = 0,
        seed: int = 0,
        name: str | None = None,
        batches: int | None = None,
        compression_type: Any = None,
    ) -> None:
        self._batch_size = batch_size * (batches or 1)
        self._batches = batches
        self._name = name
        self._attrs: dict[str, Any] = {
            "file_pattern": file_pattern,
            "file_buffer_size": buffer_size,
            "file_parallelism": parallelism,
            "file_shuffle_shift_ratio": shift_ratio,
            "file_random_seed": seed,
            "compression_type": TFRecordOptions.get_compression_type_string(compression_type),
        }

    def get_yield_op(self) -> Any:
        """The records: a vector of strings, or if `batches` was given a list of lists of scalars."""
        records = record_input(batch_size=self._batch_size, name=self._name, **self._attrs)
        if self._batches is None:
            return records
        with get_default_graph().name_scope(self._name):
            parts = split(records, self._batch_size, 0)
            scalars = [reshape(part, []) for part in parts]
        return [scalars[first :: self._batches] for first in range(self._batches)]
