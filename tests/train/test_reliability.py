"""Checkpoints and record files when things go wrong: killed processes, full disks, damaged and hostile files.

`make fuzz` runs the long form: 100 kills, and as many fuzzed files as it says.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.formats import sstable
from scopeflow.formats.slice_specs import whole
from scopeflow.formats.slice_table_writer import SliceTableWriter
from scopeflow.graph.dtypes import as_dtype
from tests.conftest import FUZZING

KILLS = 100 if FUZZING else 4
FUZZED = int(os.environ.get("FUZZ_EXAMPLES", "2000")) if FUZZING else 200

_ENDLESS = """
import sys
import numpy as np
import scopeflow as tf
tf.logging.set_verbosity(tf.logging.ERROR)
made = [tf.Variable(np.zeros(20000, np.float32), name="v%d" % i, use_resource=i % 2 == 1) for i in range(5)]
step = tf.train.get_or_create_global_step()
later = [v.assign_add(np.ones(20000, np.float32)) for v in made] + [step.assign_add(1)]
saver = tf.train.Saver(max_to_keep=2, sharded=SHARDED, write_version=VERSION)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    while True:
        session.run(later)
        saver.save(session, sys.argv[1] + "/model", global_step=step if NUMBERED else None)
        if int(session.run(step)) == 1:
            print("begun", flush=True)
"""


@pytest.mark.parametrize(
    ("sharded", "version", "numbered"),
    [(False, 2, True), (True, 2, True), (False, 2, False), (False, 1, True)],
)
def test_a_save_killed_at_any_moment_leaves_a_loadable_checkpoint(
    sharded: bool, version: int, numbered: bool, tmp_path: Path
) -> None:
    chance = random.Random(f"{sharded}{version}{numbered}")
    program = f"SHARDED, VERSION, NUMBERED = {sharded}, {version}, {numbered}\n{_ENDLESS}"
    for kill in range(max(1, KILLS // 4)):
        folder = tmp_path / str(kill)
        folder.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None and process.stdout.readline() == "begun\n"
        time.sleep(chance.uniform(0.0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        latest = tf.train.latest_checkpoint(str(folder))
        assert latest is not None, os.listdir(folder)
        steps = {int(tf.train.load_variable(latest, "global_step"))}
        for i in range(5):
            steps |= set(tf.train.load_variable(latest, f"v{i}").astype(int).tolist())
        assert len(steps) == 1, steps


_FULL = """
import resource, sys
import numpy as np
import scopeflow as tf
tf.logging.set_verbosity(tf.logging.ERROR)
v = tf.Variable(np.zeros(1000, np.float32), name="v")
big = tf.Variable(tf.zeros([300000]), name="big")
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    path = sys.argv[1] + "/model"
    tf.train.Saver([v], write_version=VERSION).save(session, path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))
    for saver in (tf.train.Saver(write_version=VERSION), tf.train.Saver(write_version=VERSION, sharded=True)):
        try:
            session.run(v.assign_add(tf.ones([1000])))
            saver.save(session, path)
        except tf.errors.OpError as error:
            print(type(error).__name__, "File too large" in str(error))
