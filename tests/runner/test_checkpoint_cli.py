"""`scopeflow checkpoint`: what it prints, what it writes, and what it says of files that are no checkpoints."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from tests.reference.live import Local, Reference, interpreter

F = np.float32
VALUES: dict[str, Any] = {
    "model/dense/bias": F([1, 2, 3]),
    "model/dense/kernel": F([[0, 1, 2], [3, 4, 5]]),
    "step": np.int64(7),
    "words": np.array([b"a", b"\xff"], object),
}


def save(path: Path, values: dict[str, Any], version: int = 2) -> str:
    path.parent.mkdir(exist_ok=True)
    with tf.Graph().as_default(), tf.Session() as session:
        made = [tf.get_variable(name, initializer=value) for name, value in values.items()]
        session.run([variable.initializer for variable in made])
        return tf.train.Saver(write_version=version).save(session, str(path))


def loaded(path: Path | str) -> dict[str, Any]:
    reader = tf.train.NewCheckpointReader(str(path))
    return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}


def same(found: dict[str, Any], values: dict[str, Any]) -> bool:
    return found.keys() == values.keys() and all(
        np.asarray(found[n]).dtype == np.asarray(values[n]).dtype
        and np.asarray(found[n]).tolist() == np.asarray(values[n]).tolist()
        for n in values
    )


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


@pytest.fixture
def model(tmp_path: Path) -> str:
    return save(tmp_path / "model", VALUES)


@pytest.mark.parametrize("version", [1, 2])
def test_list_shows_names_types_shapes_and_sizes(version: int, scopeflow, tmp_path: Path) -> None:
    save(tmp_path / "m", VALUES, version)
    assert lines(scopeflow("checkpoint", "list", "m").stdout) == [
        "m",
        "model/dense/bias    float32  [3]     12 bytes",
        "model/dense/kernel  float32  [2, 3]  24 bytes",
        "step                int64    []      8 bytes",
        "words               string   [2]     text",
        "4 tensors, 12 elements, 44 bytes",
    ]


def test_list_takes_a_directory_or_any_file_of_a_checkpoint(scopeflow, model: str) -> None:
    for given in (".", "model.index", "model.data-00000-of-00001", "model.meta"):
        printed = lines(scopeflow("checkpoint", "list", given, "--match", "model/").stdout)
        assert printed[1:] == [
            "model/dense/bias    float32  [3]     12 bytes",
            "model/dense/kernel  float32  [2, 3]  24 bytes",
            "2 tensors, 9 elements, 36 bytes",
        ]


def test_list_gives_json(scopeflow, model: str) -> None:
    found = json.loads(scopeflow("checkpoint", "list", "model", "-m", "step", "--json").stdout)
    step = {"name": "step", "dtype": "int64", "shape": [], "bytes": 8}
    assert found == {"source": "model", "tensors": [step], "elements": 1, "bytes": 8}


def test_list_and_diff_read_no_values(scopeflow, tmp_path: Path) -> None:
    save(tmp_path / "model", {"big": np.arange(10_000, dtype=F)})
    for target in ("a.npz", "a.safetensors"):
        scopeflow("checkpoint", "convert", "model", target)
    os.truncate(tmp_path / "model.data-00000-of-00001", 0)
    archive = bytearray((tmp_path / "a.npz").read_bytes())
    archive[archive.index(F(9999).tobytes())] ^= 1
    (tmp_path / "a.npz").write_bytes(archive)
    assert scopeflow("checkpoint", "list", "model").returncode == 0
    for other in ("a.npz", "a.safetensors"):
        assert scopeflow("checkpoint", "list", other).returncode == 0
        assert scopeflow("checkpoint", "diff", "model", other).returncode == 0
    done = scopeflow("checkpoint", "diff", "a.npz", "a.safetensors", "--values")
    assert done.returncode == 2
    assert "Error: a.npz is not a readable .npz file: big: Bad CRC" in done.stderr


def test_diff_says_what_differs(scopeflow, model: str, tmp_path: Path) -> None:
    other = {
        "net/dense/bias": F([1, 2, 3]),
        "net/dense/kernel": F([[0, 1, 2], [3, 4, 5]]),
        "step": np.int32(7),
        "words": np.array([b"a", b"b"], object),
        "zero": F([0]),
    }
    save(tmp_path / "other" / "m", other)
    done = scopeflow("checkpoint", "diff", "model", "other/m", "--values")
    assert done.returncode == 1
    assert lines(done.stdout) == [
        "Only in model:",
        "- model/dense/bias    float32  [3]",
        "- model/dense/kernel  float32  [2, 3]",
        "Only in other/m:",
        "+ net/dense/bias    float32  [3]",
        "+ net/dense/kernel  float32  [2, 3]",
        "+ zero              float32  [1]",
        "Of another shape or type:",
        "~ step  int64 [] -> int32 []",
        "With other values:",
        "! words  1 of 2 elements",
        "Perhaps renamed: model/ -> net/",
        "2 only in the first, 3 only in the second, 1 of another shape or type, 1 with other values",
    ]


def test_diff_compares_numbers_within_a_tolerance(scopeflow, tmp_path: Path) -> None:
    start = {"a": F([1, np.nan, np.inf, 4]), "b": np.int64([2**60])}
    save(tmp_path / "one", start)
    save(tmp_path / "two", {"a": F([1.5, np.nan, np.inf, 4.25]), "b": np.int64([2**60 + 1])})
    done = scopeflow("checkpoint", "diff", "one", "two")
    assert done.returncode == 0
    assert lines(done.stdout) == ["No difference: 2 tensors compared by names, shapes and types"]
    done = scopeflow("checkpoint", "diff", "one", "two", "--values")
    assert lines(done.stdout)[1:3] == [
        "! a  2 of 4 elements, by up to 0.5",
        "! b  1 of 1 element, by up to 0",
    ]
    done = scopeflow("checkpoint", "diff", "one", "two", "--rtol", "0.4", "--json")
    assert json.loads(done.stdout)["values"] == []
    assert done.returncode == 0


@pytest.mark.parametrize("kind", ["npz", "safetensors", "v1", "v2"])
def test_every_kind_of_file_brings_back_every_value(kind: str, scopeflow, tmp_path: Path) -> None:
    values = {
        name: np.asarray([0, 1, 2], name)
        for name in (
            *("float32", "float64", "bool", "complex64", "float16"),
            *("int8", "uint8", "int16", "uint16", "int32", "int64"),
        )
    }
    values |= {"empty": np.zeros((0, 3), F), "scalar": F(2.5), "matrix": F([[1, 2], [3, 4]])}
    if kind != "v1":
        values["bfloat16"] = np.asarray([1, 1.5], tf.bfloat16.as_numpy_dtype)
        values |= {"uint32": np.uint32([2**32 - 1]), "uint64": np.uint64([2**64 - 1])}
    if kind != "safetensors":
        values["text"] = np.array([[b"", b"\xff\x00a"]], object)
    save(tmp_path / "m", values)
    target = {"v1": "there", "v2": "there"}.get(kind, f"there.{kind}")
    done = scopeflow("checkpoint", "convert", "m", target, "--to", kind)
    assert done.returncode == 0, done.stderr
    assert scopeflow("checkpoint", "diff", "m", target, "--values").returncode == 0
    assert scopeflow("checkpoint", "convert", target, "back").returncode == 0
    assert same(loaded(tmp_path / "back"), values)
    files = {"m", "there", "back", "checkpoint"}
    assert {name.partition(".")[0] for name in os.listdir(tmp_path)} == files


def test_other_programs_read_what_is_converted(scopeflow, model: str, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    scopeflow("checkpoint", "convert", ".", "a.npz")
    scopeflow("checkpoint", "convert", ".", "a.safetensors", "--drop", "words")
    with np.load(tmp_path / "a.npz") as archive:
        assert archive["model/dense/kernel"].tolist() == [[0, 1, 2], [3, 4, 5]]
        assert archive["words"].tolist() == [b"a", b"\xff"]
    assert load_file(tmp_path / "a.safetensors")["model/dense/bias"].tolist() == [1, 2, 3]


def test_what_other_programs_wrote_becomes_a_checkpoint(scopeflow, tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    arrays = {"a": F([[1, 2]]), "b": np.asarray([1.5], tf.bfloat16.as_numpy_dtype)}
    save_file(arrays, tmp_path / "a.safetensors")
    np.savez_compressed(
        tmp_path / "a.npz", t=np.array(["é", "b"]), f=np.asfortranarray([[1, 2], [3, 4]]), **arrays
    )
    scopeflow("checkpoint", "convert", "a.safetensors", "one")
    scopeflow("checkpoint", "convert", "a.npz", "two")
    assert same(loaded(tmp_path / "one"), arrays)
    text = np.array(["é".encode(), b"b"], object)
    assert same(loaded(tmp_path / "two"), {**arrays, "t": text, "f": np.int64([[1, 2], [3, 4]])})


_LOAD = """
with tf.Session() as session:
    made = [tf.get_variable(*args) for args in (
        ('net/dense/bias', [3]), ('net/dense/kernel', [2, 3]), ('step', [], tf.int64))]
    tf.train.Saver().restore(session, PLACE)
    result = [v.tolist() for v in session.run(made)]
