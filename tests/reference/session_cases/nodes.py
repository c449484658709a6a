"""tf.Operation and tf.Tensor: what they tell, what may be changed, what they refuse."""

import copy

import numpy as np

from tests.reference.session_cases.asking import asked, plain_text, told


def operations_tell(tf):
    a, b = tf.constant([1.0, 2.0], name="a"), tf.constant([1.0, 2.0], name="b")
    with tf.control_dependencies([a]), tf.device("/gpu:0"):
        s = tf.add(b, b, name="s").op
    p = tf.split(a, 2, name="p")
    n = tf.no_op(name="n")
    return asked(
        lambda: [s.name, s.type, s.device, s.graph is tf.get_default_graph()],
        lambda: list(s.inputs),
        lambda: [len(s.inputs), s.inputs[0], s.inputs[-1], bool(s.inputs), bool(n.inputs)],
        lambda: s.inputs[2],
        lambda: s.inputs[0:1],
        lambda: [type(s.outputs).__name__, s.outputs],
        lambda: [type(s.control_inputs).__name__, s.control_inputs],
        lambda: [type(s.values()).__name__, s.values(), n.values()],
        lambda: p[0].op.outputs,
        lambda: [t.value_index for t in p[0].op.outputs],
        lambda: [repr(s), repr(n)],
        lambda: str(s),
        lambda: str(n),
        lambda: n.node_def,
        lambda: p[0].op.node_def,
        lambda: s.colocation_groups(),
        lambda: [s == s, s == n, s != n, hash(s) == hash(s), len({s, n, s})],  # noqa: PLR0124
        lambda: s.nothing,
        lambda: [
            s.op_def.name,
            [x.name for x in s.op_def.input_arg],
            [x.name for x in s.op_def.output_arg],
        ],
        lambda: s.op_def,
        lambda: p[0].op.op_def,
        lambda: tf.Variable(1.0).op.op_def,
        lambda: tf.Variable(1.0).initializer.op_def,
        lambda: tf.concat([a, b], 0).op.op_def,
        lambda: tf.random_uniform([2]).op.inputs[0].op.inputs[0].op.op_def,
        lambda: tf.strided_slice(a, [0], [1]).op.op_def,
        lambda: type(s.traceback[-1][0]).__name__,
        lambda: s.inputs.append(a),
        lambda: setattr(s, "name", "x"),
        lambda: setattr(s, "type", "x"),
    )


def attributes(tf):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    u = tf.placeholder(tf.float32, name="u")
    c = tf.constant([1, 2], name="c")
    m = tf.matmul(x, tf.ones([3, 1]), transpose_a=False, name="m")
    p = tf.split(c, 2, name="p")[0]
    v = tf.Variable(1.0, name="v")
    r = tf.random_uniform([2], seed=3, name="r")
    q = tf.squeeze(tf.ones([1, 2, 1]), [0, 2], name="q")
    s = tf.strided_slice(c, [0], [1], name="s")
    cast = tf.cast(c, tf.float64, name="cast")
    red = tf.reduce_sum(x, 0, keepdims=True, name="red")
    with tf.colocate_with(c):
        k = tf.constant(1, name="k")
    get = lambda t, name: lambda: t.op.get_attr(name)  # noqa: E731
    return asked(
        get(x, "dtype"),
        get(x, "shape"),
        get(u, "shape"),
        get(c, "value"),
        get(c, "dtype"),
        get(m, "transpose_a"),
        get(m, "T"),
        get(p, "num_split"),
        get(v, "container"),
        get(v, "shared_name"),
        get(v, "shape"),
        get(r, "seed"),
        get(r, "seed2"),
        get(r, "dtype"),
        get(q, "squeeze_dims"),
        get(s, "begin_mask"),
        get(cast, "SrcT"),
        get(cast, "DstT"),
        get(cast, "Truncate"),
        get(red, "keep_dims"),
        get(red, "Tidx"),
        get(k, "_class"),
        get(x, "none"),
        get(x, ""),
        get(c, "_class"),
        lambda: type(m.op.get_attr("transpose_a")).__name__,
        lambda: type(p.op.get_attr("num_split")).__name__,
        lambda: type(q.op.get_attr("squeeze_dims")).__name__,
    )


def attributes_changed(tf):
    c = tf.constant(1.0, name="c")
    op = c.op
    op._set_attr("_mine", tf.AttrValue(s=b"text"))
    op._set_attr("_list", tf.AttrValue(list=tf.AttrValue.ListValue(i=[1, 2])))
    op._set_attr("_flag", tf.AttrValue(b=True))
    op._set_attr("_kind", tf.AttrValue(type=3))
    op._set_attr("_f", tf.AttrValue(f=1.5))
    return asked(
        lambda: op.get_attr("_mine"),
        lambda: op.get_attr("_list"),
        lambda: op.get_attr("_flag"),
        lambda: op.get_attr("_kind"),
        lambda: op.get_attr("_f"),
        lambda: sorted(op.node_def.attr),
        lambda: op._clear_attr("_mine"),
        lambda: op.get_attr("_mine"),
        lambda: sorted(op.node_def.attr),
        lambda: sorted(tf.get_default_graph().as_graph_def().node[0].attr),
    )


