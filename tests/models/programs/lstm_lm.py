"""A language model of stacked LSTM cells: dynamic_rnn, state carried between runs, clipped gradients, an assigned rate."""

import os

import numpy as np
import tensorflow as tf


class Config:
    init_scale = 0.1
    learning_rate = 1.0
    max_grad_norm = 1.0
    num_layers = 2
    num_steps = 7
    hidden_size = 12
    keep_prob = 0.8
    lr_decay = 0.5
    batch_size = 4
    vocab_size = 20


class Model:
    def __init__(self, is_training, config):
        self.batch_size = batch_size = config.batch_size
        self.num_steps = num_steps = config.num_steps
        size = config.hidden_size
        self.input_data = tf.placeholder(tf.int32, [batch_size, num_steps])
        self.targets = tf.placeholder(tf.int32, [batch_size, num_steps])

        def lstm_cell():
            cell = tf.nn.rnn_cell.BasicLSTMCell(
                size, forget_bias=0.0, state_is_tuple=True, reuse=not is_training
            )
            if is_training and config.keep_prob < 1:
                cell = tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=config.keep_prob)
            return cell

        cell = tf.nn.rnn_cell.MultiRNNCell([lstm_cell() for _ in range(config.num_layers)])
        self.initial_state = cell.zero_state(batch_size, tf.float32)
        with tf.device("/cpu:0"):
            embedding = tf.get_variable("embedding", [config.vocab_size, size])
            inputs = tf.nn.embedding_lookup(embedding, self.input_data)
        if is_training and config.keep_prob < 1:
            inputs = tf.nn.dropout(inputs, config.keep_prob)
        # one step after the other, so that dropout's numbers come in one order
        outputs, state = tf.nn.dynamic_rnn(
            cell, inputs, initial_state=self.initial_state, parallel_iterations=1
        )
        output = tf.reshape(outputs, [-1, size])
        softmax_w = tf.get_variable("softmax_w", [size, config.vocab_size])
        softmax_b = tf.get_variable("softmax_b", [config.vocab_size])
        logits = tf.matmul(output, softmax_w) + softmax_b
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=tf.reshape(self.targets, [-1]), logits=logits
        )
        self.cost = cost = tf.reduce_sum(loss) / batch_size
        self.final_state = state
        if not is_training:
            return
        self.lr = tf.Variable(0.0, trainable=False)
        tvars = tf.trainable_variables()
        grads, self.norm = tf.clip_by_global_norm(tf.gradients(cost, tvars), config.max_grad_norm)
        optimizer = tf.train.GradientDescentOptimizer(self.lr)
        self.train_op = optimizer.apply_gradients(
            zip(grads, tvars), global_step=tf.train.get_or_create_global_step()
        )
        self.new_lr = tf.placeholder(tf.float32, shape=[], name="new_learning_rate")
        self.lr_update = tf.assign(self.lr, self.new_lr)

    def run(self, session, batch, state, eval_op=None):
        """One batch from a state: cost and the state behind it."""
        feed_dict = {self.input_data: batch[:, :-1], self.targets: batch[:, 1:]}
        for i, (c, h) in enumerate(self.initial_state):
            feed_dict[c] = state[i].c
            feed_dict[h] = state[i].h
        fetches = {"cost": self.cost, "final_state": self.final_state}
        if eval_op is not None:
            fetches["eval_op"] = eval_op
            fetches["norm"] = self.norm
        return session.run(fetches, feed_dict)


def train(folder, steps):
    config = Config()
    random = np.random.RandomState(2)
    text = np.cumsum(random.randint(1, 4, (config.batch_size, 7 * 40 + 1)), axis=1) % 20
    tf.set_random_seed(11)
    initializer = tf.random_uniform_initializer(-config.init_scale, config.init_scale)
    with tf.name_scope("Train"):
        with tf.variable_scope("Model", reuse=None, initializer=initializer):
            model = Model(True, config)
        tf.summary.scalar("Training Loss", model.cost)
        tf.summary.scalar("Learning Rate", model.lr)
    with tf.name_scope("Valid"):
        with tf.variable_scope("Model", reuse=True, initializer=initializer):
            valid = Model(False, config)
    saver = tf.train.Saver()
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        yield
        state = session.run(model.initial_state)
        for step in range(steps):
            session.run(model.lr_update, {model.new_lr: config.learning_rate * 0.9 ** (step // 2)})
            at = step % 40 * config.num_steps
            batch = text[:, at : at + config.num_steps + 1]
            vals = model.run(session, batch, state, model.train_op)
            state = vals["final_state"]
            yield {"cost": vals["cost"], "norm": vals["norm"], "h": state[1].h}
        saver.save(session, os.path.join(folder, "model"), global_step=tf.train.get_global_step())
        state = session.run(valid.initial_state)
        yield {"cost": valid.run(session, text[:, :8], state)["cost"]}
