"""Initial values that read other variables, and questions whether variables are initialized."""

# ruff: noqa: F821, PERF203, PERF401, B023 - `tf` and `np` are put in by whoever runs this


def case_reads():
    v = tf.Variable(1.0, name="v")
    tf.Variable(v * 2.0, name="w")
    tf.Variable(lambda: v * 2.0 + 1.0, name="x")


def case_scopes():
    with tf.name_scope("n"):
        v = tf.Variable(1.0, name="v")
        w = tf.Variable(v * 2.0, name="w")
    with tf.name_scope("m"):
        tf.Variable(v.read_value() + w.value(), name="u")
        r = tf.Variable(1.0, name="r", use_resource=True)
        tf.Variable(r * v, name="y")
        tf.Variable(r.value() * v, name="z", use_resource=True)


def case_resources_are_left_alone():
    v = tf.Variable(1.0, name="v", use_resource=True)
    tf.Variable(v * 2.0, name="w", use_resource=True)
    tf.Variable(v.initialized_value() * 2.0, name="w", use_resource=True)


def case_initialized_value():
    v = tf.Variable(1.0, name="v")
    with tf.control_dependencies([tf.no_op()]):
        return v.initialized_value()


def case_initialized_value_inside():
    v = tf.Variable(1.0, name="v")
    tf.Variable(v, name="b")
    tf.Variable(v.initialized_value(), name="c")
    tf.Variable(lambda: v, name="d")


def case_variables_in_no_collection():
    v = tf.Variable(1.0, name="v", collections=[])
    tf.Variable(v * 2.0, name="w")
    u = tf.Variable(1.0, name="l", collections=["local_variables"])
    tf.Variable(u * 2.0, name="k")
    tf.Variable(v.assign_add(1.0), name="a")


def case_assignments_are_refused():
    v = tf.Variable(1.0, name="v")
    try:
        tf.Variable(v.assign_add(1.0), name="a")
    except ValueError as error:
        return str(error)[:70], tf.Variable(2.0, name="AssignAdd_a")


def case_control_inputs_and_devices():
    v = tf.Variable(1.0, name="v")
    a = v * 2.0
    with tf.control_dependencies([v]):
        c = tf.constant(1.0, name="c") * a
    with tf.device("/gpu:0"):
        tf.Variable(c, name="b")


def case_nodes_of_several_outputs():
    v = tf.Variable(1.0, name="v")
    tf.Variable(tf.split(tf.stack([v, v * 3.0]), 2)[1], name="b")


def case_random_values_are_drawn_once():
    v = tf.Variable(1.0, name="v")
    x = tf.random_uniform([2])
    tf.Variable(x + v + x, name="b")


def case_shared_parts_are_copied_once():
    v = tf.Variable(1.0, name="v")
    y = v + v
    tf.Variable(y * y, name="w")


def case_unknown_shapes():
    v = tf.Variable(1.0, name="v", validate_shape=False)
    tf.Variable(v * 2.0, name="w", validate_shape=False)


def case_conditionals_are_copied():
    v = tf.Variable(1.0, name="v")
    tf.Variable(lambda: tf.cond(v > 0.0, lambda: v * 2.0, lambda: v + 0.0), name="w")


def case_names_of_copies_are_not_made_unique():
    v = tf.Variable(1.0, name="v")
    tf.constant(1.0, name="v/read_w")
    tf.Variable(v * 2.0, name="w")


def case_both_are_initialized_in_one_run():
    with tf.Session() as sess:
        a = tf.Variable(2.0, name="a")
        b = tf.Variable(a * 3.0, name="b")
        sess.run(tf.global_variables_initializer())
        return [float(x) for x in sess.run([a, b])]


def case_questions():
    v = tf.Variable(0.0, name="v")
    w = tf.Variable(0.0, name="w", use_resource=True)
    return (
        tf.is_variable_initialized(v), tf.is_variable_initialized(w),
        tf.report_uninitialized_variables(), tf.assert_variables_initialized(),
        tf.global_variables_initializer(), tf.local_variables_initializer(),
        tf.variables_initializer([v], name="zz"), w.is_initialized(),
        tf.report_uninitialized_variables([]),
    )  # fmt: skip


def case_questions_in_a_scope():
    with tf.name_scope("s"):
        tf.get_variable("v", [2])
        tf.Variable(1.0, name="w", collections=["local_variables"])
        tf.Variable(1, name="x")
        return (
            tf.report_uninitialized_variables(name="kk"), tf.global_variables("s"),
            tf.global_variables("v"), tf.local_variables("s/"), tf.assert_variables_initialized(),
        )  # fmt: skip


def case_nothing_to_ask_about():
    return (
        tf.local_variables(), tf.local_variables_initializer(), tf.model_variables(),
        tf.moving_average_variables(), tf.report_uninitialized_variables(),
        tf.assert_variables_initialized(), tf.variables_initializer(None),
    )  # fmt: skip


def case_assertion_falls_back_to_all_ref_variables():
    tf.Variable(1.0, collections=[])
    tf.Variable(1.0, collections=[], use_resource=True)
    return tf.assert_variables_initialized(), tf.assert_variables_initialized([])


def case_older_spellings():
    tf.all_variables()
    return (
        tf.initialize_all_variables(), tf.initialize_local_variables(), tf.initialize_variables([]),
        tf.initializers.variables([]), tf.initializers.global_variables(),
        tf.initializers.local_variables(), tf.variables_initializer([], name="k"),
    )  # fmt: skip


def case_initializer_of_no_variable():
    return tf.variables_initializer([tf.constant(1.0)])


def case_report_runs():
    with tf.Session() as sess:
        a = tf.Variable(2.0, name="a")
        tf.Variable(3.0, name="b", use_resource=True)
        tf.Variable(3.0, name="l", collections=["local_variables"])
        report = tf.report_uninitialized_variables()
        said = [list(sess.run(report))]
        for init in (
            a.initializer,
            tf.global_variables_initializer(),
            tf.local_variables_initializer(),
        ):
            sess.run(init)
            said.append(list(sess.run(report)))
        return said
