"""tf.import_graph_def: what is refused in words of its own, and that a refused import leaves nothing behind."""

from __future__ import annotations

import pytest

import scopeflow as tf


def graph_def(change=None):
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [2], name="x")
        tf.add_n([x, x], name="sum")
    made = graph.as_graph_def()
    if change is not None:
        change({node.name: node for node in made.node})
    return made


@pytest.fixture(autouse=True)
def _fresh_graph():
    with tf.Graph().as_default():
        yield


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda n: setattr(n["sum"], "op", "Nope"), tf.errors.NotFoundError, "Op type not registered 'Nope' in binary running on"),
        (lambda n: setattr(n["sum"].attr["odd"], "i", 3), ValueError, "NodeDef mentions attr 'odd' not in Op<name=AddN"),
        (lambda n: n["sum"].attr.pop("N"), ValueError, "NodeDef missing attr 'N' from Op<name=AddN"),
        (lambda n: n["sum"].input.pop(), ValueError, "NodeDef expected inputs 'float, float' do not match 1 inputs specified"),
        (lambda n: setattr(n["sum"].attr["N"], "s", b"q"), ValueError, "AttrValue had value with type 'string' when 'int' expected"),
        (lambda n: setattr(n["sum"].attr["T"], "type", 7), ValueError, "Value for attr 'T' of string is not in the list of allowed values"),
    ],
)  # fmt: skip
def test_a_malformed_node_is_refused_and_leaves_nothing(change, error, words):
    before = tf.constant(1.0, name="before")
    with pytest.raises(error, match=words):
        tf.import_graph_def(graph_def(change), name="")
    graph = tf.get_default_graph()
    assert graph.get_operations() == [before.op]
    assert tf.constant(1.0, name="x").name == "x:0"


def test_what_only_the_writer_knew_is_dropped_at_its_default():
    class Value:
        """Stands for an OpList proto: op, attr, default_value."""

    producer, op, attr = Value(), Value(), Value()
    producer.op, op.name, op.attr, attr.name = [op], "AddN", [attr], "odd"
    attr.default_value = tf.AttrValue(i=3)
    odd = graph_def(lambda n: setattr(n["sum"].attr["odd"], "i", 3))
    (made,) = tf.import_graph_def(odd, return_elements=["sum"], producer_op_list=producer)
    assert "odd" not in made.node_def.attr
    other = graph_def(lambda n: setattr(n["sum"].attr["odd"], "i", 4))
    with pytest.raises(ValueError, match="NodeDef mentions attr 'odd'"):
        tf.import_graph_def(other, producer_op_list=producer)


def test_what_was_imported_can_be_run_and_differentiated():
    x = tf.constant([1.0, 2.0])
    (total,) = tf.import_graph_def(graph_def(), {"x": x}, ["sum:0"])
    with tf.Session() as sess:
        values = sess.run([total, tf.gradients(total, x)[0]])
    assert [value.tolist() for value in values] == [[2.0, 4.0], [2.0, 2.0]]


def test_variables_of_an_imported_graph_hold_values():
    with tf.Graph().as_default() as graph:
        v = tf.get_variable("v", initializer=2.0)
        tf.assign_add(v, 1.0, name="step")
    made = tf.import_graph_def(
        graph.as_graph_def(), return_elements=["v/Assign", "step", "v:0"], name=""
    )
    with tf.Session() as sess:
        sess.run(made[0])
        sess.run(made[1])
        assert sess.run(made[2]) == 3.0
