"""What errors about variables asked for twice advise can be pasted into the program, which then works."""

from __future__ import annotations

import re
import textwrap

from tests.inspect.programs import Ran, flat


def pasted(program: str, ran: Ran) -> str:
    """The program with the block of the error's advice in place of the line that it is about."""
    program = textwrap.dedent(program).lstrip("\n")
    number = re.search(r"To share it, put the (?:second call|calls) on line (\d+)", ran.says)
    block = re.search(r"under \w+:\n\n  (with .*:)\n      (.*)\n", ran.says)
    assert number is not None and block is not None, ran.says
    lines = program.splitlines()
    old = lines[int(number[1]) - 1]
    assert old.strip() == block[2]
    indent = old[: len(old) - len(old.lstrip())]
    lines[int(number[1]) - 1] = f"{indent}{block[1]}\n{indent}    {block[2]}"
    return "\n".join(lines)


FUNCTION = """
    def layer(x):
        w = tf.get_variable("w", [3, 3])
        return tf.matmul(x, w)
    h = layer(tf.ones([2, 3]))
    y = layer(h)
"""


def test_the_advice_of_an_existing_variable_is_about_the_second_call_and_works() -> None:
    ran = Ran(FUNCTION)
    assert f'File "{ran.filename}", line 4, in <module>' in ran.says
    assert "To share it, put the second call on line 5 under reuse" in ran.says
    mended = Ran(pasted(FUNCTION, ran))
    assert mended.error is None
    assert len(mended.graph.get_collection("variables")) == 1


def test_the_advice_works_inside_of_the_scope_too() -> None:
    program = """
        with tf.variable_scope("net"):
            a = tf.get_variable("w", [3])
        with tf.variable_scope("net"):
            b = tf.get_variable("w", [3])
    """
    mended = Ran(pasted(program, Ran(program)))
    assert mended.names["a"] is mended.names["b"]


def test_one_line_that_runs_twice_is_put_under_auto_reuse() -> None:
    for last in ("for i in range(2): x = layer(x)", "x = layer(layer(x))"):
        program = f"""
        def layer(x):
            with tf.variable_scope("l"):
                return x * tf.get_variable("w", [3])
        x = tf.ones([3])
        {last}
        """
        ran = Ran(program)
        assert "which run more than once, under AUTO_REUSE" in ran.says
        mended = Ran(pasted(program, ran))
        assert mended.error is None
        assert len(mended.graph.get_collection("variables")) == 1


def test_a_name_scope_that_does_not_tell_two_variables_apart_is_named() -> None:
    said = Ran("""
        with tf.name_scope("a"):
            w = tf.get_variable("w", [3])
        with tf.name_scope("b"):
            w = tf.get_variable("w", [3])
    """).says
    assert 'The name scope "b" on line 3 is no part of the name w' in said
    assert "The name scope" not in Ran(FUNCTION).says


CELL = """
    with tf.variable_scope("net"):
        w = tf.get_variable("w", [3, 1])
"""


def test_a_cell_that_is_run_again_is_told_of_what_takes_the_graph_back() -> None:
    again = f"""
        import textwrap
        text = textwrap.dedent({CELL!r})
        for number in (3, 4):
            exec(compile(text, f"<ipython-input-{{number}}-a>", "exec"))
    """
    said = Ran(again).says
    for way in ("tf.reset_default_graph()", 'with tf.cell("name"):', "tf.rerun_cells()"):
        assert way in said
    assert "tf.reset_default_graph()" not in Ran(FUNCTION).says


# -- optimizers under reuse ------------------------------------------------------------------------

SLOTS = """
    def net(x):
        with tf.variable_scope("net"):
            return tf.matmul(x, tf.get_variable("w", [3, 1]))
    x = tf.placeholder(tf.float32, [None, 3])
    y = net(x)
    tf.get_variable_scope().reuse_variables()
    z = net(x)
    train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_mean(y - z))
"""


def test_slots_under_reuse_variables_say_whose_they_are_and_what_to_write() -> None:
    ran = Ran(SLOTS)
    said = flat(ran.says)
    assert "The optimizer makes variables of its own here" in said
    assert f"reuse=True still holds at the root of all scopes, since {ran.filename}:6" in said
    assert "In place of reuse_variables() on line 6, write" in said
    assert "a variable that tf.train.AdamOptimizer.minimize asked for on line 8" in said
    block = "with tf.variable_scope(tf.get_variable_scope(), reuse=True):"
    assert block in said
    mended = SLOTS.replace(
        "tf.get_variable_scope().reuse_variables()\n    z", f"{block}\n        z"
    )
    assert Ran(mended).error is None


def test_slots_in_a_block_that_reuses_are_to_be_made_outside_of_it() -> None:
    said = Ran("""
        w = tf.get_variable("w", [3])
        with tf.variable_scope(tf.get_variable_scope(), reuse=True):
            train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(w))
    """).says
    assert "Call the optimizer outside of the block that begins on line 2." in said


def test_slots_are_made_by_the_optimizer_that_stands_on_the_line() -> None:
    ran = Ran("""
        w = tf.get_variable("w", [3])
        train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(w))
    """)
    assert "made by tf.train.AdamOptimizer.minimize on line 2" in ran.told("w/Adam")
    assert "made by tf.get_variable on line 1" in ran.told("w")
    gradients = [op.name for op in ran.graph.get_operations() if "_grad/" in op.name]
    assert gradients
    assert "opened by tf.gradients" in ran.told(gradients[0])


def test_a_graph_of_few_variables_names_them_all() -> None:
    said = Ran("""
        v = tf.get_variable("first", [3])
        with tf.variable_scope("zz", reuse=True):
            tf.get_variable("qqq")
    """).says
    assert "No name of this graph's variables is like it. There is 'first'." in said
