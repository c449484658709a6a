"""tf.Graph: defaults, names, versions, collections, and how nodes are found again."""

import threading

from tests.reference.session_cases.asking import asked, entered, told


def defaults_nest(tf):
    outer = tf.get_default_graph()
    g, h = tf.Graph(), tf.Graph()
    seen = []
    with g.as_default() as inside:
        seen += [inside is g, tf.get_default_graph() is g]
        with h.as_default():
            seen.append(tf.get_default_graph() is h)
            with g.as_default():
                seen.append(tf.get_default_graph() is g)
            seen.append(tf.get_default_graph() is h)
        seen.append(tf.get_default_graph() is g)
    return seen + [tf.get_default_graph() is outer]


def default_is_restored_by_an_error(tf):
    outer, g = tf.get_default_graph(), tf.Graph()
    try:
        with g.as_default():
            raise KeyError("x")
    except KeyError:
        pass
    return tf.get_default_graph() is outer


def reset_inside_a_graph(tf):
    return asked(tf.reset_default_graph)


def defaults_left_in_the_wrong_order(tf):
    g, h = tf.Graph(), tf.Graph()
    first, second = g.as_default(), h.as_default()
    first.__enter__()
    second.__enter__()
    return asked(
        lambda: first.__exit__(None, None, None) or None,
        lambda: tf.get_default_graph() is h,
        lambda: second.__exit__(None, None, None) or None,
    )


def another_thread_has_another_default(tf):
    mine = tf.get_default_graph()
    seen = []

    def look():
        seen.append(tf.get_default_graph() is mine)
        with mine.as_default():
            seen.append(tf.get_default_graph() is mine)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return seen


def versions(tf):
    g = tf.get_default_graph()
    seen = [g.version]
    tf.constant(1)
    seen.append(g.version)
    tf.add(1, 2)
    seen.append(g.version)
    seen += asked(lambda: tf.add(tf.ones([2]), tf.ones([3])))
    tf.no_op()
    return seen + [g.version, g.building_function, g.seed, told(g.graph_def_versions.producer)]


def a_name_that_a_failed_node_took(tf):
    g = tf.get_default_graph()
    before = g.version
    a, b = tf.ones([2], name="a"), tf.ones([3], name="b")
    answers = asked(lambda: tf.add(a, b, name="s"), lambda: tf.add(a, a, name="s"))
    return answers + [g.version - before, [op.name for op in g.get_operations()]]


def finalize(tf):
    g = tf.get_default_graph()
    c = tf.constant(1.0, name="c")
    g.finalize()
    seen = asked(
        lambda: g.finalized,
        lambda: tf.constant(2.0),
        lambda: g.add_to_collection("x", 1),
        lambda: g.add_to_collections(["x", "y"], 1),
        lambda: g.clear_collection("x"),
        lambda: g.get_collection("x"),
        lambda: g.create_op("NoOp", [], []),
        lambda: g.unique_name("c"),
        lambda: g.finalize(),
        lambda: tf.Session().run(c),
        lambda: g.get_collection_ref("z"),
    )
    g._unsafe_unfinalize()
    return seen + [tf.constant(3.0).name, g.finalized]


def finalized_scopes(tf):
    g = tf.get_default_graph()
    tf.Variable(1.0)
    g.finalize()
    return asked(
        lambda: tf.get_variable("v", [1]),
        lambda: tf.Variable(1.0),
        lambda: tf.set_random_seed(3),
        lambda: tf.global_variables_initializer(),
        lambda: entered(tf.name_scope("s")),
        lambda: entered(tf.device("/cpu:0")),
    )


def unique_names(tf):
    g = tf.get_default_graph()
    names = [g.unique_name("a"), g.unique_name("a"), g.unique_name("a", mark_as_used=False)]
    names += [g.unique_name("a"), g.unique_name("A"), g.unique_name("a_1"), g.unique_name("a_1_1")]
    with tf.name_scope("s"):
        names += [g.unique_name("a"), g.unique_name("a"), g.unique_name("b/c"), g.unique_name("c")]
        names += [tf.constant(1, name="a").name]
    names += [g.unique_name("S/a"), g.unique_name("s"), g.unique_name("s", mark_as_used=False)]
    return names + asked(
        lambda: g.unique_name(""), lambda: g.unique_name(None), lambda: g.unique_name(3)
    )


