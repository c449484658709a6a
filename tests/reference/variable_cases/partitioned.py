"""Partitioned variables and partitioners."""

# ruff: noqa: F821, PERF203, PERF401, B023 - `tf` and `np` are put in by whoever runs this


def _make(shape, partitioner, name="p", **more):
    return tf.get_variable(
        name, shape, partitioner=partitioner, initializer=tf.zeros_initializer(), **more
    )


def case_properties():
    p = _make([5, 2], tf.fixed_size_partitioner(2))
    return (
        p.name, p.dtype, p.shape, p.get_shape(), len(p), list(p), p._get_partitions(),
        p._partition_axes(), p._get_variable_list(), p._distribute_strategy, type(p).__name__,
        [x._save_slice_info.spec for x in p], [x._save_slice_info.full_name for x in p],
        hash(p) == hash(p), p == p, tf.global_variables(), tf.trainable_variables(),
    )  # fmt: skip


def case_as_a_tensor():
    p = _make([5, 2], tf.fixed_size_partitioner(2))
    with tf.control_dependencies([tf.no_op()]), tf.name_scope("n"):
        return p.as_tensor(), tf.identity(p), tf.convert_to_tensor(p, tf.float32), tf.add(p, 1.0)


def case_one_slice_and_other_axes():
    with tf.name_scope("n"), tf.variable_scope("s"):
        p = _make([5], tf.fixed_size_partitioner(1))
        q = _make([2, 5], tf.fixed_size_partitioner(2, axis=1), "q")
        return p.as_tensor(), q.as_tensor(), tf.identity(q), list(q)


def case_resource_slices():
    p = _make([4, 2], tf.fixed_size_partitioner(2), use_resource=True)
    return list(p), p.as_tensor(), p.assign(tf.ones([4, 2]))


def case_assignments():
    p = _make([5, 2], tf.fixed_size_partitioner(2))
    return (
        p.assign(tf.ones([5, 2])), p.assign_add(tf.ones([5, 2]), name="n"),
        p.assign_sub([tf.ones([3, 2]), tf.ones([2, 2])], name="k"),
        p.assign(p),
    )  # fmt: skip


def case_assigned_operations():
    p = _make([5, 2], tf.fixed_size_partitioner(2))
    return p.assign(tf.ones([5, 2]), read_value=False)


def case_values():
    p = _make([5, 2], tf.fixed_size_partitioner(2))
    changed = p.assign_add(tf.reshape(tf.cast(tf.range(10), tf.float32), [5, 2]))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(changed)
        return sess.run(p.as_tensor()).tolist(), [x.tolist() for x in sess.run(list(p))]


def _refused(*actions):
    said = []
    for action in actions:
        try:
            said.append(str(action()))
        except Exception as error:
            said.append((type(error).__name__, str(error).split(". ")[0][:150]))
    return said


def case_what_it_is_not():
    p = _make([5, 2], tf.fixed_size_partitioner(2))
    return _refused(
        lambda: p + 1.0, lambda: p[0], lambda: tf.convert_to_tensor(p, tf.int32), lambda: p.value(),
        lambda: p.op, lambda: p.initializer,
    )  # fmt: skip


def case_construction():
    kind = type(_make([2], tf.fixed_size_partitioner(1)))
    v = [tf.Variable([1.0, 2.0], name="v%d" % i) for i in range(2)]
    for i, x in enumerate(v):
        x._set_save_slice_info(tf.Variable.SaveSliceInfo("p", [4], [2 * i], [2]))
    plain = [tf.Variable(1.0)]

    def make(shape, variables, partitions, dtype=tf.float32):
        made = kind(
            name="n", shape=shape, dtype=dtype, variable_list=variables, partitions=partitions
        )
        return made.name, made.shape, made.dtype, made._partition_axes(), made._get_partitions()

    return _refused(
        lambda: make([4], v, [2]), lambda: make([4], v, [1]), lambda: make([4], v, [2, 1]),
        lambda: make([4], [], [2]), lambda: make([4], 3, [2]), lambda: make([4], v, 3),
        lambda: make([4], v, [0]), lambda: make([4], v, [2], tf.int32),
        lambda: make([4], plain, [1]), lambda: make([4, 1], v, [2, 1]), lambda: make([5], v, [2]),
    )  # fmt: skip


PARTITIONERS = """
fixed_size_partitioner(3): [9] [3, 4] [2] []
fixed_size_partitioner(3, axis=1): [3, 4] [5]
fixed_size_partitioner(2, axis=-1): [3, 4]
variable_axis_size_partitioner(64): [100] [4, 16] [1] [] [None] [3, 100] [0]
variable_axis_size_partitioner(64, axis=1): [4, 16] [4]
variable_axis_size_partitioner(64, max_shards=3): [100] [4, 16]
variable_axis_size_partitioner(64, max_shards=0): [4]
variable_axis_size_partitioner(64, max_shards=-1): [4]
variable_axis_size_partitioner(0): [4]
variable_axis_size_partitioner(64, bytes_per_string_element=1): [100]
variable_axis_size_partitioner(64, bytes_per_string_element=0): [100]
min_max_variable_partitioner(): [1000000] [10]
min_max_variable_partitioner(4, 0, 256): [1000] [200] [64, 4] [2, 1000] [] [0]
min_max_variable_partitioner(4, 1, 256): [3, 1000] [10]
min_max_variable_partitioner(0): [10]
min_max_variable_partitioner(4, 0, 0): [10]
min_max_variable_partitioner(4, 0, 16, bytes_per_string_element=2): [100]
"""


def case_partitioners():
    said = []
    for line in PARTITIONERS.strip().splitlines():
        call, _, shapes = line.partition(": ")
        for shape in shapes.replace("] [", "]|[").split("|"):
            for dtype in (tf.float32, tf.float64, tf.string):
                said += _refused(
                    lambda: eval("tf." + call)(shape=tf.TensorShape(eval(shape)), dtype=dtype)
                )
    return said


def case_partitioners_refuse_lists():
    return _refused(
        lambda: tf.variable_axis_size_partitioner(8)([30], tf.float32),
    )
