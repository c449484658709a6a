"""Which operations show a ref variable as it is by the time their result is used: rule 2 of the engine."""

import numpy as np

from tests.reference.session_cases.asking import asked


def _is_alias(tf, shape, look):
    """Whether what `look` makes of a variable changes when the variable is assigned to afterwards."""

    def question():
        with tf.Graph().as_default():
            v = tf.Variable(np.zeros(shape, np.float32))
            y = look(v)
            with tf.control_dependencies([y]):
                assigned = v.assign(np.ones(shape, np.float32)).op
            with tf.control_dependencies([assigned]):
                z = tf.maximum(tf.cast(y, tf.float32), -1.0)
            with tf.Session() as session:
                session.run(v.initializer)
                return bool(np.any(session.run(z) != 0))

    return question


def always(tf):
    looks = [
        lambda v: v,
        tf.identity,
        lambda v: v.read_value(),
        lambda v: tf.reshape(v, [3, 2]),
        lambda v: tf.reshape(v, tf.placeholder_with_default([3, 2], [2])),
        lambda v: tf.expand_dims(v, 0),
        tf.squeeze,
        tf.stop_gradient,
        lambda v: tf.placeholder_with_default(v, [2, 3]),
        lambda v: tf.identity_n([v, tf.constant(1.0)])[0],
        lambda v: tf.squeeze(tf.expand_dims(tf.stop_gradient(tf.identity(v)), 1), 1),
        lambda v: tf.tuple([v])[0],
    ]
    return asked(*[_is_alias(tf, [2, 3], look) for look in looks])


def where_nothing_changes(tf):
    cases = [
        ([2, 1], tf.transpose),
        ([1, 2, 1, 3], lambda v: tf.transpose(v, [1, 0, 3, 2])),
        ([3], tf.transpose),
        ([], tf.transpose),
        ([2, 3], lambda v: tf.transpose(v, [0, 1])),
        ([1, 3], lambda v: v[0]),
        ([2, 1], lambda v: v[:, 0]),
        ([1], lambda v: v[0]),
        ([2, 3], lambda v: v[:]),
        ([2, 3], lambda v: v[...]),
        ([2, 3], lambda v: v[:, :, tf.newaxis]),
        ([2, 3], lambda v: v[0:2, 0:5]),
        ([2, 3], lambda v: tf.slice(v, [0, 0], [2, 3])),
        ([2, 3], lambda v: tf.slice(v, [0, 0], [-1, -1])),
        ([2, 1], lambda v: tf.reduce_sum(v, 1)),
        ([2, 1], lambda v: tf.reduce_sum(v, 1, keepdims=True)),
        ([1], tf.reduce_sum),
        ([2, 3], lambda v: tf.reduce_max(v, [])),
        ([2, 3], lambda v: tf.reduce_mean(v, [])),
        ([2, 1], lambda v: tf.reverse(v, [1])),
        ([2, 3], lambda v: tf.reverse(v, [])),
        ([2, 3], lambda v: tf.pad(v, [[0, 0], [0, 0]])),
        ([2, 3], lambda v: tf.tile(v, [1, 1])),
        ([2, 3], lambda v: tf.broadcast_to(v, [2, 3])),
        ([2, 3], lambda v: tf.stack([v])),
        ([2, 3], lambda v: tf.stack([v], 2)),
        ([2, 3], lambda v: tf.split(v, 1, 0)[0]),
        ([2, 3], lambda v: tf.split(v, [3], 1)[0]),
        ([2, 3], lambda v: tf.concat([v], 0)),
    ]
    return asked(*[_is_alias(tf, shape, look) for shape, look in cases])


def never(tf):
    cases = [
        ([2, 3], tf.transpose),
        ([2, 3], lambda v: v[0:1]),
        ([2, 3], lambda v: v[1]),
        ([2, 3], lambda v: v[:, 0:1]),
        ([1, 3], lambda v: v[::-1]),
        ([1, 3], lambda v: v[::2]),
        ([2, 3], lambda v: tf.slice(v, [0, 0], [1, 3])),
        ([2, 3], lambda v: tf.split(v, 2, 0)[0]),
        ([2, 3], lambda v: tf.unstack(v)[0]),
        ([1, 6], lambda v: tf.unstack(v)[0]),
        ([2, 3], lambda v: tf.broadcast_to(v, [1, 2, 3])),
        ([2, 3], lambda v: tf.concat([v, tf.zeros([0, 3])], 0)),
        ([2, 3], lambda v: v + 0.0),
        ([2, 3], lambda v: v * 1.0),
        ([2, 3], tf.abs),
        ([2, 3], lambda v: tf.matrix_transpose(v)),
    ]
    return asked(*[_is_alias(tf, shape, look) for shape, look in cases])
