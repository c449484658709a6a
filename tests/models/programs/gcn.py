"""A graph convolutional network: sparse placeholders, dropout of sparse inputs, masked loss, layers that number themselves by class."""

import os

import numpy as np
import tensorflow as tf

_LAYER_UIDS = {}


def get_layer_uid(layer_name=""):
    _LAYER_UIDS[layer_name] = _LAYER_UIDS.get(layer_name, 0) + 1
    return _LAYER_UIDS[layer_name]


def glorot(shape, name=None):
    init_range = np.sqrt(6.0 / (shape[0] + shape[1]))
    initial = tf.random_uniform(shape, minval=-init_range, maxval=init_range, dtype=tf.float32)
    return tf.Variable(initial, name=name)


def sparse_dropout(x, keep_prob, noise_shape):
    random_tensor = keep_prob
    random_tensor += tf.random_uniform(noise_shape)
    dropout_mask = tf.cast(tf.floor(random_tensor), dtype=tf.bool)
    pre_out = tf.sparse_retain(x, dropout_mask)
    return pre_out * (1.0 / keep_prob)


def dot(x, y, sparse=False):
    return tf.sparse_tensor_dense_matmul(x, y) if sparse else tf.matmul(x, y)


class GraphConvolution:
    def __init__(self, input_dim, output_dim, placeholders, act=tf.nn.relu, sparse_inputs=False):
        layer = self.__class__.__name__.lower()
        self.name = layer + "_" + str(get_layer_uid(layer))
        self.act, self.sparse_inputs = act, sparse_inputs
        self.dropout = placeholders["dropout"]
        self.support = placeholders["support"]
        self.num_features_nonzero = placeholders["num_features_nonzero"]
        self.vars = {}
        with tf.variable_scope(self.name + "_vars"):
            for i in range(len(self.support)):
                self.vars["weights_" + str(i)] = glorot(
                    [input_dim, output_dim], name="weights_" + str(i)
                )
            self.vars["bias"] = tf.Variable(tf.zeros([output_dim]), name="bias")
        for var in sorted(self.vars):
            tf.summary.histogram(self.name + "/vars/" + var, self.vars[var])

    def __call__(self, x):
        with tf.name_scope(self.name):
            if self.sparse_inputs:
                x = sparse_dropout(x, 1 - self.dropout, self.num_features_nonzero)
            else:
                x = tf.nn.dropout(x, 1 - self.dropout)
            supports = list()
            for i in range(len(self.support)):
                pre_sup = dot(x, self.vars["weights_" + str(i)], sparse=self.sparse_inputs)
                supports.append(dot(self.support[i], pre_sup, sparse=True))
            return self.act(tf.add_n(supports) + self.vars["bias"])


def masked_mean(values, mask):
    mask = tf.cast(mask, dtype=tf.float32)
    mask /= tf.reduce_mean(mask)
    return tf.reduce_mean(values * mask)


def to_tuple(dense):
    where = np.argwhere(dense)
    return where, dense[tuple(where.T)].astype(np.float32), dense.shape


def train(folder, steps):
    _LAYER_UIDS.clear()
    random = np.random.RandomState(123)
    tf.set_random_seed(123)
    classes = random.randint(0, 3, 20)
    adjacency = (random.rand(20, 20) < 0.1 + 0.4 * (classes[:, None] == classes)).astype(float)
    adjacency = np.maximum(adjacency, adjacency.T) + np.eye(20)
    degree = adjacency.sum(1) ** -0.5
    support = to_tuple(adjacency * degree[:, None] * degree)
    features = to_tuple((random.rand(20, 12) < 0.2) * 1.0 + np.eye(20, 12))
    placeholders = {
        "support": [tf.sparse_placeholder(tf.float32, name="support")],
        "features": tf.sparse_placeholder(tf.float32, shape=tf.constant([20, 12], dtype=tf.int64)),
        "labels": tf.placeholder(tf.float32, shape=(None, 3)),
        "labels_mask": tf.placeholder(tf.int32),
        "dropout": tf.placeholder_with_default(0.0, shape=()),
        "num_features_nonzero": tf.placeholder(tf.int32),
    }
    with tf.variable_scope("gcn"):
        first = GraphConvolution(12, 8, placeholders, sparse_inputs=True)
        second = GraphConvolution(8, 3, placeholders, act=lambda x: x)
        outputs = second(first(placeholders["features"]))
    variables = {v.name: v for v in tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="gcn")}
    loss = 0.0
    for var in first.vars.values():
        loss += 5e-3 * tf.nn.l2_loss(var)
    loss += masked_mean(
        tf.nn.softmax_cross_entropy_with_logits(logits=outputs, labels=placeholders["labels"]),
        placeholders["labels_mask"],
    )
    correct = tf.equal(tf.argmax(outputs, 1), tf.argmax(placeholders["labels"], 1))
    accuracy = masked_mean(tf.cast(correct, tf.float32), placeholders["labels_mask"])
    opt_op = tf.train.AdamOptimizer(learning_rate=0.05).minimize(loss)
    merged = tf.summary.merge_all()
    mask = random.rand(20) < 0.6
    feed_dict = {
        placeholders["labels"]: np.eye(3)[classes],
        placeholders["labels_mask"]: mask,
        placeholders["features"]: features,
        placeholders["support"][0]: support,
        placeholders["num_features_nonzero"]: features[1].shape,
    }
    sess = tf.Session()
    with sess.as_default():
        sess.run(tf.global_variables_initializer())
        yield
        writer = tf.summary.FileWriter(os.path.join(folder, "gcn"))
        for epoch in range(steps):
            feed_dict.update({placeholders["dropout"]: 0.5})
            outs = sess.run([loss, accuracy], feed_dict=feed_dict)
            sess.run(opt_op, feed_dict=feed_dict)
            yield {"loss": outs[0], "accuracy": outs[1]}
            writer.add_summary(sess.run(merged), epoch)
        feed_dict.update({placeholders["labels_mask"]: ~mask, placeholders["dropout"]: 0.0})
        tested = sess.run([loss, accuracy], feed_dict=feed_dict)
        tf.train.Saver(variables).save(sess, os.path.join(folder, "gcn.ckpt"))
        writer.close()
        yield {"loss": tested[0], "accuracy": tested[1]}
    sess.close()
