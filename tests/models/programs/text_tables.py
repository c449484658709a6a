"""Lines of text become ids through tables: readers, CSV, splitting, bags of words, a sampled softmax over a vocabulary."""

import os

import numpy as np
import tensorflow as tf

WORDS = ["the", "cat", "dog", "sat", "ran", "on", "mat", "fast", "red", "blue"]


def write_files(folder):
    random = np.random.RandomState(2)
    vocabulary = os.path.join(folder, "vocab.txt")
    with open(vocabulary, "w") as file:
        file.write("\n".join(WORDS) + "\n")
    lines = os.path.join(folder, "data.csv")
    with open(lines, "w") as file:
        file.write("weight,text,label\n")
        for _ in range(24):
            words = [
                WORDS[i] if random.rand() > 0.1 else "unseen"
                for i in random.randint(0, 10, random.randint(2, 6))
            ]
            label = words[0] if words[0] in WORDS else "the"
            file.write("%.1f,%s,%s\n" % (random.rand(), " ".join(words), label))
    return vocabulary, lines


def train(folder, steps):
    vocabulary, lines = write_files(folder)
    tf.set_random_seed(6)
    queue = tf.train.string_input_producer([lines], shuffle=False, name="files")
    reader = tf.TextLineReader(skip_header_lines=1)
    _, rows = reader.read_up_to(queue, 6)
    weight, text, label = tf.decode_csv(rows, record_defaults=[[1.0], [""], ["the"]])
    keys = tf.constant(WORDS)
    known = tf.lookup.StaticHashTable(
        tf.lookup.KeyValueTensorInitializer(keys, tf.range(10, dtype=tf.int64)), -1
    )
    words = tf.lookup.StaticVocabularyTable(
        tf.lookup.TextFileInitializer(
            vocabulary,
            tf.string,
            tf.lookup.TextFileIndex.WHOLE_LINE,
            tf.int64,
            tf.lookup.TextFileIndex.LINE_NUMBER,
        ),
        num_oov_buckets=3,
    )
    tokens = tf.string_split(text)
    ids = tf.SparseTensor(tokens.indices, words.lookup(tokens.values), tokens.dense_shape)
    size = 13
    with tf.variable_scope(
        "bag", partitioner=tf.min_max_variable_partitioner(2, min_slice_size=200)
    ):
        embeddings = tf.get_variable(
            "embeddings", [size, 8], initializer=tf.random_normal_initializer(stddev=0.2)
        )
    bags = tf.nn.embedding_lookup_sparse(embeddings, ids, None, combiner="sqrtn")
    with tf.variable_scope("softmax"):
        w = tf.get_variable("w", [10, 8], initializer=tf.truncated_normal_initializer(stddev=0.3))
        b = tf.get_variable("b", [10], initializer=tf.zeros_initializer())
    classes = tf.expand_dims(known.lookup(label), 1)
    sampled = tf.nn.sampled_softmax_loss(
        weights=w, biases=b, labels=classes, inputs=bags, num_sampled=4, num_classes=10, seed=5
    )
    loss = tf.reduce_mean(sampled * weight)
    train_op = tf.train.AdamOptimizer(0.05).minimize(loss)
    logits = tf.nn.xw_plus_b(bags, tf.transpose(w), b)
    best = tf.gather(keys, tf.argmax(logits, 1))
    said = tf.string_join([label, best], separator=" -> ")
    lengths = tf.reduce_sum(
        tf.to_int32(tf.sparse_to_dense(ids.indices, ids.dense_shape, tf.ones_like(ids.values))), 1
    )
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(tf.tables_initializer())
        yield
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(coord=coord)
        for _ in range(steps):
            value, sizes, _ = sess.run([loss, lengths, train_op])
            yield {"loss": value, "lengths": sizes}
        yield {"said": sess.run(said)}
        coord.request_stop()
        coord.join(threads, stop_grace_period_secs=5)
        tf.train.Saver().save(sess, os.path.join(folder, "bag"), write_meta_graph=False)
