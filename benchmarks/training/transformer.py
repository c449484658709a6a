"""A language model of two transformer layers: d 128, 4 heads, 64 words of 1,000, batch 16, Adam."""

import numpy as np

from benchmarks.training.parts import adam, cross_entropy, dtype_of, normal, trained_by

NAME, STEPS = "transformer", 20
LAYERS, DEPTH, HEADS, LENGTH, WORDS = 2, 128, 4, 64, 1000
HEAD = DEPTH // HEADS
MASK = np.triu(np.full((LENGTH, LENGTH), -1e9, np.float32), 1)


def start(numbers):
    shapes = {"words": (WORDS, DEPTH), "places": (LENGTH, DEPTH)}

    def dense(name, inner, outer):
        shapes[name + "/kernel"], shapes[name + "/bias"] = (inner, outer), (outer,)

    def norm(name):
        shapes[name + "/gamma"] = shapes[name + "/beta"] = (DEPTH,)

    for layer in range(LAYERS):
        name = f"layer{layer}/"
        norm(name + "norm0")
        for part in ("query", "key", "value", "joined"):
            dense(name + part, DEPTH, DEPTH)
        norm(name + "norm1")
        dense(name + "wide", DEPTH, 4 * DEPTH)
        dense(name + "narrow", 4 * DEPTH, DEPTH)
    norm("norm")
    dense("logits", DEPTH, WORDS)
    return normal(numbers, shapes, 0.05)


def batch(numbers, size=16):
    return [numbers.randint(0, WORDS, (size, LENGTH)).astype(np.int32) for _ in range(2)]


def graph(tf, dtype):
    dtype = dtype_of(tf, dtype)

    def dense(x, units, name, activation=None):
        return tf.layers.dense(x, units, activation, name=name)

    def norm(x, name):
        with tf.variable_scope(name):
            gamma = tf.get_variable("gamma", [DEPTH], initializer=tf.ones_initializer())
            beta = tf.get_variable("beta", [DEPTH], initializer=tf.zeros_initializer())
        x = tf.cast(x, tf.float32)
        mean, variance = tf.nn.moments(x, [-1], keep_dims=True)
        return tf.cast((x - mean) * tf.rsqrt(variance + 1e-6) * gamma + beta, dtype)

    def attention(x):
        def heads(name):
            y = tf.reshape(dense(x, DEPTH, name), [-1, LENGTH, HEADS, HEAD])
            return tf.transpose(y, [0, 2, 1, 3])

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = tf.matmul(query, key, transpose_b=True) * (HEAD**-0.5)
        weights = tf.nn.softmax(tf.cast(scores, tf.float32) + MASK)
        y = tf.transpose(tf.matmul(tf.cast(weights, dtype), value), [0, 2, 1, 3])
        return dense(tf.reshape(y, [-1, LENGTH, DEPTH]), DEPTH, "joined")

    x = tf.placeholder(tf.int32, [None, LENGTH])
    labels = tf.placeholder(tf.int32, [None, LENGTH])
    y = tf.nn.embedding_lookup(tf.get_variable("words", [WORDS, DEPTH], dtype), x)
    y = y + tf.get_variable("places", [LENGTH, DEPTH], dtype)
    for layer in range(LAYERS):
        with tf.variable_scope(f"layer{layer}"):
            y = y + attention(norm(y, "norm0"))
            wide = dense(norm(y, "norm1"), 4 * DEPTH, "wide", tf.nn.relu)
            y = y + dense(wide, DEPTH, "narrow")
    logits = tf.cast(dense(norm(y, "norm"), WORDS, "logits"), tf.float32)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )
    return [x, labels], loss, tf.train.AdamOptimizer(1e-3).minimize(loss)


def in_jax(dtype):
    import jax
    import jax.numpy as jnp

    half = dtype_of(jnp, dtype)

    def dense(p, x, name):
        return x @ p[name + "/kernel"] + p[name + "/bias"]

    def norm(p, x, name):
        x = x.astype(jnp.float32)
        x = (x - jnp.mean(x, -1, keepdims=True)) * jax.lax.rsqrt(
            jnp.var(x, -1, keepdims=True) + 1e-6
        )
        return (x * p[name + "/gamma"] + p[name + "/beta"]).astype(half)

    def attention(p, x, layer):
        def heads(name):
            return dense(p, x, layer + name).reshape(-1, LENGTH, HEADS, HEAD)

        scores = jnp.einsum("bqhd,bkhd->bhqk", heads("query"), heads("key")) * (HEAD**-0.5)
        weights = jax.nn.softmax(scores.astype(jnp.float32) + MASK).astype(half)
        y = jnp.einsum("bhqk,bkhd->bqhd", weights, heads("value"))
        return dense(p, y.reshape(-1, LENGTH, DEPTH), layer + "joined")

    def loss(p, x, labels):
        halves = {n: a if "norm" in n else a.astype(half) for n, a in p.items()}
        y = halves["words"][x] + halves["places"]
        for layer in range(LAYERS):
            name = f"layer{layer}/"
            y = y + attention(halves, norm(halves, y, name + "norm0"), name)
            wide = jax.nn.relu(dense(halves, norm(halves, y, name + "norm1"), name + "wide"))
            y = y + dense(halves, wide, name + "narrow")
        return cross_entropy(dense(halves, norm(halves, y, "norm"), "logits"), labels)

    return trained_by(adam(1e-3), loss)
