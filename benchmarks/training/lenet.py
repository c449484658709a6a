"""LeNet with wide layers: two convolutions with pools, two dense layers, batch 64, momentum."""

from benchmarks.training.parts import (
    cross_entropy,
    dtype_of,
    images,
    momentum,
    normal,
    trained_by,
)

NAME, STEPS = "LeNet", 40
SHAPES = {
    "conv0/kernel": (5, 5, 1, 32),
    "conv0/bias": (32,),
    "conv1/kernel": (5, 5, 32, 64),
    "conv1/bias": (64,),
    "dense0/kernel": (3136, 512),
    "dense0/bias": (512,),
    "dense1/kernel": (512, 10),
    "dense1/bias": (10,),
}


def start(numbers):
    return normal(numbers, SHAPES, 0.05)


def batch(numbers, size=64):
    return images(numbers, size, 28, 28, 1)


def graph(tf, dtype):
    x = tf.placeholder(tf.float32, [None, 28, 28, 1])
    labels = tf.placeholder(tf.int32, [None])
    y = tf.cast(x, dtype)
    for filters in (32, 64):
        y = tf.layers.conv2d(y, filters, 5, padding="same", activation=tf.nn.relu)
        y = tf.layers.max_pooling2d(y, 2, 2)
    y = tf.layers.dense(tf.reshape(y, [-1, 3136]), 512, activation=tf.nn.relu)
    logits = tf.cast(tf.layers.dense(y, 10), tf.float32)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )
    return [x, labels], loss, tf.train.MomentumOptimizer(0.01, 0.9).minimize(loss)


def in_jax(dtype):
    import jax
    import jax.numpy as jnp
    from jax import lax

    def pooled(x):
        return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

    def loss(p, x, labels):
        p = jax.tree.map(lambda a: a.astype(dtype_of(jnp, dtype)), p)
        y = x.astype(dtype_of(jnp, dtype))
        for name in ("conv0", "conv1"):
            y = lax.conv_general_dilated(
                y, p[name + "/kernel"], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
            )
            y = pooled(jax.nn.relu(y + p[name + "/bias"]))
        y = y.reshape(y.shape[0], -1)
        y = jax.nn.relu(y @ p["dense0/kernel"] + p["dense0/bias"])
        return cross_entropy(y @ p["dense1/kernel"] + p["dense1/bias"], labels)

    return trained_by(momentum(0.01, 0.9), loss)
