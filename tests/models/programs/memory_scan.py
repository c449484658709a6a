"""A memory addressed by content, stepped by tf.scan; cells of one's own, cosine similarity, sharpened weights, a foldl beside it."""

import os

import numpy as np
import tensorflow as tf

SLOTS, WIDTH, HIDDEN, LENGTH, BATCH = 6, 4, 8, 5, 3


class ControllerCell(tf.nn.rnn_cell.RNNCell):
    """One recurrent layer with a gate of its own."""

    def __init__(self, num_units, reuse=None):
        super().__init__(_reuse=reuse)
        self._num_units = num_units

    @property
    def state_size(self):
        return self._num_units

    @property
    def output_size(self):
        return self._num_units

    def call(self, inputs, state):
        joined = tf.concat([inputs, state], 1)
        w = tf.get_variable("w", [joined.shape[1].value, 2 * self._num_units])
        b = tf.get_variable("b", [2 * self._num_units], initializer=tf.constant_initializer(0.1))
        gate, fresh = tf.split(tf.matmul(joined, w) + b, 2, 1)
        gate = tf.sigmoid(gate)
        new = gate * state + (1 - gate) * tf.nn.softsign(fresh)
        return new, new


def address(memory, key, sharpness):
    normal = tf.nn.l2_normalize(memory, 2)
    similarity = tf.squeeze(tf.matmul(normal, tf.expand_dims(tf.nn.l2_normalize(key, 1), 2)), 2)
    return tf.nn.softmax(similarity * sharpness)


def train(folder, steps):
    tf.set_random_seed(51)
    x = tf.placeholder(tf.float32, [LENGTH, BATCH, WIDTH])
    with tf.variable_scope("ntm", initializer=tf.random_uniform_initializer(-0.3, 0.3)):
        cell = ControllerCell(HIDDEN)
        w_key = tf.get_variable("w_key", [HIDDEN, WIDTH])
        w_sharp = tf.get_variable("w_sharp", [HIDDEN, 1])
        w_write = tf.get_variable("w_write", [HIDDEN, 2 * WIDTH])
        blank = tf.get_variable("blank", [SLOTS, WIDTH])
        cell(tf.zeros([BATCH, 2 * WIDTH]), cell.zero_state(BATCH, tf.float32))

        def step(state, inputs):
            hidden, memory, read = state
            out, hidden = cell(tf.concat([inputs, read], 1), hidden)
            key = tf.matmul(out, w_key)
            weights = address(memory, key, 1.0 + tf.nn.softplus(tf.matmul(out, w_sharp)))
            erase, add = tf.split(tf.matmul(out, w_write), 2, 1)
            where = tf.expand_dims(weights, 2)
            memory = memory * (1 - where * tf.expand_dims(tf.sigmoid(erase), 1))
            memory += where * tf.expand_dims(tf.tanh(add), 1)
            read = tf.reduce_sum(where * memory, 1)
            return hidden, memory, read

        start = (
            cell.zero_state(BATCH, tf.float32),
            tf.tile(tf.expand_dims(blank, 0), [BATCH, 1, 1]),
            tf.zeros([BATCH, WIDTH]),
        )
        _, memories, reads = tf.scan(step, x, initializer=start)
    decay = tf.foldl(
        lambda a, m: 0.5 * a + tf.reduce_mean(tf.square(m)), memories, tf.constant(0.0)
    )
    loss = tf.reduce_mean(tf.squared_difference(reads[1:], x[:-1])) + 0.01 * decay
    opt = tf.train.RMSPropOptimizer(0.01, decay=0.95, momentum=0.3, centered=True)
    gradients = opt.compute_gradients(loss)
    clipped = [(tf.clip_by_average_norm(g, 0.5), v) for g, v in gradients if g is not None]
    train_op = opt.apply_gradients(clipped)
    random = np.random.RandomState(4)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for _ in range(steps):
            given = np.sign(random.randn(LENGTH, BATCH, WIDTH))
            value, _ = sess.run([loss, train_op], {x: given})
            yield {"loss": value}
        tf.train.Saver().save(sess, os.path.join(folder, "ntm"))
        yield {"memory": sess.run(memories[-1, 0], {x: given})}
