"""TFRecord framing, and what its reader says about damaged files."""

from __future__ import annotations

import pytest

from scopeflow import errors
from scopeflow.formats.records import RecordWriter, frame, masked_crc, read_records

RECORDS = [b"first", b"", b"x" * 300]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "records"
    with open(path, "wb") as file:
        writer = RecordWriter(file)
        for record in RECORDS:
            writer.write(record)
    return path


def read_until_error(path):
    found = []
    try:
        for record in read_records(path):
            found.append(record)  # noqa: PERF402 - what came before the error counts
    except errors.DataLossError as error:
        return found, error.message
    return found, None


def test_the_checksum_is_the_masked_crc32c():
    # CRC32C of 32 zero bytes is 8a9136aa (RFC 3720, B.4)
    crc = 0x8A9136AA
    assert masked_crc(bytes(32)) == ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def test_records_come_back_in_order(path):
    assert list(read_records(path)) == RECORDS
    assert list(read_records(str(path))) == list(read_records(bytes(path))) == RECORDS


def test_an_empty_file_has_no_records(tmp_path):
    (tmp_path / "empty").touch()
    assert list(read_records(tmp_path / "empty")) == []


@pytest.mark.parametrize("size", range(1, 21 + 16 + 316))
def test_every_cut_gives_the_whole_records_before_it(path, size):
    starts = [0, 21, 37, 353]
    path.write_bytes(path.read_bytes()[:size])
    found, message = read_until_error(path)
    whole = sum(end <= size for end in starts[1:])
    assert found == RECORDS[:whole]
    if size - starts[whole] < 12:  # not even a whole header: the file's end
        assert message is None
    else:
        assert message.startswith(f"truncated record at {starts[whole]}. ")
        assert str(path) in message


@pytest.mark.parametrize(
    ("flipped", "offset"),
    [(0, 0), (8, 0), (12, 12), (16, 12), (20, 12), (21, 21), (29, 21), (33, 33), (49, 49)],
)
def test_every_flipped_bit_is_found(path, flipped, offset):
    data = bytearray(path.read_bytes())
    data[flipped] ^= 1
    path.write_bytes(bytes(data))
    _, message = read_until_error(path)
    assert message.startswith(f"corrupted record at {offset}. ")


def test_a_missing_file_is_not_found_at_the_first_record():
    records = read_records("no/such/file")
    with pytest.raises(errors.NotFoundError, match="no/such/file; No such file or directory"):
        next(records)


def test_a_directory_is_refused(tmp_path):
    with pytest.raises(errors.FailedPreconditionError, match="; Is a directory"):
        next(read_records(tmp_path))


def test_what_is_no_path_is_refused():
    with pytest.raises(TypeError, match="Expected binary or unicode string, got None"):
        next(read_records(None))


def test_a_length_beyond_the_file_takes_no_memory(tmp_path):
    length = (2**62).to_bytes(8, "little")
    data = length + masked_crc(length).to_bytes(4, "little")
    (tmp_path / "long").write_bytes(data + b"abc")
    with pytest.raises(errors.DataLossError, match="truncated record at 0"):
        next(read_records(tmp_path / "long"))


def test_a_frame_is_sixteen_bytes_longer_than_its_record():
    assert len(frame(b"abc")) == 19
