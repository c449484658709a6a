"""Checkpoints as bytes: what TensorFlow wrote is read, what is written is to the bit what it writes."""

from __future__ import annotations

import base64
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scopeflow import errors
from scopeflow.formats import ordered_code, slice_specs, sstable
from scopeflow.formats.bundle_reader import BundleReader
from scopeflow.formats.bundle_writer import BundleWriter, data_file, encode_index, index_file
from scopeflow.formats.checkpoint import open_checkpoint
from scopeflow.formats.slice_table_writer import SliceTableWriter
from scopeflow.graph.dtypes import as_dtype
from tests.reference.live import recorded
from tests.reference.record_checkpoints import TABLES, TENSORS, decoded


def _put(folder: Path, name: str) -> str:
    """A checkpoint that TensorFlow wrote, as files."""
    for file, data in recorded("checkpoints")[name].items():
        (folder / file).write_bytes(base64.b64decode(data))
    return str(folder / name)


def _written(prefix: str, name: str) -> None:
    writer = BundleWriter(prefix)
    for key, spec, kind, value in TENSORS[name]:
        array = decoded(kind, value, as_dtype(kind).as_numpy_dtype)
        if spec:
            writer.add_slice(key, slice_specs.parse(spec), array, as_dtype(kind))
        else:
            writer.add(key, array, as_dtype(kind))
    writer.finish()


@pytest.mark.parametrize("name", list(TENSORS))
def test_what_is_written_equals_what_tensorflow_writes_to_the_bit(
    name: str, tmp_path: Path
) -> None:
    _written(str(tmp_path / name), name)
    for file, data in recorded("checkpoints")[name].items():
        assert (tmp_path / file).read_bytes() == base64.b64decode(data), file
    assert sorted(os.listdir(tmp_path)) == sorted(recorded("checkpoints")[name])


@pytest.mark.parametrize("name", list(TENSORS))
def test_what_tensorflow_wrote_is_read(name: str, tmp_path: Path) -> None:
    reader = BundleReader(_put(tmp_path, name))
    assert reader.names == sorted({key for key, *_ in TENSORS[name]})
    for key, spec, kind, value in TENSORS[name]:
        array = decoded(kind, value, as_dtype(kind).as_numpy_dtype)
        found = reader.read(key, slice_specs.parse(spec) if spec else None)
        assert found.dtype == array.dtype and found.shape == array.shape
        assert found.tolist() == array.tolist()
        assert reader.dtype(key) is as_dtype(kind)


@pytest.mark.parametrize("name", list(TABLES))
def test_what_is_written_of_version_1_is_to_the_bit_what_tensorflow_writes(
    name: str, tmp_path: Path
) -> None:
    writer = SliceTableWriter(str(tmp_path / name))
    for key, spec, kind, value in sorted(TABLES[name], key=lambda row: row[0]):
        array = decoded(kind, value, as_dtype(kind).as_numpy_dtype)
        place = slice_specs.parse(spec) if spec else slice_specs.whole(array.shape)
        writer.add(key, place, array, as_dtype(kind))
    writer.finish()
    ((file, data),) = recorded("checkpoints")[name].items()
    assert (tmp_path / file).read_bytes() == base64.b64decode(data)
    assert os.listdir(tmp_path) == [file]


@pytest.mark.parametrize("name", list(TABLES))
def test_what_tensorflow_wrote_of_version_1_is_read(name: str, tmp_path: Path) -> None:
    reader = open_checkpoint(_put(tmp_path, name))
    assert sorted(reader.names) == sorted({key for key, *_ in TABLES[name]})
    for key, spec, kind, value in TABLES[name]:
        array = decoded(kind, value, as_dtype(kind).as_numpy_dtype)
        found = reader.read(key, slice_specs.parse(spec) if spec else None)
        assert found.dtype == array.dtype and found.shape == array.shape
        assert found.tolist() == array.tolist()
        assert reader.dtype(key) is as_dtype(kind)


def test_an_index_of_many_blocks_is_read_as_it_was_written() -> None:
    entries = [(b"scope%d/kernel_%06d" % (i % 7, i), os.urandom(i % 50)) for i in range(20000)]
    entries.sort()
    data = sstable.encode(entries)
    assert len(data) > 2 * (256 << 10)
    assert list(sstable.decode(data, "it")) == entries


