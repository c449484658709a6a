"""Towers that share their variables, one per "GPU": gradients averaged, variables averaged over time, losses per tower summarized."""

import os
import re

import numpy as np
import tensorflow as tf

TOWER_NAME = "tower"
NUM_GPUS = 2


def _activation_summary(x):
    tensor_name = re.sub("%s_[0-9]*/" % TOWER_NAME, "", x.op.name)
    tf.summary.histogram(tensor_name + "/activations", x)
    tf.summary.scalar(tensor_name + "/sparsity", tf.nn.zero_fraction(x))


def _variable_on_cpu(name, shape, initializer):
    with tf.device("/cpu:0"):
        return tf.get_variable(name, shape, initializer=initializer, dtype=tf.float32)


def _variable_with_weight_decay(name, shape, stddev, wd):
    var = _variable_on_cpu(name, shape, tf.truncated_normal_initializer(stddev=stddev))
    if wd is not None:
        weight_decay = tf.multiply(tf.nn.l2_loss(var), wd, name="weight_loss")
        tf.add_to_collection("losses", weight_decay)
    return var


def inference(images):
    with tf.variable_scope("conv1") as scope:
        kernel = _variable_with_weight_decay("weights", shape=[3, 3, 3, 8], stddev=0.1, wd=None)
        conv = tf.nn.conv2d(images, kernel, [1, 1, 1, 1], padding="SAME")
        biases = _variable_on_cpu("biases", [8], tf.constant_initializer(0.0))
        conv1 = tf.nn.relu(tf.nn.bias_add(conv, biases), name=scope.name)
        _activation_summary(conv1)
    pool1 = tf.nn.max_pool(conv1, [1, 3, 3, 1], [1, 2, 2, 1], padding="SAME", name="pool1")
    norm1 = tf.nn.lrn(pool1, 4, bias=1.0, alpha=0.001 / 9.0, beta=0.75, name="norm1")
    with tf.variable_scope("local2") as scope:
        reshape = tf.reshape(norm1, [images.get_shape().as_list()[0], -1])
        dim = reshape.get_shape()[1].value
        weights = _variable_with_weight_decay("weights", shape=[dim, 12], stddev=0.05, wd=0.004)
        biases = _variable_on_cpu("biases", [12], tf.constant_initializer(0.1))
        local2 = tf.nn.relu(tf.matmul(reshape, weights) + biases, name=scope.name)
        _activation_summary(local2)
    with tf.variable_scope("softmax_linear") as scope:
        weights = _variable_with_weight_decay("weights", [12, 4], stddev=1 / 12.0, wd=None)
        biases = _variable_on_cpu("biases", [4], tf.constant_initializer(0.0))
        return tf.add(tf.matmul(local2, weights), biases, name=scope.name)


def tower_loss(scope, images, labels):
    logits = inference(images)
    cross_entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.cast(labels, tf.int64), logits=logits, name="cross_entropy_per_example"
    )
    tf.add_to_collection("losses", tf.reduce_mean(cross_entropy, name="cross_entropy"))
    losses = tf.get_collection("losses", scope)
    total_loss = tf.add_n(losses, name="total_loss")
    for loss in losses + [total_loss]:
        tf.summary.scalar(re.sub("%s_[0-9]*/" % TOWER_NAME, "", loss.op.name), loss)
    return total_loss


def average_gradients(tower_grads):
    average_grads = []
    for grad_and_vars in zip(*tower_grads):
        grads = [tf.expand_dims(g, 0) for g, _ in grad_and_vars]
        grad = tf.reduce_mean(tf.concat(axis=0, values=grads), 0)
        average_grads.append((grad, grad_and_vars[0][1]))
    return average_grads


def train(folder, steps):
    random = np.random.RandomState(3)
    classes = random.rand(4, 12, 12, 3).astype(np.float32)
    with tf.Graph().as_default(), tf.device("/cpu:0"):
        tf.set_random_seed(21)
        images = tf.placeholder(tf.float32, [NUM_GPUS * 8, 12, 12, 3])
        labels = tf.placeholder(tf.int32, [NUM_GPUS * 8])
        global_step = tf.get_variable(
            "global_step", [], initializer=tf.constant_initializer(0), trainable=False
        )
        lr = tf.train.exponential_decay(0.1, global_step, 3, 0.5, staircase=True)
        opt = tf.train.GradientDescentOptimizer(lr)
        image_shards, label_shards = tf.split(images, NUM_GPUS), tf.split(labels, NUM_GPUS)
        tower_grads, tower_losses = [], []
        with tf.variable_scope(tf.get_variable_scope()):
            for i in range(NUM_GPUS):
                with tf.device("/gpu:%d" % i), tf.name_scope("%s_%d" % (TOWER_NAME, i)) as scope:
                    loss = tower_loss(scope, image_shards[i], label_shards[i])
                    tf.get_variable_scope().reuse_variables()
                    summaries = tf.get_collection(tf.GraphKeys.SUMMARIES, scope)
                    tower_grads.append(opt.compute_gradients(loss))
                    tower_losses.append(loss)
        grads = average_gradients(tower_grads)
        summaries.append(tf.summary.scalar("learning_rate", lr))
        for grad, var in grads:
            if grad is not None:
                summaries.append(tf.summary.histogram(var.op.name + "/gradients", grad))
        apply_gradient_op = opt.apply_gradients(grads, global_step=global_step)
        for var in tf.trainable_variables():
            summaries.append(tf.summary.histogram(var.op.name, var))
        variable_averages = tf.train.ExponentialMovingAverage(0.999, global_step)
        with tf.control_dependencies([apply_gradient_op]):
            train_op = variable_averages.apply(tf.trainable_variables())
        saver = tf.train.Saver(tf.global_variables())
        summary_op = tf.summary.merge(summaries)
        init = tf.global_variables_initializer()
        with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as sess:
            sess.run(init)
            tf.train.start_queue_runners(sess=sess)
            summary_writer = tf.summary.FileWriter(folder, sess.graph)
            yield
            for step in range(steps):
                y = random.randint(0, 4, NUM_GPUS * 8)
                feed = {images: classes[y] + 0.3 * random.randn(len(y), 12, 12, 3), labels: y}
                loss_values = sess.run(tower_losses, feed)
                sess.run(train_op, feed)
                if step % 3 == 0:
                    summary_writer.add_summary(sess.run(summary_op, feed), step)
                yield {"losses": loss_values}
            saver.save(sess, os.path.join(folder, "model.ckpt"), global_step=steps)
            restored = tf.train.Saver(variable_averages.variables_to_restore())
            restored.restore(sess, os.path.join(folder, "model.ckpt-%d" % steps))
            yield {"losses": sess.run(tower_losses, feed)}
            summary_writer.close()
