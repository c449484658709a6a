"""A regression fed by tf.data under MonitoredTrainingSession: hooks of its own and of the library, checkpoints taken up again."""

import os

import numpy as np
import tensorflow as tf


class LossLogger(tf.train.SessionRunHook):
    """Keeps what a tensor was after each step."""

    def __init__(self, loss):
        self.loss, self.seen = loss, []

    def before_run(self, run_context):
        return tf.train.SessionRunArgs({"loss": self.loss, "step": tf.train.get_global_step()})

    def after_run(self, run_context, run_values):
        self.seen.append(run_values.results["loss"])


def input_fn(batch_size):
    random = np.random.RandomState(31)
    x = random.randn(24, 5).astype(np.float32)
    y = np.maximum(x[:, 0], 0) - 0.5 * x[:, 1]
    dataset = tf.data.Dataset.from_tensor_slices(({"x": x}, y))
    dataset = dataset.map(lambda features, label: (features, 2.0 * label))
    dataset = dataset.repeat().batch(batch_size)
    return dataset.make_one_shot_iterator().get_next()


def model(features, labels):
    with tf.variable_scope("regression", initializer=tf.variance_scaling_initializer(seed=3)):
        w1 = tf.get_variable("w1", [5, 8])
        w2 = tf.get_variable("w2", [8, 1])
    hidden = tf.nn.selu(tf.matmul(features["x"], w1))
    predictions = tf.squeeze(tf.matmul(hidden, w2), 1)
    loss = tf.losses.mean_squared_error(labels, predictions)
    step = tf.train.get_or_create_global_step()
    rate = tf.train.natural_exp_decay(0.05, step, 4, 0.5)
    return loss, tf.train.AdamOptimizer(rate).minimize(loss, step)


def train(folder, steps):
    where = os.path.join(folder, "run")
    for half in range(2):
        last = steps // 2 if half == 0 else steps
        with tf.Graph().as_default():
            tf.set_random_seed(5)
            features, labels = input_fn(8)
            loss, train_op = model(features, labels)
            tf.summary.scalar("loss", loss)
            logger = LossLogger(loss)
            hooks = [tf.train.StopAtStepHook(last_step=last), tf.train.NanTensorHook(loss), logger]
            with tf.train.MonitoredTrainingSession(
                checkpoint_dir=where,
                hooks=hooks,
                save_checkpoint_steps=2,
                save_summaries_steps=1,
                log_step_count_steps=1000,
            ) as mon_sess:
                while not mon_sess.should_stop():
                    mon_sess.run(train_op)
        with tf.Graph().as_default(), tf.Session() as sess:
            shown = tf.train.load_variable(where, "regression/w1")
            if half == 0:
                tf.get_variable("unused", [], initializer=tf.zeros_initializer())
                sess.run(tf.global_variables_initializer())
                yield
            yield {"losses": [float(v) for v in logger.seen], "w1": shown}
