"""A one-shot detector: a grid of anchors, intersections over unions, hard examples by top_k, boxes by non-max suppression and map_fn."""

import os

import numpy as np
import tensorflow as tf

GRID, ANCHORS, CLASSES = 4, ((1.0, 1.0), (2.0, 1.5)), 3


def conv(x, filters, size, name, stride=1, activation=True):
    with tf.variable_scope(name):
        shape = [size, size, x.shape.as_list()[-1], filters]
        w = tf.get_variable("w", shape, initializer=tf.initializers.variance_scaling(2.0))
        b = tf.get_variable("b", [filters], initializer=tf.zeros_initializer())
        x = tf.pad(x, [[0, 0], [size // 2] * 2, [size // 2] * 2, [0, 0]], mode="SYMMETRIC")
        x = tf.nn.convolution(x, w, "VALID", strides=[stride, stride]) + b
        return tf.maximum(0.1 * x, x) if activation else x


def decode(raw):
    """Boxes [batch, cells, 4] as corners, confidences, class logits."""
    batch = tf.shape(raw)[0]
    raw = tf.reshape(raw, [batch, GRID, GRID, len(ANCHORS), 5 + CLASSES])
    cols, rows = tf.meshgrid(tf.range(GRID), tf.range(GRID))
    offset = tf.to_float(tf.stack([cols, rows], axis=-1))[None, :, :, None, :]
    offset = tf.tile(offset, [batch, 1, 1, len(ANCHORS), 1])
    centers = (tf.sigmoid(raw[..., 0:2]) + offset) / GRID
    sizes = tf.exp(tf.minimum(raw[..., 2:4], 3.0)) * tf.constant(ANCHORS) / GRID
    boxes = tf.concat([centers - sizes / 2, centers + sizes / 2], axis=-1)
    confidence, logits = raw[..., 4], raw[..., 5:]
    flat = [batch, GRID * GRID * len(ANCHORS)]
    return (
        tf.reshape(boxes, flat + [4]),
        tf.reshape(confidence, flat),
        tf.reshape(logits, flat + [CLASSES]),
    )


def area(boxes):
    size = tf.maximum(boxes[..., 2:] - boxes[..., :2], 0.0)
    return size[..., 0] * size[..., 1]


def iou(boxes, truth):
    low = tf.maximum(boxes[..., :2], truth[:, None, :2])
    high = tf.minimum(boxes[..., 2:], truth[:, None, 2:])
    both = area(tf.concat([low, high], -1))
    return tf.div(both, area(boxes) + area(truth)[:, None] - both + 1e-6)


def suppress(given):
    """The best boxes of one picture and how many they are, by class-agnostic suppression."""
    boxes, scores = given
    kept = tf.image.non_max_suppression(boxes, scores, max_output_size=3, iou_threshold=0.4)
    chosen = tf.gather(boxes, kept)
    missing = 3 - tf.shape(kept)[0]
    return tf.pad(chosen, [[0, missing], [0, 0]]), tf.size(kept)


def train(folder, steps):
    tf.set_random_seed(15)
    images = tf.placeholder(tf.float32, [None, 16, 16, 1], name="images")
    truth = tf.placeholder(tf.float32, [None, 4], name="truth")
    labels = tf.placeholder(tf.int32, [None], name="labels")
    net = conv(images, 6, 3, "conv1", stride=2)
    net = conv(net, 8, 3, "conv2", stride=2)
    raw = conv(net, len(ANCHORS) * (5 + CLASSES), 1, "head", activation=False)
    boxes, confidence, logits = decode(raw)
    overlap = iou(boxes, truth)
    closest = tf.reduce_max(overlap)
    best = tf.argmax(overlap, axis=1, output_type=tf.int32)
    where = tf.stack([tf.range(tf.shape(best)[0]), best], axis=1)
    responsible = tf.one_hot(best, tf.shape(boxes)[1])
    losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=responsible, logits=confidence)
    positive = tf.boolean_mask(losses, responsible > 0.5)
    negative = tf.where(responsible > 0.5, tf.zeros_like(losses), losses)
    hard, _ = tf.nn.top_k(negative, k=3)
    box_loss = tf.reduce_sum(tf.abs(tf.gather_nd(boxes, where) - truth), axis=1)
    class_loss = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=labels, logits=tf.gather_nd(logits, where)
    )
    ignored = tf.logical_and(overlap > 0.5, tf.logical_not(responsible > 0.5))
    penalty = 0.01 * tf.reduce_sum(tf.to_float(ignored)) * tf.reduce_mean(tf.square(raw))
    loss = (
        tf.reduce_mean(positive)
        + 0.5 * tf.reduce_mean(hard)
        + 5.0 * tf.reduce_mean(box_loss)
        + tf.reduce_mean(class_loss)
        + penalty
    )
    optimizer = tf.train.MomentumOptimizer(0.02, 0.9)
    gvs = optimizer.compute_gradients(loss)
    gvs = [(tf.clip_by_norm(grad, 5.0), var) for grad, var in gvs if grad is not None]
    train_op = optimizer.apply_gradients(gvs)
    scores = tf.sigmoid(confidence) * tf.reduce_max(tf.nn.softmax(logits), axis=-1)
    found, counts = tf.map_fn(suppress, (boxes, scores), dtype=(tf.float32, tf.int32))
    drawn = tf.image.draw_bounding_boxes(images, tf.gather(found, [1, 0, 3, 2], axis=2))

    random = np.random.RandomState(3)

    def batch(count=6):
        pictures, corners, kinds = (
            np.zeros([count, 16, 16, 1]),
            np.zeros([count, 4]),
            random.randint(0, 3, count),
        )
        for i, kind in enumerate(kinds):
            x, y, size = random.randint(0, 8), random.randint(0, 8), random.randint(4, 8)
            pictures[i, y : y + size, x : x + size] = 0.5 + 0.25 * kind
            corners[i] = np.array([x, y, x + size, y + size]) / 16.0
        return {images: pictures, truth: corners, labels: kinds}

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for _ in range(steps):
            feed = batch()
            value, overlaps, _ = sess.run([loss, closest, train_op], feed)
            yield {"loss": value, "overlap": overlaps}
        tf.train.Saver(tf.trainable_variables()).save(sess, os.path.join(folder, "detector"))
        chosen, number, picture = sess.run([found, counts, drawn], feed)
        yield {"boxes": chosen, "counts": number, "picture": picture.mean(axis=(1, 2, 3))}
