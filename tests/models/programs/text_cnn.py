"""A convolutional classifier of sentences: filters of three widths, pooling over time, dropout, summaries of gradients."""

import os

import numpy as np
import tensorflow as tf


class TextCNN:
    def __init__(
        self, sequence_length, num_classes, vocab_size, embedding_size, filter_sizes, num_filters
    ):
        self.input_x = tf.placeholder(tf.int32, [None, sequence_length], name="input_x")
        self.input_y = tf.placeholder(tf.float32, [None, num_classes], name="input_y")
        self.dropout_keep_prob = tf.placeholder(tf.float32, name="dropout_keep_prob")
        l2_loss = tf.constant(0.0)
        with tf.device("/cpu:0"), tf.name_scope("embedding"):
            self.W = tf.Variable(
                tf.random_uniform([vocab_size, embedding_size], -1.0, 1.0), name="W"
            )
            self.embedded_chars = tf.nn.embedding_lookup(self.W, self.input_x)
            self.embedded_chars_expanded = tf.expand_dims(self.embedded_chars, -1)
        pooled_outputs = []
        for filter_size in filter_sizes:
            with tf.name_scope("conv-maxpool-%s" % filter_size):
                filter_shape = [filter_size, embedding_size, 1, num_filters]
                W = tf.Variable(tf.truncated_normal(filter_shape, stddev=0.1), name="W")
                b = tf.Variable(tf.constant(0.1, shape=[num_filters]), name="b")
                conv = tf.nn.conv2d(
                    self.embedded_chars_expanded,
                    W,
                    strides=[1, 1, 1, 1],
                    padding="VALID",
                    name="conv",
                )
                h = tf.nn.relu(tf.nn.bias_add(conv, b), name="relu")
                pooled = tf.nn.max_pool(
                    h,
                    ksize=[1, sequence_length - filter_size + 1, 1, 1],
                    strides=[1, 1, 1, 1],
                    padding="VALID",
                    name="pool",
                )
                pooled_outputs.append(pooled)
        num_filters_total = num_filters * len(filter_sizes)
        self.h_pool_flat = tf.reshape(tf.concat(pooled_outputs, 3), [-1, num_filters_total])
        with tf.name_scope("dropout"):
            self.h_drop = tf.nn.dropout(self.h_pool_flat, self.dropout_keep_prob)
        with tf.name_scope("output"):
            W = tf.get_variable("W", shape=[num_filters_total, num_classes])
            b = tf.Variable(tf.constant(0.1, shape=[num_classes]), name="b")
            l2_loss += tf.nn.l2_loss(W)
            l2_loss += tf.nn.l2_loss(b)
            self.scores = tf.nn.xw_plus_b(self.h_drop, W, b, name="scores")
            self.predictions = tf.argmax(self.scores, 1, name="predictions")
        with tf.name_scope("loss"):
            losses = tf.nn.softmax_cross_entropy_with_logits_v2(
                logits=self.scores, labels=self.input_y
            )
            self.loss = tf.reduce_mean(losses) + 0.1 * l2_loss
        with tf.name_scope("accuracy"):
            correct_predictions = tf.equal(self.predictions, tf.argmax(self.input_y, 1))
            self.accuracy = tf.reduce_mean(tf.cast(correct_predictions, "float"), name="accuracy")


def train(folder, steps):
    random = np.random.RandomState(8)
    y = random.randint(0, 2, 64)
    x = random.randint(0, 30, (64, 14)) + 10 * y[:, None]
    with tf.Graph().as_default():
        tf.set_random_seed(10)
        session_conf = tf.ConfigProto(allow_soft_placement=True, log_device_placement=False)
        sess = tf.Session(config=session_conf)
        with sess.as_default():
            cnn = TextCNN(14, 2, 40, 8, [3, 4, 5], 6)
            global_step = tf.Variable(0, name="global_step", trainable=False)
            optimizer = tf.train.AdamOptimizer(1e-2)
            grads_and_vars = optimizer.compute_gradients(cnn.loss)
            train_op = optimizer.apply_gradients(grads_and_vars, global_step=global_step)
            grad_summaries = []
            for g, v in grads_and_vars:
                if g is not None:
                    grad_summaries.append(tf.summary.histogram(f"{v.name}/grad/hist", g))
                    grad_summaries.append(
                        tf.summary.scalar(f"{v.name}/grad/sparsity", tf.nn.zero_fraction(g))
                    )
            loss_summary = tf.summary.scalar("loss", cnn.loss)
            acc_summary = tf.summary.scalar("accuracy", cnn.accuracy)
            train_summary_op = tf.summary.merge([loss_summary, acc_summary] + grad_summaries)
            dev_summary_op = tf.summary.merge([loss_summary, acc_summary])
            train_dir = os.path.join(folder, "summaries", "train")
            train_summary_writer = tf.summary.FileWriter(train_dir, sess.graph)
            dev_dir = os.path.join(folder, "summaries", "dev")
            dev_summary_writer = tf.summary.FileWriter(dev_dir, sess.graph)
            saver = tf.train.Saver(tf.global_variables(), max_to_keep=5)
            sess.run(tf.global_variables_initializer())
            yield
            for i in range(steps):
                at = i * 16 % 48
                feed_dict = {cnn.input_x: x[at : at + 16], cnn.input_y: np.eye(2)[y[at : at + 16]]}
                feed_dict[cnn.dropout_keep_prob] = 0.5
                # (a loss that reads weights by itself may else see those after the step)
                summaries, loss, accuracy = sess.run(
                    [train_summary_op, cnn.loss, cnn.accuracy], feed_dict
                )
                _, step = sess.run([train_op, global_step], feed_dict)
                train_summary_writer.add_summary(summaries, step)
                current_step = tf.train.global_step(sess, global_step)
                yield {"loss": loss, "accuracy": accuracy, "step": current_step}
            feed_dict = {
                cnn.input_x: x[48:],
                cnn.input_y: np.eye(2)[y[48:]],
                cnn.dropout_keep_prob: 1.0,
            }
            step, summaries, loss = sess.run([global_step, dev_summary_op, cnn.loss], feed_dict)
            dev_summary_writer.add_summary(summaries, step)
            saver.save(sess, os.path.join(folder, "checkpoints", "model"), global_step=current_step)
            train_summary_writer.close()
            dev_summary_writer.close()
            yield {"loss": loss}
