"""Skip-grams over 50,000 words x 128, 64 words drawn beside each batch of 128: rows alone change."""

import numpy as np

from benchmarks.training.parts import normal

NAME, STEPS = "word2vec", 200
WORDS, DEPTH, BATCH, DRAWN, RATE = 50000, 128, 128, 64, 0.5


def start(numbers):
    shapes = {"words": (WORDS, DEPTH), "kernel": (WORDS, DEPTH), "bias": (WORDS,)}
    return normal(numbers, shapes, 0.1)


def batch(numbers):
    """Words, the words around them, and those drawn from a log-uniform distribution."""
    drawn = np.exp(numbers.rand(DRAWN) * np.log(WORDS + 1)).astype(np.int64) - 1
    words = numbers.randint(0, WORDS, BATCH), numbers.randint(0, WORDS, (BATCH, 1))
    return [words[0].astype(np.int32), words[1].astype(np.int64), np.minimum(drawn, WORDS - 1)]


def expected(np, ids):
    """How often a draw of so many finds each of these words."""
    ids = ids.astype(np.float32)
    chance = (np.log(ids + 2) - np.log(ids + 1)) / np.log(np.float32(WORDS + 1))
    return chance * DRAWN


def graph(tf, dtype):
    x = tf.placeholder(tf.int32, [BATCH])
    labels = tf.placeholder(tf.int64, [BATCH, 1])
    drawn = tf.placeholder(tf.int64, [DRAWN])
    words = tf.get_variable("words", [WORDS, DEPTH])
    kernel = tf.get_variable("kernel", [WORDS, DEPTH])
    bias = tf.get_variable("bias", [WORDS], initializer=tf.zeros_initializer())

    def counts(ids):
        ids = tf.cast(ids, tf.float32)
        return (tf.log(ids + 2.0) - tf.log(ids + 1.0)) / float(np.log(WORDS + 1)) * float(DRAWN)

    loss = tf.reduce_mean(
        tf.nn.nce_loss(
            weights=kernel,
            biases=bias,
            labels=labels,
            inputs=tf.nn.embedding_lookup(words, x),
            num_sampled=DRAWN,
            num_classes=WORDS,
            sampled_values=(drawn, counts(labels), counts(drawn)),
        )
    )
    return [x, labels, drawn], loss, tf.train.GradientDescentOptimizer(RATE).minimize(loss)


def in_jax(dtype):
    """Differentiates the rows that a batch takes, and adds to those rows alone."""
    import jax
    import jax.numpy as jnp

    def loss(words, rows, bias, labels, drawn):
        true = jnp.sum(words * rows[:BATCH], 1) + bias[:BATCH] - jnp.log(expected(jnp, labels))
        false = words @ rows[BATCH:].T + bias[BATCH:] - jnp.log(expected(jnp, drawn))
        return jnp.mean(jax.nn.softplus(-true) + jnp.sum(jax.nn.softplus(false), 1))

    def step(p, x, labels, drawn):
        labels = labels[:, 0]
        # (one scatter into each array: of two in a row the first would copy it)
        ids = jnp.concatenate([labels, drawn])
        words, kernel, bias = p["words"], p["kernel"], p["bias"]
        value, (d_words, d_kernel, d_bias) = jax.value_and_grad(loss, (0, 1, 2))(
            words[x], kernel[ids], bias[ids], labels, drawn
        )
        p = {
            "words": words.at[x].add(-RATE * d_words),
            "kernel": kernel.at[ids].add(-RATE * d_kernel),
            "bias": bias.at[ids].add(-RATE * d_bias),
        }
        return p, value

    return (lambda parameters: parameters), jax.jit(step, donate_argnums=0)
