"""A bidirectional LSTM over sequences of several lengths with a CTC loss on sparse labels; greedy decoding and edit distance."""

import os

import numpy as np
import tensorflow as tf

FEATURES, HIDDEN, CLASSES = 5, 6, 4 + 1


def sparse_tuple_from(sequences):
    indices = [(n, i) for n, seq in enumerate(sequences) for i in range(len(seq))]
    values = np.concatenate(sequences).astype(np.int32)
    shape = [len(sequences), max(len(s) for s in sequences)]
    return np.array(indices, np.int64), values, np.array(shape, np.int64)


def train(folder, steps):
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(44)
        inputs = tf.placeholder(tf.float32, [None, None, FEATURES])
        targets = tf.sparse_placeholder(tf.int32)
        seq_len = tf.placeholder(tf.int32, [None])
        cell_fw = tf.nn.rnn_cell.LSTMCell(HIDDEN, use_peepholes=True, state_is_tuple=True)
        cell_bw = tf.nn.rnn_cell.LSTMCell(HIDDEN, num_proj=4, cell_clip=3.0, state_is_tuple=True)
        (fw, bw), _ = tf.nn.bidirectional_dynamic_rnn(
            cell_fw, cell_bw, inputs, seq_len, dtype=tf.float32
        )
        shape = tf.shape(inputs)
        outputs = tf.reshape(tf.concat([fw, bw], -1), [-1, HIDDEN + 4])
        W = tf.Variable(tf.truncated_normal([HIDDEN + 4, CLASSES], stddev=0.1))
        b = tf.Variable(tf.constant(0.0, shape=[CLASSES]))
        logits = tf.reshape(tf.matmul(outputs, W) + b, [shape[0], -1, CLASSES])
        logits = tf.transpose(logits, (1, 0, 2))
        loss = tf.nn.ctc_loss(targets, logits, seq_len)
        cost = tf.reduce_mean(loss)
        optimizer = tf.train.MomentumOptimizer(0.05, 0.9).minimize(cost)
        decoded, log_prob = tf.nn.ctc_greedy_decoder(logits, seq_len)
        ler = tf.reduce_mean(tf.edit_distance(tf.cast(decoded[0], tf.int32), targets))
        dense = tf.sparse_tensor_to_dense(decoded[0], default_value=-1)
    random = np.random.RandomState(13)
    with tf.Session(graph=graph) as session:
        session.run(tf.global_variables_initializer())
        yield
        for _ in range(steps):
            labels = [random.randint(0, 4, random.randint(2, 4)) for _ in range(4)]
            lengths = np.array([2 * len(label) + 2 for label in labels])
            x = 0.1 * random.randn(4, lengths.max(), FEATURES)
            for row, label in enumerate(labels):
                for i, symbol in enumerate(label):
                    x[row, 2 * i : 2 * i + 2, symbol] += 1.0
            feed = {inputs: x, targets: sparse_tuple_from(labels), seq_len: lengths}
            batch_cost, _ = session.run([cost, optimizer], feed)
            yield {"cost": batch_cost, "ler": session.run(ler, feed)}
        with graph.as_default():
            tf.train.Saver().save(session, os.path.join(folder, "ctc"))
        yield {"decoded": session.run(dense, feed), "log_prob": session.run(log_prob, feed)}
