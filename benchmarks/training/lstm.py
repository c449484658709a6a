"""Two layers of 64 LSTM cells over 50 steps, batch 32, gradient descent: `dynamic_rnn`, `lax.scan`."""

import numpy as np

from benchmarks.training.parts import dtype_of, normal, sgd, trained_by

NAME, STEPS = "LSTM", 40
TIME, FEATURES, UNITS = 50, 32, 64


def start(numbers):
    return normal(
        numbers,
        {
            "kernel0": (FEATURES + UNITS, 4 * UNITS),
            "bias0": (4 * UNITS,),
            "kernel1": (2 * UNITS, 4 * UNITS),
            "bias1": (4 * UNITS,),
        },
    )


def batch(numbers, size=32):
    shapes = (size, TIME, FEATURES), (size, UNITS)
    return [numbers.randn(*shape).astype(np.float32) for shape in shapes]


def graph(tf, dtype):
    x = tf.placeholder(tf.float32, [None, TIME, FEATURES])
    y = tf.placeholder(tf.float32, [None, UNITS])
    cells = [tf.nn.rnn_cell.BasicLSTMCell(UNITS) for _ in range(2)]
    outputs, _ = tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.MultiRNNCell(cells), tf.cast(x, dtype), dtype=dtype
    )
    loss = tf.reduce_mean(tf.square(tf.cast(outputs[:, -1], tf.float32) - y))
    return [x, y], loss, tf.train.GradientDescentOptimizer(0.1).minimize(loss)


def in_jax(dtype):
    import jax
    import jax.numpy as jnp
    from jax import lax

    half = dtype_of(jnp, dtype)

    def cell(c, h, x, kernel, bias):
        gates = jnp.concatenate([x, h], 1) @ kernel + bias
        i, j, f, o = jnp.split(gates, 4, 1)
        c = c * jax.nn.sigmoid(f + 1) + jax.nn.sigmoid(i) * jnp.tanh(j)
        return c, jnp.tanh(c) * jax.nn.sigmoid(o)

    def loss(p, x, y):
        p = jax.tree.map(lambda a: a.astype(half), p)
        zeros = jnp.zeros((x.shape[0], UNITS), half)

        def turn(carry, x):
            c0, h0, c1, h1 = carry
            c0, h0 = cell(c0, h0, x, p["kernel0"], p["bias0"])
            c1, h1 = cell(c1, h1, h0, p["kernel1"], p["bias1"])
            return (c0, h0, c1, h1), h1

        xs = jnp.swapaxes(x.astype(half), 0, 1)
        _, outputs = lax.scan(turn, (zeros,) * 4, xs)
        return jnp.mean(jnp.square(outputs[-1].astype(jnp.float32) - y))

    return trained_by(sgd(0.1), loss)
