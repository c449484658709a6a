"""A transformer that predicts masked words: multi-head attention, layer norm, gelu, an optimizer of its own with weight decay and warm-up."""

import collections
import os
import re

import numpy as np
import tensorflow as tf

VOCAB, SEQ, HIDDEN, HEADS, LAYERS, BATCH, PREDICTED = 14, 8, 8, 2, 2, 4, 2


def gelu(x):
    return x * 0.5 * (1.0 + tf.erf(x / tf.sqrt(2.0)))


def create_initializer(initializer_range=0.02):
    return tf.truncated_normal_initializer(stddev=initializer_range)


def layer_norm(x, name="LayerNorm"):
    with tf.variable_scope(name):
        beta = tf.get_variable("beta", [HIDDEN], initializer=tf.zeros_initializer())
        gamma = tf.get_variable("gamma", [HIDDEN], initializer=tf.ones_initializer())
        mean, variance = tf.nn.moments(x, axes=[-1], keep_dims=True)
        return tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-12)


def dense(x, units, name, activation=None):
    with tf.variable_scope(name):
        kernel = tf.get_variable(
            "kernel", [x.shape[-1].value, units], initializer=create_initializer()
        )
        bias = tf.get_variable("bias", [units], initializer=tf.zeros_initializer())
        y = tf.nn.bias_add(tf.matmul(x, kernel), bias)
        return activation(y) if activation is not None else y


def dropout(x, rate):
    return tf.nn.dropout(x, rate=rate)


