"""Sequence to sequence with attention written out: a bidirectional encoder over padded batches, a decoder loop in Python."""

import os

import numpy as np
import tensorflow as tf

VOCAB, EMBED, HIDDEN, OUT_LEN = 12, 6, 8, 5
PAD, GO = 0, 1


def encode(inputs, lengths):
    with tf.variable_scope("encoder"):
        fw, bw = tf.nn.rnn_cell.GRUCell(HIDDEN), tf.nn.rnn_cell.GRUCell(HIDDEN)
        outputs, (state_fw, state_bw) = tf.nn.bidirectional_dynamic_rnn(
            fw, bw, inputs, sequence_length=lengths, dtype=tf.float32
        )
        states = tf.concat(outputs, 2)
        w = tf.get_variable("bridge", [2 * HIDDEN, HIDDEN])
        return states, tf.tanh(tf.matmul(tf.concat([state_fw, state_bw], 1), w))


def attend(query, memory, keys, mask):
    """Additive attention; padding gets none."""
    w_query = tf.get_variable("W_query", [HIDDEN, HIDDEN])
    v = tf.get_variable("v", [HIDDEN])
    hidden = tf.tanh(keys + tf.expand_dims(tf.matmul(query, w_query), 1))
    scores = tf.reduce_sum(v * hidden, [2])
    scores = tf.where(mask, scores, tf.fill(tf.shape(scores), -1e9))
    weights = tf.nn.softmax(scores)
    return tf.reduce_sum(tf.expand_dims(weights, -1) * memory, 1), weights


def decode(embedding, memory, state, mask, targets, feed_previous):
    """Logits of each step and the attention of the last one."""
    with tf.variable_scope("decoder") as scope:
        cell = tf.nn.rnn_cell.GRUCell(HIDDEN)
        w_memory = tf.get_variable("W_memory", [1, 2 * HIDDEN, HIDDEN])
        keys = tf.nn.conv1d(memory, w_memory, stride=1, padding="SAME")
        w_out = tf.get_variable("W_out", [HIDDEN, VOCAB])
        b_out = tf.get_variable("b_out", [VOCAB], initializer=tf.zeros_initializer())
        symbol = tf.fill([tf.shape(memory)[0]], GO)
        logits = []
        for i in range(OUT_LEN):
            if i > 0:
                scope.reuse_variables()
            context, weights = attend(state, memory, keys, mask)
            given = tf.nn.embedding_lookup(embedding, symbol)
            output, state = cell(tf.concat([given, context], 1), state)
            logits.append(tf.nn.xw_plus_b(output, w_out, b_out))
            symbol = (
                tf.argmax(logits[-1], 1, output_type=tf.int32) if feed_previous else targets[:, i]
            )
        return tf.stack(logits, 1), weights


def train(folder, steps):
    tf.set_random_seed(5)
    source = tf.placeholder(tf.int32, [None, None], name="source")
    lengths = tf.placeholder(tf.int32, [None], name="lengths")
    targets = tf.placeholder(tf.int32, [None, OUT_LEN], name="targets")
    with tf.variable_scope("seq2seq", initializer=tf.glorot_uniform_initializer()) as root:
        embedding = tf.get_variable("embedding", [VOCAB, EMBED])
        memory, state = encode(tf.nn.embedding_lookup(embedding, source), lengths)
        mask = tf.sequence_mask(lengths, tf.shape(source)[1])
        logits, attention = decode(embedding, memory, state, mask, targets, False)
        root.reuse_variables()
        guesses, _ = decode(embedding, memory, state, mask, None, True)
    weights = tf.to_float(tf.not_equal(targets, PAD))
    crossent = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    loss = tf.reduce_sum(crossent * weights) / tf.reduce_sum(weights)
    optimizer = tf.train.AdamOptimizer(0.02)
    grads_and_vars = optimizer.compute_gradients(loss)
    capped = [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in grads_and_vars]
    train_op = optimizer.apply_gradients(capped)
    saver = tf.train.Saver(max_to_keep=1)

    random = np.random.RandomState(4)

    def batch():
        """Sequences to be said backwards."""
        sizes = random.randint(2, OUT_LEN + 1, 8)
        given = np.zeros([8, sizes.max()], np.int32)
        wanted = np.zeros([8, OUT_LEN], np.int32)
        for row, size in enumerate(sizes):
            given[row, :size] = random.randint(2, VOCAB, size)
            wanted[row, :size] = given[row, :size][::-1]
        return {source: given, lengths: sizes, targets: wanted}

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for _ in range(steps):
            value, _ = sess.run([loss, train_op], batch())
            yield {"loss": value}
        feed = batch()
        said, seen = sess.run([guesses, attention], feed)
        saver.save(sess, os.path.join(folder, "seq2seq"), global_step=steps)
        yield {"said": said, "attention": seen}
