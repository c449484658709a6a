"""A Wasserstein GAN with a gradient penalty: transposed convolutions, second derivatives, several critic steps per generator step."""

import os

import numpy as np
import tensorflow as tf

DIM, BATCH, LAMBDA = 4, 6, 10
_params = {}


def param(name, *args, **kwargs):
    """A shared variable by name, as programs had them before get_variable."""
    if name not in _params:
        _params[name] = tf.Variable(name=name, *args, **kwargs)
    return _params[name]


def params_with_name(name):
    return [p for n, p in sorted(_params.items()) if name in n]


def uniform(stdev, size):
    random = np.random.RandomState(int(sum(size)))
    return random.uniform(-stdev * np.sqrt(3), stdev * np.sqrt(3), size).astype("float32")


def linear(name, input_dim, output_dim, inputs):
    with tf.name_scope(name):
        weight = param(
            name + ".W", uniform(np.sqrt(2.0 / (input_dim + output_dim)), (input_dim, output_dim))
        )
        result = tf.matmul(inputs, weight)
        return tf.nn.bias_add(result, param(name + ".b", np.zeros((output_dim,), dtype="float32")))


def conv2d(name, input_dim, output_dim, inputs):
    with tf.name_scope(name):
        filters = param(name + ".Filters", uniform(0.2, (5, 5, input_dim, output_dim)))
        result = tf.nn.conv2d(inputs, filters, strides=[1, 2, 2, 1], padding="SAME")
        return tf.nn.bias_add(
            result, param(name + ".Biases", np.zeros(output_dim, dtype="float32"))
        )


def deconv2d(name, input_dim, output_dim, inputs):
    with tf.name_scope(name):
        filters = param(name + ".Filters", uniform(0.2, (5, 5, output_dim, input_dim)))
        shape = tf.shape(inputs)
        output_shape = tf.stack([shape[0], 2 * shape[1], 2 * shape[2], output_dim])
        result = tf.nn.conv2d_transpose(
            value=inputs,
            filter=filters,
            output_shape=output_shape,
            strides=[1, 2, 2, 1],
            padding="SAME",
        )
        return tf.nn.bias_add(
            result, param(name + ".Biases", np.zeros(output_dim, dtype="float32"))
        )


def leaky(x, alpha=0.2):
    return tf.maximum(alpha * x, x)


def generator(n_samples, noise=None):
    if noise is None:
        noise = tf.random_normal([n_samples, 8])
    output = tf.nn.relu(linear("Generator.Input", 8, 4 * 4 * DIM, noise))
    output = tf.reshape(output, [-1, 4, 4, DIM])
    output = deconv2d("Generator.Out", DIM, 1, output)
    return tf.reshape(tf.nn.sigmoid(output), [-1, 64])


def discriminator(inputs):
    output = tf.reshape(inputs, [-1, 8, 8, 1])
    output = leaky(conv2d("Discriminator.1", 1, DIM, output))
    output = tf.reshape(output, [-1, 4 * 4 * DIM])
    return tf.reshape(linear("Discriminator.Output", 4 * 4 * DIM, 1, output), [-1])


def train(folder, steps, critic_iters=2):
    _params.clear()
    tf.set_random_seed(6)
    real_data = tf.placeholder(tf.float32, shape=[BATCH, 64])
    fake_data = generator(BATCH)
    disc_real, disc_fake = discriminator(real_data), discriminator(fake_data)
    gen_cost = -tf.reduce_mean(disc_fake)
    disc_cost = tf.reduce_mean(disc_fake) - tf.reduce_mean(disc_real)
    alpha = tf.random_uniform(shape=[BATCH, 1], minval=0.0, maxval=1.0)
    interpolates = real_data + (alpha * (fake_data - real_data))
    gradients = tf.gradients(discriminator(interpolates), [interpolates])[0]
    slopes = tf.sqrt(tf.reduce_sum(tf.square(gradients), reduction_indices=[1]))
    disc_cost += LAMBDA * tf.reduce_mean((slopes - 1.0) ** 2)
    gen_train_op = tf.train.AdamOptimizer(learning_rate=1e-3, beta1=0.5, beta2=0.9).minimize(
        gen_cost, var_list=params_with_name("Generator")
    )
    disc_train_op = tf.train.AdamOptimizer(learning_rate=1e-3, beta1=0.5, beta2=0.9).minimize(
        disc_cost, var_list=params_with_name("Discriminator")
    )
    noise = np.random.RandomState(7).normal(size=(3, 8)).astype("float32")
    fixed = generator(3, noise=tf.constant(noise))
    random = np.random.RandomState(8)
    with tf.Session() as session:
        session.run(tf.initialize_all_variables())
        yield
        for iteration in range(steps):
            if iteration > 0:
                session.run(gen_train_op)
            for _ in range(critic_iters):
                row = np.sin(np.linspace(0, 3, 8) + random.rand(BATCH, 1))
                data = (row[:, :, None] * row[:, None, :]).reshape(BATCH, 64)
                cost = session.run(disc_cost, feed_dict={real_data: data})
                session.run(disc_train_op, feed_dict={real_data: data})
            yield {"cost": cost}
        tf.train.Saver(params_with_name("Generator")).save(session, os.path.join(folder, "wgan"))
        yield {"samples": session.run(fixed)[:, ::8]}