def nodes_changed(tf):
    a, b = tf.constant(1.0, name="a"), tf.constant(5.0, name="b")
    i = tf.constant(5, name="i")
    y = tf.identity(a, name="y")
    s = tf.Session()
    answers = asked(
        lambda: s.run(y),
        lambda: y.op._update_input(0, b),
        lambda: list(y.op.inputs),
        lambda: [a.consumers(), b.consumers()],
        lambda: y.op._update_input(1, b),
        lambda: y.op._update_input(0, i),
        lambda: list(y.op.inputs),
        lambda: y.op._set_device("/cpu:0"),
        lambda: y.op.device,
        lambda: y.device,
        lambda: y.op._set_device("/job:x/gpu:7"),
        lambda: y.op.device,
        lambda: y.op._set_device("junk"),
        lambda: y.op._add_control_input(a.op),
        lambda: y.op.control_inputs,
        lambda: y.op._add_control_inputs([a.op, i.op]),
        lambda: y.op.control_inputs,
        lambda: y.op._remove_all_control_inputs(),
        lambda: y.op.control_inputs,
    )
    with tf.Graph().as_default():
        other = tf.constant(1.0, name="o")
    return answers + asked(lambda: y.op._add_control_input(other.op))


def operations_run(tf):
    v = tf.Variable(3.0, name="v")
    p = tf.placeholder(tf.float32, [], name="p")
    a = v.assign_add(p)
    s = tf.Session()
    with s.as_default():
        answers = asked(
            lambda: v.initializer.run(),
            lambda: a.op.run({p: 2.0}),
            lambda: a.op.run(feed_dict={p: 2.0}, session=s),
            lambda: v.eval(),
            lambda: a.op.run(),
        )
    return answers + asked(
        lambda: a.op.run({p: 1.0}),
        lambda: a.eval({p: 1.0}),
        lambda: v.eval(session=s),
        lambda: v.eval(s),
        lambda: v.eval(),
        lambda: a.op.run({p: 1.0}, session=tf.Session(graph=tf.Graph())),
        lambda: a.eval({p: 1.0}, session=tf.Session(graph=tf.Graph())),
    )


def default_session_of_another_graph(tf):
    c = tf.constant(1.0)
    with tf.Session(graph=tf.Graph()).as_default():
        return asked(lambda: c.eval(), lambda: c.op.run())


def tensors_tell(tf):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    u = tf.placeholder(tf.int32, name="u")
    with tf.device("/cpu:0"):
        d = tf.constant(["a"], name="d")
    v = tf.Variable(1.0, name="v")
    y = tf.add(x, x, name="y")
    z = tf.add(y, x, name="z")
    return asked(
        lambda: [repr(t) for t in (x, u, d, v.op.outputs[0])],
        lambda: [str(t) for t in (x, u, d, v.op.outputs[0])],
        lambda: [x.shape, u.shape, x.get_shape(), d.shape],
        lambda: [x.dtype, d.dtype, v.op.outputs[0].dtype],
        lambda: [d.device, x.device, x.name, x.value_index, x.graph is tf.get_default_graph()],
        lambda: [x.op.name, x.op],
        lambda: x.consumers(),
        lambda: [y.consumers(), z.consumers()],
        lambda: [x == x, x == y, x != y, x == "x", len({x, y, x})],  # noqa: PLR0124
        lambda: hash(x) == hash(x),
        lambda: x.__array_priority__,
        lambda: len(x),
        lambda: bool(x),
        lambda: list(x),
        lambda: [t for t in tf.constant([1, 2])],
        lambda: np.array(x),
        lambda: np.asarray([x, y]),
        lambda: (np.ones(3, np.float32) + x).name,
        lambda: float(x),
        lambda: int(x),
        lambda: range(5)[u],
        lambda: x in [y, x],
        lambda: copy.copy(x).name,
        lambda: copy.copy(x) is x,
        lambda: copy.copy(x) == x,
        lambda: x.nothing,
        lambda: setattr(x, "op", 1),
        lambda: setattr(x, "name", "q"),
        lambda: not x,
        lambda: x and y,
        lambda: x if x > 0 else y,
        lambda: 1.0 in x,
        lambda: "%s" % x,
        lambda: "{}".format(x),
    )


def shapes_set(tf):
    make = lambda *s: tf.placeholder(tf.float32, *s)  # noqa: E731

    def after(t, *shapes):
        def question():
            for s in shapes:
                t.set_shape(s)
            return t.shape

        return question

    return asked(
        after(make([None, 3]), [2, None]),
        after(make(), [2, None]),
        after(make(), [2, None], [None, 5]),
        after(make([2]), None),
        after(make([2]), tf.TensorShape(None)),
        after(make([2]), [3]),
        after(make([2]), [2, 1]),
        after(make([2]), []),
        after(make([None, 3]), [4, 5]),
        after(make(), [-1]),
        after(make(), 3),
        after(make(), "x"),
        after(make(), [None, "x"]),
        after(make([]), ()),
        after(make([2, None]), [tf.Dimension(2), tf.Dimension(None)]),
        after(make([None]), (7,)),
        after(make([None]), tf.constant([3])),
    )


