"""Actor and critic with slowly following copies: the critic's gradient by action feeds tf.gradients of the actor, resources for variables."""

import numpy as np
import tensorflow as tf

STATE, ACTION, TAU, GAMMA = 3, 1, 0.05, 0.9


def fully_connected(x, units, name, activation=None, trainable=True):
    with tf.variable_scope(name):
        limit = np.sqrt(3.0 / int(x.shape[-1]))
        w = tf.get_variable(
            "w",
            [x.shape[-1], units],
            initializer=tf.random_uniform_initializer(-limit, limit),
            trainable=trainable,
        )
        b = tf.get_variable(
            "b", [units], initializer=tf.constant_initializer(0.1), trainable=trainable
        )
        y = tf.nn.bias_add(tf.tensordot(x, w, axes=[[-1], [0]]), b)
        return y if activation is None else activation(y)


def actor(s, scope, trainable):
    with tf.variable_scope(scope):
        net = fully_connected(s, 12, "l1", tf.nn.relu6, trainable)
        with tf.variable_scope("a"):
            actions = fully_connected(net, ACTION, "a", tf.nn.tanh, trainable)
            return tf.multiply(actions, 2.0, name="scaled_a")


def critic(s, a, scope, trainable):
    with tf.variable_scope(scope):
        net = tf.concat([fully_connected(s, 10, "s", None, trainable), a], axis=-1)
        net = tf.nn.leaky_relu(fully_connected(net, 10, "l1", None, trainable))
        return fully_connected(net, 1, "q", trainable=trainable)


def train(folder, steps):
    tf.set_random_seed(2)
    with tf.name_scope("S"):
        s = tf.placeholder(tf.float32, shape=[None, STATE], name="s")
    with tf.name_scope("R"):
        r = tf.placeholder(tf.float32, [None, 1], name="r")
    with tf.name_scope("S_"):
        s_ = tf.placeholder(tf.float32, shape=[None, STATE], name="s_")
    with tf.variable_scope("Actor", use_resource=True):
        a = actor(s, "eval", True)
        a_ = actor(s_, "target", False)
    with tf.variable_scope("Critic", use_resource=True):
        # critics may look at the actor's choice but not change it
        a = tf.stop_gradient(a) + 0.0 * a
        q = critic(s, a, "eval", True)
        q_ = critic(s_, a_, "target", False)
    ae_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="Actor/eval")
    at_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="Actor/target")
    ce_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="Critic/eval")
    ct_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="Critic/target")
    soft_replace = [
        tf.assign(t, (1 - TAU) * t + TAU * e)
        for t, e in zip(at_params + ct_params, ae_params + ce_params)
    ]
    with tf.variable_scope("target_q"):
        target_q = r + GAMMA * q_
    with tf.variable_scope("TD_error"):
        loss = tf.reduce_mean(tf.squared_difference(tf.stop_gradient(target_q), q))
    with tf.variable_scope("C_train"):
        train_critic = tf.train.AdamOptimizer(0.01).minimize(loss, var_list=ce_params)
    with tf.variable_scope("a_grad"):
        a_grads = tf.gradients(q, a)[0]
    with tf.variable_scope("policy_grads"):
        scaled = tf.get_default_graph().get_tensor_by_name("Actor/eval/a/scaled_a:0")
        policy_grads = tf.gradients(ys=scaled, xs=ae_params, grad_ys=a_grads)
    with tf.variable_scope("A_train"):
        opt = tf.train.AdamOptimizer(-0.005)
        train_actor = opt.apply_gradients(zip(policy_grads, ae_params))

    random = np.random.RandomState(3)
    sess = tf.Session()
    with sess.as_default():
        sess.run(tf.global_variables_initializer())
        yield
        state = random.randn(8, STATE)
        for _ in range(steps):
            after = 0.9 * state + 0.3 * random.randn(8, STATE)
            reward = -np.abs(state.sum(1, keepdims=True))
            sess.run(soft_replace)
            value, _ = sess.run([loss, train_critic], {s: state, r: reward, s_: after})
            sess.run(train_actor, {s: state})
            chosen = sess.run(scaled, {s: state})
            state = after
            yield {"loss": value, "actions": chosen}
        tf.train.Saver(max_to_keep=1).save(sess, folder + "/DDPG.ckpt", write_meta_graph=False)
    sess.close()
