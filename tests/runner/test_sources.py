"""`scopeflow graph` finds the graph in whatever holds one, or says in a line that it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import scopeflow as tf
from scopeflow.formats.text import write_proto
from scopeflow.runner.sources import CannotLoad, load
from scopeflow.runner.tree import Node

PROGRAM = """\
import sys
import tensorflow as tf
with tf.variable_scope("net"):
    v = tf.get_variable("v", [2, 3], dtype=tf.float64)
print("made", sys.argv[1:])
"""
V = Node("net/v", "VariableV2", (2, 3), "float64", "variable")


@pytest.fixture(scope="module")
def graph() -> tf.Graph:
    with tf.Graph().as_default() as graph, tf.variable_scope("net"):
        tf.get_variable("v", [2, 3], dtype=tf.float64)
    return graph


@pytest.fixture
def logdir(graph: tf.Graph, tmp_path: Path) -> Path:
    folder = tmp_path / "logs" / "run"
    tf.summary.FileWriter(str(folder), graph).close()
    return tmp_path / "logs"


@pytest.mark.parametrize(("name", "as_text"), [("g.pb", False), ("g.pbtxt", True)])
def test_a_graph_def(graph: tf.Graph, tmp_path: Path, name: str, as_text: bool) -> None:
    path = tmp_path / name
    write_proto(path, graph.as_graph_def(), as_text)
    title, nodes = load(str(path))
    assert title == str(path)
    assert V in nodes


def test_a_meta_graph_def(graph: tf.Graph, tmp_path: Path) -> None:
    from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef

    path = tmp_path / "model.meta"
    write_proto(path, MetaGraphDef(graph_def=graph.as_graph_def()))
    assert V in load(str(path))[1]


def test_an_event_file_and_a_directory_of_them(logdir: Path) -> None:
    (event_file,) = logdir.rglob("*tfevents*")
    assert V in load(str(event_file))[1]
    title, nodes = load(str(logdir))
    assert title == str(event_file)
    assert V in nodes


def test_an_event_file_with_a_torn_end_still_has_its_graph(logdir: Path) -> None:
    (event_file,) = logdir.rglob("*tfevents*")
    event_file.write_bytes(event_file.read_bytes() + b"\x10" + bytes(30))
    assert V in load(str(event_file))[1]


def test_a_script_with_its_arguments(scopeflow, script) -> None:
    done = scopeflow("graph", script(PROGRAM), "--json", "--", "--steps", "3")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["parameters"] == 6
    assert done.stderr == "made ['--steps', '3']\n"


def test_a_script_that_fails_shows_its_traceback(scopeflow, script) -> None:
    done = scopeflow("graph", script("raise ValueError('mine')\n"))
    assert done.returncode == 1
    assert "ValueError: mine\n" in done.stderr
    assert done.stderr.endswith("script.py: the script ended with status 1\n")
    assert "in scopeflow" not in done.stderr


@pytest.mark.parametrize("how", ["1 / 0", "sys.exit(3)", "sys.exit('enough')"])
def test_what_a_failing_script_had_built_is_shown_after_its_traceback(
    scopeflow, script, how: str
) -> None:
    done = scopeflow("graph", script(PROGRAM + how))
    assert done.returncode == (3 if "3" in how else 1)
    assert "v  variable [2, 3] float64, 6 parameters" in done.stdout
    assert done.stdout.splitlines()[0].endswith("script.py, as far as it was built")
    last = done.stderr.splitlines()[-1]
    assert last.endswith(
        f"the script ended with status {done.returncode}; this is what it had built"
    )
    assert ("ZeroDivisionError" in done.stderr) == (how == "1 / 0")
    assert ("enough\n" in done.stderr) == ("enough" in how)


@pytest.mark.parametrize(
    ("option", "says"), [("--table", "net/"), ("--sharing", "1 variable"), ("--html", "wrote")]
)
def test_each_view_shows_what_a_failing_script_had_built(scopeflow, script, option, says) -> None:
    more = ["g.html"] if option == "--html" else []
    done = scopeflow("graph", script(PROGRAM + "1 / 0"), option, *more)
    assert done.returncode == 1
    assert says in done.stdout
    assert "this is what it had built" in done.stderr


GRAPHS = """\
import tensorflow as tf
tf.constant(1.0)
def small():
    with tf.Graph().as_default():
        tf.constant(1.0)
small()
with tf.Graph().as_default():
    with tf.variable_scope("net"):
        tf.get_variable("v", [2, 3])
"""


def test_the_largest_of_the_graphs_that_a_script_made_is_shown(scopeflow, script) -> None:
    done = scopeflow("graph", script(GRAPHS))
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].endswith("script.py, graph made on line 7")
    assert "v  variable [2, 3]" in done.stdout
    assert done.stderr.endswith(
        "this is the graph made on line 7 of script.py, 10 nodes; the script made 2 other graphs: "
        "the default graph, 1 node; the graph made on line 4 of script.py, 1 node\n"
    )


def test_a_graph_that_a_script_dropped_is_still_shown(scopeflow, script) -> None:
    done = scopeflow("graph", script(PROGRAM + "tf.reset_default_graph()\n"))
    assert "v  variable [2, 3]" in done.stdout
    assert "this is the default graph of its beginning, 10 nodes" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("none.pb", None, "no such file or directory"),
        ("bad.pb", b"\xff\xff\xff", "holds no GraphDef"),
        ("bad.pbtxt", b"nodes nodes", "holds no GraphDef"),
        ("empty.pb", b"", "no nodes in it"),
        ("bad.meta", b"\xff\xff\xff", "holds no MetaGraphDef"),
        ("notes.txt", b"hello", "not a script (.py), an event file"),
        ("x.tfevents.1", b"this is no event file at all", "not a readable event file"),
        ("y.tfevents.1", b"", "no graph in this event file"),
    ],
)
def test_what_holds_no_graph_is_one_line(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CannotLoad) as refused:
        load(str(path))
    assert str(refused.value).startswith(f"{path}: ")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_directory_without_events_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CannotLoad, match="no event files"):
        load(str(tmp_path))


def test_the_command_reports_it_and_fails(scopeflow, tmp_path: Path) -> None:
    done = scopeflow("graph", tmp_path / "none.pb")
    assert done.returncode == 1
    assert done.stderr == f"Error: {tmp_path}/none.pb: no such file or directory\n"


def test_control_characters_of_a_name_are_shown_and_do_nothing(scopeflow, script) -> None:
    done = scopeflow("graph", "no\x1b[31m.pb")
    assert done.stderr == "Error: no\\x1b[31m.pb: no such file or directory\n"
    done = scopeflow("explain", script(PROGRAM), "net/\x1b[31mv")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "\\x1b[31mv" in done.stdout
