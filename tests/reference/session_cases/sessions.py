"""Sessions: their making, their end, the stacks of defaults, make_callable, options, several of them."""

import threading

import numpy as np

from tests.reference.session_cases.asking import asked, entered, told


def making(tf):
    tf.constant(1.0)
    g = tf.Graph()
    return asked(
        lambda: tf.Session().graph is tf.get_default_graph(),
        lambda: tf.Session(graph=g).graph is g,
        lambda: tf.Session("", g).graph is g,
        lambda: tf.Session(3),
        lambda: tf.Session(graph=3),
        lambda: tf.Session(config=3),
        lambda: tf.Session(config=tf.ConfigProto(allow_soft_placement=True)).run(tf.constant(3)),
        lambda: tf.Session(
            config=tf.ConfigProto(device_count={"GPU": 0}, log_device_placement=False)
        ).run(tf.constant(3)),
        lambda: tf.Session(target=b"").graph is tf.get_default_graph(),
        lambda: tf.Session().sess_str,
        lambda: tf.Session(g),
        lambda: tf.Session().graph_def.node[0].name,
        lambda: tf.Session(unknown=3),
        lambda: tf.Session.reset("", ["x"]),
    )


def closing(tf):
    c = tf.constant(1.0)
    v = tf.Variable(2.0)
    s = tf.Session()
    s.run(v.initializer)
    f = s.make_callable(c)
    with s as entered:
        seen = [
            entered is s,
            tf.get_default_session() is s,
            told(s.run(c)),
            tf.get_default_graph() is s.graph,
        ]
    seen.append(tf.get_default_session() is s)
    return seen + asked(
        lambda: s.run(c),
        lambda: f(),
        lambda: s.make_callable(c),
        lambda: s.close(),
        lambda: c.eval(session=s),
        lambda: s.graph is c.graph,
        lambda: s.list_devices(),
        lambda: entered(s),
        lambda: s.run(c),
    )


def as_default_does_not_close(tf):
    c = tf.constant(1.0)
    s = tf.Session()
    with s.as_default() as entered:
        seen = [entered is s, told(c.eval())]
    return seen + asked(lambda: s.run(c), lambda: c.eval())


def as_default_keeps_the_graph(tf):
    g = tf.Graph()
    with tf.Session(graph=g).as_default():
        first = tf.get_default_graph() is g
    with tf.Session(graph=g):
        second = tf.get_default_graph() is g
    return [first, second, tf.get_default_graph() is g]


def sessions_nest(tf):
    a, b = tf.Session(), tf.Session()
    seen = []
    with a.as_default():
        with b.as_default():
            seen.append(tf.get_default_session() is b)
            with a.as_default():
                seen.append(tf.get_default_session() is a)
            seen.append(tf.get_default_session() is b)
        seen.append(tf.get_default_session() is a)
    return seen + [tf.get_default_session()]


def with_twice(tf):
    c = tf.constant(1.0)
    s = tf.Session()
    with s:
        pass
    return asked(lambda: entered(s), lambda: s.run(c))


def left_by_an_error(tf):
    c = tf.constant(1.0)
    s = tf.Session()
    try:
        with s:
            raise KeyError
    except KeyError:
        pass
    return [told(tf.get_default_session()), asked(lambda: s.run(c))]


def another_thread_has_no_default_session(tf):
    seen = []
    with tf.Session().as_default():
        thread = threading.Thread(target=lambda: seen.append(told(tf.get_default_session())))
        thread.start()
        thread.join()
    return seen


def sessions_left_in_the_wrong_order(tf):
    a, b = tf.Session(), tf.Session()
    x, y = a.as_default(), b.as_default()
    x.__enter__()
    y.__enter__()
    seen = asked(
        lambda: x.__exit__(None, None, None) or None, lambda: tf.get_default_session() is b
    )
    return seen + asked(
        lambda: y.__exit__(None, None, None) or None, lambda: tf.get_default_session()
    )


def with_sessions_left_in_the_wrong_order(tf):
    a, b = tf.Session(), tf.Session()
    a.__enter__()
    b.__enter__()
    seen = asked(
        lambda: a.__exit__(None, None, None) or None, lambda: tf.get_default_session() is b
    )
    return seen + asked(lambda: b.__exit__(None, None, None) or None)


def interactive(tf):
    c = tf.constant(2.0)
    s = tf.InteractiveSession()
    return asked(
        lambda: tf.get_default_session() is s,
        lambda: c.eval(),
        lambda: s.run(c),
        lambda: s.close(),
        lambda: tf.get_default_session(),
        lambda: s.run(c),
        lambda: s.close(),
        lambda: c.eval(),
        lambda: tf.InteractiveSession(graph=3),
    )


def interactive_with_a_graph(tf):
    outer, g = tf.get_default_graph(), tf.Graph()
    s = tf.InteractiveSession(graph=g)
    seen = asked(
        lambda: tf.get_default_graph() is g, lambda: tf.constant(1.0).eval(), lambda: s.close()
    )
    return seen + asked(lambda: tf.get_default_graph() is outer, lambda: tf.get_default_session())


def interactive_closed_first_in_first_out(tf):
    a, b = tf.InteractiveSession(), tf.InteractiveSession()
    seen = asked(
        lambda: tf.get_default_session() is b,
        lambda: a.close(),
        lambda: tf.get_default_session() is b,
    )
    return seen + asked(lambda: b.close(), lambda: tf.get_default_session())


def interactive_with_graphs_closed_first_in_first_out(tf):
    g, h = tf.Graph(), tf.Graph()
    a, b = tf.InteractiveSession(graph=g), tf.InteractiveSession(graph=h)
    return asked(
        lambda: a.close(),
        lambda: tf.get_default_graph() is h,
        lambda: tf.get_default_session() is b,
        lambda: b.close(),
        lambda: tf.get_default_session(),
    )


