"""Feeds: every kind of key and of value."""

import collections

import numpy as np

from tests.reference.session_cases.asking import asked


def keys(tf):
    x = tf.placeholder(tf.float32, [], name="x")
    c = tf.constant(1.0, name="c")
    v = tf.Variable(1.0, name="v")
    r = tf.Variable(1.0, name="r", use_resource=True)
    y = x + 1.0
    with tf.Graph().as_default():
        foreign = tf.placeholder(tf.float32, name="x")
    s = tf.Session()
    s.run(tf.global_variables_initializer())
    run = lambda fetch, feeds: lambda: s.run(fetch, feeds)  # noqa: E731
    return asked(
        run(y, {x: 2.0}),
        run(y, {"x:0": 2.0}),
        run(y, {b"x:0": 2.0}),
        run(y, {"x": 2.0}),
        run(y, {x.op: 2.0}),
        run(y, {"nope:0": 2.0}),
        run(y, {3: 2.0}),
        run(y, {None: 2.0}),
        run(y, {foreign: 2.0}),
        run(y, {(x,): (2.0,)}),
        run(y, {(x, c): (2.0, 3.0)}),
        run(y, {x: 2.0, c: 5.0}),
        run(c, {c: 5.0}),
        run(c + 1.0, {c: 5.0}),
        run(v, {v: 5.0}),
        run(v + 1.0, {v: 5.0}),
        run([v, v.read_value()], {v: 5.0}),
        run([v.read_value(), v + 1.0], {"v:0": 6.0}),
        run([v, v + 1.0], {"v/read:0": 7.0}),
        run(r, {r: 5.0}),
        run(r + 1.0, {r: 5.0}),
        run([r, r.read_value()], {r: 5.0}),
        run(y, {y: 9.0}),
        run([y, x], {y: 9.0}),
        run(y, {(x, c): (2.0,)}),
        run(y, {(x, c): 2.0}),
        run(y, {(x, (c,)): (2.0, (3.0,))}),
        run(y, {(x, x): (2.0, 2.0)}),
        run(y, {(): ()}),
        run(y, {(x, "c:0"): [2.0, 3.0]}),
        run(y, {(x, 3): (2.0, 3.0)}),
        run(y, 3),
        run(y, [(x, 2.0)]),
        run(y, {}),
        run(c, None),
        run(c, {}),
        run(y, [x]),
        run(y, collections.OrderedDict([(x, 2.0)])),
        run(y, {x: 2.0, "x:0": 3.0}),
        run(tf.add(c, c, name="dd"), {c: 2.0}),
        run(y.op, {x: 1.0}),
        run(v.assign_add(1.0), {v: 10.0}),
        run(v.assign_add(1.0), {v.op.outputs[0]: 10.0}),
        run(v.assign_add(c), {c: 10.0}),
        run(r.assign_add(c), {c: 10.0}),
        run(r.handle, {r.handle: 1.0}),
    )


def shapes(tf):
    s = tf.Session()
    tf.constant(1)

    def fed(shape, value, dtype=tf.float32):
        def question():
            return s.run(
                tf.placeholder(dtype, shape, name="p"),
                {tf.get_default_graph().get_operations()[-1].name + ":0": value},
            )

        return question

    return asked(
        *[
            fed(*pair)
            for pair in [
                ([], 1.0),
                ([], [1.0]),
                ([1], 1.0),
                ([2], [1.0, 2.0]),
                ([2], [1.0]),
                ([None], []),
                ([None], [[1.0]]),
                ([None, 2], np.ones([3, 2])),
                ([None, 2], np.ones([3, 3])),
                ([None, 2], np.ones([2])),
                (None, 1.0),
                (None, [[1.0], [2.0]]),
                ([0], []),
                ([2, 0], np.ones([2, 0])),
                ([2], (1, 2)),
                ([3], range(3)),
                ([2], iter([1, 2])),
                ([2, 2], [[1, 2], [3]]),
                ([1], {1: 2}),
                ([], {1}),
                ([], None),
                ([1], [None]),
                ([], object()),
                ([2], np.ones([2, 1])),
                ([2, 1], [np.ones(1), np.zeros(1)]),
                ([None, None], [1.0]),
            ]
        ]
    )


def values(tf):
    """What a fed value is when it is fetched itself, and when an operation takes it."""
    s = tf.Session()
    tf.constant(1)

    def fed(dtype, value, take):
        def question():
            x = tf.placeholder(dtype, name="p")
            return s.run(take(x), {x: value})

        return question

    return asked(*[fed(d, v, take) for d, v in _values(tf) for take in (lambda x: x, tf.identity)])


