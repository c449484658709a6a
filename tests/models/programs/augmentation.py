"""Pictures from files, cropped, flipped and recolored by seeded random ops, for a network of super-resolution by depth_to_space."""

import os

import numpy as np
import tensorflow as tf


def write_pictures(folder, count=6):
    random = np.random.RandomState(9)
    names = []
    with tf.Graph().as_default(), tf.Session() as sess:
        picture = tf.placeholder(tf.uint8, [20, 24, 3])
        encoded = tf.image.encode_png(picture)
        for i in range(count):
            names.append(os.path.join(folder, "picture%d.png" % i))
            slope = np.linspace(0, 200, 24) * random.rand(3, 1)
            pixels = slope.T[None] + random.randint(0, 55, [20, 1, 3])
            with open(names[-1], "wb") as file:
                file.write(sess.run(encoded, {picture: pixels.astype(np.uint8)}))
    return names


def distorted(names):
    name, number = tf.train.slice_input_producer(
        [names, list(range(len(names)))], shuffle=True, seed=1
    )
    image = tf.image.decode_png(tf.read_file(name), channels=3)
    image = tf.image.convert_image_dtype(image, tf.float32)
    image.set_shape([20, 24, 3])
    image = tf.random_crop(image, [16, 16, 3], seed=2)
    image = tf.image.random_flip_left_right(image, seed=3)
    image = tf.image.random_brightness(image, max_delta=0.2, seed=4)
    image = tf.image.random_contrast(image, lower=0.5, upper=1.5, seed=5)
    image = tf.image.random_hue(image, 0.05, seed=6)
    image = tf.image.random_saturation(image, 0.8, 1.2, seed=7)
    image = tf.clip_by_value(image, 0.0, 1.0)
    return tf.train.batch([image, number], batch_size=4, num_threads=1, capacity=8)


def enlarge(small):
    channels = 3
    with tf.variable_scope(
        "espcn", initializer=tf.variance_scaling_initializer(1.0, "fan_avg", "uniform")
    ):
        w1 = tf.get_variable("w1", [3, 3, channels, 8])
        b1 = tf.get_variable("b1", [8], initializer=tf.zeros_initializer())
        net = tf.tanh(tf.nn.conv2d(small, w1, [1, 1, 1, 1], "SAME") + b1)
        w2 = tf.get_variable("w2", [3, 3, 8, 4 * channels])
        net = tf.nn.conv2d(net, w2, [1, 1, 1, 1], "SAME")
        alphas = tf.get_variable("alpha", [4 * channels], initializer=tf.constant_initializer(0.25))
        net = tf.nn.relu(net) + alphas * (net - tf.abs(net)) * 0.5
        return tf.depth_to_space(net, 2)


def train(folder, steps):
    names = write_pictures(folder)
    tf.set_random_seed(13)
    large, numbers = distorted(names)
    small = tf.image.resize_images(large, [8, 8], method=tf.image.ResizeMethod.BILINEAR)
    made = enlarge(small)
    plain = tf.image.resize_nearest_neighbor(small, [16, 16])
    loss = (
        tf.losses.absolute_difference(large, made)
        + 0.1 * tf.reduce_mean(tf.image.total_variation(made)) / 256.0
    )
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss)
    quality = tf.image.psnr(made, large, max_val=1.0)
    likeness = tf.image.ssim(plain, large, max_val=1.0)
    gray = tf.image.rgb_to_grayscale(large)
    standard = tf.image.per_image_standardization(
        tf.image.resize_image_with_crop_or_pad(gray[0], 18, 12)
    )
    corner, row = large[0, 0, 0], standard[9]
    with tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        yield
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess, coord)
        for _ in range(steps):
            value, seen, first, db, like, line, _ = sess.run(
                [loss, numbers, corner, quality, likeness, row, train_op]
            )
            yield {
                "loss": value,
                "seen": seen,
                "pixel": first,
                "psnr": db,
                "ssim": like,
                "line": line,
            }
        coord.request_stop()
        coord.join(threads)
        tf.train.Saver().save(sess, os.path.join(folder, "espcn"), write_meta_graph=False)
