"""What a checkpoint and a graph do not have in common, and the map that restores what they have."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scopeflow as tf


def _save(path: Path, **values: Any) -> str:
    with tf.Graph().as_default(), tf.Session() as session:
        made = [tf.get_variable(name, initializer=np.asarray(v)) for name, v in values.items()]
        session.run([variable.initializer for variable in made])
        return tf.train.Saver().save(session, str(path))


F = np.float32


def test_lists_say_what_is_missing_left_over_and_clashing(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", a=F([1]), b=F([1]), n=F([1, 2]), t=F([1]), old=F([[3]]))
    with tf.Graph().as_default():
        for name, shape, dtype in (
            ("a", [1], tf.float32),
            ("b", [1], tf.float64),
            ("n", [3], tf.float32),
            ("t", [4], tf.int32),
            ("new", [1, 1, 1], tf.float32),
        ):
            tf.get_variable(name, shape, dtype)
        report = tf.train.restore_report(path)
    assert report.matched == ["a"]
    assert report.missing == ["new"]
    assert report.left_over == ["old"]
    assert [clash.name for clash in report.clashing] == ["b", "n", "t"]
    assert report.assignment_map == {"a": "a"}
    lines = str(report).splitlines()
    assert lines[0].endswith("m: 1 of 5 variables as they are")
    assert "  b: float64 in the graph, float32 in the checkpoint" in lines
    assert "  n: [3] in the graph, [2] in the checkpoint" in lines
    assert "  t: int32 [4] in the graph, float32 [1] in the checkpoint" in lines


def test_nothing_is_added_to_the_graph(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", a=F([1]), b=F([1]))
    with tf.Graph().as_default() as graph:
        tf.get_variable("a", [1], use_resource=True)
        tf.get_variable("c", [2], partitioner=tf.fixed_size_partitioner(2))
        before = [op.name for op in graph.get_operations()]
        tf.train.restore_report(path)
        assert [op.name for op in graph.get_operations()] == before


def _restored(path: str, make: Any) -> dict[str, Any]:
    """Makes variables and gives their values after the report's own map was followed."""
    with tf.Graph().as_default(), tf.Session() as session:
        make()
        report = tf.train.restore_report(path)
        tf.train.init_from_checkpoint(path, report.assignment_map)
        session.run(tf.global_variables_initializer())
        values = {v.op.name: session.run(v).tolist() for v in tf.global_variables()}
        return {"map": report.assignment_map, **values}


LAYERS = {
    "model/dense/kernel": F([1, 2]),
    "model/dense/bias": F([3]),
    "model/dense_1/kernel": F([4, 5]),
    "model/dense_1/bias": F([6]),
}