def operators_refused(tf):
    x = tf.ones([2, 3], name="x")
    i = tf.ones([2, 3], tf.int32, name="i")
    s = tf.constant("a", name="s")
    b = tf.constant(True, name="b")
    return asked(
        lambda: x + i,
        lambda: x + "a",
        lambda: "a" + x,
        lambda: x + None,
        lambda: x + [1.0, 2.0],
        lambda: x @ x,
        lambda: x @ i,
        lambda: x & x,
        lambda: ~x,
        lambda: ~b,
        lambda: b & b,
        lambda: b + b,
        lambda: -b,
        lambda: s + "b",
        lambda: s - "b",
        lambda: i / i,
        lambda: i // 2.5,
        lambda: i + 2.5,
        lambda: x + 2,
        lambda: 2**x,
        lambda: abs(i),
        lambda: i % 2,
        lambda: x < i,
        lambda: x > 1,
        lambda: b < b,
        lambda: x["a"],
        lambda: x[1.5],
        lambda: x[0, 0, 0],
        lambda: x[0:1, ..., tf.newaxis],
        lambda: x[..., ...],
        lambda: x[5],
        lambda: x[::0],
        lambda: x[i],
        lambda: x[None],
        lambda: x[:, tf.constant(1)],
        lambda: divmod(x, 2.0),
        lambda: round(x),
        lambda: x(),
        lambda: x.assign(1.0),
    )


def conversions(tf):
    x = tf.ones([2], name="x")
    c = tf.convert_to_tensor
    return asked(
        lambda: c(x) is x,
        lambda: c(x, tf.float32) is x,
        lambda: c(x, tf.float64),
        lambda: c(x.op),
        lambda: c(None),
        lambda: c([x, 1.0]).shape,
        lambda: c([x, None]),
        lambda: c([x, "a"]),
        lambda: c([x, tf.ones([3])]),
        lambda: c([[1], [2, 3]]),
        lambda: c(object()),
        lambda: c({}),
        lambda: c({1: 2}),
        lambda: c(set()),
        lambda: c("a", tf.float32),
        lambda: c(1.5, tf.int32),
        lambda: c(1, tf.string),
        lambda: c(1, preferred_dtype=tf.float32).dtype,
        lambda: c(1.5, preferred_dtype=tf.int32).dtype,
        lambda: c(1, dtype_hint=tf.float64).dtype,
        lambda: c(tf.Variable(1.0)),
        lambda: c(tf.Variable(1.0), tf.int32),
        lambda: c(tf.TensorShape([1, 2])).dtype,
        lambda: c(tf.TensorShape([1, None])),
        lambda: c(tf.TensorShape(None)),
        lambda: c(tf.Dimension(3)).dtype,
        lambda: c(np.float64(1)).dtype,
        lambda: c(2**40).dtype,
        lambda: c(2**70),
        lambda: c([1, 2.5]).dtype,
        lambda: c([True, 1]),
        lambda: c(1j).dtype,
        lambda: c(b"x").dtype,
        lambda: c(np.array(["a", "b"])).dtype,
        lambda: c(np.datetime64("2000-01-01")),
        lambda: c(iter([1])),
        lambda: c(range(3)).dtype,
        lambda: c(lambda: 1),
    )


def conversions_registered(tf):
    class Mine:
        pass

    class Odd:
        pass

    class Skips(Mine):
        pass

    tf.register_tensor_conversion_function(
        Mine, lambda value, dtype=None, name=None, as_ref=False: tf.constant(4.0, name=name)
    )
    tf.register_tensor_conversion_function(
        Odd, lambda value, dtype=None, name=None, as_ref=False: 3
    )
    tf.register_tensor_conversion_function(
        Skips, lambda value, dtype=None, name=None, as_ref=False: NotImplemented, priority=50
    )
    return asked(
        lambda: tf.convert_to_tensor(Mine(), name="m"),
        lambda: tf.convert_to_tensor(Skips()),
        lambda: tf.convert_to_tensor(Mine(), tf.int32),
        lambda: tf.convert_to_tensor(Odd()),
        lambda: tf.add(Mine(), 1.0),
        lambda: tf.register_tensor_conversion_function(3, lambda: 1),
        lambda: tf.register_tensor_conversion_function(Mine, 3),
        lambda: tf.register_tensor_conversion_function((Mine, 3), lambda: 1),
    )


def texts_of_variables(tf):
    v = tf.Variable([1.0], name="v")
    r = tf.Variable([1.0], name="r", use_resource=True)
    return plain_text(told([repr(v), str(v), repr(r)]))
