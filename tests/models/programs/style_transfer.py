"""An image is the variable: features of a fixed network, Gram matrices, total variation; templates share the network."""

import numpy as np
import tensorflow as tf


def vgg_like(image):
    """Features of two layers, with weights from arrays."""
    random = np.random.RandomState(0)
    features = {}
    net = image
    for name, channels in (("conv1", 6), ("conv2", 8)):
        shape = (3, 3, int(net.shape[-1]), channels)
        kernels = (random.rand(*shape) - 0.5).astype(np.float32)
        net = tf.nn.conv2d(net, tf.constant(kernels), strides=(1, 1, 1, 1), padding="SAME")
        bias = tf.get_variable(
            name + "_bias", [channels], initializer=tf.zeros_initializer, trainable=False
        )
        net = features[name] = tf.nn.relu(tf.nn.bias_add(net, bias), name=name)
        net = tf.nn.avg_pool(net, ksize=(1, 2, 2, 1), strides=(1, 2, 2, 1), padding="SAME")
    return features


def gram(features):
    _, height, width, number = [d.value for d in features.get_shape()]
    flat = tf.reshape(features, (-1, number))
    return tf.matmul(tf.transpose(flat), flat) / (height * width * number)


def total_variation(image):
    down = tf.nn.l2_loss(image[:, 1:, :, :] - image[:, :-1, :, :])
    across = tf.nn.l2_loss(image[:, :, 1:, :] - image[:, :, :-1, :])
    return 2 * (down + across) / tf.cast(tf.size(image), tf.float32)


def train(folder, steps):
    random = np.random.RandomState(1)
    content = random.rand(1, 16, 16, 3).astype(np.float32)
    style = np.tile(random.rand(1, 4, 4, 3), (1, 4, 4, 1)).astype(np.float32)
    tf.set_random_seed(3)
    network = tf.make_template("vgg", vgg_like)
    with tf.name_scope("targets"):
        content_features = network(tf.constant(content))["conv2"]
        style_grams = {k: gram(v) for k, v in sorted(network(tf.constant(style)).items())}
    initial = tf.random_normal([1, 16, 16, 3]) * 0.256
    image = tf.Variable(initial, name="image")
    net = network(image)
    content_loss = 5.0 * (2 * tf.nn.l2_loss(net["conv2"] - content_features) / 512.0)
    style_losses = []
    for layer in sorted(style_grams):
        style_losses.append(
            2
            * tf.nn.l2_loss(gram(net[layer]) - style_grams[layer])
            / float(int(net[layer].shape[-1]))
        )
    loss = content_loss + 100.0 * tf.reduce_sum(style_losses) + 0.1 * total_variation(image)
    rate = tf.placeholder_with_default(tf.constant(0.05), shape=(), name="rate")
    train_step = tf.train.AdamOptimizer(rate, 0.9, 0.99, 1e-08).minimize(loss)
    picture = tf.cast(tf.clip_by_value(image * 255.0, 0.0, 255.0), tf.uint8)[0]
    tf.summary.image("image", tf.clip_by_value(image, 0.0, 1.0), max_outputs=1)
    merged = tf.summary.merge_all()
    with tf.Session() as sess, tf.summary.FileWriter(folder) as writer:
        sess.run(tf.global_variables_initializer())
        yield
        for step in range(steps):
            train_step.run(feed_dict={rate: 0.05 * 0.9**step})
            yield {"loss": loss.eval(), "content": content_loss.eval()}
        writer.add_summary(merged.eval(), steps)
        encoded = tf.image.encode_png(picture)
        decoded = tf.image.decode_png(encoded)
        tf.train.Saver().save(sess, folder + "/image")
        yield {"mean": tf.reduce_mean(tf.to_float(decoded)).eval()}
