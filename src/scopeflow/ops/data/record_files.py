"""Datasets of the records of TFRecord files, and writing such a file."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats.record_files import TFRecordWriter
from scopeflow.formats.records import masked_crc
from scopeflow.graph.dtypes import string
from scopeflow.ops import rules
from scopeflow.ops.data.asking import invalid, path_of, scalars, text, texts
from scopeflow.ops.data.text_files import FilesCursor, FilesValue
from scopeflow.ops.data.values import Element, Run, dataset_of
from scopeflow.ops.define import op

_HEADER = 12  # the length (8 bytes) and its checksum (4)
_LENGTH_AND_CRC = struct.Struct("<QI").unpack
_FOOTER = 4  # the checksum of the data
# A damaged length must not make us ask for more memory than there is: records are read in parts of this size.
_PART = 1 << 24


class _Records(FilesCursor):
    def open(self, name: str) -> Any:
        self._offset = 0
        return super().open(name)

    def piece(self, file: Any, name: str) -> bytes | None:
        try:
            return self._record(file, name)
        except errors.DataLossError:
            # what stands behind a damaged record cannot be found
            self.leave()
            raise

    def _record(self, file: Any, name: str) -> bytes | None:
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            return None
        length, crc = _LENGTH_AND_CRC(header)
        if masked_crc(header[:8]) != crc:
            raise _lost("corrupted", self._offset, name)
        data = _long(file, length + _FOOTER)
        if len(data) < length + _FOOTER:
            raise _lost("truncated", self._offset, name)
        data, footer = data[:length], data[length:]
        if masked_crc(data) != int.from_bytes(footer, "little"):
            raise _lost("corrupted", self._offset + _HEADER, name)
        self._offset += _HEADER + length + _FOOTER
        return data


def _long(file: Any, count: int) -> bytes:
    if count <= _PART:
        return file.read(count)
    parts = []
    while count > 0:
        part = file.read(min(count, _PART))
        if not part:
            break
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _lost(what: str, offset: int, name: str) -> errors.DataLossError:
    return errors.DataLossError(
        None, None, f"{what} record at {offset}\nThe file is damaged: {name}"
    )


class TFRecordValue(FilesValue):
    """Records."""

    reader = _Records


@op("TFRecordDataset(filenames: string, compression_type: string, buffer_size: int64; ) -> (handle: variant) # stateful",
    shape=scalars(-2, 0, 0), host=True)  # fmt: skip
def tf_record_dataset(filenames: Any, compression_type: Any, buffer_size: Any) -> Any:
    """The records of files."""
    size = int(buffer_size)
    if size < 0:
        raise invalid("`buffer_size` must be >= 0 (0 == no buffering)")
    compression = text(compression_type)
    # an unknown compression is none, as in TensorFlow
    known = compression if compression in (b"ZLIB", b"GZIP") else b""
    return TFRecordValue(texts(filenames), known, size)


@op("DatasetToTFRecord(input_dataset: variant, filename: string, compression_type: string; ) -> () # stateful",
    shape=rules.none, host=True)  # fmt: skip
def dataset_to_tf_record(
    input_dataset: Any, filename: Any, compression_type: Any, *, ctx: Any
) -> tuple[()]:
    """Writes every element of a dataset as a record."""
    dataset = dataset_of(input_dataset)
    if len(dataset.dtypes) != 1 or dataset.dtypes[0] is not string:
        raise invalid("DatasetToTFRecord writes datasets of single strings.")
    compression = text(compression_type).decode(errors="replace")
    run = Run(ctx)
    known = compression if compression in ("ZLIB", "GZIP") else ""
    with TFRecordWriter(path_of(text(filename)), known) as writer:
        walk = dataset.iterate(run)
        try:
            for element in walk:
                writer.write(_bytes_of(element))
        finally:
            run.cancel()
            walk.close()
    return ()


def _bytes_of(element: Element) -> bytes:
    return bytes(np.asarray(element[0], object).reshape(-1)[0])