"""


@pytest.mark.skipif(interpreter() is None, reason="needs TensorFlow 1.15")
def test_tensorflow_restores_what_was_converted_and_renamed(
    scopeflow, model: str, tmp_path: Path
) -> None:
    scopeflow("checkpoint", "convert", "model", "a.safetensors", "--drop", "words")
    move = ("--glob", "model/", "net/")
    assert scopeflow("checkpoint", "rename", "a.safetensors", "new", *move).returncode == 0
    assert scopeflow("checkpoint", "convert", "new", "old", "--to", "v1").returncode == 0
    with Reference() as reference:
        for name in ("new", "old"):
            source = f"PLACE = {str(tmp_path / name)!r}\n" + _LOAD
            answer = reference.run(source)
            assert answer.error is None, answer
            assert answer == Local().run(source)
            assert answer.result == [[1, 2, 3], [[0, 1, 2], [3, 4, 5]], 7]


# -- renaming --------------------------------------------------------------------------------------


def test_rename_takes_globs_regexes_and_maps(scopeflow, model: str, tmp_path: Path) -> None:
    (tmp_path / "map.json").write_text('{"step": "global_step"}')
    done = scopeflow(
        *("checkpoint", "rename", "model", "new", "--map", "map.json"),
        *("--glob", "*/dense/kernel", "*/fc/weights", "--regex", r"(\w+)/dense/(.*)", r"\1/fc/\2"),
    )
    assert lines(done.stdout) == [
        "model/dense/bias    ->  model/fc/bias",
        "model/dense/kernel  ->  model/fc/weights",
        "step                ->  global_step",
        "3 names of 4 changed",
        f"wrote new (checkpoint): 4 tensors, {_size(tmp_path, 'new')} bytes",
    ]
    found = loaded(tmp_path / "new")
    assert sorted(found) == ["global_step", "model/fc/bias", "model/fc/weights", "words"]
    assert found["model/fc/weights"].tolist() == [[0, 1, 2], [3, 4, 5]]


def _size(folder: Path, name: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(f"{name}.*"))


def test_a_dry_run_writes_nothing(scopeflow, model: str, tmp_path: Path) -> None:
    before = sorted(os.listdir(tmp_path))
    done = scopeflow("checkpoint", "rename", "model", "--glob", "model/**", "**", "--dry-run")
    assert lines(done.stdout) == [
        "model/dense/bias    ->  dense/bias",
        "model/dense/kernel  ->  dense/kernel",
        "2 names of 4 changed",
        "would write model (checkpoint): 4 tensors",
    ]
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize("version", [1, 2])
def test_a_checkpoint_is_renamed_in_place(version: int, scopeflow, tmp_path: Path) -> None:
    path = save(tmp_path / "m", VALUES, version)
    before = sorted(os.listdir(tmp_path))
    move = ("--regex", "model/(.*)", r"\1")
    assert scopeflow("checkpoint", "rename", "m", *move).returncode == 2
    assert scopeflow("checkpoint", "rename", "m", *move, "--overwrite").returncode == 0
    assert same(loaded(path), {n.removeprefix("model/"): v for n, v in VALUES.items()})
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (["--glob", "*/dense/*", "all"], "must have the wildcards of the old one"),
        (["--regex", "model/.*", "all"], "would both be called all"),
        (["--regex", "(", "x"], "(: no regular expression"),
        (["--regex", "(step)", r"\2"], "invalid group reference"),
        (["--glob", "modle/", "x/"], "modle/ -> x/: no name matches"),
        (["--map", "nowhere.json"], "nowhere.json: No such file or directory"),
        (["--drop", "x*", "--glob", "step", "s"], "x*: no name matches"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_one_line(
    rules: list[str], why: str, scopeflow, model: str
) -> None:
    done = scopeflow("checkpoint", "rename", "model", "new", *rules)
    assert done.returncode == 2 and done.stdout == ""
    assert why in done.stderr and len(done.stderr.splitlines()) == 1


def test_nothing_is_replaced_without_a_word(scopeflow, model: str, tmp_path: Path) -> None:
    save(tmp_path / "other", {"a": F([1])})
    done = scopeflow("checkpoint", "convert", "model", "other")
    assert done.returncode == 2
    assert done.stderr == "Error: other.index is there already; --overwrite replaces it\n"
    assert scopeflow("checkpoint", "convert", "model", "other", "--overwrite").returncode == 0
    assert same(loaded(tmp_path / "other"), VALUES)


def test_a_checkpoint_of_objects_is_warned_of(scopeflow, tmp_path: Path) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.get_variable("v", initializer=F([1]))
        session.run(v.initializer)
        path = tf.train.Checkpoint(v=v).save(str(tmp_path / "m"), session=session)
    rename = ("checkpoint", "rename", path, str(tmp_path / "new"), "--glob", "v/**", "w/**")
    assert "table of objects still has the old names" in scopeflow(*rename).stderr
    done = scopeflow(*rename, "--overwrite", "--drop", "_CHECKPOINTABLE_OBJECT_GRAPH")
    assert done.stderr == "" and done.returncode == 0


# -- troubles --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["m", "m.npz", "m.safetensors"])
def test_files_that_are_none_are_told_in_a_line(name: str, scopeflow, tmp_path: Path) -> None:
    done = scopeflow("checkpoint", "list", name)
    assert done.returncode == 2 and done.stderr.startswith("Error: ")
    for junk in (b"", b"hello", os.urandom(300)):
        (tmp_path / name).write_bytes(junk)
        done = scopeflow("checkpoint", "list", name)
        assert done.returncode == 2 and done.stdout == ""
        assert done.stderr.startswith("Error: ") and len(done.stderr.splitlines()) == 1


def test_a_damaged_source_leaves_the_target_as_it_was(
    scopeflow, model: str, tmp_path: Path
) -> None:
    save(tmp_path / "target", {"a": F([1])})
    data = tmp_path / "model.data-00000-of-00001"
    data.write_bytes(data.read_bytes()[:-3])
    for target in ("target", "fresh", "fresh.npz", "old"):
        kind = ["--to", "v1"] if target == "old" else []
        done = scopeflow("checkpoint", "convert", "model", target, "--overwrite", *kind)
        assert done.returncode == 2
        assert "The data file ends before the end of words" in done.stderr
    assert same(loaded(tmp_path / "target"), {"a": F([1])})
    assert not [name for name in os.listdir(tmp_path) if "fresh" in name or "temp" in name]


def test_what_a_format_has_no_place_for_is_named(scopeflow, model: str, tmp_path: Path) -> None:
    done = scopeflow("checkpoint", "convert", "model", "m.safetensors")
    assert "words is of type string, for which .safetensors files have no place" in done.stderr
    save(tmp_path / "t", {"w": np.array([b"a\0"], object)})
    done = scopeflow("checkpoint", "convert", "t", "t.npz")
    assert "w has text that ends in a zero byte" in done.stderr
    np.savez(tmp_path / "o.npz", o=np.array([{}], object))
    done = scopeflow("checkpoint", "list", "o.npz")
    assert "o is an array of Python objects" in done.stderr


def test_without_the_package_it_is_said_what_to_install(
    scopeflow, model: str, tmp_path: Path
) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "safetensors.py").write_text("raise ImportError('hidden')")
    done = scopeflow("checkpoint", "convert", "model", "m.safetensors", PYTHONPATH=str(hidden))
    assert "pip install 'scopeflow[safetensors]'" in done.stderr
    assert scopeflow("checkpoint", "list", "model", PYTHONPATH=str(hidden)).returncode == 0


@pytest.mark.parametrize("kind", ["npz", "safetensors", "v1", "v2"])
def test_a_tensor_at_a_time_is_in_memory(kind: str, tmp_path: Path) -> None:
    import tracemalloc

    from scopeflow.formats import tensor_files

    one, count = 1 << 20, 24
    save(tmp_path / "m", {f"v{i}": np.full(one // 4, i, F) for i in range(count)})
    target = str(tmp_path / ("t" if kind[0] == "v" else f"t.{kind}"))
    for source, made, into in (
        (str(tmp_path / "m"), target, kind),
        (target, str(tmp_path / "back"), "v2"),
    ):
        tracemalloc.start()
        with tensor_files.opened(source) as tensors:
            tensor_files.write(made, into, tensors, {name: name for name in tensors.names})
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 8 * one < count * one, (into, peak)


def test_checkpoints_are_looked_into_without_jax(model: str) -> None:
    import subprocess
    import sys

    program = (
        "import sys\nfrom scopeflow.runner.cli import main\n"
        f"main(['checkpoint', 'list', {model!r}], standalone_mode=False)\n"
        "assert 'jax' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
