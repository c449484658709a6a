"""Proximal policy optimization: a Gumbel sample of actions, old and new policy in scopes, advantages by py_func, weights from NumPy."""

import functools

import numpy as np
import tensorflow as tf


def numpy_init(scale=1.0):
    def _numpy_init(shape, dtype, partition_info=None):
        out = np.random.normal(0.0, 1.0, tuple(shape)).astype(np.float32)
        return out * np.float32(scale / np.sqrt(shape[0]))

    return _numpy_init


def fc(x, scope, nh, init_scale=1.0):
    with tf.variable_scope(scope):
        nin = x.get_shape()[1].value
        w = tf.get_variable("w", [nin, nh], initializer=numpy_init(init_scale))
        b = tf.get_variable("b", [nh], initializer=tf.constant_initializer(0.0))
        return tf.matmul(x, w) + b


class CategoricalPd:
    def __init__(self, logits):
        self.logits = logits

    def neglogp(self, x):
        one_hot_actions = tf.one_hot(x, self.logits.get_shape().as_list()[-1])
        return tf.nn.softmax_cross_entropy_with_logits_v2(
            logits=self.logits, labels=one_hot_actions
        )

    def entropy(self):
        a0 = self.logits - tf.reduce_max(self.logits, axis=-1, keepdims=True)
        ea0 = tf.exp(a0)
        z0 = tf.reduce_sum(ea0, axis=-1, keepdims=True)
        return tf.reduce_sum(ea0 / z0 * (tf.log(z0) - a0), axis=-1)

    def sample(self):
        u = tf.random_uniform(tf.shape(self.logits), dtype=self.logits.dtype)
        return tf.argmax(self.logits - tf.log(-tf.log(u)), axis=-1)


class Policy:
    def __init__(self, obs, actions, reuse=tf.AUTO_REUSE):
        with tf.variable_scope("model", reuse=reuse):
            activ = tf.tanh
            flat = tf.reshape(obs, [-1, int(np.prod(obs.shape.as_list()[1:]))])
            h = activ(fc(flat, "pi_fc1", nh=12, init_scale=np.sqrt(2)))
            h = activ(fc(h, "pi_fc2", nh=12, init_scale=np.sqrt(2)))
            pi = fc(h, "pi", actions, init_scale=0.01)
            h = activ(fc(flat, "vf_fc1", nh=12, init_scale=np.sqrt(2)))
            vf = fc(h, "vf", 1)[:, 0]
        self.pd = CategoricalPd(pi)
        self.action = self.pd.sample()
        self.neglogp = self.pd.neglogp(self.action)
        self.vf = vf


def advantages(rewards, values, gamma=0.9, lam=0.95):
    """Generalized advantages of one rollout, last step first."""
    found = np.zeros_like(rewards)
    last = 0.0
    for t in reversed(range(len(rewards))):
        after = values[t + 1] if t + 1 < len(values) else values[t]
        last = rewards[t] + gamma * after - values[t] + gamma * lam * last
        found[t] = last
    return found.astype(np.float32)


def train(folder, steps):
    np.random.seed(0)
    tf.set_random_seed(0)
    obs = tf.placeholder(tf.float32, [None, 2, 2], name="Ob")
    act_model = Policy(obs, 3)
    train_model = Policy(obs, 3)
    A = tf.placeholder(tf.int32, [None])
    ADV, R = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.float32, [None])
    OLDNEGLOGPAC, OLDVPRED = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.float32, [None])
    LR, CLIPRANGE = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
    neglogpac = train_model.pd.neglogp(A)
    entropy = tf.reduce_mean(train_model.pd.entropy())
    vpred = train_model.vf
    vpredclipped = OLDVPRED + tf.clip_by_value(train_model.vf - OLDVPRED, -CLIPRANGE, CLIPRANGE)
    vf_loss = 0.5 * tf.reduce_mean(tf.maximum(tf.square(vpred - R), tf.square(vpredclipped - R)))
    ratio = tf.exp(OLDNEGLOGPAC - neglogpac)
    pg_losses = -ADV * ratio
    pg_losses2 = -ADV * tf.clip_by_value(ratio, 1.0 - CLIPRANGE, 1.0 + CLIPRANGE)
    pg_loss = tf.reduce_mean(tf.maximum(pg_losses, pg_losses2))
    approxkl = 0.5 * tf.reduce_mean(tf.square(neglogpac - OLDNEGLOGPAC))
    clipfrac = tf.reduce_mean(tf.to_float(tf.greater(tf.abs(ratio - 1.0), CLIPRANGE)))
    loss = pg_loss - entropy * 0.01 + vf_loss * 0.5
    params = tf.trainable_variables("model")
    trainer = tf.train.AdamOptimizer(learning_rate=LR, epsilon=1e-5)
    grads_and_var = trainer.compute_gradients(loss, params)
    grads, var = zip(*grads_and_var)
    grads, grad_norm = tf.clip_by_global_norm(grads, 0.5)
    _train = trainer.apply_gradients(list(zip(grads, var)))
    rewards, values = tf.placeholder(tf.float32, [None]), tf.placeholder(tf.float32, [None])
    gae = tf.py_func(
        functools.partial(advantages, lam=0.9), [rewards, values], tf.float32, stateful=False
    )
    gae.set_shape([None])
    mean, variance = tf.nn.moments(gae, [0])
    normalized = (gae - mean) / (tf.sqrt(variance) + 1e-8)

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        random = np.random.RandomState(1)
        for update in range(steps):
            seen = random.randn(16, 2, 2)
            actions, vals, neglogps = sess.run(
                [act_model.action, act_model.vf, act_model.neglogp], {obs: seen}
            )
            paid = (actions == np.argmax(seen.reshape(16, 4)[:, :3], axis=1)).astype(np.float32)
            adv, normal = sess.run([gae, normalized], {rewards: paid, values: vals})
            feed = {obs: seen, A: actions, ADV: normal, R: adv + vals, OLDNEGLOGPAC: neglogps}
            feed.update({OLDVPRED: vals, LR: 0.01 * (1 - update / 100.0), CLIPRANGE: 0.2})
            for _ in range(2):
                found = sess.run(
                    [pg_loss, vf_loss, entropy, approxkl, clipfrac, grad_norm, _train], feed
                )
            yield {"actions": actions, "losses": [float(v) for v in found[:-1]]}
        tf.train.Saver(params).save(sess, folder + "/ppo", write_state=False)
