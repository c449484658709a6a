"""Reading and assigning: methods, functions, slices, operators."""

# ruff: noqa: F821, PERF203, PERF401, B023 - `tf` and `np` are put in by whoever runs this


def _pair(value, dtype=None):
    return (
        tf.Variable(value, name="v", dtype=dtype),
        tf.Variable(value, name="r", dtype=dtype, use_resource=True),
    )


def case_assignments():
    made = []
    for v in _pair([1.0, 2.0]):
        made += [
            v.assign([2.0, 3.0]), v.assign_add([1.0, 1.0]), v.assign_sub([1.0, 1.0], name="q"),
            v.read_value(), v.value(), v.assign([1.0, 2.0], read_value=False),
            v.assign_add([1.0, 2.0], read_value=False, use_locking=True),
            v.assign_add([1.0, 1.0]).op, tf.assign(v, [1.0, 2.0]),
            tf.assign_add(v, [1.0, 2.0], name="z"), tf.assign_sub(v, [1.0, 1.0]),
        ]  # fmt: skip
    return made


def case_assign_without_validation():
    v = tf.Variable([1.0, 2.0], name="v", validate_shape=False)
    return tf.assign(v, [1.0, 2.0, 3.0], validate_shape=False), v


def case_slices():
    made = []
    for v in _pair([1.0, 2.0]):
        made += [v[0], v[0:1].assign([3.0]), v[1].assign(1.0), v[..., None]]
    return made


def case_slices_from_other_scopes():
    with tf.name_scope("n"):
        v, r = _pair([1.0, 2.0])
        s, t = v[0], r[1:]
        s.assign(3.0)
    with tf.name_scope("m"):
        return s.assign(4.0), s.assign(5.0, name="nn"), t.assign([1.0])


def case_row_scatter_functions():
    made = []
    for v in _pair([[1.0, 2.0], [3.0, 4.0]]):
        for kind in ["add", "sub", "update", "mul", "div", "min", "max"]:
            made.append(getattr(tf, "scatter_" + kind)(v, [0], [[1.0, 1.0]]))
        made.append(tf.scatter_add(v, [[0, 1]], 1.0, name="n"))
    return made


def case_coordinate_scatters():
    made = []
    for v in _pair([[1.0, 2.0], [3.0, 4.0]]):
        for kind in ["add", "sub", "update"]:
            made.append(getattr(tf, "scatter_nd_" + kind)(v, [[0]], [[1.0, 1.0]]))
            made.append(getattr(v, "scatter_nd_" + kind)([[0]], [[1.0, 1.0]]))
    return made


def _batch(use_resource, indices, updates, shape=(2, 2)):
    v = tf.Variable(tf.ones(shape), name="v", use_resource=use_resource)
    return tf.batch_scatter_update(v, indices, updates)


def case_batch_scatter():
    return _batch(False, [[0], [1]], [[5.0], [6.0]])


def case_batch_scatter_of_a_resource():
    return _batch(True, [[0], [1]], [[5.0], [6.0]])


def case_batch_scatter_without_batches():
    return _batch(False, [0], [[5.0, 1.0]])


def case_batch_scatter_in_two_batch_dimensions():
    return _batch(False, [[[0]], [[1]]], [[[5.0]], [[6.0]]], [2, 1, 2])


def case_batch_scatter_of_unknown_size():
    return _batch(True, tf.placeholder(tf.int64, [None, 1]), [[5.0], [6.0]])


def case_batch_scatter_in_a_scope():
    with tf.name_scope("n"):
        return _batch(False, tf.constant([[0], [1]], tf.int64), [[5.0], [6.0]])


def case_batch_scatter_of_unknown_rank():
    return _batch(False, tf.placeholder(tf.int64), [[5.0], [6.0]])


def case_sparse_reads():
    r = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="r", use_resource=True)
    return r.sparse_read([0]), r.gather_nd([[0, 1]]), r.sparse_read([[1]], name="n")


def case_counting():
    v, r = _pair(0)
    return v.count_up_to(3), tf.count_up_to(v, 3), r.count_up_to(3), tf.count_up_to(r, 3, name="n")


def case_operators():
    shown = []
    for x in _pair(2.0):
        for use in (
            lambda: x + 1.0, lambda: 1.0 + x, lambda: x - 1.0, lambda: 1.0 - x, lambda: x * 2.0,
            lambda: 2.0 * x, lambda: x / 2.0, lambda: 2.0 / x, lambda: x // 2.0, lambda: 2.0 // x,
            lambda: x % 2.0, lambda: 2.0 % x, lambda: x ** 2.0, lambda: 2.0 ** x, lambda: -x,
            lambda: abs(x), lambda: x < 1.0, lambda: x <= 1.0, lambda: x > 1.0, lambda: x >= 1.0,
            lambda: x + x, lambda: np.float32(2) * x, lambda: np.ones(2, np.float32) * x,
            lambda: x & 1, lambda: ~x,
        ):  # fmt: skip
            try:
                shown.append(str(use()))
            except TypeError:
                shown.append("TypeError")
    return shown


