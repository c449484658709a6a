"""A recurrent generator written with while_loop and TensorArrays; training through the loop, sampling with multinomial in another."""

import os

import numpy as np
import tensorflow as tf

SYMBOLS, HIDDEN, LENGTH, BATCH = 6, 8, 5, 4


class Generator:
    def __init__(self):
        with tf.variable_scope("generator"):
            init = tf.random_normal_initializer(stddev=0.1)
            self.table = tf.get_variable("table", [SYMBOLS, HIDDEN], initializer=init)
            self.w_x = tf.get_variable("w_x", [HIDDEN, 2 * HIDDEN], initializer=init)
            self.w_h = tf.get_variable("w_h", [HIDDEN, 2 * HIDDEN], initializer=init)
            self.b = tf.get_variable("b", [2 * HIDDEN], initializer=tf.ones_initializer())
            self.w_out = tf.get_variable("w_out", [HIDDEN, SYMBOLS], initializer=init)

    def unit(self, x, h):
        gates = tf.matmul(x, self.w_x) + tf.matmul(h, self.w_h) + self.b
        update, candidate = tf.split(gates, 2, axis=1)
        update = tf.sigmoid(update)
        return update * h + (1.0 - update) * tf.tanh(candidate)

    def pretrain(self, tokens):
        inputs = tf.transpose(tf.nn.embedding_lookup(self.table, tokens), perm=[1, 0, 2])
        ta_x = tf.TensorArray(tf.float32, size=LENGTH, name="x").unstack(inputs)
        predictions = tf.TensorArray(tf.float32, size=LENGTH, dynamic_size=False, infer_shape=True)

        def recurrence(i, x_t, h_tm1, out):
            h_t = self.unit(x_t, h_tm1)
            out = out.write(i, tf.nn.softmax(tf.matmul(h_t, self.w_out)))
            return i + 1, ta_x.read(i), h_t, out

        start = tf.nn.embedding_lookup(self.table, tf.zeros([BATCH], tf.int32))
        _, _, _, out = tf.while_loop(
            cond=lambda i, _1, _2, _3: i < LENGTH,
            body=recurrence,
            loop_vars=(tf.constant(0), start, tf.zeros([BATCH, HIDDEN]), predictions),
        )
        return tf.transpose(out.stack(), perm=[1, 0, 2])

    def generate(self, count):
        written = tf.TensorArray(tf.int32, size=0, dynamic_size=True, clear_after_read=False)

        def body(i, token, h, written):
            h = self.unit(tf.nn.embedding_lookup(self.table, token), h)
            drawn = tf.multinomial(tf.matmul(h, self.w_out), 1, seed=33)
            token = tf.cast(tf.reshape(drawn, [BATCH]), tf.int32)
            return i + 1, token, h, written.write(i, token)

        loop_vars = (0, tf.zeros([BATCH], tf.int32), tf.zeros([BATCH, HIDDEN]), written)
        final = tf.while_loop(lambda i, *_: tf.less(i, count), body, loop_vars)
        return tf.transpose(final[-1].stack())


def train(folder, steps):
    tf.set_random_seed(88)
    random = np.random.RandomState(88)
    x = tf.placeholder(tf.int32, shape=[BATCH, LENGTH])
    count = tf.placeholder(tf.int32, [])
    model = Generator()
    predictions = model.pretrain(x)
    flat = tf.one_hot(tf.to_int32(tf.reshape(x, [-1])), SYMBOLS, 1.0, 0.0)
    loss = -tf.reduce_sum(
        flat * tf.log(tf.clip_by_value(tf.reshape(predictions, [-1, SYMBOLS]), 1e-20, 1.0))
    ) / (LENGTH * BATCH)
    params = tf.trainable_variables()
    opt = tf.train.AdamOptimizer(0.02)
    grad, _ = tf.clip_by_global_norm(tf.gradients(loss, params), 5.0)
    updates = opt.apply_gradients(zip(grad, params))
    sample = model.generate(count)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for _ in range(steps):
            tokens = np.cumsum(random.randint(0, 2, (BATCH, LENGTH)), axis=1) % SYMBOLS
            _, value = sess.run([updates, loss], {x: tokens})
            yield {"loss": value}
        drawn = sess.run(sample, {count: 7})
        tf.train.Saver().save(sess, os.path.join(folder, "generator"), write_meta_graph=False)
        yield {"drawn": drawn, "shape": list(drawn.shape)}
