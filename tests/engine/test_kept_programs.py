"""Programs that an earlier process has compiled: found again, run without JAX, and never trusted too far."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TRAINING = """
import json, sys
import numpy as np
import scopeflow as tf
from scopeflow.engine import tiers
tiers.FORCED = True

tf.set_random_seed(1)
x = tf.placeholder(tf.float32, [None, 6], name="x")
labels = tf.placeholder(tf.int32, [None], name="labels")
hidden = tf.layers.dense(x, 8, tf.nn.relu, name="hidden")
hidden = tf.nn.dropout(hidden, rate=0.25, seed=3)
logits = tf.layers.dense(hidden, 3, name="out")
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
train = tf.train.AdamOptimizer(0.1).minimize(loss)
numbers = np.random.RandomState(0)
feeds = {x: numbers.rand(5, 6), labels: numbers.randint(0, 3, 5)}
told = {}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    told["losses"] = [float(sess.run([loss, train], feeds)[0]).hex() for _ in range(4)]
    try:
        sess.run(train, {x: feeds[x], labels: [9] * 5})
    except tf.errors.InvalidArgumentError as error:
        told["refused"] = error.message.splitlines()[0]
        told["node"] = error.op.name
    told["weight"] = float(sess.run("out/kernel:0")[0, 0]).hex()
    told["jax"] = "jax" in sys.modules
"""
TELL = "print(json.dumps(told))"
# a plan that no earlier process has compiled, on variables that live where JAX was not
MORE = """
    told["norm"] = float(sess.run(tf.reduce_sum(tf.square(tf.trainable_variables()[0])))).hex()
    told["then"] = [float(sess.run([loss, train], feeds)[0]).hex() for _ in range(2)]
    told["jax then"] = "jax" in sys.modules
"""


def run(folder: Path | str, program: str, **environment: str) -> dict[str, Any]:
    """What a program tells that runs in a process of its own and keeps its programs in a folder."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "SCOPEFLOW_CACHE": str(folder), **environment},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder of kept programs, and what the process told that has filled it."""
    folder = tmp_path_factory.mktemp("programs")
    told = run(folder, TRAINING + TELL)
    assert told["jax"]
    return folder, told


def test_a_second_process_needs_no_jax_and_computes_the_same_bits(
    kept: tuple[Path, dict[str, Any]],
) -> None:
    folder, first = kept
    second = run(folder, TRAINING + TELL)
    assert not second.pop("jax")
    assert second == {name: value for name, value in first.items() if name != "jax"}
    assert "Received a label value of 9" in second["refused"]


def test_programs_that_are_new_run_on_the_variables_of_kept_ones(
    kept: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    folder, _ = kept
    alone = run("off", TRAINING + MORE + TELL)
    mixed = run(folder, TRAINING + MORE + TELL)
    assert not mixed.pop("jax") and mixed.pop("jax then")
    assert mixed == {name: value for name, value in alone.items() if not name.startswith("jax")}


def test_damaged_files_count_as_missing(kept: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    folder, first = kept
    files = [path for path in folder.glob("*/*") if path.is_file()]
    assert files
    for number, path in enumerate(files):
        data = bytearray(path.read_bytes())
        copy = tmp_path / path.relative_to(folder)
        copy.parent.mkdir(exist_ok=True)
        if number % 3 == 0:
            data[len(data) // 2] ^= 1
        elif number % 3 == 1:
            del data[len(data) // 2 :]
        else:
            data = bytearray(b"something else")
        copy.write_bytes(data)
    again = run(tmp_path, TRAINING + TELL)
    assert again == first
    # what was damaged was written anew
    assert not run(tmp_path, TRAINING + TELL)["jax"]


def test_other_flags_of_the_compiler_make_other_programs(
    kept: tuple[Path, dict[str, Any]],
) -> None:
    folder, first = kept
    other = run(folder, TRAINING + TELL, XLA_FLAGS="--xla_cpu_enable_fast_math=false")
    assert other["jax"]


def test_a_folder_that_cannot_be_written_to_does_no_harm(
    kept: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    _, first = kept
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    assert run(in_the_way, TRAINING + TELL) == first


def test_other_constants_and_shapes_are_other_programs(tmp_path: Path) -> None:
    program = """
import json
import numpy as np
import scopeflow as tf
from scopeflow.engine import tiers
tiers.FORCED = True
x = tf.placeholder(tf.float32, [None])
y = tf.tanh(x) * NUMBER
told = {}
with tf.Session() as sess:
    told = [[float(n) for n in sess.run(y, {x: np.ones(size)})] for size in (1, 3)]
"""
    for number in (1.0, 2.0, 1.0):
        one, three = run(tmp_path, program.replace("NUMBER", str(number)) + TELL)
        assert (len(one), len(three)) == (1, 3)
        assert all(abs(n - 0.7615942 * number) < 1e-6 for n in (*one, *three))


def test_little_used_programs_go_when_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scopeflow.engine.kept import files

    monkeypatch.setenv("SCOPEFLOW_CACHE", str(tmp_path))
    monkeypatch.setattr(files, "MOST_BYTES", 4000)
    monkeypatch.setattr(files, "LOOKED_THROUGH", 1)
    monkeypatch.setattr(files, "_added", 0)
    for number in range(10):
        files.save(f"{number:040}", bytes(900))
        os.utime(tmp_path / "00" / f"{number:038}", (number, number))
        files.load("0" * 40)  # the first is used again and again
    assert files.load("0" * 40) == bytes(900)
    assert files.load(f"{1:040}") is None
    assert files.load(f"{9:040}") == bytes(900)
