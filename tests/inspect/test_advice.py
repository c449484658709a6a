"""What explanations advise is right: written into the program, it gives the name that was promised."""

from __future__ import annotations

from tests.inspect.programs import Ran, flat


def test_the_name_to_aim_at_has_the_scopes_in_the_order_of_their_nesting() -> None:
    program = """
        with tf.variable_scope("x"):
            with tf.name_scope("y"):
                w = tf.get_variable("w", [2])
    """
    told = flat(Ran(program).told("x/w"))
    assert (
        'To make it x/y/w Open tf.variable_scope("y") in place of tf.name_scope("y") on line 2:'
        in told
    )
    mended = Ran(program.replace('name_scope("y")', 'variable_scope("y")'))
    assert mended.names["w"].name == "x/y/w:0"


def test_every_name_scope_that_must_become_a_variable_scope_is_named_with_its_line() -> None:
    program = """
        with tf.name_scope("p"):
            with tf.variable_scope("m"):
                with tf.name_scope("q"):
                    v = tf.get_variable("v", [2])
    """
    told = flat(Ran(program).told("m/v"))
    assert "To make it p/m/q/v" in told
    assert 'Open tf.variable_scope("p") in place of tf.name_scope("p") on line 1,' in told
    assert 'And open tf.variable_scope("q") in place of tf.name_scope("q") on line 3:' in told
    mended = Ran(program.replace("name_scope", "variable_scope"))
    assert mended.names["v"].name == "p/m/q/v:0"


def test_name_scopes_around_a_scope_object_cannot_come_into_the_name() -> None:
    told = flat(
        Ran("""
        with tf.variable_scope("s") as s:
            pass
        with tf.name_scope("p"):
            with tf.variable_scope(s):
                with tf.name_scope("k"):
                    v = tf.get_variable("v", [2])
        """).told("s/v")
    )
    assert "To make it s/k/v" in told
    assert 'tf.variable_scope("p")' not in told


def test_a_number_behind_a_variable_scope_counts_the_boxes_of_operations() -> None:
    ran = Ran("""
        with tf.variable_scope("same"):
            u = tf.get_variable("u", [2])
        with tf.variable_scope("same"):
            v = tf.get_variable("v", [2])
            t = v + 1
    """)
    told = flat(ran.told("same_1"))
    assert "variables keep the scope's own name, same/; the number counts the boxes" in told
    assert "looks at variable scopes only" not in told


LAYER = """
    def layer(x, name="layer"):
        with tf.variable_scope(None, default_name=name):
            w = tf.get_variable("w", [3, 3])
            return tf.matmul(x, w)
    y = layer(layer(tf.ones([2, 3])))
"""


def test_a_default_name_is_told_from_a_name() -> None:
    ran = Ran(LAYER)
    for name in ("layer/MatMul", "layer_1/MatMul", "layer_1", "layer_1/w"):
        told = flat(ran.told(name))
        assert 'tf.variable_scope(None, default_name="layer") on line 2' in told, told
        assert 'from tf.variable_scope("layer")' not in told
    assert "default_name asks for a scope of its own each time" in ran.told("layer_1/MatMul")


def test_a_scope_of_a_line_that_ran_twice_is_to_be_opened_around_the_calls() -> None:
    told = flat(Ran(LAYER).told("layer_1/MatMul"))
    # the plain name is taken, so it is no name to promise
    assert "To make it layer/MatMul" not in told
    assert "Line 2 was run more than once" in told
    assert 'Open it once, around the calls: "with tf.variable_scope("layer") as scope:"' in told
    mended = Ran("""
        def layer(x, scope):
            with scope.reopen(reuse=tf.AUTO_REUSE):
                w = tf.get_variable("w", [3, 3])
                return tf.matmul(x, w)
        with tf.variable_scope("layer") as scope:
            y = layer(layer(tf.ones([2, 3]), scope), scope)
    """)
    assert mended.names["y"].op.name == "layer/MatMul_1"


def test_a_name_scope_of_a_line_that_ran_twice_is_entered_by_its_whole_name_there() -> None:
    told = flat(
        Ran("""
        def f(x):
            with tf.name_scope("dense"):
                return tf.negative(x)
        y = f(f(1.0))
        """).told("dense_1/Neg")
    )
    assert "Line 2 was run more than once" in told
    assert 'Write tf.name_scope("dense/") there' in told


# -- names that are not there ----------------------------------------------------------------------


def test_a_wrong_fetch_is_told_the_names_that_give_a_value() -> None:
    ran = Ran("""
        tf.constant(1.0, name="total")
        tf.Session().run("totl")
    """)
    assert "The nearest names are 'total:0'." in ran.says
    asked = Ran("""
        tf.constant(1.0, name="total")
        tf.get_default_graph().get_operation_by_name("totl")
    """)
    assert "The nearest names are 'total'." in asked.says


def test_names_are_alike_whatever_their_case() -> None:
    ran = Ran('tf.constant(1.0, name="a")')
    assert "The closest names\n  a  (Const" in ran.told("A")
    assert "The closest names" not in ran.told("Q")


OTHER = """
    g = tf.Graph()
    with g.as_default():
        v = tf.get_variable("v", [2])
"""


def test_a_name_of_another_graph_is_found_there() -> None:
    ran = Ran(OTHER)
    told = ran.told("v")
    assert "Another graph has v" in told
    assert f"made at {ran.filename}:1" in flat(told)
    assert "v:0: a variable" in told


def test_an_empty_session_says_which_graph_is_not_empty() -> None:
    ran = Ran(OTHER + "\n    tf.Session().run([])")
    assert f"another one is not: that made at {ran.filename}:1, with" in ran.says
    looked = Ran(OTHER + '\n    tf.get_default_graph().get_tensor_by_name("v:0")')
    assert f"Another graph has it: that made at {looked.filename}:1, with" in looked.says


def test_a_name_in_python_leads_to_the_node_of_its_line() -> None:
    ran = Ran("""
        x = tf.placeholder(tf.float32, [None, 3])
        w = tf.Variable(tf.zeros([3, 2]))
        loss = tf.reduce_mean(tf.matmul(x, w))
        again = tf.identity(loss)
    """)
    told = ran.told("loss")
    assert "You may mean Mean" in told
    assert "line 3" in told
    assert "You may mean Variable:0" in ran.told("w")
    assert "Mean: a Mean operation" in told


def test_where_nothing_is_alike_the_first_names_are_listed() -> None:
    told = Ran("tf.Variable(1.0)\ntf.constant(2.0)").told("qqqqqqq")
    assert "No name is like it" in told
    assert "Variable  (variable, made on line 1)" in told


def test_a_variable_looked_for_under_a_name_scope_says_what_to_write() -> None:
    program = """
        with tf.name_scope("net"):
            with tf.variable_scope("enc"):
                w = tf.get_variable("w", [3, 3])
        with tf.variable_scope("net/enc", reuse=True):
            again = tf.get_variable("w", [3, 3])
    """
    ran = Ran(program)
    said = flat(ran.says)
    assert "You may mean enc/w It was asked for inside net/. But that is a name scope" in said
    assert 'Write tf.variable_scope("enc", reuse=True), and in it tf.get_variable("w").' in said
    mended = Ran(program.replace('"net/enc"', '"enc"'))
    assert mended.names["again"] is mended.names["w"]
    assert "You may mean enc/w" in ran.told("net/enc/w")