def names_of_operations(tf):
    g = tf.get_default_graph()
    c = lambda name: lambda: tf.constant(1.0, name=name).op.name  # noqa: E731
    return asked(
        *[
            c(name)
            for name in [
                "a",
                "a",
                "a/",
                "x/y",
                "x/y",
                "A",
                ".b",
                "_b",
                "b c",
                "b:0",
                "",
                None,
                "9",
                "-a",
                "a-",
                "a\\b",
                "a>b",
                "a/b/",
                "ä",
                "a//b",
                "/a",
                "a\n",
                "x_1",
                "x",
                "x",
                "x_1",
                "1/2",
                "a.b-c_d",
            ]
        ],
        lambda: [op.name for op in g.get_operations()],
    )


def collections(tf):
    g = tf.get_default_graph()
    v = tf.constant(1.0, name="scope/v")
    g.add_to_collection("k", v)
    g.add_to_collection("k", v)
    g.add_to_collection("k", "text")
    g.add_to_collection(3, 1)
    g.add_to_collections(["k", "l", "k"], tf.constant(2.0, name="scope/w"))
    g.add_to_collections("word", 1)
    g.add_to_collections(("t", "t"), 1)
    ref = g.get_collection_ref("fresh")
    ref.append(4)
    copied = g.get_collection("k")
    copied.append("mine")
    seen = asked(
        lambda: g.get_collection("k"),
        lambda: g.get_collection("k", "scope"),
        lambda: g.get_collection("k", "sc.*w"),
        lambda: g.get_collection("k", "cope"),
        lambda: g.get_collection("k", ""),
        lambda: g.get_collection("k", "("),
        lambda: g.get_collection("none"),
        lambda: g.get_collection_ref("none"),
        lambda: g.get_collection("fresh"),
        lambda: set(g.get_all_collection_keys()),
        lambda: [str(k) for k in g.collections],
        lambda: g.get_collection_ref("k") is g.get_collection_ref("k"),
        lambda: g.add_to_collection([], 1),
        lambda: g.add_to_collections(3, 1),
        lambda: g.clear_collection("k"),
        lambda: g.get_collection("k"),
        lambda: g.clear_collection("never"),
    )
    tf.add_to_collection("global", 1)
    tf.add_to_collections(["global", "other"], 2)
    return seen + asked(
        lambda: tf.get_collection("global"),
        lambda: tf.get_collection_ref("other"),
        lambda: tf.get_collection("global", scope="x"),
    )


class _Stands:
    def __init__(self, target):
        self.target = target

    def _as_graph_element(self):
        return self.target


def graph_elements(tf):
    g = tf.get_default_graph()
    a = tf.constant(1.0, name="a")
    v = tf.Variable(1.0, name="v")
    r = tf.Variable(1.0, name="r", use_resource=True)
    s = tf.split(tf.ones([4]), 2, name="s")[0]
    with tf.Graph().as_default():
        foreign = tf.constant(1.0, name="a")
        foreign_v = tf.Variable(1.0, name="v")
    e = g.as_graph_element
    return asked(
        lambda: e(a),
        lambda: e(a.op),
        lambda: e("a"),
        lambda: e("a:0"),
        lambda: e(b"a:0"),
        lambda: e("s:1"),
        lambda: e("s:2"),
        lambda: e("s:-1"),
        lambda: e("s:x"),
        lambda: e("s:"),
        lambda: e("s:0:0"),
        lambda: e(":0"),
        lambda: e(""),
        lambda: e("^a"),
        lambda: e("nope"),
        lambda: e("nope:0"),
        lambda: e("nope:x"),
        lambda: e(v),
        lambda: e(r),
        lambda: e(s),
        lambda: e(foreign),
        lambda: e(foreign.op),
        lambda: e(foreign_v),
        lambda: e(None),
        lambda: e(3),
        lambda: e([a]),
        lambda: e(1.5),
        lambda: e(g),
        lambda: e(_Stands(a)),
        lambda: e(_Stands("a")),
        lambda: e(_Stands(None)),
        lambda: e(_Stands(5)),
        lambda: e(a, allow_operation=False),
        lambda: e(a, allow_tensor=False),
        lambda: e(a.op, allow_tensor=False),
        lambda: e(a.op, allow_operation=False),
        lambda: e("a", allow_operation=False),
        lambda: e("nope", allow_operation=False),
        lambda: e("a:0", allow_tensor=False),
        lambda: e("nope:0", allow_tensor=False),
        lambda: e(v, allow_tensor=False),
        lambda: e(3, allow_tensor=False),
        lambda: e(3, allow_operation=False),
        lambda: e(a, False, False),
    )


