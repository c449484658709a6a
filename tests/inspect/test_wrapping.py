"""Explanations are as wide as a page, code in them stays whole, and what repeats is said once."""

from __future__ import annotations

from scopeflow.graph.wrapping import paragraphs, shorten, wrap
from tests.inspect.programs import Ran, flat


def test_lines_end_at_spaces_and_never_inside_of_code() -> None:
    code = 'tf.variable_scope(None, default_name="layer")'
    for width in range(50, 90):
        lines = wrap(f"To go on there, open {code} once, and pass it on to the function", width)
        assert all(len(line) <= width for line in lines)
        assert any(code in line for line in lines)
    assert wrap("a b c", width=None) == ["a b c"]


def test_code_on_lines_of_its_own_is_not_wrapped() -> None:
    code = "  with " + "x" * 120 + " as y:"
    assert paragraphs(f"{'word ' * 30}\n\n{code}").endswith(f"\n\n{code}")


def test_long_names_show_their_beginning_and_end() -> None:
    name = "start" + "n" * 3000 + "end"
    short = shorten(f"the scope {name} is long")
    assert len(short) < 200
    assert short.startswith("the scope start") and short.endswith("end is long")
    assert shorten("n" * 200) == "n" * 200


def test_an_explanation_is_as_wide_as_a_page_and_hangs_below_its_beginning() -> None:
    told = Ran("""
        def layer(x, name="layer"):
            with tf.variable_scope(None, default_name=name):
                return tf.matmul(x, tf.get_variable("w", [3, 3]))
        y = layer(layer(tf.ones([2, 3])))
    """).told("layer_1/MatMul")
    assert max(map(len, told.splitlines())) <= 100
    assert '\n            "layer" was taken by' in told


def test_name_scopes_of_one_line_are_told_together() -> None:
    told = Ran("""
        def f(n):
            with tf.name_scope("level"):
                return f(n - 1) if n else tf.get_variable("v", [1])
        v = f(20)
    """).told("v")
    assert told.count("nothing from tf.name_scope") == 1
    assert "nothing from 20 more name scopes of that line" in told
    assert "and so for the 20 others of that line" in flat(told)


def test_many_nodes_of_one_line_are_counted() -> None:
    ran = Ran("""
        x = tf.Variable(0.0)
        for _ in range(50):
            tf.assign(x, 1.0)
    """)
    assert "Line 3 made 50 of these: Assign, Assign_1 ... Assign_49." in flat(ran.told("Assign_5"))
    assert "of these" not in ran.told("Variable")