def interactive_inside_a_with(tf):
    c = tf.constant(1.0)
    with tf.Session() as s:
        i = tf.InteractiveSession()
        seen = [tf.get_default_session() is i, told(c.eval())]
        i.close()
        seen.append(tf.get_default_session() is s)
    return seen + [told(tf.get_default_session())]


def callables(tf):
    x = tf.placeholder(tf.float32, [2], name="x")
    y = tf.placeholder(tf.float32, [], name="y")
    c = tf.constant(1.0, name="c")
    v = tf.Variable(1.0)
    s = tf.Session()
    s.run(v.initializer)
    m = s.make_callable
    return asked(
        lambda: m(c)(),
        lambda: m([c, (c,)])(),
        lambda: m({"a": c})(),
        lambda: m(x * y, [x, y])([1.0, 2.0], 3.0),
        lambda: m(x * y, [x, y])([1.0, 2.0]),
        lambda: m(x * y, [x, y])([1.0, 2.0], 3.0, 4.0),
        lambda: m(x, [x])([1.0, 2.0, 3.0]),
        lambda: m(x, [x])("a"),
        lambda: m(x + y, [x])([1.0, 2.0]),
        lambda: m(x, x),
        lambda: m(x, 3),
        lambda: m(x, (x,))([1, 2]),
        lambda: m(x, ["x:0"])([1, 2]),
        lambda: m(v.assign_add(1.0).op)(),
        lambda: m(v)(),
        lambda: m(v.op)(),
        lambda: m(c, accept_options=True)(options=tf.RunOptions(), run_metadata=tf.RunMetadata()),
        lambda: m(c, accept_options=True)(),
        lambda: m(c)(options=None),
        lambda: m([])(),
        lambda: m([c, c.op, "c:0"])(),
        lambda: m(None),
        lambda: m(x, [c, x])(9.0, [1.0, 2.0]),
        lambda: m(c, [c])(9.0),
    )


def options(tf):
    c = tf.constant(1.0, name="c")
    s = tf.Session()
    full = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)

    def traced():
        data = tf.RunMetadata()
        s.run(c, options=full, run_metadata=data)
        return data.HasField("step_stats")

    def untraced():
        data = tf.RunMetadata()
        s.run(c, run_metadata=data)
        return [data.HasField("step_stats"), len(data.step_stats.dev_stats)]

    return asked(
        lambda: s.run(c, options=tf.RunOptions(timeout_in_ms=1000)),
        lambda: s.run(c, options=3),
        lambda: s.run(c, run_metadata=3),
        lambda: s.run(c, options="x"),
        lambda: s.run(c, None, None, None),
        lambda: s.run(c, options=tf.RunOptions(report_tensor_allocations_upon_oom=True)),
        traced,
        untraced,
    )


def an_empty_graph(tf):
    s = tf.Session()
    return asked(
        lambda: s.run([]),
        lambda: s.run("x"),
        lambda: s.run(None),
        lambda: s.make_callable([]),
        lambda: tf.constant(1.0).eval(session=s),
    )


def a_growing_graph(tf):
    a = tf.constant(1.0)
    s = tf.Session()
    seen = [told(s.run(a))]
    b = a + 1.0
    seen.append(told(s.run([a, b])))
    v = tf.Variable(5.0)
    seen += asked(lambda: s.run(v), lambda: s.run(v.initializer), lambda: s.run(v + b))
    return seen


def several_sessions(tf):
    v = tf.Variable(0.0)
    a = v.assign_add(1.0)
    one, two = tf.Session(), tf.Session()
    return asked(
        lambda: one.run(v.initializer),
        lambda: one.run(a),
        lambda: one.run(a),
        lambda: two.run(v),
        lambda: two.run(v.initializer),
        lambda: two.run(v),
        lambda: one.run(v),
    )


def errors_tell(tf):
    p = tf.placeholder(tf.float32, [2, None], name="p")
    u = tf.placeholder(tf.int32, name="u")
    v = tf.Variable(1.0, name="v")
    d = tf.floordiv(tf.constant(1, name="one"), u, name="d")
    s = tf.Session()

    def parts(fetch, feeds=None):
        def question():
            try:
                s.run(fetch, feeds)
            except tf.errors.OpError as error:
                return [
                    type(error).__name__,
                    error.op.name if error.op else None,
                    error.op is not None,
                    error.node_def.name if error.node_def else None,
                    error.error_code,
                    error.message.split("\n")[0],
                    isinstance(error, tf.errors.OpError),
                ]

        return question

    return asked(
        parts(p),
        parts(p + 1.0),
        parts(v),
        parts(v + 1.0),
        parts(d, {u: 0}),
        parts(u),
        parts(tf.reshape(u, [3]), {u: [1, 2]}),
        parts(
            tf.placeholder(tf.float32, name="q") + tf.placeholder(tf.float32, name="o"),
            {"q:0": np.ones(3), "o:0": np.ones(2)},
        ),
        parts(
            tf.matmul(tf.placeholder(tf.float32, name="m"), tf.ones([2, 2])),
            {"m:0": np.ones([3, 3])},
        ),
        parts(tf.placeholder(tf.float64, [], name="f")),
        parts(tf.placeholder(tf.string, [1, 2], name="g")),
        parts(tf.placeholder(tf.bool, name="h")),
        parts(tf.placeholder(tf.float16, name="i")),
        parts(tf.gather(tf.ones([3]), u), {u: 7}),
    )
