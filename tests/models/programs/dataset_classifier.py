"""A bag-of-words classifier on tf.data: a shuffled training set and a validation set through one reinitializable iterator, early stop."""

import os

import numpy as np
import tensorflow as tf


def sentences(seed, count):
    """Pairs of word ids and a label that one of the words gives away."""
    random = np.random.RandomState(seed)
    for _ in range(count):
        words = random.randint(2, 20, random.randint(3, 8))
        yield words.astype(np.int32), np.int32(words.min() < 5)


def dataset(seed, count, training):
    made = tf.data.Dataset.from_generator(
        lambda: sentences(seed, count),
        (tf.int32, tf.int32),
        (tf.TensorShape([None]), tf.TensorShape([])),
    )
    made = made.map(lambda words, label: (words, tf.size(words), label), num_parallel_calls=2)
    if training:
        made = made.shuffle(buffer_size=20, seed=7)
    made = made.filter(lambda words, size, label: size > 3)
    return made.padded_batch(8, padded_shapes=([None], [], [])).prefetch(1)


def train(folder, steps):
    tf.set_random_seed(14)
    training, validation = dataset(1, 40, True), dataset(2, 20, False)
    iterator = tf.data.Iterator.from_structure(training.output_types, training.output_shapes)
    start_training = iterator.make_initializer(training)
    start_validation = iterator.make_initializer(validation)
    words, sizes, labels = iterator.get_next()
    embeddings = tf.get_variable(
        "embeddings", [20, 6], initializer=tf.random_uniform_initializer(-0.5, 0.5)
    )
    mask = tf.expand_dims(tf.sequence_mask(sizes, tf.shape(words)[1], dtype=tf.float32), 2)
    total = tf.reduce_sum(tf.nn.embedding_lookup(embeddings, words) * mask, axis=1)
    means = total / tf.cast(tf.expand_dims(sizes, 1), tf.float32)
    hidden = tf.layers.Dense(8, activation=tf.nn.tanh, name="hidden")(means)
    logits = tf.layers.dense(
        hidden, 2, kernel_initializer=tf.initializers.he_uniform(), name="logits"
    )
    loss = tf.losses.softmax_cross_entropy(tf.one_hot(labels, 2), logits, label_smoothing=0.1)
    step = tf.train.get_or_create_global_step()
    train_op = tf.train.AdagradDAOptimizer(0.5, step).minimize(loss, global_step=step)
    right = tf.reduce_sum(tf.cast(tf.nn.in_top_k(logits, labels, 1), tf.int32))
    saver = tf.train.Saver([v for v in tf.global_variables() if "Adagrad" not in v.name])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for epoch in range(max(1, steps // 3)):
            sess.run(start_training)
            losses = []
            while True:
                try:
                    losses.append(sess.run([loss, train_op])[0])
                except tf.errors.OutOfRangeError:
                    break
            sess.run(start_validation)
            counts = []
            try:
                while True:
                    counts.append(sess.run(right))
            except tf.errors.OutOfRangeError:
                saver.save(sess, os.path.join(folder, "words"), global_step=epoch)
            yield {"losses": [float(v) for v in losses], "right": [int(v) for v in counts]}
