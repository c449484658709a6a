"""tf.python_io writes and reads TFRecord files, compressed and not."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Any

import pytest

import scopeflow as tf

RECORDS = [b"", b"abc", b"x" * 100_000, bytes(range(256))]


def written(path: Path, options: Any = None) -> str:
    with tf.python_io.TFRecordWriter(str(path), options) as writer:
        for record in RECORDS:
            writer.write(record)
    return str(path)


KINDS = ["", "GZIP", "ZLIB", None, tf.io.TFRecordCompressionType.GZIP]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read_again(tmp_path: Path, kind: Any) -> None:
    path = written(tmp_path / "f", kind)
    assert list(tf.python_io.tf_record_iterator(path, kind)) == RECORDS
    assert list(tf.io.tf_record_iterator(path, tf.python_io.TFRecordOptions(kind))) == RECORDS


def test_compressed_files_are_what_other_programs_read(tmp_path: Path) -> None:
    plain = Path(written(tmp_path / "plain")).read_bytes()
    assert gzip.decompress(Path(written(tmp_path / "g", "GZIP")).read_bytes()) == plain
    assert zlib.decompress(Path(written(tmp_path / "z", "ZLIB")).read_bytes()) == plain


def test_a_compressed_file_of_several_parts_is_read_whole(tmp_path: Path) -> None:
    part = Path(written(tmp_path / "g", "GZIP")).read_bytes()
    (tmp_path / "two").write_bytes(part + part)
    assert list(tf.io.tf_record_iterator(f"{tmp_path}/two", "GZIP")) == RECORDS * 2


def test_a_flush_makes_what_was_written_readable(tmp_path: Path) -> None:
    for kind in ("", "GZIP"):
        writer = tf.io.TFRecordWriter(f"{tmp_path}/f{kind}", kind)
        writer.write(b"one")
        writer.flush()
        found = tf.io.tf_record_iterator(f"{tmp_path}/f{kind}", kind)
        assert next(found) == b"one"
        writer.close()


def test_a_closed_writer_refuses_records(tmp_path: Path) -> None:
    writer = tf.io.TFRecordWriter(f"{tmp_path}/f")
    writer.close()
    writer.close()
    for use in (lambda: writer.write(b"x"), writer.flush):
        with pytest.raises(tf.errors.FailedPreconditionError, match="Writer not initialized"):
            use()


@pytest.mark.parametrize("record", ["text", 5, None])
def test_a_record_is_bytes(tmp_path: Path, record: Any) -> None:
    with (
        tf.io.TFRecordWriter(f"{tmp_path}/f") as writer,
        pytest.raises(TypeError, match="expected bytes, "),
    ):
        writer.write(record)


@pytest.mark.parametrize("kind", ["FOO", 5])
def test_a_compression_that_is_none_is_refused(kind: Any) -> None:
    with pytest.raises(ValueError, match=f'Not a valid compression_type: "{kind}"'):
        tf.python_io.TFRecordOptions(kind)


def test_options_tell_the_name_of_their_compression() -> None:
    name = tf.python_io.TFRecordOptions.get_compression_type_string
    assert [name(k) for k in (2, "ZLIB", None, tf.python_io.TFRecordOptions())] == [
        "GZIP",
        "ZLIB",
        "",
        "",
    ]


@pytest.mark.parametrize(("cut", "words"), [(1, "truncated record at"), (5, "truncated record")])
def test_a_file_that_ends_in_a_record_is_damaged(tmp_path: Path, cut: int, words: str) -> None:
    for kind in ("", "GZIP"):
        path = Path(written(tmp_path / f"f{kind}", kind))
        whole = path.read_bytes() if not kind else gzip.decompress(path.read_bytes())
        short = whole[:-cut]
        path.write_bytes(gzip.compress(short) if kind else short)
        found = tf.io.tf_record_iterator(str(path), kind)
        assert [next(found) for _ in RECORDS[:-1]] == RECORDS[:-1]
        with pytest.raises(tf.errors.DataLossError, match=words):
            next(found)


def test_a_file_that_is_not_compressed_is_no_gzip(tmp_path: Path) -> None:
    with pytest.raises(tf.errors.DataLossError, match="inflate"):
        list(tf.io.tf_record_iterator(written(tmp_path / "f"), "GZIP"))


def test_a_file_that_is_not_there_is_missed_at_the_first_record(tmp_path: Path) -> None:
    found = tf.io.tf_record_iterator(f"{tmp_path}/none")
    with pytest.raises(tf.errors.NotFoundError, match="No such file or directory"):
        next(found)
    with pytest.raises(tf.errors.NotFoundError):
        tf.io.TFRecordWriter(f"{tmp_path}/none/f")
