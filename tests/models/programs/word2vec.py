"""Skip-gram word vectors with a noise-contrastive loss on a graph of its own; nearest words by cosine."""

import collections
import os

import numpy as np
import tensorflow as tf

VOCABULARY, EMBEDDING, SAMPLED = 50, 16, 8
BATCH, SKIPS, WINDOW = 16, 2, 1


def generate_batches(data):
    """Pairs of a word and a word beside it, for ever."""
    random = np.random.RandomState(6)
    span = 2 * WINDOW + 1
    index = 0
    while True:
        batch = np.ndarray(shape=(BATCH), dtype=np.int32)
        labels = np.ndarray(shape=(BATCH, 1), dtype=np.int32)
        for i in range(BATCH // SKIPS):
            buffer = collections.deque(data[index : index + span], maxlen=span)
            around = random.permutation([w for w in range(span) if w != WINDOW])[:SKIPS]
            for j, word in enumerate(around):
                batch[i * SKIPS + j] = buffer[WINDOW]
                labels[i * SKIPS + j, 0] = buffer[word]
            index = (index + 1) % (len(data) - span)
        yield batch, labels


def train(folder, steps):
    random = np.random.RandomState(0)
    data = (np.cumsum(random.randint(1, 5, 400)) % VOCABULARY).tolist()
    valid_examples = np.array([3, 14, 15])
    graph = tf.Graph()
    with graph.as_default():
        graph.seed = 17
        with tf.name_scope("inputs"):
            train_inputs = tf.placeholder(tf.int32, shape=[BATCH])
            train_labels = tf.placeholder(tf.int32, shape=[BATCH, 1])
            valid_dataset = tf.constant(valid_examples, dtype=tf.int32)
        with tf.device("/cpu:0"):
            with tf.name_scope("embeddings"):
                embeddings = tf.Variable(tf.random_uniform([VOCABULARY, EMBEDDING], -1.0, 1.0))
                embed = tf.nn.embedding_lookup(embeddings, train_inputs)
            with tf.name_scope("weights"):
                nce_weights = tf.Variable(
                    tf.truncated_normal([VOCABULARY, EMBEDDING], stddev=1.0 / EMBEDDING**0.5)
                )
            with tf.name_scope("biases"):
                nce_biases = tf.Variable(tf.zeros([VOCABULARY]))
        with tf.name_scope("loss"):
            loss = tf.reduce_mean(
                tf.nn.nce_loss(
                    weights=nce_weights,
                    biases=nce_biases,
                    labels=train_labels,
                    inputs=embed,
                    num_sampled=SAMPLED,
                    num_classes=VOCABULARY,
                )
            )
        tf.summary.scalar("loss", loss)
        with tf.name_scope("optimizer"):
            optimizer = tf.train.GradientDescentOptimizer(1.0).minimize(loss)
        norm = tf.sqrt(tf.reduce_sum(tf.square(embeddings), 1, keepdims=True))
        normalized_embeddings = embeddings / norm
        valid_embeddings = tf.nn.embedding_lookup(normalized_embeddings, valid_dataset)
        similarity = tf.matmul(valid_embeddings, normalized_embeddings, transpose_b=True)
        merged = tf.summary.merge_all()
        init = tf.global_variables_initializer()
        saver = tf.train.Saver()

    batches = generate_batches(data)
    with tf.Session(graph=graph) as session:
        writer = tf.summary.FileWriter(folder, session.graph)
        init.run()
        yield
        for step in range(steps):
            inputs, labels = next(batches)
            feed_dict = {train_inputs: inputs, train_labels: labels}
            _, summary, loss_val = session.run([optimizer, merged, loss], feed_dict=feed_dict)
            writer.add_summary(summary, step)
            yield {"loss": loss_val}
        sim = similarity.eval()
        nearest = [(-row).argsort()[1:6] for row in sim]
        saver.save(session, os.path.join(folder, "model.ckpt"))
        writer.close()
        yield {"nearest": nearest, "similarity": sim}
