"""Fetches: every nesting, and the exact type of every result."""

import collections

import numpy as np

from tests.reference.session_cases.asking import asked

Pair = collections.namedtuple("Pair", "left right")
Nothing = collections.namedtuple("Nothing", [])


class MyList(list):
    pass


class MyDict(dict):
    pass


def nestings(tf):
    a, b = tf.constant(1.0, name="a"), tf.constant([2], name="b")
    v = tf.Variable(3.0, name="v")
    r = tf.Variable(4.0, name="r", use_resource=True)
    n = tf.no_op(name="n")
    s = tf.Session()
    s.run(tf.global_variables_initializer())
    fetches = [
        a,
        [a],
        (a,),
        [a, (b, [a])],
        {"x": a, "y": [b]},
        collections.OrderedDict([("z", a), ("c", b)]),
        Pair(a, b),
        Pair(a, Pair(b, None)),
        Nothing(),
        [],
        (),
        {},
        [[]],
        [[], {}],
        [a, a, a],
        {"a": a, "b": a},
        "a:0",
        "a",
        b"a:0",
        ["a:0", "n", "b:0"],
        n,
        [n, a],
        {"n": n},
        v,
        [v, v],
        r,
        [r, r.read_value()],
        v.op,
        r.op,
        v.initializer,
        collections.defaultdict(list, {"k": a}),
        MyList([a]),
        MyDict(k=a),
        {3: a, None: b},
        {(1, 2): a},
        (a, b),
        [(), a],
        a.op,
        [a.op, a],
        collections.deque([a]),
        {a},
        frozenset([a]),
        iter([a]),
        (x for x in [a]),
        None,
        [None],
        [a, None],
        {"x": None},
        3,
        3.5,
        [3],
        True,
        np.array([1]),
        "nope",
        "nope:0",
        "",
        "a:5",
        "a:x",
        ["a", 3],
        object(),
        tf.float32,
        [a, [b, ["nope:0"]]],
        {"x": {"y": {"z": (a, [b])}}},
        np.float32(1),
        {1: a}.values(),
        {1: a}.items(),
        {1: a}.keys(),
        range(2),
        s,
        lambda: a,
        tf.TensorShape([1]),
    ]
    return asked(*[lambda f=f: s.run(f) for f in fetches])


def foreign_fetches(tf):
    a = tf.constant(1.0, name="a")
    with tf.Graph().as_default():
        f = tf.constant(1.0, name="a")
        w = tf.Variable(1.0, name="w")
    s = tf.Session()
    return asked(
        lambda: s.run(f),
        lambda: s.run(f.op),
        lambda: s.run(w),
        lambda: s.run([a, f]),
        lambda: s.run({"x": f.op}),
        lambda: s.run(a, {f: 1.0}),
        lambda: f.eval(session=s),
        lambda: f.op.run(session=s),
        lambda: s.make_callable(f),
        lambda: s.make_callable(a, [f]),
    )


def types(tf):
    s = tf.Session()
    kinds = [
        tf.float16,
        tf.float32,
        tf.float64,
        tf.int8,
        tf.uint8,
        tf.int16,
        tf.uint16,
        tf.int32,
        tf.uint32,
        tf.int64,
        tf.uint64,
        tf.bool,
        tf.complex64,
        tf.complex128,
        tf.bfloat16,
    ]
    questions = []
    for kind in kinds:
        one = tf.constant(np.array(1).astype(kind.as_numpy_dtype), kind)
        row = tf.constant(np.array([1, 0]).astype(kind.as_numpy_dtype), kind)
        none = tf.constant(np.array([]).astype(kind.as_numpy_dtype), kind)
        for t in (one, row, none, tf.identity(one)):
            questions.append(lambda t=t: s.run(t))
            questions.append(lambda t=t: type(s.run(t)).__name__.rstrip("_"))
    for t in (
        tf.constant("a"),
        tf.constant(["a", "bc"]),
        tf.constant([["a"]]),
        tf.constant([], tf.string),
        tf.identity(tf.constant("a")),
    ):
        questions.append(lambda t=t: s.run(t))
        questions.append(lambda t=t: type(s.run(t)).__name__.rstrip("_"))
        questions.append(lambda t=t: getattr(s.run(t), "dtype", None))
    v = tf.Variable(1.0)
    w = tf.Variable("text")
    questions += [
        lambda: s.run([v.initializer, w.initializer]),
        lambda: type(s.run(v)).__name__,
        lambda: s.run(w),
        lambda: type(s.run(w)).__name__,
        lambda: s.run(tf.shape(v)),
        lambda: s.run(tf.rank(v)),
        lambda: s.run(tf.ones([2]))[0],
        lambda: s.run(tf.ones([2, 2])).flags.writeable,
        lambda: s.run(tf.transpose(tf.ones([2, 3]))).flags.c_contiguous,
        lambda: s.run(v.assign(2.0)),
    ]
    return asked(*questions)
