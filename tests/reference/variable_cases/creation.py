"""How variables of both flavours are made: names, nodes, devices, collections, shapes."""

# ruff: noqa: F821, PERF203, PERF401, B023 - `tf` and `np` are put in by whoever runs this


def case_from_a_value():
    return tf.Variable(1.0, name="v")


def case_from_a_function():
    return tf.Variable(lambda: tf.ones([2]), name="v")


def case_without_a_name():
    return tf.Variable([1, 2]), tf.Variable([1, 2]), tf.Variable("s", name="s")


def case_resource_from_a_value():
    v = tf.Variable(1.0, name="v", use_resource=True)
    return v, v._graph_element, v._cached_value, v.value(), v.read_value(), v.initializer, v.op


def case_resource_from_a_function():
    return tf.Variable(lambda: tf.ones([2]), name="v", use_resource=True)


def case_from_tensors_and_arrays():
    return (
        tf.Variable(tf.constant(1.0), name="t"),
        tf.Variable(np.ones((2, 3)), name="a"),
        tf.Variable(np.float32(3)),
        tf.Variable(True),
        tf.Variable([1, 2**40]),
        tf.Variable(3, dtype="float64"),
        tf.Variable([], name="e"),
        tf.Variable(tf.zeros([0, 2])),
    )


def case_from_callables_of_other_kinds():
    class Make:
        def __call__(self):
            return tf.ones([2])

    import functools

    return tf.Variable(Make()), tf.Variable(functools.partial(tf.ones, [3]))


def case_caching_device():
    v = tf.Variable(tf.constant(1.0), name="v", caching_device="/cpu:0")
    return v.value()


def case_caching_device_inside_a_device():
    with tf.device("/gpu:1"):
        tf.Variable(tf.constant(1.0), name="v", caching_device=lambda op: "/cpu:0")
        tf.Variable(lambda: 1.0, name="w", use_resource=True, caching_device="/cpu:0")


def case_resource_with_a_caching_device():
    v = tf.Variable([1.0, 2.0], name="v", use_resource=True, caching_device="/cpu:1")
    return (
        v.assign([1.0, 2.0]), v.value(), v.read_value(), v + 1.0, v.assign_add([1.0, 1.0]),
        v._as_graph_element(), tf.identity(v), v.to_proto(),
    )  # fmt: skip


def case_resource_on_its_own_device():
    with tf.device("/cpu:3"):
        v = tf.Variable([1.0, 2.0], name="v", use_resource=True)
    with tf.device("/cpu:4"), tf.colocate_with(tf.no_op()):
        return (
            v.assign([1.0, 2.0]), v.value(), v.read_value(), v + 1.0, tf.identity(v),
            v.sparse_read([0]), v.is_initialized(),
        )  # fmt: skip


def case_devices_nest():
    with tf.device("/cpu:0"), tf.name_scope("a"), tf.device("/gpu:0"):
        r = tf.Variable(lambda: 1.0, use_resource=True)
        return tf.Variable(1.0), tf.Variable(lambda: 1.0), r.assign_add(1.0)


def case_colocated():
    with tf.colocate_with(tf.no_op(name="q")), tf.device("/cpu:3"):
        tf.Variable(1.0, name="v")
        tf.Variable(lambda: 1.0, name="w")
        tf.Variable(1.0, name="x", use_resource=True)


def case_in_a_container():
    with tf.container("cc"):
        tf.Variable(1.0, name="v")
        tf.Variable(1.0, name="x", use_resource=True)


def case_control_dependencies_do_not_reach_it():
    with tf.control_dependencies([tf.no_op()]), tf.name_scope("n"):
        tf.Variable([1.0, 2.0], name="v")
        tf.Variable(lambda: tf.ones([2]), name="w", use_resource=True)
        tf.Variable(tf.ones([2]), name="x")


def case_control_dependencies_inside_the_function():
    def make():
        with tf.control_dependencies([tf.no_op()]):
            return tf.ones([2])

    with tf.control_dependencies([tf.no_op(name="a")]):
        return tf.Variable(make, name="v"), tf.Variable(make, name="r", use_resource=True)