def transpose_for_scores(x):
    x = tf.reshape(x, [BATCH, SEQ, HEADS, HIDDEN // HEADS])
    return tf.transpose(x, [0, 2, 1, 3])


def attention_layer(x, mask):
    query = transpose_for_scores(dense(x, HIDDEN, "query"))
    key = transpose_for_scores(dense(x, HIDDEN, "key"))
    value = transpose_for_scores(dense(x, HIDDEN, "value"))
    scores = tf.matmul(query, key, transpose_b=True)
    scores = tf.multiply(scores, 1.0 / np.sqrt(HIDDEN // HEADS))
    adder = (1.0 - tf.cast(tf.expand_dims(mask, axis=[1]), tf.float32)) * -10000.0
    probs = dropout(tf.nn.softmax(scores + adder), 0.1)
    context = tf.transpose(tf.matmul(probs, value), [0, 2, 1, 3])
    return tf.reshape(context, [BATCH * SEQ, HIDDEN])


def transformer(x, mask):
    prev = tf.reshape(x, [-1, HIDDEN])
    for layer_idx in range(LAYERS):
        with tf.variable_scope("layer_%d" % layer_idx):
            with tf.variable_scope("attention"):
                with tf.variable_scope("self"):
                    heads = attention_layer(prev, mask)
                with tf.variable_scope("output"):
                    attended = layer_norm(dropout(dense(heads, HIDDEN, "dense"), 0.1) + prev)
            with tf.variable_scope("intermediate"):
                intermediate = dense(attended, 2 * HIDDEN, "dense", gelu)
            with tf.variable_scope("output"):
                prev = layer_norm(dropout(dense(intermediate, HIDDEN, "dense"), 0.1) + attended)
    return tf.reshape(prev, [BATCH, SEQ, HIDDEN])


def gather_indexes(sequence, positions):
    flat_offsets = tf.reshape(tf.range(0, BATCH, dtype=tf.int32) * SEQ, [-1, 1])
    flat_positions = tf.reshape(positions + flat_offsets, [-1])
    return tf.gather(tf.reshape(sequence, [BATCH * SEQ, HIDDEN]), flat_positions)


class AdamWeightDecayOptimizer(tf.train.Optimizer):
    """Adam whose decay of weights stays out of its moments."""

    def __init__(self, learning_rate, weight_decay_rate, exclude, name="AdamWeightDecayOptimizer"):
        super().__init__(False, name)
        self.learning_rate = learning_rate
        self.weight_decay_rate = weight_decay_rate
        self.exclude = exclude

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        assignments = []
        for grad, param in grads_and_vars:
            if grad is None or param is None:
                continue
            param_name = re.match("^(.*):\\d+$", param.name).group(1)
            slots = []
            for slot in ("/adam_m", "/adam_v"):
                slots.append(
                    tf.get_variable(
                        name=param_name + slot,
                        shape=param.shape.as_list(),
                        dtype=tf.float32,
                        trainable=False,
                        initializer=tf.zeros_initializer(),
                    )
                )
            m, v = slots
            next_m = tf.multiply(0.9, m) + tf.multiply(1.0 - 0.9, grad)
            next_v = tf.multiply(0.999, v) + tf.multiply(1.0 - 0.999, tf.square(grad))
            update = next_m / (tf.sqrt(next_v) + 1e-6)
            if not any(re.search(r, param_name) is not None for r in self.exclude):
                update += self.weight_decay_rate * param
            next_param = param - self.learning_rate * update
            assignments.extend([param.assign(next_param), m.assign(next_m), v.assign(next_v)])
        return tf.group(*assignments, name=name)


def create_optimizer(loss, init_lr, num_train_steps, num_warmup_steps):
    global_step = tf.train.get_or_create_global_step()
    learning_rate = tf.constant(value=init_lr, shape=[], dtype=tf.float32)
    learning_rate = tf.train.polynomial_decay(
        learning_rate, global_step, num_train_steps, end_learning_rate=0.0, power=1.0, cycle=False
    )
    global_steps_int = tf.cast(global_step, tf.int32)
    warmup_steps_int = tf.constant(num_warmup_steps, dtype=tf.int32)
    warmup_percent_done = tf.cast(global_steps_int, tf.float32) / tf.cast(
        warmup_steps_int, tf.float32
    )
    is_warmup = tf.cast(global_steps_int < warmup_steps_int, tf.float32)
    learning_rate = (1.0 - is_warmup) * learning_rate + is_warmup * init_lr * warmup_percent_done
    optimizer = AdamWeightDecayOptimizer(learning_rate, 0.01, ["LayerNorm", "layer_norm", "bias"])
    tvars = tf.trainable_variables()
    grads = tf.gradients(loss, tvars)
    (grads, _) = tf.clip_by_global_norm(grads, clip_norm=1.0)
    train_op = optimizer.apply_gradients(zip(grads, tvars), global_step=global_step)
    with tf.control_dependencies([train_op]):
        return global_step.assign(global_step + 1), learning_rate


def train(folder, steps):
    tf.set_random_seed(3)
    ids = tf.placeholder(tf.int32, [BATCH, SEQ], name="input_ids")
    mask = tf.placeholder(tf.int32, [BATCH, SEQ], name="input_mask")
    positions = tf.placeholder(tf.int32, [BATCH, PREDICTED])
    labels = tf.placeholder(tf.int32, [BATCH, PREDICTED])
    with tf.variable_scope("bert"):
        with tf.variable_scope("embeddings"):
            table = tf.get_variable(
                "word_embeddings", [VOCAB, HIDDEN], initializer=create_initializer()
            )
            x = tf.reshape(tf.gather(table, tf.reshape(ids, [-1])), [BATCH, SEQ, HIDDEN])
            full = tf.get_variable(
                "position_embeddings", [2 * SEQ, HIDDEN], initializer=create_initializer()
            )
            assert_op = tf.assert_less_equal(SEQ, 2 * SEQ)
            with tf.control_dependencies([assert_op]):
                x += tf.reshape(tf.slice(full, [0, 0], [SEQ, -1]), [1, SEQ, HIDDEN])
            x = dropout(layer_norm(x), 0.1)
        with tf.variable_scope("encoder"):
            to_mask = tf.cast(tf.reshape(mask, [BATCH, 1, SEQ]), tf.float32)
            x = transformer(x, tf.ones(shape=[BATCH, SEQ, 1], dtype=tf.float32) * to_mask)
    with tf.variable_scope("cls/predictions"):
        picked = gather_indexes(x, positions)
        with tf.variable_scope("transform"):
            picked = layer_norm(dense(picked, HIDDEN, "dense", gelu))
        bias = tf.get_variable("output_bias", shape=[VOCAB], initializer=tf.zeros_initializer())
        logits = tf.nn.bias_add(tf.matmul(picked, table, transpose_b=True), bias)
        log_probs = tf.nn.log_softmax(logits, axis=-1)
        one_hot = tf.one_hot(tf.reshape(labels, [-1]), depth=VOCAB, dtype=tf.float32)
        per_example = -tf.reduce_sum(log_probs * one_hot, axis=[-1])
        loss = tf.reduce_mean(per_example)
    train_op, learning_rate = create_optimizer(loss, 1e-2, 20, 3)
    names = collections.OrderedDict((v.name, v.shape.as_list()) for v in tf.trainable_variables())
    random = np.random.RandomState(3)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for _ in range(steps):
            words = (random.randint(1, 4, (BATCH, 1)) * np.arange(1, SEQ + 1)) % (VOCAB - 1) + 1
            at = np.sort(random.permutation(SEQ)[:PREDICTED])
            feed = {labels: words[:, at], positions: np.tile(at, (BATCH, 1))}
            words[:, at] = 0
            feed[ids] = words
            feed[mask] = (np.arange(SEQ) < random.randint(5, SEQ + 1, (BATCH, 1))).astype(int)
            value, lr, _ = sess.run([loss, learning_rate, train_op], feed)
            yield {"loss": value, "lr": lr}
        tf.train.Saver().save(sess, os.path.join(folder, "model.ckpt"), global_step=steps)
        yield {"trainable": sorted(names), "sizes": [names[n] for n in sorted(names)]}
