"""`scopeflow graph --html`, `--svg` and `--table`: pictures and tables of whatever holds a graph."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

SHARING = """
import tensorflow as tf
with tf.variable_scope("s"):
    v = tf.get_variable("v", [2, 3])
    w = tf.Variable([1.0], trainable=False, name="w")
with tf.variable_scope("s", reuse=True):
    u = tf.get_variable("v", [2, 3])
print("said by the script")
tf.train.Saver().export_meta_graph("graph.meta")
tf.train.write_graph(tf.get_default_graph(), ".", "graph.pbtxt")
"""

ADAM = """
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
with tf.variable_scope("net"):
    y = tf.matmul(x, tf.get_variable("w", [3, 1]))
tf.train.AdamOptimizer(0.1).minimize(tf.reduce_mean(tf.square(y - 1)))
"""

TABLE = """\
name     variables  shape   dtype    parameters  bytes  trainable  shared
──────────────────────────────────────────────────────────────────────────────
s/               2          float32           7   28 B  1 of 2     1 of 2
  v                 [2, 3]  float32           6   24 B  yes        got 2 times
  w                 [1]     float32           1    4 B  no
──────────────────────────────────────────────────────────────────────────────
total            2          float32           7   28 B  1 of 2     1 of 2
trained          1          float32           6   24 B  yes        1 of 1
"""


def model_in(page: str) -> dict:
    return json.loads(page.split('id="model">')[1].split("</script>")[0])


def test_the_page_of_a_script(scopeflow, script, tmp_path) -> None:
    done = scopeflow("graph", script(SHARING), "--html", "graph.html")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "graph.html").read_text()
    assert done.stdout == f"wrote graph.html ({len(page.encode()):,} bytes): open it in a browser\n"
    model = model_in(page)
    assert model["title"] == "script.py"
    facts = {op[0]: op[7] for op in model["ops"]}
    assert facts["s/v"]["shared"] == 2
    assert 'tf.variable_scope("s")' in model["explanations"]["s/v"]
    assert "said by the script" in done.stderr


def test_the_page_and_the_svg_of_a_file(scopeflow, script, tmp_path) -> None:
    scopeflow("run", script(SHARING))
    done = scopeflow("graph", "graph.pbtxt", "--html", "a.html", "--svg", "b.svg", "--depth", "1")
    assert done.returncode == 0, done.stderr
    model = model_in((tmp_path / "a.html").read_text())
    assert (model["live"], model["depth"]) == (False, 1)
    drawn = ElementTree.fromstring((tmp_path / "b.svg").read_text())
    texts = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "s" in texts
    assert "v" not in texts
    assert [line.split(" (")[0] for line in done.stdout.splitlines()] == [
        "wrote a.html",
        "wrote b.svg",
    ]


def test_the_table_of_a_script(scopeflow, script) -> None:
    assert scopeflow("graph", script(SHARING), "--table").stdout == TABLE


def test_the_table_of_a_meta_graph_knows_what_is_trained(scopeflow, script) -> None:
    scopeflow("run", script(SHARING))
    lines = scopeflow("graph", "graph.meta", "--table").stdout.splitlines()
    assert lines[3].split()[-1] == "yes"
    assert lines[4].split()[-1] == "no"
    assert "shared" not in lines[0]


def test_the_table_of_a_graph_def_leaves_out_what_nobody_knows(scopeflow, script) -> None:
    scopeflow("run", script(SHARING))
    lines = scopeflow("graph", "graph.pbtxt", "--table", "--depth", "1").stdout.splitlines()
    assert lines[0].split() == ["name", "variables", "dtype", "parameters", "bytes"]
    assert [line.split()[0] for line in lines if line[0] != "─"] == ["name", "s/", "total"]


def test_the_table_as_json(scopeflow, script) -> None:
    printed = json.loads(scopeflow("graph", script(SHARING), "--table", "--json").stdout)
    assert printed["source"].endswith("script.py")
    assert [(row["name"], row["kind"]) for row in printed["rows"]] == [
        ("s", "scope"),
        ("s/v", "variable"),
        ("s/w", "variable"),
        ("", "total"),
        ("", "trained"),
    ]


@pytest.mark.parametrize("option", ["--html", "--svg"])
def test_a_file_that_cannot_be_written_is_told_in_a_line(scopeflow, script, option) -> None:
    path = script(SHARING)
    done = scopeflow("graph", path, option, "no/such/file")
    assert done.returncode == 1
    # before the script is run, which says something
    assert done.stderr == "Error: no/such/file: there is no folder no/such\n"
    done = scopeflow("graph", path, option, path.parent)
    assert (done.returncode, done.stderr) == (1, f"Error: {path.parent}: Is a directory\n")


def test_trying_whether_a_file_can_be_written_leaves_it_as_it_was(
    scopeflow, script, tmp_path
) -> None:
    (tmp_path / "old.html").write_text("old")
    for name in ("old.html", "new.html"):
        assert scopeflow("graph", script("1 / 0"), "--html", name).returncode == 1
    assert (tmp_path / "old.html").read_text() == "old"
    assert not (tmp_path / "new.html").exists()


@pytest.mark.parametrize("option", ["--html", "--svg"])
def test_a_picture_without_a_files_name_is_told(scopeflow, script, option) -> None:
    done = scopeflow("graph", script(SHARING), option, "")
    assert done.returncode == 2
    assert f"{option} needs the name of a file, or - for standard output." in done.stderr
    assert "said by the script" not in done.stderr


def test_a_dash_is_standard_output(scopeflow, script, tmp_path) -> None:
    done = scopeflow("graph", script(SHARING), "--html", "-")
    assert done.stdout.startswith("<!doctype html>")
    assert done.stdout.endswith("</html>\n")
    assert not (tmp_path / "-").exists()
    assert scopeflow("graph", script(SHARING), "--html", "-", "--svg", "-").returncode == 2


def test_tree_table_and_page_count_alike(scopeflow, script) -> None:
    path = script(ADAM)
    sentence = "1 variable, 3 parameters, and 4 more variables kept by the optimizer (8 numbers)"
    tree = scopeflow("graph", path).stdout
    assert sentence in tree
    assert "net/  19 nodes, 17 folded, 3 parameters" in tree
    model = model_in(scopeflow("graph", path, "--html", "-").stdout)
    assert model["totals"].endswith(sentence)
    total, optimizer = scopeflow("graph", path, "--table").stdout.splitlines()[-2:]
    assert total.split()[:4] == ["total", "1", "float32", "3"]
    assert optimizer.split()[:4] == ["optimizer", "4", "float32", "8"]
    plain = json.loads(scopeflow("graph", path, "--json").stdout)
    assert (plain["parameters"], plain["kept_by_optimizers"]) == (3, 8)


def test_a_meta_graph_counts_as_its_script_does(scopeflow, script) -> None:
    scopeflow("run", script(SHARING))
    sentence = "2 variables, 7 parameters (6 trained)"
    assert sentence in scopeflow("graph", "graph.meta").stdout
    page = scopeflow("graph", "graph.meta", "--html", "-").stdout
    assert model_in(page)["totals"].endswith(sentence)