def case_names():
    tf.Variable(1, dtype=tf.float64, name="a/b")
    tf.Variable(1.0, name="x/")
    tf.Variable(lambda: tf.ones([]), name="y/")
    with tf.name_scope("n"):
        return tf.Variable(1.0, name="v"), tf.Variable(1.0, name="v")


def case_unknown_shapes():
    tf.Variable(1.0, validate_shape=False)
    tf.Variable(tf.placeholder(tf.float32), validate_shape=False, use_resource=True)
    tf.Variable(tf.placeholder(tf.float32, [None, 2]), validate_shape=False)
    return tf.Variable(tf.placeholder(tf.float32, [None]), use_resource=True)


def case_given_shapes():
    v = tf.Variable([1.0, 2.0], shape=[None])
    return (
        v, v.assign([1.0, 2.0, 3.0]),
        tf.Variable([1.0, 2.0], shape=[None], use_resource=True),
        tf.Variable([1.0, 2.0], shape=[None], validate_shape=False),
        tf.Variable(lambda: tf.ones([2]), shape=[None]),
        tf.Variable([1.0, 2.0], shape=tf.TensorShape(None), validate_shape=False),
        tf.Variable(1.0, expected_shape=[2, 2]),
    )  # fmt: skip


def case_collections():
    g = tf.get_default_graph()
    tf.Variable(1.0, name="v", trainable=False)
    tf.Variable(1.0, name="x", use_resource=True, collections=["q"])
    tf.Variable(1.0, collections=[])
    tf.Variable(1.0, collections=("a", "a", "trainable_variables"))
    tf.Variable(1.0, collections={"b"})
    keys = sorted(key for key in g.collections if isinstance(key, str))
    return [(key, [v.name for v in g.get_collection(key)]) for key in keys]


def case_all_settings():
    v = tf.Variable(
        [1.0, 2.0], name="v", trainable=False, collections=["a", "b"], constraint=lambda x: x,
        synchronization=tf.VariableSynchronization.ON_WRITE,
        aggregation=tf.VariableAggregation.SUM,
    )  # fmt: skip
    return v.trainable, v.constraint is None, v.synchronization, v.aggregation, v.to_proto()


def case_policies():
    S, A = tf.VariableSynchronization, tf.VariableAggregation
    return list(S), list(A), A.ONLY_FIRST_TOWER, A.SUM == 1, S.AUTO.value, A(2), S["NONE"]


def case_properties():
    v = tf.Variable([1.0, 2.0], name="v")
    w = tf.Variable([1.0, 2.0], name="w", use_resource=True)
    return [
        v._ref(), v._as_graph_element(), w._as_graph_element(), w.handle, v.value(), w.value(),
        tf.identity(v), tf.identity(w), tf.convert_to_tensor(v), tf.convert_to_tensor(w),
        v._shared_name, w._shared_name, v.device, w.shape, v.graph is w.graph, v.trainable,
        v.constraint, v.synchronization, v.aggregation, v.op, w.op, v.name, w.name, v.dtype,
        w.dtype, v.initial_value, v.initializer, w.create, w._shape_as_list(), w._shape_tuple(),
        w._unique_id, w._handle_name, type(v).__name__, type(w).__name__,
        isinstance(v, tf.Variable), isinstance(w, tf.Variable), w.is_initialized(),
    ]  # fmt: skip


def case_public_names():
    return sorted(name for name in dir(tf.Variable) if name[0] != "_")


def case_equality():
    v = tf.Variable(1.0, name="v")
    r = tf.Variable(1.0, name="r", use_resource=True)
    ref = v.experimental_ref()
    return [
        v == v, v == r, v != r, hash(v) == id(v), v in [r, v], {v: 1}[v],
        ref == v.experimental_ref(), ref.deref() is v, ref,
    ]  # fmt: skip


def case_failures_burn_names():
    p = tf.placeholder(tf.float32, [None])
    said = []
    for initial, more in (
        (p, {}),
        (p, {"use_resource": True}),
        (lambda: p + 1.0, {}),
        ("a", {"dtype": tf.float32}),
        ("a", {"dtype": tf.float32, "use_resource": True}),
    ):
        try:
            tf.Variable(initial, name="v", **more)
        except (TypeError, ValueError) as error:
            said.append(type(error).__name__)
    return said, tf.Variable(1.0, name="v"), tf.get_default_graph().get_collection("variables")


