"""Datasets of files: any contents come out as they went in, in pieces of any size, and never a whole file at once."""

from __future__ import annotations

import csv
import gzip
import io
import os
import struct
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scopeflow as tf
from scopeflow.formats.records import frame, masked_crc
from scopeflow.ops.data.streams import Stream

SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PACKERS = {"": bytes, "GZIP": gzip.compress, "ZLIB": zlib.compress}


def elements(make: Any) -> list[Any]:
    """All elements of the dataset that `make` makes in a fresh graph."""
    with tf.Graph().as_default(), tf.Session() as session:
        element = make().make_one_shot_iterator().get_next()
        found = []
        while True:
            try:
                found.append(session.run(element))
            except tf.errors.OutOfRangeError:
                return found


lines_of_text = st.lists(
    st.binary(max_size=30).map(lambda b: b.replace(b"\n", b"").replace(b"\r", b""))
)


@SETTINGS
@given(lines_of_text, st.sampled_from(sorted(PACKERS)), st.integers(0, 40), st.booleans())
def test_lines_come_out_as_they_went_in(
    tmp_path: Path, lines: list[bytes], packing: str, chunk: int, dos: bool
) -> None:
    path = tmp_path / "lines"
    ending = b"\r\n" if dos else b"\n"
    path.write_bytes(PACKERS[packing](b"".join(line + ending for line in lines)))
    assert elements(lambda: tf.data.TextLineDataset(str(path), packing, chunk)) == lines


@SETTINGS
@given(st.lists(st.binary(max_size=60)), st.sampled_from(sorted(PACKERS)), st.integers(0, 40))
def test_records_come_out_as_they_went_in(
    tmp_path: Path, records: list[bytes], packing: str, chunk: int
) -> None:
    path = tmp_path / "records"
    path.write_bytes(PACKERS[packing](b"".join(frame(record) for record in records)))
    assert elements(lambda: tf.data.TFRecordDataset(str(path), packing, chunk)) == records


@SETTINGS
@given(
    st.binary(max_size=60), st.integers(1, 7), st.integers(0, 4), st.sampled_from(sorted(PACKERS))
)
def test_pieces_come_out_as_they_went_in(
    tmp_path: Path, data: bytes, size: int, edge: int, packing: str
) -> None:
    body = data[: len(data) // size * size]
    path = tmp_path / "pieces"
    path.write_bytes(PACKERS[packing](b"h" * edge + body + b"f" * edge))
    found = elements(
        lambda: tf.data.FixedLengthRecordDataset(
            str(path), size, edge, edge, compression_type=packing
        )
    )
    assert b"".join(found) == body
    assert all(len(piece) == size for piece in found)


fields = st.text(alphabet='ab",\n\r x', min_size=1, max_size=8)


@SETTINGS
@given(
    st.lists(st.tuples(fields, fields), max_size=6),
    st.integers(1, 20),
    st.sampled_from(["\n", "\r\n"]),
)
def test_csv_fields_come_out_as_they_went_in(
    tmp_path: Path, rows: list[tuple[str, str]], chunk: int, ending: str
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(rows)
    path = tmp_path / "table.csv"
    path.write_bytes(text.getvalue().encode())
    found = elements(
        lambda: tf.data.experimental.CsvDataset(str(path), [tf.string] * 2, buffer_size=chunk)
    )
    assert found == [tuple(field.encode() for field in row) for row in rows]


@pytest.fixture
def bytes_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each question to the operating system gave."""
    found: list[int] = []
    read = Stream._read

    def counted(self: Stream, count: int) -> bytes:
        data = read(self, count)
        found.append(len(data))
        return data

    monkeypatch.setattr(Stream, "_read", counted)
    return found


@pytest.mark.parametrize("kind", ["lines", "records", "csv"])
def test_the_first_element_takes_a_small_part_of_a_file(
    tmp_path: Path, bytes_read: list[int], kind: str
) -> None:
    path = str(tmp_path / "large")
    line = b"1,some words\n"
    piece = frame(line) if kind == "records" else line
    with open(path, "wb") as file:
        file.write(piece * (20_000_000 // len(piece)))
    with tf.Graph().as_default(), tf.Session() as session:
        made: Any = {
            "lines": lambda: tf.data.TextLineDataset(path),
            "records": lambda: tf.data.TFRecordDataset(path),
            "csv": lambda: tf.data.experimental.CsvDataset(path, [tf.int32, tf.string]),
        }[kind]()
        session.run(made.make_one_shot_iterator().get_next())
    assert 0 < sum(bytes_read) <= 5_000_000


def test_a_record_that_claims_to_be_huge_takes_no_memory(tmp_path: Path) -> None:
    length = struct.pack("<Q", 2**60)
    path = tmp_path / "claims"
    path.write_bytes(length + struct.pack("<I", masked_crc(length)) + b"x" * 100)
    tracemalloc.start()
    try:
        with pytest.raises(tf.errors.DataLossError, match="truncated record at 0"):
            elements(lambda: tf.data.TFRecordDataset(str(path)))
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


def open_files(path: str) -> int:
    """How many open files of this process are `path`."""
    count = 0
    for number in os.listdir("/proc/self/fd"):
        try:
            count += os.readlink(f"/proc/self/fd/{number}") == path
        except OSError:
            continue
    return count


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc")
def test_files_are_closed_at_the_end_and_when_an_iterator_starts_anew(tmp_path: Path) -> None:
    path = str(tmp_path / "lines")
    Path(path).write_bytes(b"a\nb\n")
    with tf.Graph().as_default(), tf.Session() as session:
        iterator = tf.data.TextLineDataset(path).make_initializable_iterator()
        line = iterator.get_next()
        for _ in range(5):
            session.run(iterator.initializer)
            session.run(line)
        assert open_files(path) == 1
        session.run(line)
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(line)
        assert open_files(path) == 0
