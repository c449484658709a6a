"""What the models share: seeded start values, steps of optimizers in JAX, and half precision in both.

A model is a module with

    NAME, STEPS            how the table calls it, and how many steps are timed
    start(numbers)         its start values, an array for each name, in the order in which
                           the graph makes its variables
    batch(numbers)         what one step is fed: a list of arrays
    graph(tf, dtype)       placeholders, loss and training op
    in_jax(dtype)          the functions `state(parameters)` and `step(state, *batch)`
"""

import contextlib

import numpy as np


def normal(numbers, shapes, scale=0.1):
    """Start values for names with shapes: weights at random, vectors zero (scales named gamma: one)."""
    return {
        name: np.float32(scale * numbers.randn(*shape))
        if len(shape) > 1
        else np.full(shape, np.float32(name.endswith("gamma")))
        for name, shape in shapes.items()
    }


def dtype_of(library, name):
    """The dtype of that name in TensorFlow or in jax.numpy."""
    return getattr(library, name)


@contextlib.contextmanager
def computing_in(tf, dtype):
    """Variables asked for in another dtype are kept in float32, as training in half precision does."""

    def kept(getter, name, shape=None, dtype=None, **others):
        variable = getter(name, shape, dtype=tf.float32, **others)
        return tf.cast(variable, dtype) if dtype not in (None, tf.float32) else variable

    if dtype == "float32":
        yield
    else:
        with tf.variable_scope("", custom_getter=kept):
            yield


def drawn(start):
    """Parameters of these shapes drawn by NumPy: with jax.random each shape would cost a compilation."""
    import jax.numpy as jnp

    numbers = np.random.default_rng(0)
    return {
        name: jnp.asarray(numbers.uniform(-0.05, 0.05, array.shape).astype(np.float32))
        for name, array in start.items()
    }


def trained_by(optimizer, loss):
    """`state` and a jitted `step` of a model whose loss needs the parameters and a batch alone."""
    import jax

    slots, update = optimizer

    def state(parameters):
        return parameters, slots(parameters)

    def step(state, *batch):
        parameters, kept = state
        value, gradients = jax.value_and_grad(loss)(parameters, *batch)
        return update(parameters, kept, gradients), value

    return state, jax.jit(step, donate_argnums=0)


def sgd(rate):
    import jax

    def update(parameters, slots, gradients):
        return jax.tree.map(lambda p, g: p - rate * g, parameters, gradients), slots

    return (lambda parameters: ()), update


def momentum(rate, keep):
    import jax
    import jax.numpy as jnp

    def update(parameters, slots, gradients):
        slots = jax.tree.map(lambda m, g: keep * m + g, slots, gradients)
        return jax.tree.map(lambda p, m: p - rate * m, parameters, slots), slots

    return (lambda parameters: jax.tree.map(jnp.zeros_like, parameters)), update


def adam(rate, b1=0.9, b2=0.999, epsilon=1e-8):
    """As TensorFlow has it: the bias is corrected in the rate."""
    import jax
    import jax.numpy as jnp

    def slots(parameters):
        # (not twice the same arrays: a buffer can be donated once)
        zeros = [jax.tree.map(jnp.zeros_like, parameters) for _ in range(2)]
        return zeros[0], zeros[1], jnp.float32(0)

    def update(parameters, slots, gradients):
        m, v, count = slots
        count = count + 1
        m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, m, gradients)
        v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g * g, v, gradients)
        now = rate * jnp.sqrt(1 - b2**count) / (1 - b1**count)
        moved = jax.tree.map(
            lambda p, m, v: p - now * m / (jnp.sqrt(v) + epsilon), parameters, m, v
        )
        return moved, (m, v, count)

    return slots, update


def cross_entropy(logits, labels):
    """Mean cross-entropy of logits in float32 with whole-number labels, in JAX."""
    import jax
    import jax.numpy as jnp

    logs = jax.nn.log_softmax(logits.astype(jnp.float32))
    return -jnp.mean(jnp.take_along_axis(logs, labels[..., None], -1))


def images(numbers, batch, height, width, channels, classes=10):
    """A batch of images and their labels."""
    x = numbers.rand(batch, height, width, channels).astype(np.float32)
    return [x, numbers.randint(0, classes, batch).astype(np.int32)]
