"""What new nodes pick up: control inputs, devices, colocation, containers, seeds, name scopes."""

from tests.reference.session_cases.asking import asked, entered, told


def control_inputs(tf):
    g = tf.get_default_graph()
    a, b, c = (tf.constant(1.0, name=n) for n in "abc")
    v = tf.Variable(1.0, name="v")
    r = tf.Variable(1.0, name="r", use_resource=True)
    ci = lambda op: [x.name for x in op.control_inputs]  # noqa: E731
    seen = []
    with g.control_dependencies([a]):
        seen.append(ci(tf.no_op(name="n1")))
        with g.control_dependencies([b, "c", a]):
            seen.append(ci(tf.no_op(name="n2")))
            seen.append(ci(tf.identity(a, name="i1").op))
            inner = tf.constant(2.0, name="inner")
            seen.append(ci(inner.op))
            seen.append(ci(tf.identity(inner, name="i2").op))
            seen.append(ci(tf.add(inner, b, name="i3").op))
            with g.control_dependencies(None):
                free = tf.no_op(name="n3")
                seen.append(ci(free))
                with g.control_dependencies([c]):
                    seen.append(ci(tf.no_op(name="n4")))
                    seen.append(ci(tf.identity(inner, name="i4").op))
            seen.append(ci(tf.no_op(name="n5")))
        with g.control_dependencies([]):
            seen.append(ci(tf.no_op(name="n6")))
        with g.control_dependencies([inner]):
            seen.append(ci(tf.identity(inner, name="i5").op))
            seen.append(ci(tf.identity(tf.identity(inner, name="i6"), name="i7").op))
        seen.append(ci(tf.Variable(3.0, name="w").op))
    with tf.control_dependencies([v, r, a.op, "b", "b:0", v.op]):
        seen.append(ci(tf.no_op(name="n7")))
    with tf.control_dependencies((a,)):
        seen.append(ci(tf.no_op(name="n8")))
    return seen


def control_inputs_refused(tf):
    g = tf.get_default_graph()
    a = tf.constant(1.0, name="a")
    with tf.Graph().as_default():
        foreign = tf.constant(1.0, name="f")
    enter = lambda x: lambda: entered(g.control_dependencies(x))  # noqa: E731
    return asked(
        *[
            enter(x)
            for x in (
                3,
                a,
                "a",
                [3],
                [None],
                ["no"],
                [foreign],
                [foreign.op],
                [[a]],
                {a.op: 1},
                [1.0, a],
                "b",
            )
        ],
        lambda: [x.name for x in tf.no_op(name="after").control_inputs],
    )


def control_contexts_left_by_an_error(tf):
    a = tf.constant(1.0, name="a")
    try:
        with tf.control_dependencies([a]), tf.control_dependencies(None):
            raise KeyError
    except KeyError:
        pass
    return [x.name for x in tf.no_op().control_inputs]


def seeds(tf):
    g = tf.get_default_graph()
    seen = [g.seed]
    g.seed = 5
    seen.append(g.seed)
    tf.set_random_seed(7)
    seen.append(g.seed)
    tf.random_uniform([2], name="x")
    tf.random_uniform([2], seed=4, name="y")
    ops = [g.get_operation_by_name(name + "/RandomUniform") for name in "xy"]
    return (
        seen
        + [[op.get_attr("seed"), op.get_attr("seed2")] for op in ops]
        + [told(tf.get_seed(None)), told(tf.get_seed(3))]
    )


def containers(tf):
    g = tf.get_default_graph()
    seen = []
    with g.container("one"):
        seen.append(tf.Variable(1.0, name="v").op.get_attr("container"))
        with g.container("two"):
            seen.append(tf.Variable(1.0, name="w").op.get_attr("container"))
        with tf.container(""):
            seen.append(tf.Variable(1.0, name="x").op.get_attr("container"))
        seen.append(tf.Variable(1.0, name="r", use_resource=True).op.get_attr("container"))
    seen.append(tf.Variable(1.0, name="y").op.get_attr("container"))
    return seen


def gradient_overrides(tf):
    g = tf.get_default_graph()
    a = tf.constant(1.0)
    get = lambda t: lambda: t.op.get_attr("_gradient_op_type")  # noqa: E731
    with g.gradient_override_map({"Square": "Mine", "Identity": "Yours"}):
        one = tf.square(a)
        with g.gradient_override_map({"Square": "Other"}):
            two, three = tf.square(a), tf.identity(a)
        four = tf.square(a)
    five = tf.square(a)
    return asked(
        *[get(t) for t in (one, two, three, four, five)],
        lambda: entered(g.gradient_override_map(3)),
        lambda: entered(g.gradient_override_map({3: "x"})),
        lambda: entered(g.gradient_override_map({"x": 3})),
        lambda: entered(g.gradient_override_map({})),
    )


def _under(context, make):
    with context:
        return make()


def devices(tf):
    g = tf.get_default_graph()
    c = lambda: tf.constant(1.0).device  # noqa: E731
    seen = [c()]
    with g.device("/job:a"):
        seen.append(c())
        with g.device("/gpu:1"):
            seen.append(c())
            with g.device(None):
                seen.append(c())
            with g.device(""):
                seen.append(c())
            with g.device("/job:b/cpu:0"):
                seen.append(c())
        with g.device(lambda op: "/task:3" if op.type == "Const" else ""):
            seen += [c(), tf.no_op().device]
    return seen + asked(
        lambda: entered(g.device("/what:1")),
        lambda: entered(g.device(3)),
        lambda: entered(g.device("gpu:0")),
        lambda: _under(g.device(lambda op: None), c),
    )


def colocation(tf):
    g = tf.get_default_graph()
    with tf.device("/gpu:0"):
        a = tf.constant(1.0, name="a")
    v = tf.Variable(1.0, name="v")
    seen = []
    row = lambda op: [op.device, op.colocation_groups(), asked(lambda: op.get_attr("_class"))]  # noqa: E731
    with g.colocate_with(a):
        b = tf.constant(1.0, name="b")
        seen.append(row(b.op))
        with g.colocate_with(v):
            seen.append(row(tf.constant(1.0, name="c").op))
        with g.colocate_with(v.op, ignore_existing=True):
            seen.append(row(tf.constant(1.0, name="d").op))
        with g.colocate_with(None, ignore_existing=True):
            seen.append(row(tf.constant(1.0, name="e").op))
        with tf.device("/cpu:0"):
            seen.append(row(tf.constant(1.0, name="f").op))
    with tf.colocate_with(b.op):
        seen.append(row(tf.constant(1.0, name="h").op))
    return [told(seen)] + asked(
        lambda: entered(g.colocate_with(None)),
        lambda: entered(g.colocate_with(3)),
        lambda: entered(g.colocate_with("a")),
    )


def name_scopes_of_the_graph(tf):
    g = tf.get_default_graph()
    seen = []
    with g.name_scope("a") as s:
        seen += [s, g.get_name_scope()]
        with g.name_scope("b") as t:
            seen += [t, g.get_name_scope(), tf.constant(1).name]
        with g.name_scope(None) as t:
            seen += [t, g.get_name_scope(), tf.constant(1).name]
        with g.name_scope("") as t:
            seen += [t, g.get_name_scope()]
        with g.name_scope(s) as t:
            seen += [t, g.get_name_scope()]
    with g.name_scope("a") as s:
        seen.append(s)
    return seen + asked(
        *[
            lambda n=n: entered(g.name_scope(n))
            for n in ("b c", ".x", "_x", 3, "x/", "x:0", "-", "a\n")
        ]
    )