def test_keys_of_slices_sort_as_the_slices_do() -> None:
    starts = [0, 1, 63, 64, 65, 8191, 8192, 10**6, 2**31, 2**45, 2**62]
    keys = [ordered_code.slice_key("v", [(start, 1)]) for start in starts]
    assert keys == sorted(keys) and len(set(keys)) == len(keys)
    assert ordered_code.slice_key("a\0b", [(0, -1)]) != ordered_code.slice_key("a", [(0, -1)])


@pytest.mark.parametrize("name", list(TENSORS))
def test_a_flipped_byte_anywhere_is_found(name: str, tmp_path: Path) -> None:
    chance = random.Random(7)
    prefix = _put(tmp_path, name)
    files = [index_file(prefix), data_file(prefix)]
    for _ in range(150):
        victim = Path(chance.choice(files))
        whole = victim.read_bytes()
        damaged = bytearray(whole)
        at = chance.randrange(len(damaged))
        damaged[at] ^= 1 << chance.randrange(8)
        victim.write_bytes(damaged)
        with pytest.raises(errors.OpError):
            _all(prefix, name)
        victim.write_bytes(whole)


@pytest.mark.parametrize("name", list(TENSORS))
def test_a_truncated_file_is_found(name: str, tmp_path: Path) -> None:
    prefix = _put(tmp_path, name)
    for victim in (Path(index_file(prefix)), Path(data_file(prefix))):
        whole = victim.read_bytes()
        for length in range(0, len(whole), max(1, len(whole) // 40)):
            victim.write_bytes(whole[:length])
            with pytest.raises((errors.DataLossError, errors.OutOfRangeError)):
                _all(prefix, name)
        victim.write_bytes(whole)


def _all(prefix: str, name: str) -> Any:
    reader = BundleReader(prefix)
    return [
        repr(reader.read(key, slice_specs.parse(spec) if spec else None).tolist())
        for key, spec, _, _ in TENSORS[name]
    ]


def test_a_false_size_takes_no_memory(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    writer = BundleWriter(prefix)
    writer.add("a", np.ones(4, np.float32), as_dtype("float32"))
    entry = writer._entries[b"a"]
    entry.shape.dim[0].size = 1 << 50
    entry.size = 1 << 52
    writer.finish()
    with pytest.raises(errors.OutOfRangeError, match="Read less bytes than requested"):
        BundleReader(prefix).read("a")


def test_a_write_that_fails_leaves_the_older_checkpoint(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    _written(prefix, "kinds")
    before = _all(prefix, "kinds")
    writer = BundleWriter(prefix)
    writer.add("a", np.ones(4, np.float32), as_dtype("float32"))
    with pytest.raises(errors.InvalidArgumentError, match="Adding duplicate key: a"):
        writer.add("a", np.ones(4, np.float32), as_dtype("float32"))
    writer.discard()
    assert _all(prefix, "kinds") == before
    assert len(os.listdir(tmp_path)) == 2


def test_a_save_that_ended_between_its_renames_is_completed(tmp_path: Path) -> None:
    prefix = str(tmp_path / "m")
    for value in (1.0, 2.0):
        writer = BundleWriter(prefix)
        writer.add("a", np.full(4, value, np.float32), as_dtype("float32"))
        if value == 1.0:
            writer.finish()
    writer._file.close()
    Path(writer._index_name).write_bytes(encode_index(writer._entries, 1))
    os.replace(writer._data_name, data_file(prefix))
    assert BundleReader(prefix).read("a").tolist() == [2.0] * 4
    assert len(os.listdir(tmp_path)) == 2


_ENDLESS = """
import sys, numpy as np
from scopeflow.formats.bundle_writer import BundleWriter
from scopeflow.graph.dtypes import as_dtype
step = 0
while True:
    step += 1
    writer = BundleWriter(sys.argv[1])
    for name in "abc":
        writer.add(name, np.full(20000, step, np.float32), as_dtype("float32"))
    writer.finish()
    if step == 1:
        print("begun", flush=True)
"""


def test_a_killed_process_leaves_a_whole_checkpoint(tmp_path: Path) -> None:
    chance = random.Random(3)
    prefix = str(tmp_path / "m")
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", _ENDLESS, prefix], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None and process.stdout.readline() == "begun\n"
        time.sleep(chance.uniform(0.0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        reader = BundleReader(prefix)
        values = {name: set(reader.read(name).tolist()) for name in reader.names}
        assert set(values) == {"a", "b", "c"}
        assert values["a"] == values["b"] == values["c"] and len(values["a"]) == 1