"""


@pytest.mark.parametrize("version", [2, 1])
def test_a_full_disk_raises_and_keeps_the_older_checkpoint(version: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"VERSION = {version}\n{_FULL}", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2 and all(line.endswith("Error True") for line in lines), done
    assert tf.train.latest_checkpoint(str(tmp_path)) == str(tmp_path / "model")
    assert tf.train.list_variables(str(tmp_path)) == [("v", [1000])]
    assert tf.train.load_variable(str(tmp_path), "v").tolist() == [0.0] * 1000
    left = [name for name in os.listdir(tmp_path) if "tempstate" in name]
    assert left == []


# -- damaged files ---------------------------------------------------------------------------------


def _checkpoint(folder: Path, version: int) -> str:
    with tf.Graph().as_default(), tf.Session() as session:
        tf.Variable(np.arange(300.0, dtype=np.float32), name="a")
        tf.Variable([b"some", b"text", b""], name="b")
        tf.Variable(np.int64([1, -2, 3]), name="c")
        tf.get_variable("p", [40, 3], partitioner=tf.fixed_size_partitioner(3))
        session.run(tf.global_variables_initializer())
        saver = tf.train.Saver(write_version=version)
        return saver.save(session, str(folder / "model"), write_meta_graph=False)


def _read_all(path: str) -> dict[str, Any]:
    reader = tf.train.load_checkpoint(path)
    return {name: reader.get_tensor(name) for name in sorted(reader.get_variable_to_shape_map())}


def _same(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 8])):
        at = chance.randrange(len(made) + 1)
        kind = chance.randrange(6)
        if kind == 0 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif kind == 1 and at < len(made):
            made[at] = chance.randrange(256)
        elif kind == 2:
            del made[at:]
        elif kind == 3:
            del made[at : at + chance.randrange(1, 9)]
        elif kind == 4:
            made[at:at] = bytes([255] * chance.randrange(1, 10))
        else:
            made[at : at + 8] = chance.randbytes(chance.randrange(9))
        if not made:
            break
    return bytes(made)


def _within_memory(work: Callable[[], Any], size: int) -> Any:
    """What `work` does, having seen that it takes memory in proportion to the file."""
    tracemalloc.start()
    try:
        return work()
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 64 * size + (4 << 20), f"{peak} bytes for a file of {size}"


@pytest.mark.parametrize("version", [2, 1])
def test_a_fuzzed_checkpoint_is_refused_with_a_clear_error(version: int, tmp_path: Path) -> None:
    chance = random.Random(version)
    path = _checkpoint(tmp_path, version)
    whole_values = _read_all(path)
    files = [p for p in tmp_path.iterdir() if p.name != "checkpoint"]
    for _ in range(FUZZED):
        victim = chance.choice(files)
        data = victim.read_bytes()
        victim.write_bytes(_mutated(data, chance))
        try:
            found = _within_memory(lambda: _read_all(path), len(data))
        except tf.errors.OpError as error:
            assert len(error.message) > 10
        else:
            assert _same(found, whole_values)
        victim.write_bytes(data)


@pytest.mark.parametrize("version", [2, 1])
def test_a_checkpoint_that_lies_with_right_checksums_crashes_nothing(
    version: int, tmp_path: Path
) -> None:
    chance = random.Random(10 + version)
    path = _checkpoint(tmp_path, version)
    (table,) = (p for p in tmp_path.iterdir() if p.name in ("model.index", "model"))
    data = table.read_bytes()
    entries = list(sstable.decode(data, "it"))
    refused = 0
    for _ in range(FUZZED):
        lies = list(entries)
        at = chance.randrange(len(lies))
        key, value = lies[at]
        if chance.random() < 0.2:
            key = _mutated(key or b"x", chance)
        lies[at] = (key, _mutated(value or b"x", chance))
        table.write_bytes(sstable.encode(sorted(dict(lies).items())))
        try:
            _within_memory(lambda: _read_all(path), len(data))
        except tf.errors.OpError:
            refused += 1
    assert refused > FUZZED // 4


def test_a_compressed_block_that_lies_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "model"
    writer = SliceTableWriter(str(path))
    writer.add("a", whole((2,)), np.ones(2, np.float32), as_dtype("float32"))
    writer.finish()
    data = path.read_bytes()
    bomb = sstable.put_varint(1 << 40) + b"\xfe\x01\x00" * 20
    chance = random.Random(5)
    for _ in range(FUZZED):
        made = bytearray(data)
        at = chance.randrange(len(made) - 60)
        made[at : at + len(bomb)] = bomb
        path.write_bytes(_mutated(bytes(made), chance))
        with pytest.raises(tf.errors.OpError):
            _within_memory(lambda: _read_all(str(path)), len(data))


@pytest.mark.parametrize("kind", ["", "GZIP", "ZLIB"])
def test_a_fuzzed_record_file_gives_records_or_a_clear_error(kind: str, tmp_path: Path) -> None:
    chance = random.Random(kind)
    path = str(tmp_path / "records")
    options = tf.python_io.TFRecordOptions(kind)
    records = [chance.randbytes(chance.randrange(200)) for _ in range(20)]
    with tf.python_io.TFRecordWriter(path, options) as writer:
        for record in records:
            writer.write(record)
    data = Path(path).read_bytes()
    failed = 0
    for _ in range(FUZZED):
        Path(path).write_bytes(_mutated(data, chance))
        found: list[bytes] = []

        def read(found: list[bytes] = found) -> None:
            found.extend(tf.python_io.tf_record_iterator(path, options))

        try:
            _within_memory(read, len(data))
        except tf.errors.OpError as error:
            assert len(error.message) > 10
            failed += 1
        assert found == records[: len(found)]
    assert failed > FUZZED // 2


def test_a_failed_restore_changes_no_variable(tmp_path: Path) -> None:
    path = _checkpoint(tmp_path, 2)
    data = tmp_path / "model.data-00000-of-00001"
    content = data.read_bytes()
    chance = random.Random(3)
    with tf.Graph().as_default(), tf.Session() as session:
        made = [
            tf.Variable(np.zeros(300, np.float32), name="a"),
            tf.Variable([b"", b"", b""], name="b"),
            tf.Variable(np.int64([0, 0, 0]), name="c"),
        ]
        session.run(tf.global_variables_initializer())
        saver = tf.train.Saver()
        before = session.run(made)
        for _ in range(20):
            broken = bytearray(content)
            broken[chance.randrange(1200)] ^= 4  # within `a`, which comes first
            data.write_bytes(broken)
            with pytest.raises(tf.errors.DataLossError, match="Checksum does not match"):
                saver.restore(session, path)
            assert all(map(np.array_equal, before, session.run(made)))
        data.write_bytes(content)
        saver.restore(session, path)
        assert session.run(made[0])[7] == 7.0