def case_logical_and_matrix_operators():
    v, r = _pair([True])
    m = tf.Variable([[1.0]], name="m")
    return (
        v & True,
        v | [False],
        ~v,
        v ^ r,
        r ^ [True],
        m.__matmul__([[1.0]]),
        m.__rmatmul__([[1.0]]),
    )


def case_in_place_operators_of_ref_variables():
    v = tf.Variable(1.0, name="v")
    names = [
        "__iadd__",
        "__isub__",
        "__imul__",
        "__itruediv__",
        "__idiv__",
        "__irealdiv__",
        "__ipow__",
    ]
    return [getattr(v, name)(2.0) for name in names]


def case_integer_arithmetic():
    r = tf.Variable([1, 2], name="r", use_resource=True, dtype=tf.int64)
    return [r / 2, r // 2, r**2, r % 2, tf.cast(r, tf.float32), abs(r), r.get_shape()]


def case_after_an_assignment():
    v = tf.Variable([1.0, 2.0], name="v", use_resource=True)
    a = v.assign([2.0, 3.0])
    return [
        a, a + 1.0, a.value(), a.read_value(), tf.identity(a), a.op, a.name, a.handle,
        a._as_graph_element(), a.assign([4.0, 5.0]), tf.convert_to_tensor(a), type(a).__name__[-14:],
        a.shape, a.dtype, a.trainable, a.initializer, a.graph is v.graph, a[0],
    ]  # fmt: skip


def case_as_a_control_input():
    v, r = _pair([1.0, 2.0])
    a, b = v.assign([2.0, 3.0]), r.assign([2.0, 3.0])
    for before in (v, a, r, b, r.op):
        with tf.control_dependencies([before]):
            tf.no_op()
    tf.group(a, v)
    tf.group(b, r)
    with tf.control_dependencies([a, b]):
        return tf.identity(v), tf.identity(r), v.read_value(), r.read_value(), v + r


def case_as_a_colocation_target():
    v, r = _pair([1.0, 2.0])
    for beside in (v, v.assign([2.0, 3.0]), r, r.assign([2.0, 3.0])):
        with tf.colocate_with(beside):
            tf.constant(1.0)


def case_in_lists():
    v, r = _pair(1.0)
    return tf.convert_to_tensor([v, 1.0]), tf.convert_to_tensor([r, 1.0]), tf.stack([r, v]), [v, r]


def case_inside_lists_as_initial_values():
    v, r = _pair(1.0)
    return tf.Variable([v, r, 3.0], name="x"), tf.Variable([[v, 1.0], [2.0, r]], use_resource=True)


def case_row_scatter_methods():
    made = []
    for v in _pair([[1.0, 2.0], [3.0, 4.0]]):
        delta = tf.IndexedSlices(tf.constant([[1.0, 1.0]]), tf.constant([0]))
        for kind in ["add", "sub", "update", "mul", "div", "min", "max"]:
            made.append(getattr(v, "scatter_" + kind)(delta, name="n"))
        rows = tf.IndexedSlices(tf.constant([[5.0], [6.0]]), tf.constant([[0], [1]]))
        made.append(v.batch_scatter_update(rows))
    return made


def case_indexed_slices():
    s = tf.IndexedSlices(tf.constant([[1.0, 1.0]]), tf.constant([0]))
    t = tf.IndexedSlices(tf.constant([[1.0, 1.0]]), tf.constant([0]), tf.constant([2, 2]))
    with tf.control_dependencies([t]):
        tf.no_op()
    with tf.Session() as sess:
        values = [x.tolist() for x in sess.run(t)], sess.run(s).dense_shape
        dense = sess.run(tf.convert_to_tensor(t)).tolist()
    return (
        str(s), str(t), s.values, s.indices, s.dense_shape, t.dense_shape, s.name, s.device, s.op.name,
        s.dtype, s.graph is t.graph, s == t, str(-t), sorted(op.name for op in t.consumers()), tf.identity(t), values, dense,
    )  # fmt: skip


def case_in_conditionals():
    made = []
    for v in _pair(1.0):
        made.append(tf.cond(v > 0.0, lambda: v.assign(2.0), lambda: v.assign(3.0)))
        made.append(tf.cond(v > 0.0, lambda: tf.Variable(lambda: 1.0) + 1.0, lambda: v + 0.0))
    return made
