"""The parameter table: what it counts, and how it is printed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

import scopeflow as tf
from scopeflow.inspect.table_text import human
from tests.inspect.graphs import two_towers

TABLE = """\
name        variables  shape   dtype    parameters  bytes  trainable  shared
─────────────────────────────────────────────────────────────────────────────────
net/                4          float32          40  160 B  yes        4 of 4
  layer_0/          2          float32          20   80 B  yes        2 of 2
    w                  [4, 4]  float32          16   64 B  yes        got 2 times
    b                  [4]     float32           4   16 B  yes        got 2 times
  layer_1/          2          float32          20   80 B  yes        2 of 2
    w                  [4, 4]  float32          16   64 B  yes        got 2 times
    b                  [4]     float32           4   16 B  yes        got 2 times
─────────────────────────────────────────────────────────────────────────────────
total               4          float32          40  160 B  yes        4 of 4
optimizer          10          float32          82  328 B  no"""

CLOSED = """\
name       variables  dtype    parameters  bytes  trainable  shared
───────────────────────────────────────────────────────────────────
net/               4  float32          40  160 B  yes        4 of 4
───────────────────────────────────────────────────────────────────
total              4  float32          40  160 B  yes        4 of 4
optimizer         10  float32          82  328 B  no"""


@pytest.fixture(scope="module")
def towers() -> tf.Graph:
    return two_towers()


def test_the_table_of_a_graph(towers: tf.Graph) -> None:
    assert str(tf.summary_table(towers)) == TABLE


def test_the_table_closed_at_a_depth(towers: tf.Graph) -> None:
    assert str(tf.summary_table(towers, depth=1)) == CLOSED


def test_the_default_graph_is_meant_where_none_is_given(towers: tf.Graph) -> None:
    with towers.as_default():
        assert str(tf.summary_table()) == TABLE


def test_a_scope_means_its_own_variables_and_no_siblings() -> None:
    with tf.Graph().as_default():
        for name in ("D", "D_pre"):
            with tf.variable_scope(name):
                tf.get_variable("v", [3])
        with tf.variable_scope("D") as scope:
            table = tf.summary_table(scope)
    assert [row.name for row in table.rows] == ["D", "D/v", ""]
    assert table.parameters == 3


def test_a_list_of_variables_is_taken_as_it_is(towers: tf.Graph) -> None:
    with towers.as_default():
        table = tf.summary_table(tf.global_variables("net/layer_0/w"))
    assert {row.name for row in table.rows if not row.is_scope} == {
        "net/layer_0/w",
        "net/layer_0/w/Adam",
        "net/layer_0/w/Adam_1",
    }


def test_what_optimizers_keep_is_listed_when_asked_for(towers: tf.Graph) -> None:
    table = tf.summary_table(towers, slots=True)
    listed = [row.name for row in table.rows if not row.is_scope]
    assert {"beta1_power", "net/layer_0/w/Adam", "net/layer_0/w/Adam_1"} <= set(listed)
    assert (table.rows[-1].variables, table.rows[-1].parameters) == (10, 82)
    assert table.parameters == 40


def test_what_is_not_trained_is_told_apart_from_the_total() -> None:
    with tf.Graph().as_default():
        with tf.variable_scope("s"):
            tf.get_variable("v", [2, 3])
            tf.get_variable("w", [1], trainable=False)
        table = tf.summary_table()
    sums = [(row.sums_up, row.variables, row.parameters) for row in table.rows if row.sums_up]
    assert sums == [("total", 2, 7), ("trained", 1, 6)]


def test_a_trained_variable_under_anothers_name_is_no_optimizers() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 2])
        outer = tf.get_variable("a", [2, 2])
        with tf.variable_scope("a"):
            inner = tf.get_variable("w", [2, 2])
        loss = tf.reduce_sum(tf.matmul(tf.matmul(x, outer), inner))
        tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
        table = tf.summary_table()
    assert table.parameters == 8
    assert table.rows[-1].variables == 2


def test_the_middle_of_a_very_long_name_is_left_out() -> None:
    with tf.Graph().as_default():
        tf.get_variable("a" + "n" * 3000 + "z", [1])
        table = tf.summary_table()
    assert max(map(len, str(table).splitlines())) < 140
    assert "ann" in str(table)
    assert "…" in str(table)
    assert "nz" in str(table)
    assert len(table.as_json()[0]["name"]) == 3002


def test_each_dtype_has_its_bytes_and_mixed_scopes_say_so() -> None:
    with tf.Graph().as_default():
        with tf.variable_scope("a"):
            tf.get_variable("half", [3], tf.float16)
            tf.get_variable("long", [3], tf.int64)
        table = tf.summary_table()
    bytes_of = {row.name: (row.dtype, row.bytes) for row in table.rows}
    assert bytes_of == {
        "a": ("mixed", 30),
        "a/half": ("float16", 6),
        "a/long": ("int64", 24),
        "": ("mixed", 30),
    }


def test_an_unknown_size_is_told_and_not_counted() -> None:
    with tf.Graph().as_default():
        start = tf.placeholder(tf.float32, [None, 2])
        tf.Variable(start, validate_shape=False, name="s/open")
        tf.Variable([1.0], name="s/known")
        lines = str(tf.summary_table()).splitlines()
    # TensorFlow forgets the whole shape of a variable whose shape is not to be checked
    assert lines[3].split() == ["open", "unknown", "float32", "?", "?", "yes"]
    assert lines[2].split()[:6] == ["s/", "2", "float32", "1", "+", "?"]


def test_a_partitioned_variable_is_listed_by_its_parts() -> None:
    with tf.Graph().as_default():
        parts = tf.fixed_size_partitioner(2)
        whole = tf.get_variable("w", [4, 3], partitioner=parts)
        table = tf.summary_table([whole])
    assert [(row.name, row.dims) for row in table.rows if not row.is_scope] == [
        ("w/part_0", (2, 3)),
        ("w/part_1", (2, 3)),
    ]


def test_an_empty_graph_has_an_empty_table() -> None:
    lines = str(tf.summary_table(tf.Graph())).splitlines()
    assert lines[-1].split() == ["total", "0", "0", "0", "B"]


def test_the_rows_as_json(towers: tf.Graph) -> None:
    rows = tf.summary_table(towers).as_json()
    assert rows[2] == {
        "name": "net/layer_0/w",
        "kind": "variable",
        "variables": 1,
        "shape": [4, 4],
        "dtype": "float32",
        "parameters": 16,
        "bytes": 64,
        "trainable": 1,
        "shared": 1,
    }
    assert [row["kind"] for row in (rows[0], *rows[-2:])] == ["scope", "total", "optimizer"]


def test_a_terminal_shows_the_same_cells_in_colours(towers: tf.Graph) -> None:
    from rich.console import Console

    console = Console(width=120, force_terminal=True, color_system="truecolor")
    with console.capture() as captured:
        console.print(tf.summary_table(towers))
    assert "\x1b[" in captured.get()
    plain = Console(width=120, color_system=None)
    with plain.capture() as captured:
        plain.print(tf.summary_table(towers))
    words = captured.get().replace("─", "").split()
    assert words == TABLE.replace("─", "").split()


def test_a_notebook_shows_the_same_cells_as_html(towers: tf.Graph) -> None:
    table = ElementTree.fromstring(tf.summary_table(towers)._repr_html_())
    words = " ".join("".join(cell.itertext()) for cell in table.iter() if cell.tag in ("th", "td"))
    assert words.split() == TABLE.replace("─", "").split()


def test_what_is_no_variable_is_refused() -> None:
    for wrong in (3, [3], "net"):
        with pytest.raises(
            TypeError, match="takes a list of variables, a Graph or a VariableScope"
        ):
            tf.summary_table(wrong)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (5_000_000, "4.8 MiB"),
        (2**62, "4,096.0 PiB"),
    ],
)
def test_bytes_are_written_for_people(number: int, text: str) -> None:
    assert human(number) == text
