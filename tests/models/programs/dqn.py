"""Deep Q learning: two networks of the same build, the target copied scope by scope through a collection of assigns."""

import os

import numpy as np
import tensorflow as tf


class DeepQNetwork:
    def __init__(
        self, n_actions, n_features, folder, learning_rate=0.01, reward_decay=0.9, memory_size=60
    ):
        self.n_actions = n_actions
        self.n_features = n_features
        self.lr = learning_rate
        self.gamma = reward_decay
        self.memory_size = memory_size
        self.learn_step_counter = 0
        self.memory = np.zeros((memory_size, n_features * 2 + 2))
        self.random = np.random.RandomState(5)
        self._build_net()
        t_params = tf.get_collection("target_net_params")
        e_params = tf.get_collection("eval_net_params")
        self.replace_target_op = [tf.assign(t, e) for t, e in zip(t_params, e_params)]
        self.sess = tf.Session()
        self.writer = tf.summary.FileWriter(os.path.join(folder, "logs"), self.sess.graph)
        self.sess.run(tf.global_variables_initializer())

    def _layers(self, s, c_names, n_l1=10):
        w_initializer = tf.random_normal_initializer(0.0, 0.3)
        b_initializer = tf.constant_initializer(0.1)
        with tf.variable_scope("l1"):
            w1 = tf.get_variable(
                "w1", [self.n_features, n_l1], initializer=w_initializer, collections=c_names
            )
            b1 = tf.get_variable("b1", [1, n_l1], initializer=b_initializer, collections=c_names)
            l1 = tf.nn.relu(tf.matmul(s, w1) + b1)
        # the value of the state and the advantage of each action apart
        with tf.variable_scope("Value"):
            w2 = tf.get_variable("w2", [n_l1, 1], initializer=w_initializer, collections=c_names)
            b2 = tf.get_variable("b2", [1, 1], initializer=b_initializer, collections=c_names)
            value = tf.matmul(l1, w2) + b2
        with tf.variable_scope("Advantage"):
            w2 = tf.get_variable(
                "w2", [n_l1, self.n_actions], initializer=w_initializer, collections=c_names
            )
            b2 = tf.get_variable(
                "b2", [1, self.n_actions], initializer=b_initializer, collections=c_names
            )
            advantage = tf.matmul(l1, w2) + b2
        with tf.variable_scope("Q"):
            return value + (advantage - tf.reduce_mean(advantage, axis=1, keep_dims=True))

    def _build_net(self):
        self.s = tf.placeholder(tf.float32, [None, self.n_features], name="s")
        self.q_target = tf.placeholder(tf.float32, [None, self.n_actions], name="Q_target")
        with tf.variable_scope("eval_net"):
            self.q_eval = self._layers(self.s, ["eval_net_params", tf.GraphKeys.GLOBAL_VARIABLES])
        with tf.variable_scope("loss"):
            self.loss = tf.reduce_mean(tf.squared_difference(self.q_target, self.q_eval))
        with tf.variable_scope("train"):
            eval_params = tf.get_collection("eval_net_params")
            self._train_op = tf.train.RMSPropOptimizer(self.lr).minimize(
                self.loss, var_list=eval_params
            )
        self.s_ = tf.placeholder(tf.float32, [None, self.n_features], name="s_")
        with tf.variable_scope("target_net"):
            self.q_next = self._layers(
                self.s_, ["target_net_params", tf.GraphKeys.GLOBAL_VARIABLES]
            )

    def choose_action(self, observation, epsilon=0.9):
        if self.random.uniform() < epsilon:
            values = self.sess.run(self.q_eval, feed_dict={self.s: observation[np.newaxis, :]})
            return int(np.argmax(values))
        return self.random.randint(0, self.n_actions)

    def learn(self, replace_target_iter=2, batch_size=16):
        if self.learn_step_counter % replace_target_iter == 0:
            self.sess.run(self.replace_target_op)
        batch = self.memory[self.random.choice(self.memory_size, size=batch_size)]
        q_next, q_eval = self.sess.run(
            [self.q_next, self.q_eval],
            feed_dict={self.s_: batch[:, -self.n_features :], self.s: batch[:, : self.n_features]},
        )
        q_target = q_eval.copy()
        action = batch[:, self.n_features].astype(int)
        reward = batch[:, self.n_features + 1]
        q_target[np.arange(batch_size), action] = reward + self.gamma * np.max(q_next, axis=1)
        feed = {self.s: batch[:, : self.n_features], self.q_target: q_target}
        _, cost = self.sess.run([self._train_op, self.loss], feed_dict=feed)
        self.learn_step_counter += 1
        return cost


def step(state, action):
    """A point on a line is pushed left, not at all or right, and is paid for being in the middle."""
    position, speed = state
    speed = 0.9 * speed + 0.1 * (action - 1)
    position = np.clip(position + speed, -1, 1)
    return np.array([position, speed]), -abs(position)


def train(folder, steps):
    tf.set_random_seed(1)
    agent = DeepQNetwork(n_actions=3, n_features=2, folder=folder)
    with agent.sess.as_default():
        yield
        state = np.array([0.8, 0.0])
        for i in range(agent.memory_size):
            action = agent.choose_action(state)
            after, reward = step(state, action)
            agent.memory[i] = np.hstack((state, [action, reward], after))
            state = after
        for _ in range(steps):
            yield {"cost": agent.learn()}
        yield {"action": agent.choose_action(state, epsilon=1.0)}
        tf.train.Saver().save(agent.sess, os.path.join(folder, "dqn.ckpt"), write_meta_graph=False)
        agent.writer.close()