def test_the_map_moves_a_scope_that_was_renamed(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", **LAYERS, step=np.int64(7))

    def make() -> None:
        for name, value in LAYERS.items():
            tf.get_variable(name.replace("model", "net/body"), value.shape)
        tf.get_variable("step", [], tf.int64)

    found = _restored(path, make)
    assert found.pop("map") == {"model/": "net/body/", "step": "step"}
    assert found["net/body/dense_1/kernel"] == [4, 5] and found["step"] == 7


def test_the_map_takes_off_a_scope_and_puts_one_on(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", **LAYERS)
    bare = {name.removeprefix("model/"): value for name, value in LAYERS.items()}

    def without() -> None:
        for name, value in bare.items():
            tf.get_variable(name, value.shape)

    found = _restored(path, without)
    assert found["map"] == {"model/": "/"} and found["dense/bias"] == [3]

    path = _save(tmp_path / "bare", **bare)

    def within() -> None:
        for name, value in LAYERS.items():
            tf.get_variable(name, value.shape)

    found = _restored(path, within)
    assert found["map"] == {"/": "model/"} and found["model/dense/bias"] == [3]


def test_equal_shapes_go_to_the_layer_of_the_same_number(tmp_path: Path) -> None:
    stored = {f"block_{i}/{part}": F([i, i]) for i in range(4) for part in ("kernel", "bias")}
    path = _save(tmp_path / "m", **stored)

    def make() -> None:
        for name in stored:
            tf.get_variable(name.replace("block", "layer"), [2])

    found = _restored(path, make)
    assert found["map"] == {f"block_{i}/": f"layer_{i}/" for i in range(4)}
    assert found["layer_3/bias"] == [3, 3]


def test_what_has_another_shape_or_type_is_not_in_the_map(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", **LAYERS)

    def make() -> None:
        tf.get_variable("net/dense/kernel", [2])
        tf.get_variable("net/dense/bias", [2], initializer=tf.zeros_initializer())
        tf.get_variable("net/dense_1/kernel", [2])
        tf.get_variable("net/dense_1/bias", [1])

    found = _restored(path, make)
    assert found["map"] == {
        "model/dense/kernel": "net/dense/kernel",
        "model/dense_1/": "net/dense_1/",
    }
    assert found["net/dense/bias"] == [0, 0] and found["net/dense_1/bias"] == [6]


def test_variables_that_get_variable_did_not_make_are_in_the_map_themselves(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", **{"w": F([1, 2]), "scope/b": F([3])})

    def make() -> None:
        tf.Variable(F([0, 0]), name="w")
        tf.get_variable("scope/b", [1])

    found = _restored(path, make)
    assert found["w"] == [1, 2] and found["scope/b"] == [3]


def test_a_partitioned_variable_is_found_under_another_scope(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", **{"old/table": F([[1], [2], [3]]), "old/b": F([3])})

    def make() -> None:
        tf.get_variable("new/table", [3, 1], partitioner=tf.fixed_size_partitioner(2))
        tf.get_variable("new/b", [1])

    found = _restored(path, make)
    assert found["map"] == {"old/": "new/"}
    assert found["new/table/part_0"] == [[1], [2]] and found["new/table/part_1"] == [[3]]


def test_a_dict_names_variables_as_a_saver_would(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", a=F([1]), b=F([2]))
    with tf.Graph().as_default():
        v = tf.get_variable("v", [1])
        report = tf.train.restore_report(path, {"a": v})
        assert report.matched == ["a"] and report.left_over == ["b"]
        assert report.assignment_map == {"a": "v"}


def test_a_checkpoint_of_objects_is_seen_by_the_names_of_its_variables(tmp_path: Path) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        layer = {name: tf.get_variable(f"net/{name}", initializer=F([1])) for name in ("w", "b")}
        session.run([v.initializer for v in layer.values()])
        path = tf.train.Checkpoint(**layer).save(str(tmp_path / "m"), session=session)

    def make() -> None:
        tf.get_variable("net/w", [1], initializer=tf.zeros_initializer())
        tf.get_variable("other/b", [1], initializer=tf.zeros_initializer())

    found = _restored(path, make)
    assert found["net/w"] == [1] and found["other/b"] == [1]
    with tf.Graph().as_default():
        make()
        report = tf.train.restore_report(path)
    assert report.matched == ["net/w"] and report.missing == ["other/b"]
    assert report.closest == {"other/b": "net/b"}


def test_an_error_and_a_report_say_the_same(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", **LAYERS)
    with tf.Graph().as_default(), tf.Session() as session:
        tf.get_variable("net/dense/kernel", [2])
        report = str(tf.train.restore_report(path))
        with pytest.raises(tf.errors.NotFoundError) as caught:
            tf.train.Saver().restore(session, path)
    assert caught.value.message.endswith(report.partition("\n")[2])
    assert "Key net/dense/kernel not found in checkpoint" in caught.value.message


def test_a_notebook_and_a_terminal_get_their_own(tmp_path: Path) -> None:
    from rich.console import Console

    path = _save(tmp_path / "m", left=F([1]))
    with tf.Graph().as_default():
        tf.get_variable("right", [2])
        report = tf.train.restore_report(path)
    page = report._repr_html_()
    assert "<summary>Missing from the checkpoint (1)</summary>" in page and "<code>right" in page
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(report)
    assert console.export_text() == str(report) + "\n"


def test_a_thousand_renamed_variables_are_matched_at_once(tmp_path: Path) -> None:
    stored = {f"a/layer_{i}/{part}": F([0]) for i in range(500) for part in ("kernel", "bias")}
    path = _save(tmp_path / "m", **stored)
    with tf.Graph().as_default():
        for name in stored:
            tf.get_variable("b" + name[1:], [1])
        report = tf.train.restore_report(path)
        assert report.assignment_map == {"a/": "b/"}
        assert "... and 990 more" in str(report)