def finding_by_name(tf):
    g = tf.get_default_graph()
    tf.constant(1.0, name="a")
    tf.no_op(name="n")
    op, t = g.get_operation_by_name, g.get_tensor_by_name
    return asked(
        *[
            lambda f=f, x=x: f(x)
            for f in (op, t)
            for x in (
                "a",
                "a:0",
                "a:1",
                "n",
                "n:0",
                "no",
                "no:0",
                "a:",
                "a:x",
                "",
                ":",
                3,
                None,
                b"a",
                b"a:0",
                ["a"],
            )
        ],
        lambda: g.get_operations(),
        lambda: [len(g.get_operations()), g.get_operations() is g.get_operations()],
    )


def create_op(tf):
    g = tf.get_default_graph()
    a, b = tf.constant(1.0, name="a"), tf.constant(2.0, name="b")
    attr = lambda v: tf.AttrValue(type=v)  # noqa: E731
    f32 = attr(1)
    return asked(
        lambda: g.create_op("Neg", [a], [tf.float32], name="neg", attrs={"T": f32}),
        lambda: g.create_op("Neg", [a], [tf.float32], name="neg", attrs={"T": f32}),
        lambda: g.create_op("Neg", [a], [tf.float32], attrs={"T": f32}).outputs,
        lambda: g.create_op("AddV2", [a, b], [tf.float32], name="q/", attrs={"T": f32}).name,
        lambda: g.create_op("NoOp", [], [], name="nothing").outputs,
        lambda: g.create_op("Neg", [1.0], [tf.float32], attrs={"T": f32}),
        lambda: g.create_op("Neg", [a, "x"], [tf.float32], attrs={"T": f32}),
        lambda: g.create_op("Neg", [a], [tf.float32], name="bad name", attrs={"T": f32}),
        lambda: (
            g.create_op(
                "MatMul",
                [tf.ones([2, 3]), tf.ones([3, 4])],
                [tf.float32],
                attrs={
                    "T": f32,
                    "transpose_a": tf.AttrValue(b=False),
                    "transpose_b": tf.AttrValue(b=False),
                },
            )
            .outputs[0]
            .shape
        ),
        lambda: [op.name for op in g.get_operations()],
    )


def feeding_and_fetching_prevented(tf):
    g = tf.get_default_graph()
    a = tf.constant(1.0, name="a")
    b = tf.identity(a, name="b")
    g.prevent_feeding(a)
    g.prevent_fetching(b.op)
    s = tf.Session()
    return asked(
        lambda: [g.is_feedable(a), g.is_feedable(b)],
        lambda: [g.is_fetchable(a), g.is_fetchable(b), g.is_fetchable(b.op), g.is_fetchable(a.op)],
        lambda: s.run(a, {a: 2.0}),
        lambda: s.run(a, {"a:0": 2.0}),
        lambda: s.run(b),
        lambda: s.run(b.op),
        lambda: s.run("b:0"),
        lambda: s.run([a, [b]]),
        lambda: s.run(a, {b: 1.0}),
        lambda: s.make_callable(a, [a]),
        lambda: s.make_callable(b),
    )


def from_version(tf):
    g = tf.get_default_graph()
    tf.constant(1, name="a")
    before = g.version
    tf.constant(2, name="b")
    return asked(
        lambda: [n.name for n in g.as_graph_def(from_version=before).node],
        lambda: [n.name for n in g.as_graph_def(from_version=g.version).node],
        lambda: [n.name for n in g.as_graph_def(from_version=0).node],
        lambda: sorted(g.as_graph_def(add_shapes=True).node[0].attr),
    )


def graphs_mixed(tf):
    a = tf.constant(1.0, name="a")
    with tf.Graph().as_default():
        b = tf.constant(1.0, name="b")
        v = tf.Variable(1.0, name="v")
        return asked(
            lambda: tf.add(a, b),
            lambda: tf.identity(a).graph is a.graph,
            lambda: a + 1.0,
            lambda: entered(tf.control_dependencies([a])),
            lambda: tf.stack([a, b]),
            lambda: tf.group(a),
            lambda: v.assign(a),
            lambda: tf.Session().run(a),
            lambda: tf.convert_to_tensor(a),
        )