def _values(tf, _=None):
    big = 2**40
    return [
        (tf.int32, 1),
        (tf.int32, 1.0),
        (tf.int32, 1.7),
        (tf.int32, -1.7),
        (tf.int32, big),
        (tf.int32, [big]),
        (tf.int32, np.int64(big)),
        (tf.int32, np.array([big])),
        (tf.int32, 2**70),
        (tf.int8, 200),
        (tf.int8, -200),
        (tf.uint8, 256),
        (tf.uint8, -1),
        (tf.uint8, [255]),
        (tf.int64, 2**63),
        (tf.int64, big),
        (tf.uint64, 2**63),
        (tf.int16, 40000),
        (tf.bool, 1),
        (tf.bool, 0.5),
        (tf.bool, True),
        (tf.bool, [0, 2]),
        (tf.bool, "a"),
        (tf.bool, ""),
        (tf.float32, 1),
        (tf.float32, True),
        (tf.float32, "1.5"),
        (tf.float32, "x"),
        (tf.float32, b"2"),
        (tf.float32, 1e50),
        (tf.float32, big),
        (tf.float32, np.float64(1.1)),
        (tf.float64, np.float32(1.1)),
        (tf.float16, 1e6),
        (tf.bfloat16, 1.5),
        (tf.bfloat16, [1.0, 2.0]),
        (tf.complex64, 1.0),
        (tf.complex64, 1j),
        (tf.complex128, [1 + 2j]),
        (tf.string, "a"),
        (tf.string, b"a\0b"),
        (tf.string, ["a", b"bc"]),
        (tf.string, 3),
        (tf.string, [1, "a"]),
        (tf.string, "\u00e4"),
        (tf.string, np.array(["a", "bcd"])),
        (tf.string, np.array([b"a", b"bcd"])),
        (tf.string, np.array([1, 2])),
        (tf.string, None),
        (tf.string, [["a"], ["b"]]),
        (tf.string, ""),
        (tf.string, []),
        (tf.string, 1.5),
        (tf.string, True),
        (tf.string, np.array(["a", b"b"], object)),
        (tf.string, [None]),
        (tf.int32, None),
        (tf.float32, [None]),
        (tf.int32, []),
        (tf.int32, "3"),
        (tf.int32, "x"),
        (tf.float32, np.ones([2, 3]).T),
        (tf.float32, np.ones(6)[::2]),
        (tf.int32, np.bool_(True)),
        (tf.int32, True),
        (tf.uint16, 65535),
        (tf.uint32, 2**32 - 1),
        (tf.half, 0.1),
        (tf.int32, np.uint64(3)),
        (tf.float32, float("nan")),
        (tf.int32, float("nan")),
        (tf.float32, [1, 2.5, True]),
        (tf.float32, np.float16(1)),
        (tf.float32, np.ma.array([1.0], mask=[1])),
        (tf.float32, memoryview(b"ab")),
        (tf.uint8, bytearray(b"ab")),
    ]


def tensors_as_values(tf):
    x = tf.placeholder(tf.float32, name="x")
    v = tf.Variable(1.0, name="v")
    c = tf.constant(1.0, name="c")
    s = tf.Session()
    s.run(v.initializer)
    return asked(
        lambda: s.run(x, {x: c}),
        lambda: s.run(x, {x: v}),
        lambda: s.run(x, {x: [c]}),
        lambda: s.run(x, {x: c.op}),
        lambda: s.run(x, {x: x}),
        lambda: s.run(x, {x: s}),
    )


def placeholders_with_defaults(tf):
    x = tf.placeholder_with_default(tf.constant([1.0]), [None], name="x")
    s = tf.Session()
    return asked(
        lambda: s.run(x),
        lambda: s.run(x, {x: [2.0, 3.0]}),
        lambda: s.run(x, {x: 1.0}),
        lambda: s.run(x * 2.0, {x.op.inputs[0]: [5.0]}),
        lambda: s.run(x * 2.0, {x.op.inputs[0]: [5.0, 6.0]}),
    )


def static_shapes_hold_for_every_fed_tensor(tf):
    c = tf.constant([1.0, 2.0], name="c")
    s = tf.Session()
    return asked(
        lambda: s.run(c, {c: [3.0]}),
        lambda: s.run(tf.reduce_sum(c), {c: [3.0, 4.0]}),
        lambda: s.run(tf.shape(c), {c: [3.0, 4.0]}),
    )
