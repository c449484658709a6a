"""Gradient descent over 10, 100 or 1,000 small variables: what each one costs a step."""

import numpy as np

from benchmarks.training.parts import normal, sgd, trained_by

SIZE = 16


class Many:
    """The model with so many variables."""

    def __init__(self, count, steps):
        self.count, self.STEPS = count, steps
        self.NAME = f"SGD over {count:,} variables"

    def start(self, numbers):
        return normal(numbers, {f"v{n}": (1, SIZE) for n in range(self.count)})

    def batch(self, numbers):
        return [numbers.randn(1, SIZE).astype(np.float32)]

    def graph(self, tf, dtype):
        x = tf.placeholder(tf.float32, [1, SIZE])
        variables = [tf.get_variable(f"v{n}", [1, SIZE]) for n in range(self.count)]
        loss = tf.add_n([tf.reduce_sum(tf.square(v - x)) for v in variables]) / self.count
        return [x], loss, tf.train.GradientDescentOptimizer(0.1).minimize(loss)

    def in_jax(self, dtype):
        import jax.numpy as jnp

        def loss(p, x):
            return sum(jnp.sum(jnp.square(v - x)) for v in p.values()) / self.count

        return trained_by(sgd(0.1), loss)
