"""An LSTM cell written out from matmuls and unrolled in Python; its state is kept in variables under control dependencies."""

import os

import numpy as np
import tensorflow as tf

num_nodes, batch_size, num_unrollings, vocabulary_size = 10, 5, 4, 9


def train(folder, steps):
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(19)

        def gate(name):
            with tf.name_scope(name):
                return (
                    tf.Variable(tf.truncated_normal([vocabulary_size, num_nodes], -0.1, 0.1)),
                    tf.Variable(tf.truncated_normal([num_nodes, num_nodes], -0.1, 0.1)),
                    tf.Variable(tf.zeros([1, num_nodes])),
                )

        ix, im, ib = gate("input_gate")
        fx, fm, fb = gate("forget_gate")
        cx, cm, cb = gate("memory_cell")
        ox, om, ob = gate("output_gate")
        saved_output = tf.Variable(tf.zeros([batch_size, num_nodes]), trainable=False)
        saved_state = tf.Variable(tf.zeros([batch_size, num_nodes]), trainable=False)
        w = tf.Variable(tf.truncated_normal([num_nodes, vocabulary_size], -0.1, 0.1))
        b = tf.Variable(tf.zeros([vocabulary_size]))

        def lstm_cell(i, o, state):
            input_gate = tf.sigmoid(tf.matmul(i, ix) + tf.matmul(o, im) + ib)
            forget_gate = tf.sigmoid(tf.matmul(i, fx) + tf.matmul(o, fm) + fb)
            update = tf.matmul(i, cx) + tf.matmul(o, cm) + cb
            state = forget_gate * state + input_gate * tf.tanh(update)
            output_gate = tf.sigmoid(tf.matmul(i, ox) + tf.matmul(o, om) + ob)
            return output_gate * tf.tanh(state), state

        train_data = list()
        for _ in range(num_unrollings + 1):
            train_data.append(tf.placeholder(tf.float32, shape=[batch_size, vocabulary_size]))
        train_inputs = train_data[:num_unrollings]
        train_labels = train_data[1:]
        outputs = list()
        output = saved_output
        state = saved_state
        for i in train_inputs:
            output, state = lstm_cell(i, output, state)
            outputs.append(output)
        with tf.control_dependencies([saved_output.assign(output), saved_state.assign(state)]):
            logits = tf.nn.xw_plus_b(tf.concat(outputs, 0), w, b)
            loss = tf.reduce_mean(
                tf.nn.softmax_cross_entropy_with_logits(
                    labels=tf.concat(train_labels, 0), logits=logits
                )
            )
        global_step = tf.Variable(0)
        learning_rate = tf.train.exponential_decay(10.0, global_step, 4, 0.5, staircase=True)
        optimizer = tf.train.GradientDescentOptimizer(learning_rate)
        gradients, v = zip(*optimizer.compute_gradients(loss))
        gradients, _ = tf.clip_by_global_norm(gradients, 1.25)
        optimizer = optimizer.apply_gradients(zip(gradients, v), global_step=global_step)
        train_prediction = tf.nn.softmax(logits)

        sample_input = tf.placeholder(tf.float32, shape=[1, vocabulary_size])
        saved_sample_output = tf.Variable(tf.zeros([1, num_nodes]))
        saved_sample_state = tf.Variable(tf.zeros([1, num_nodes]))
        reset_sample_state = tf.group(
            saved_sample_output.assign(tf.zeros([1, num_nodes])),
            saved_sample_state.assign(tf.zeros([1, num_nodes])),
        )
        sample_output, sample_state = lstm_cell(
            sample_input, saved_sample_output, saved_sample_state
        )
        with tf.control_dependencies(
            [saved_sample_output.assign(sample_output), saved_sample_state.assign(sample_state)]
        ):
            sample_prediction = tf.nn.softmax(tf.nn.xw_plus_b(sample_output, w, b))

    random = np.random.RandomState(0)
    text = np.cumsum(random.randint(1, 3, 2000)) % vocabulary_size
    one_hot = np.eye(vocabulary_size, dtype=np.float32)
    with tf.Session(graph=graph) as session:
        tf.global_variables_initializer().run()
        yield
        cursor = np.arange(batch_size) * 300
        for _ in range(steps):
            feed_dict = {
                train_data[i]: one_hot[text[cursor + i]] for i in range(num_unrollings + 1)
            }
            cursor += num_unrollings
            _, value, predictions, lr = session.run(
                [optimizer, loss, train_prediction, learning_rate], feed_dict=feed_dict
            )
            yield {"loss": value, "lr": lr, "predictions": predictions[:2]}
        reset_sample_state.run()
        feed, sentence = one_hot[:1], []
        for _ in range(10):
            prediction = sample_prediction.eval({sample_input: feed})
            feed = one_hot[[prediction[0].argmax()]]
            sentence.append(int(feed.argmax()))
        tf.train.Saver([ix, im, ib, w, b]).save(session, os.path.join(folder, "gates"))
        yield {"sentence": sentence, "prediction": prediction}
