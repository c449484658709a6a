"""ResNet-20 for images of 32 x 32, batch norm with its moving averages, batch 32, momentum."""

from benchmarks.training.parts import cross_entropy, dtype_of, images, momentum, normal

NAME, STEPS = "ResNet-20", 20
STAGES = (16, 32, 64)
BLOCKS = 3


def units():
    """Each convolution: its name, size of kernel, channels in and out, and stride."""
    yield "stem", 3, 3, STAGES[0], 1
    before = STAGES[0]
    for stage, filters in enumerate(STAGES):
        for block in range(BLOCKS):
            name, stride = f"block{stage}_{block}", 2 if stage and not block else 1
            if before != filters:
                yield name + "/shortcut", 1, before, filters, stride
            yield name + "/a", 3, before, filters, stride
            yield name + "/b", 3, filters, filters, 1
            before = filters


def start(numbers):
    shapes = {}
    for name, size, before, filters, _ in units():
        shapes[name + "/kernel"] = (size, size, before, filters)
        shapes[name + "/gamma"] = shapes[name + "/beta"] = (filters,)
    shapes["dense/kernel"], shapes["dense/bias"] = (STAGES[-1], 10), (10,)
    return normal(numbers, shapes, 0.1)


def batch(numbers, size=32):
    return images(numbers, size, 32, 32, 3)


def network(x, unit, relu):
    """The blocks, of whatever a convolution with its normalization is."""
    y = relu(unit("stem", x))
    before = STAGES[0]
    for stage, filters in enumerate(STAGES):
        for block in range(BLOCKS):
            name = f"block{stage}_{block}"
            shortcut = y if before == filters else unit(name + "/shortcut", y)
            y = relu(unit(name + "/b", relu(unit(name + "/a", y))) + shortcut)
            before = filters
    return y


def graph(tf, dtype):
    known = {name: rest for name, *rest in units()}

    def unit(name, x):
        size, _, filters, stride = known[name]
        with tf.variable_scope(name):
            x = tf.layers.conv2d(x, filters, size, stride, padding="same", use_bias=False)
            x = tf.layers.batch_normalization(tf.cast(x, tf.float32), training=True)
            return tf.cast(x, dtype)

    x = tf.placeholder(tf.float32, [None, 32, 32, 3])
    labels = tf.placeholder(tf.int32, [None])
    y = tf.reduce_mean(network(tf.cast(x, dtype), unit, tf.nn.relu), [1, 2])
    logits = tf.cast(tf.layers.dense(y, 10), tf.float32)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        return [x, labels], loss, tf.train.MomentumOptimizer(0.001, 0.9).minimize(loss)


def in_jax(dtype):
    import jax
    import jax.numpy as jnp
    from jax import lax

    half = dtype_of(jnp, dtype)
    strides = {name: stride for name, _, _, _, stride in units()}

    def loss(p, averages, x, labels):
        new = {}

        def unit(name, x):
            stride = strides[name]
            x = lax.conv_general_dilated(
                x,
                p[name + "/kernel"].astype(half),
                (stride, stride),
                "SAME",
                dimension_numbers=("NHWC", "HWIO", "NHWC"),
            ).astype(jnp.float32)
            mean, variance = jnp.mean(x, (0, 1, 2)), jnp.var(x, (0, 1, 2))
            count = x.size // x.shape[-1]
            old_mean, old_variance = averages[name]
            new[name] = (
                0.99 * old_mean + 0.01 * mean,
                0.99 * old_variance + 0.01 * variance * (count / (count - 1)),
            )
            x = (x - mean) * (lax.rsqrt(variance + 1e-3) * p[name + "/gamma"]) + p[name + "/beta"]
            return x.astype(half)

        y = jnp.mean(network(x.astype(half), unit, jax.nn.relu), (1, 2))
        logits = y @ p["dense/kernel"].astype(half) + p["dense/bias"].astype(half)
        return cross_entropy(logits, labels), new

    slots, update = momentum(0.001, 0.9)

    def state(p):
        averages = {n: (jnp.zeros(f), jnp.ones(f)) for n, _, _, f, _ in units()}
        return p, slots(p), averages

    def step(state, x, labels):
        p, kept, averages = state
        (value, averages), gradients = jax.value_and_grad(loss, has_aux=True)(
            p, averages, x, labels
        )
        return (*update(p, kept, gradients), averages), value

    return state, jax.jit(step, donate_argnums=0)
