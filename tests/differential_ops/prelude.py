"""What a random op program may call; under TensorFlow's Python 3.7 it runs too.

A program makes inputs by `ph` and `val`, does its calls by `step`, and ends in `finish`, whose answer holds for every
step what building and running it gave, and of the whole graph every node.
"""

# The names that stand nowhere here are those of tests/reference/op_programs.py.
# ruff: noqa: F821

STEPS = []


def begin():
    FEEDS.clear()
    del STEPS[:]


def scattered(count, seed):
    """Numbers below 997 without a pattern: `count` of them, the same for the same seed."""
    at = np.arange(count, dtype=np.uint64) + np.uint64(seed * 1013 + 17)
    for factor, shift in ((2654435761, 15), (2246822519, 13)):
        at = at * np.uint64(factor) & np.uint64(0xFFFFFFFF)
        at = at ^ (at >> np.uint64(shift))
    return (at % np.uint64(997)).astype(np.int64)


def val(dtype, shape=(), seed=0, style="small"):
    """An array of values that follow from the arguments alone."""
    count = int(np.prod(shape)) if shape else 1
    at = scattered(count, seed)
    if dtype == "string":
        words = [b"a", b"", b"b c", b"12", b"-3.5", b"abc,de", b"\xc3\xa9", b"Zz"]
        return np.array([words[i % 8] for i in at], object).reshape(shape)
    if dtype == "bool":
        return (at % 3 == 0).reshape(shape)
    kind = tf.as_dtype(dtype).as_numpy_dtype
    whole = dtype.startswith(("int", "uint"))
    if style == "edge":
        if whole:
            limits = np.iinfo(kind)
            row = [limits.max, limits.min, 0, 1, limits.max - 1, 2, limits.min + 1, 7]
        else:
            row = [
                float("nan"),
                float("inf"),
                -float("inf"),
                0.0,
                -0.0,
                1e30,
                -1e-30,
                2.5,
                -2.5,
                0.5,
                1.0,
            ]
            if dtype in ("float16", "bfloat16"):
                row[5:7] = [30000.0, -0.0001]
        numbers = np.array([row[i % len(row)] for i in at])
    elif whole:
        low = 0 if dtype.startswith("u") else -3
        numbers = at % 4 if style == "unit" else 1 + at % 5 if style == "positive" else low + at % 9
    elif style == "unit":
        numbers = (at + 0.5) / 998.0
    elif style == "positive":
        numbers = 0.25 + at / 99.7
    else:
        numbers = at / 99.7 - 4.3
    if dtype.startswith("complex") and style != "edge":
        numbers = numbers + 1j * ((at * 31 % 997) / 99.7 - 5.1)
    return np.asarray(numbers).reshape(shape).astype(kind)


def index(limit, shape=(), seed=0, dtype="int32", low=0):
    """Integers from `low` up to `limit`, which is left out."""
    count = int(np.prod(shape)) if shape else 1
    at = scattered(count, seed)
    return (low + at % max(limit - low, 1)).reshape(shape).astype(dtype)


def var(value, resource):
    value = np.asarray(value)
    return tf.Variable(
        value, dtype=tf.string if value.dtype.kind in "SUO" else None, use_resource=resource
    )


def sparse(dtype, shape, seed=0, style="small"):
    """A SparseTensor in order whose parts are constants."""
    dense = val(dtype, shape, seed, style)
    there = (
        np.argwhere((np.arange(dense.size) * 7 % 5 < 3).reshape(shape))
        .astype(np.int64)
        .reshape(-1, len(shape))
    )
    values = dense[tuple(there.T)] if len(shape) else dense.reshape(-1)[:0]
    return tf.SparseTensor(tf.constant(there), tf.constant(values), np.array(shape, np.int64))


def sparse_fed(dtype, shape, seed=0, style="small"):
    """A SparseTensor whose parts are fed."""
    dense = val(dtype, shape, seed, style)
    there = (
        np.argwhere((np.arange(dense.size) * 7 % 5 < 3).reshape(shape))
        .astype(np.int64)
        .reshape(-1, len(shape))
    )
    values = dense[tuple(there.T)] if len(shape) else dense.reshape(-1)[:0]
    return tf.SparseTensor(
        ph(there, [None, len(shape)]),
        ph(values, [None]),
        ph(np.array(shape, np.int64), [len(shape)]),
    )


def told(value):
    """`described`, with shapes and dtypes told too."""
    if isinstance(value, (tf.TensorShape, tf.Dimension, tf.DType)):
        return str(value)
    if isinstance(value, (tf.SparseTensor, tf.IndexedSlices)):
        return [type(value).__name__, str(value.values), str(value.indices), str(value.dense_shape)]
    if isinstance(value, dict):
        return [
            type(value).__name__,
            [[str(k), told(v)] for k, v in sorted(value.items(), key=lambda p: str(p[0]))],
        ]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, [told(item) for item in value]]
    told_as = described(value)
    # where no class of the public names is meant, a leading underscore means nothing
    return told_as.lstrip("_") if isinstance(told_as, str) else told_as


def step(build):
    """Does one call; its failure is noted and the program goes on."""
    try:
        made = build()
    except Exception as error:
        STEPS.append([[type(error).__name__, sentence_of(error)], None])
        return None
    STEPS.append([["", told(made)], made])
    return made


def parts_of(value):
    """The tensors and operations of a result, in order."""
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return []
    if isinstance(value, (tf.SparseTensor, tf.IndexedSlices)):
        return [
            part for part in (value.indices, value.values, value.dense_shape) if part is not None
        ]
    if isinstance(value, dict):
        return [part for key in sorted(value, key=str) for part in parts_of(value[key])]
    if isinstance(value, (list, tuple)):
        return [part for item in value for part in parts_of(item)]
    if isinstance(value, tf.Operation):
        return [value]
    if isinstance(value, tf.Tensor):
        return [] if value.dtype.base_dtype in (tf.resource, tf.variant) else [value]
    if hasattr(value, "nested_row_splits"):
        return [value.flat_values] + list(value.nested_row_splits)
    return [value] if hasattr(value, "initializer") else []


def plain_of(value):
    """A result that needs no run, as plain things; None of anything else."""
    if isinstance(value, (np.ndarray, np.generic)):
        return flat(value)
    return None


def failure_of(error):
    """Class and first sentence of what a run raised; of several causes, the first."""
    lines = str(error).strip().split("\n")
    if "root error(s) found" in lines[0] and len(lines) > 1:
        return [
            type(error).__name__,
            lines[1].strip().split(": ", 1)[-1].split(". ")[0].rstrip("."),
        ]
    return [type(error).__name__, sentence_of(error)]


def finish():
    graph = tf.get_default_graph()
    answer = {"nodes": nodes(), "ids": graph._last_id, "steps": []}
    with tf.Session(graph=graph) as session:
        try:
            born = tf.global_variables()
            if born:
                session.run([v.initializer for v in born])
        except Exception as error:
            answer["unborn"] = failure_of(error)
        for outcome, made in STEPS:
            told_of = {"outcome": outcome}
            if plain_of(made) is not None:
                told_of["values"] = plain_of(made)
            wanted = parts_of(made)
            if wanted:
                try:
                    told_of["values"] = flat(
                        [v for v in session.run(wanted, FEEDS) if v is not None]
                    )
                except Exception as error:
                    told_of["failure"] = failure_of(error)
            answer["steps"].append(told_of)
    return answer
