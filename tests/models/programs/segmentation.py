"""A small encoder-decoder that labels pixels: separable and dilated convolutions, skip connections, resizing, a soft dice loss."""

import os

import numpy as np
import tensorflow as tf


def conv_block(x, filters, name, rate=None, training=True):
    with tf.variable_scope(name, default_name="block"):
        depth = x.get_shape().as_list()[-1]
        depthwise = tf.get_variable(
            "depthwise", [3, 3, depth, 1], initializer=tf.glorot_uniform_initializer()
        )
        pointwise = tf.get_variable("pointwise", [1, 1, depth, filters])
        if rate:
            kernel = tf.get_variable("dilated", [3, 3, depth, filters])
            y = tf.nn.atrous_conv2d(x, kernel, rate=rate, padding="SAME")
        else:
            y = tf.nn.separable_conv2d(x, depthwise, pointwise, [1, 1, 1, 1], "SAME")
        scale = tf.get_variable("scale", [filters], initializer=tf.ones_initializer())
        offset = tf.get_variable("offset", [filters], initializer=tf.zeros_initializer())
        y, mean, variance = tf.nn.fused_batch_norm(y, scale, offset, is_training=training)
        tf.add_to_collection("statistics", tf.stack([mean, variance]))
        return tf.nn.relu6(y)


def up(x, like, filters, name):
    with tf.variable_scope(name):
        kernel = tf.get_variable("kernel", [2, 2, filters, x.shape[-1].value])
        shape = tf.shape(like)
        y = tf.nn.conv2d_transpose(
            x, kernel, tf.stack([shape[0], shape[1], shape[2], filters]), [1, 2, 2, 1], "SAME"
        )
        y.set_shape([None, like.shape[1].value, like.shape[2].value, filters])
        bias = tf.get_variable("bias", [filters], initializer=tf.zeros_initializer())
        return tf.concat([tf.nn.bias_add(y, bias), like], axis=3)


def unet(x, classes):
    with tf.variable_scope("unet"):
        first = conv_block(x, 4, "down1")
        pooled, where = tf.nn.max_pool_with_argmax(first, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
        second = conv_block(pooled, 6, "down2")
        deep = conv_block(
            tf.nn.avg_pool(second, [1, 2, 2, 1], [1, 2, 2, 1], "VALID"), 6, "bottom", rate=2
        )
        context = tf.reduce_mean(deep, [1, 2], keepdims=True)
        deep = tf.concat([deep, tf.tile(context, [1, 4, 4, 1])], 3)
        y = conv_block(up(deep, second, 6, "up2"), 4, "merge2")
        y = conv_block(tf.concat([tf.image.resize_bilinear(y, [16, 16]), first], 3), 4, "merge1")
        w = tf.get_variable("head", [1, 1, 4, classes])
        return tf.nn.conv2d(y, w, [1, 1, 1, 1], "SAME"), where


def dice(logits, labels):
    probabilities = tf.nn.softmax(logits)
    both = tf.reduce_sum(probabilities * labels, axis=[1, 2])
    sizes = tf.reduce_sum(probabilities, [1, 2]) + tf.reduce_sum(labels, [1, 2])
    return 1.0 - tf.reduce_mean((2.0 * both + 1.0) / (sizes + 1.0))


def train(folder, steps):
    tf.set_random_seed(27)
    x = tf.placeholder(tf.float32, [None, 16, 16, 2], "image")
    masks = tf.placeholder(tf.int32, [None, 16, 16], "mask")
    logits, where = unet(x, 3)
    weights = tf.gather([0.5, 1.0, 2.0], masks)
    loss = tf.losses.sparse_softmax_cross_entropy(masks, logits, weights)
    tf.losses.add_loss(0.3 * dice(logits, tf.one_hot(masks, 3)))
    total = tf.losses.get_total_loss()
    step = tf.train.get_or_create_global_step()
    rate = tf.train.cosine_decay_restarts(0.02, step, first_decay_steps=4)
    train_op = tf.train.AdamOptimizer(rate).minimize(
        total, step, colocate_gradients_with_ops=True, gate_gradients=tf.train.Optimizer.GATE_GRAPH
    )
    predictions = tf.argmax(logits, axis=-1, output_type=tf.int32)
    iou, update_iou = tf.metrics.mean_iou(masks, predictions, num_classes=3)
    palette = tf.constant([[0, 0, 0], [255, 0, 0], [0, 255, 0]], tf.uint8)
    tf.summary.image("prediction", tf.gather(palette, predictions), max_outputs=1)
    merged = tf.summary.merge_all()
    statistics = tf.get_collection("statistics")
    random = np.random.RandomState(21)
    with tf.Session() as sess, tf.summary.FileWriter(folder) as writer:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        yield
        for _ in range(steps):
            labels = np.zeros([4, 16, 16], int)
            for i in range(4):
                top, left = random.randint(0, 8, 2)
                labels[i, top : top + 6, left : left + 6] = random.randint(1, 3)
            image = np.stack([labels == 1, labels == 2], -1) + 0.3 * random.randn(4, 16, 16, 2)
            feed = {x: image, masks: labels}
            value, _ = sess.run([total, train_op], feed)
            sess.run(update_iou, feed)
            yield {"total": value, "iou": sess.run(iou), "rate": sess.run(rate)}
        writer.add_summary(sess.run(merged, feed), steps)
        tf.train.Saver().save(sess, os.path.join(folder, "unet"), global_step=step)
        seen, places = sess.run([statistics[0], where], feed)
        yield {"statistics": seen, "places": int(places.sum()), "loss": sess.run(loss, feed)}
