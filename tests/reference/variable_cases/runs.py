"""What assignments do in a run: values, and what is refused only then."""

# ruff: noqa: F821, PERF203, PERF401, B023 - `tf` and `np` are put in by whoever runs this

EXPRESSIONS = """
V().assign(X), [1.0, 2.0]
V().assign_add(X), [1.0, 2.0]
V().assign_sub(X), 2.0
tf.scatter_add(V(), [2], [[1.0, 2.0]])
tf.scatter_add(V(), [[0, -1]], [[[1.0, 2.0], [1.0, 2.0]]])
tf.scatter_add(V(), 2, [1.0, 2.0])
tf.scatter_add(V(), [0, 1], 3.0)
tf.scatter_add(V(), [0, 0], [[1.0, 1.0], [1.0, 1.0]])
tf.scatter_sub(V(), [1, 1], [[1.0, 2.0], [3.0, 4.0]])
tf.scatter_mul(V(), [1, 0, 1], [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
tf.scatter_div(V(), [1], [[2.0, 4.0]])
tf.scatter_min(V(), [0, 1], [[0.0, 5.0], [4.0, 0.0]])
tf.scatter_max(V(), [0, 1], [[0.0, 5.0], [4.0, 0.0]])
tf.scatter_update(V(), [2], [[1.0, 2.0]])
tf.scatter_update(V(), [[1], [0]], [[[1.0, 2.0]], [[5.0, 6.0]]])
tf.scatter_nd_add(V(), [[0, 2]], [1.0])
tf.scatter_nd_add(V(), [[1, 1], [0, 1], [1, 1]], [1.0, 5.0, 2.0])
tf.scatter_nd_sub(V(), [[1]], [[1.0, 5.0]])
tf.scatter_nd_update(V(), [[2]], [[1.0, 2.0]])
tf.scatter_nd_update(V(), [[1], [0]], [[1.0, 2.0], [5.0, 6.0]])
tf.scatter_nd_update(V(), [[[1, 0]], [[0, 1]]], [[9.0], [8.0]])
tf.batch_scatter_update(V(), [[0], [1]], [[5.0], [6.0]])
V()[0].assign([1.0, 1.0])
V()[:, 1].assign([7.0, 8.0])
V()[::-1].assign([[1.0, 2.0], [3.0, 4.0]])
V()[0].assign(X), [1.0, 1.0, 1.0]
V()[0, 1].assign(5.0)
V(collections=[]) + 0.0
tf.is_variable_initialized(V(collections=[]))
tf.is_variable_initialized(V())
V([1, 2]).assign_add([2 ** 31 - 1, 5])
V("a", dtype=tf.string).assign("b")
V(lambda: tf.range(3)).assign_sub([1, 1, 1])
V(X, validate_shape=False), [1.0, 2.0, 3.0]
"""


def _run(expression, use_resource):
    def V(*args, **more):
        args = args or ([[1.0, 2.0], [3.0, 4.0]],)
        return tf.Variable(*args, name="v", use_resource=use_resource, **more)

    found = eval(expression, {"tf": tf, "V": V, "X": tf.placeholder(tf.float32, name="x")})
    fetch, value = found if isinstance(found, tuple) else (found, None)
    feed = {} if value is None else {"x:0": value}
    with tf.Session() as sess:
        try:
            sess.run(tf.global_variables_initializer(), feed)
            made = sess.run(fetch, feed)
        except tf.errors.OpError as error:
            return type(error).__name__, error.message.split("\n")[0].split(". ")[0]
        return made.tolist() if hasattr(made, "tolist") else made


def _program(expression, use_resource):
    return lambda: _run(expression, use_resource)


TABLE = {
    "%s: %s" % (flavour, expression): _program(expression, flavour == "resource")
    for flavour in ("ref", "resource")
    for expression in EXPRESSIONS.strip().splitlines()
}


def case_count_up_to_its_limit():
    said = []
    for use_resource in (False, True):
        count = tf.count_up_to(tf.Variable(0, use_resource=use_resource), 3)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            said.append([int(sess.run(count)) for _ in range(3)])
            try:
                sess.run(count)
            except tf.errors.OutOfRangeError as error:
                said.append(error.message.split("\n")[0])
    return said


def case_load_and_eval():
    said = []
    for use_resource in (False, True):
        v = tf.Variable(tf.zeros([2]), name="v", use_resource=use_resource)
        with tf.Session() as sess:
            sess.run(v.initializer)
            v.load([3.0, 4.0], sess)
            said.append(v.eval(sess).tolist())
            try:
                v.load([1.0], sess)
            except ValueError as error:
                said.append(str(error)[:45])
            with sess.as_default():
                v.load([5.0, 6.0])
                said += [v.eval().tolist(), sess.run(v).tolist()]
                said += [x.tolist() for x in sess.run([v.value(), v.read_value()])]
    return said


def case_sparse_reads():
    r = tf.Variable([[1.0, 2.0], [3.0, 4.0]], use_resource=True)
    with tf.Session() as sess:
        sess.run(r.initializer)
        said = [x.tolist() for x in sess.run([r.sparse_read([1, 0]), r.gather_nd([[1, 0]])])]
        for wrong in (r.sparse_read([3]), r.gather_nd([[3]])):
            try:
                sess.run(wrong)
            except tf.errors.InvalidArgumentError as error:
                said.append(error.message.split("\n")[0])
    return said
