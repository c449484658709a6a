"""A residual network by hand: variable_scope for every part, batch norm with moving averages, weight decay, momentum."""

import os

import numpy as np
import tensorflow as tf

DECAY = 0.9
WEIGHT_DECAY = 2e-3
UPDATE_OPS = "resnet_update_ops"


def get_variable(name, shape, initializer, weight_decay=0.0, trainable=True):
    regularizer = None
    if weight_decay > 0:
        regularizer = lambda w: tf.multiply(tf.nn.l2_loss(w), weight_decay)  # noqa: E731
    return tf.get_variable(
        name,
        shape=shape,
        initializer=initializer,
        dtype="float",
        regularizer=regularizer,
        collections=[tf.GraphKeys.GLOBAL_VARIABLES, "resnet_variables"],
        trainable=trainable,
    )


def conv(x, filters_out, ksize=3, stride=1):
    shape = [ksize, ksize, x.get_shape()[-1], filters_out]
    initializer = tf.truncated_normal_initializer(stddev=0.1)
    weights = get_variable("weights", shape, initializer, WEIGHT_DECAY)
    return tf.nn.conv2d(x, weights, [1, stride, stride, 1], padding="SAME")


def batch_norm(x, is_training):
    x_shape = x.get_shape()
    params_shape = x_shape[-1:]
    axis = list(range(len(x_shape) - 1))
    beta = get_variable("beta", params_shape, tf.zeros_initializer())
    gamma = get_variable("gamma", params_shape, tf.ones_initializer())
    moving_mean = get_variable("moving_mean", params_shape, tf.zeros_initializer(), trainable=False)
    moving_variance = get_variable(
        "moving_variance", params_shape, tf.ones_initializer(), trainable=False
    )
    mean, variance = tf.nn.moments(x, axis)
    update_mean = tf.assign_sub(moving_mean, (1 - DECAY) * (moving_mean - mean))
    update_variance = tf.assign_sub(moving_variance, (1 - DECAY) * (moving_variance - variance))
    tf.add_to_collection(UPDATE_OPS, update_mean)
    tf.add_to_collection(UPDATE_OPS, update_variance)
    mean, variance = tf.cond(
        is_training, lambda: (mean, variance), lambda: (moving_mean, moving_variance)
    )
    return tf.nn.batch_normalization(x, mean, variance, beta, gamma, 1e-3)


def block(x, filters_out, stride, is_training):
    shortcut = x
    with tf.variable_scope("a"):
        x = conv(x, filters_out, stride=stride)
        x = tf.nn.relu(batch_norm(x, is_training))
    with tf.variable_scope("b"):
        x = batch_norm(conv(x, filters_out), is_training)
    with tf.variable_scope("shortcut"):
        if shortcut.get_shape()[-1] != filters_out or stride != 1:
            shortcut = conv(shortcut, filters_out, ksize=1, stride=stride)
            shortcut = batch_norm(shortcut, is_training)
    return tf.nn.relu(x + shortcut)


def inference(x, is_training):
    with tf.variable_scope("scale1"):
        x = tf.nn.relu(batch_norm(conv(x, 8), is_training))
        x = tf.nn.max_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], padding="SAME")
    for scale, filters in ((2, 8), (3, 12)):
        with tf.variable_scope("scale%d" % scale):
            for number in range(2):
                with tf.variable_scope("block%d" % (number + 1)):
                    x = block(x, filters, 2 if scale > 2 and number == 0 else 1, is_training)
    x = tf.reduce_mean(x, reduction_indices=[1, 2], name="avg_pool")
    with tf.variable_scope("fc"):
        weights = get_variable(
            "weights", [x.get_shape()[1], 5], tf.uniform_unit_scaling_initializer(1.0), WEIGHT_DECAY
        )
        biases = get_variable("biases", [5], tf.zeros_initializer())
        return tf.nn.xw_plus_b(x, weights, biases)


def train(folder, steps):
    tf.set_random_seed(7)
    random = np.random.RandomState(1)
    classes = random.randn(5, 16, 16, 3)
    images = tf.placeholder(tf.float32, [None, 16, 16, 3])
    labels = tf.placeholder(tf.int32, [None])
    is_training = tf.placeholder(tf.bool, [], name="is_training")
    logits = inference(images, is_training)
    loss_ = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=labels)
    )
    regularization_losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    total = tf.add_n([loss_] + regularization_losses, name="loss")
    global_step = tf.get_variable("global_step", initializer=tf.constant(0), trainable=False)
    rate = tf.train.piecewise_constant(global_step, [2, 4], [0.05, 0.02, 0.01])
    opt = tf.train.MomentumOptimizer(rate, 0.9)
    grads = opt.compute_gradients(total)
    apply_gradient_op = opt.apply_gradients(grads, global_step=global_step)
    batchnorm_updates_op = tf.group(*tf.get_collection(UPDATE_OPS))
    train_op = tf.group(apply_gradient_op, batchnorm_updates_op)
    errors = tf.reduce_sum(1 - tf.cast(tf.nn.in_top_k(logits, labels, 1), tf.float32))
    saver = tf.train.Saver(tf.global_variables())

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for _ in range(steps):
            y = random.randint(0, 5, 16)
            feed = {images: classes[y] + 0.5 * random.randn(16, 16, 16, 3), labels: y}
            feed[is_training] = True
            _, loss_value = sess.run([train_op, loss_], feed)
            yield {"loss": loss_value, "rate": rate.eval()}
        saver.save(sess, os.path.join(folder, "resnet"), global_step=global_step)
        feed[is_training] = False
        yield {"error": errors.eval(feed), "loss": loss_.eval(feed)}
