"""A cell that is run again replaces what it built, and the graph is the one that a first run would have made."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from typing import Any

import pytest

import scopeflow as tf


def listing(graph: Any) -> list[Any]:
    return [
        (
            op.name,
            op.type,
            op._id,
            [t.name for t in op.inputs],
            str(op.outputs and op.outputs[0].shape),
        )
        for op in graph.get_operations()
    ]


def data() -> Any:
    return tf.placeholder(tf.float32, [None, 4], name="x")


def model(x: Any, size: int) -> Any:
    with tf.variable_scope("model"):
        hidden = tf.layers.dense(x, size, name="hidden")
        hidden = tf.layers.dense(hidden, size)
        hidden = tf.nn.dropout(hidden, rate=0.5)
    with tf.variable_scope(None, default_name="head"):
        return tf.reduce_sum(tf.nn.rnn_cell.BasicRNNCell(4)(hidden, hidden[:, :4])[0])


def training(loss: Any) -> Any:
    tf.summary.scalar("loss", loss)
    return tf.train.AdamOptimizer().minimize(loss, tf.train.get_or_create_global_step())


def test_the_graph_is_the_same_as_if_the_last_versions_had_been_run_alone() -> None:
    with tf.Graph().as_default() as once:
        tf.set_random_seed(1)
        training(model(data(), 5))
    with tf.Graph().as_default() as again:
        tf.set_random_seed(1)
        for size in (6, 5):
            with tf.cell("data"):
                x = data()
            for repeated in (size, 7, size):
                with tf.cell("model"):
                    loss = model(x, repeated)
                with tf.cell("training"):
                    training(loss)
    assert listing(again) == listing(once)
    assert sorted(map(str, again.get_all_collection_keys())) == sorted(
        map(str, once.get_all_collection_keys())
    )
    for key in once.get_all_collection_keys():
        assert [
            getattr(v, "name", v) for v in again.get_collection(key) if isinstance(key, str)
        ] == [getattr(v, "name", v) for v in once.get_collection(key) if isinstance(key, str)]


def test_values_stay_in_their_session_and_old_plans_are_not_run() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        with tf.cell("variable"):
            v = tf.get_variable("v", [], initializer=tf.zeros_initializer())
        with tf.cell("step"):
            step = v.assign_add(1.0)
        session.run(v.initializer)
        session.run(step)
        with tf.cell("step"):
            larger = v.assign_add(10.0)
        assert larger.name == step.name
        assert session.run(larger) == 11.0
        with pytest.raises(ValueError, match="is not an element of this graph") as raised:
            session.run(step)
        assert "taken away when the cell 'step' was run again" in str(raised.value)


def test_what_a_cell_took_away_is_refused_as_an_input() -> None:
    with tf.Graph().as_default():
        with tf.cell("a"):
            old = tf.constant(1.0)
        with tf.cell("a"):
            new = tf.constant(2.0)
        with pytest.raises(ValueError, match="must be from the same graph"):
            tf.add(new, old)


def test_a_cell_that_failed_leaves_nothing_behind_when_it_is_run_again() -> None:
    with tf.Graph().as_default() as graph:
        with pytest.raises(ZeroDivisionError), tf.cell("model"):
            tf.get_variable("w", [2])
            raise ZeroDivisionError
        with tf.cell("model"):
            tf.get_variable("w", [2])
        assert [v.name for v in tf.global_variables()] == ["w:0"]
        assert len([op for op in graph.get_operations() if op.type == "VariableV2"]) == 1


def test_a_cell_cannot_begin_inside_of_a_scope() -> None:
    scope = tf.name_scope("outer")
    refused = pytest.raises(RuntimeError, match="begins inside of a scope")
    with tf.Graph().as_default(), scope, refused, tf.cell("a"):
        pass


class Shell:
    """What a notebook offers: events."""

    def __init__(self) -> None:
        self.calls: list[Callable[[Any], None]] = []
        self.events = types.SimpleNamespace(
            register=lambda _, call: self.calls.append(call),
            unregister=lambda _, call: self.calls.remove(call),
        )

    def run(self, text: str, cell_id: str | None, names: dict[str, Any]) -> None:
        for call in list(self.calls):
            call(types.SimpleNamespace(raw_cell=text, cell_id=cell_id))
        exec(compile(text, "<cell>", "exec"), names)


def test_cells_of_a_notebook_are_known_by_their_id_though_their_text_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shell = Shell()
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    names: dict[str, Any] = {"tf": tf}
    with tf.Graph().as_default() as graph:
        tf.rerun_cells()
        tf.rerun_cells()  # as when that cell is run again
        assert len(shell.calls) == 1
        shell.run("w = tf.get_variable('w', [2])", "one", names)
        shell.run("y = w * 2.0", "two", names)
        shell.run("w = tf.get_variable('w', [3])", "one", names)
        shell.run("y = w * 2.0", "two", names)
        assert names["y"].name == "mul:0" and names["y"].shape == [3]
        assert len(tf.global_variables()) == 1
        tf.rerun_cells(on=False)
        assert shell.calls == []
        shell.run("y = w * 2.0", "two", names)
        assert names["y"].name == "mul_1:0"
    assert graph.get_operations()


def test_without_a_notebook_it_says_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    with pytest.raises(RuntimeError, match=r"with tf.cell\(name\)"):
        tf.rerun_cells()
