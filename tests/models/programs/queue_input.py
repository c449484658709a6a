"""Records from files through queues: producers, a reader, parsed examples, batches by threads, until the epochs end."""

import os

import numpy as np
import tensorflow as tf


def _int64_feature(value):
    return tf.train.Feature(int64_list=tf.train.Int64List(value=[value]))


def _bytes_feature(value):
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))


def write_records(folder):
    random = np.random.RandomState(5)
    names = []
    for part in range(2):
        name = os.path.join(folder, "train-%d.tfrecords" % part)
        names.append(name)
        with tf.python_io.TFRecordWriter(name) as writer:
            for _ in range(20):
                label = random.randint(3)
                image = random.randint(0, 80, (6, 6)) + 60 * label
                features = tf.train.Features(
                    feature={
                        "label": _int64_feature(label),
                        "scale": tf.train.Feature(float_list=tf.train.FloatList(value=[0.5, 2.0])),
                        "image_raw": _bytes_feature(image.astype(np.uint8).tobytes()),
                    }
                )
                writer.write(tf.train.Example(features=features).SerializeToString())
    return names


def read_and_decode(filename_queue):
    reader = tf.TFRecordReader()
    _, serialized_example = reader.read(filename_queue)
    features = tf.parse_single_example(
        serialized_example,
        features={
            "image_raw": tf.FixedLenFeature([], tf.string),
            "label": tf.FixedLenFeature([], tf.int64),
            "scale": tf.FixedLenFeature([2], tf.float32),
        },
    )
    image = tf.decode_raw(features["image_raw"], tf.uint8)
    image.set_shape([36])
    image = tf.cast(image, tf.float32) * (1.0 / 255) - 0.5
    return image * tf.reduce_prod(features["scale"]), tf.cast(features["label"], tf.int32)


def inputs(names, batch_size, num_epochs):
    with tf.name_scope("input"):
        filename_queue = tf.train.string_input_producer(
            names, num_epochs=num_epochs, shuffle=True, seed=3
        )
        image, label = read_and_decode(filename_queue)
        return tf.train.batch(
            [image, label], batch_size=batch_size, num_threads=1, capacity=3 * batch_size
        )


def train(folder, steps):
    names = write_records(folder)
    with tf.Graph().as_default():
        tf.set_random_seed(4)
        images, labels = inputs(names, batch_size=8, num_epochs=max(1, steps * 8 // 40))
        with tf.variable_scope("softmax"):
            w = tf.get_variable("w", [36, 3], initializer=tf.glorot_normal_initializer())
            b = tf.get_variable("b", [3], initializer=tf.constant_initializer(0.1))
        logits = tf.matmul(images, w) + b
        loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
        opt = tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.001)
        train_op = opt.minimize(loss)
        correct = tf.nn.in_top_k(logits, labels, 1)
        init_op = tf.group(tf.global_variables_initializer(), tf.local_variables_initializer())
        with tf.Session() as sess:
            sess.run(init_op)
            yield
            coord = tf.train.Coordinator()
            threads = tf.train.start_queue_runners(sess=sess, coord=coord)
            step = 0
            try:
                while not coord.should_stop():
                    _, value, right, seen = sess.run([train_op, loss, correct, labels])
                    yield {"loss": value, "right": right.tolist(), "labels": seen}
                    step += 1
            except tf.errors.OutOfRangeError:
                pass
            finally:
                coord.request_stop()
            coord.join(threads)
            tf.train.Saver().save(sess, os.path.join(folder, "model"))
            yield {"count": step, "w": sess.run(w)}