def case_value_of_another_graph():
    g = tf.get_default_graph()
    with tf.Graph().as_default():
        c = tf.constant(1.0)
    v = tf.Variable(c, name="v")
    r = tf.Variable(c, name="r", use_resource=True)
    there = c.graph
    return (
        v.graph is there,
        r.graph is there,
        g.get_collection("variables"),
        there.get_collection("variables"),
    )


def case_methods_from_another_graph():
    with tf.Graph().as_default() as g:
        v = tf.Variable(1.0, name="v")
        r = tf.Variable(1.0, name="r", use_resource=True)
    made = (v + 1.0, v.assign(2.0), v.read_value(), r.value(), r + 1.0, r.is_initialized())
    return [tensor.graph is g for tensor in made]


def case_finalized_graph():
    g = tf.get_default_graph()
    tf.Variable(1.0)
    g.finalize()
    return tf.Variable(2.0)


def case_variable_scopes():
    with tf.variable_scope("s", reuse=True):
        a = tf.Variable(1.0, name="v"), tf.Variable(1.0, name="v")
    with tf.variable_scope("t", use_resource=True):
        b = (
            tf.Variable(1.0, name="v"),
            tf.Variable(1.0, use_resource=False),
            tf.get_variable("w", [2]),
        )
    return a, b


def case_resource_variables_by_default():
    tf.enable_resource_variables()
    try:
        return tf.resource_variables_enabled(), type(tf.Variable(1.0)).__name__
    finally:
        tf.disable_resource_variables()


def case_creators():
    seen = []

    def outer(next_creator, **kwargs):
        seen.append([(k, kwargs[k]) for k in sorted(kwargs) if k != "initial_value"])
        return next_creator(**kwargs)

    def inner(next_creator, **kwargs):
        kwargs["name"] = "zz"
        return next_creator(**kwargs)

    with tf.variable_creator_scope(outer), tf.variable_creator_scope(inner):
        return tf.Variable(1.0, name="q"), tf.get_variable("g", []), seen


def case_protos():
    v = tf.Variable([1.0, 2.0], name="v", trainable=True, collections=["a"])
    proto = v.to_proto()
    w = tf.Variable(variable_def=proto)
    x = tf.Variable.from_proto(proto)
    g = tf.get_default_graph()
    return (
        w, x, type(w).__name__, w.value(), w.initializer, w.trainable, w.initial_value,
        g.get_collection("variables"), w.shape, w.to_proto() == proto, w._save_slice_info,
    )  # fmt: skip


def case_protos_of_resource_variables():
    v = tf.Variable([1.0, 2.0], name="v", use_resource=True)
    proto = v.to_proto()
    w = tf.Variable(variable_def=proto, use_resource=True)
    return (
        w, type(w).__name__, w.value(), w.initializer, w.trainable, w.initial_value, w.shape,
        w.dtype, w.to_proto() == proto, w.handle, w.name,
    )  # fmt: skip


def case_protos_and_scopes():
    with tf.name_scope("a"), tf.name_scope("b"):
        v = tf.Variable(1.0, name="v")
    proto = v.to_proto("a")
    return (
        proto,
        v.to_proto("a/b"),
        v.to_proto("x"),
        tf.Variable(variable_def=proto, import_scope="a"),
    )


def case_save_slices():
    S = tf.Variable.SaveSliceInfo
    s = S("full", [4, 2], [2, 0], [2, 2])
    v = tf.Variable([1.0, 2.0], name="v")
    v._set_save_slice_info(s)
    w = tf.Variable(variable_def=v.to_proto())
    again = S(save_slice_info_def=s.to_proto(), import_scope="q")
    return [
        s.spec, s.full_name, s.full_shape, s.var_offset, s.var_shape, s.to_proto(), again.spec,
        again.full_name, s.to_proto("full"), s.to_proto("x"), v.to_proto(),
        v._get_save_slice_info() is s, w._save_slice_info.spec,
    ]  # fmt: skip
