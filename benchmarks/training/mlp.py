"""A perceptron of three layers: 784 -> 256 -> 128 -> 10, batch 128, Adam."""

from benchmarks.training.logistic import batch  # noqa: F401 - the same data
from benchmarks.training.parts import adam, cross_entropy, dtype_of, normal, trained_by

NAME, STEPS = "MLP, Adam", 150
SIZES = (784, 256, 128, 10)


def start(numbers):
    shapes = {}
    for number, (inner, outer) in enumerate(zip(SIZES, SIZES[1:])):
        shapes[f"kernel{number}"] = (inner, outer)
        shapes[f"bias{number}"] = (outer,)
    return normal(numbers, shapes, 0.05)


def graph(tf, dtype):
    x = tf.placeholder(tf.float32, [None, SIZES[0]])
    labels = tf.placeholder(tf.int32, [None])
    y = tf.cast(x, dtype)
    for units in SIZES[1:-1]:
        y = tf.layers.dense(y, units, activation=tf.nn.relu)
    logits = tf.cast(tf.layers.dense(y, SIZES[-1]), tf.float32)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )
    return [x, labels], loss, tf.train.AdamOptimizer(1e-3).minimize(loss)


def in_jax(dtype):
    import jax
    import jax.numpy as jnp

    def loss(p, x, labels):
        p = jax.tree.map(lambda a: a.astype(dtype_of(jnp, dtype)), p)
        y = x.astype(dtype_of(jnp, dtype))
        for number in range(len(SIZES) - 1):
            y = jax.nn.relu(y) if number else y
            y = y @ p[f"kernel{number}"] + p[f"bias{number}"]
        return cross_entropy(y, labels)

    return trained_by(adam(1e-3), loss)
