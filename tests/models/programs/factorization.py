"""Matrix factorization with sparse gradients: embeddings partitioned over shards, biases, lazy momentum, rows kept in bounds."""

import os

import numpy as np
import tensorflow as tf

USERS, ITEMS, DIM = 23, 17, 5


def train(folder, steps):
    tf.set_random_seed(31)
    user_batch = tf.placeholder(tf.int32, shape=[None], name="id_user")
    item_batch = tf.placeholder(tf.int32, shape=[None], name="id_item")
    rate_batch = tf.placeholder(tf.float32, shape=[None])
    with tf.variable_scope("factors", partitioner=tf.fixed_size_partitioner(3)):
        w_user = tf.get_variable(
            "embd_user", [USERS, DIM], initializer=tf.truncated_normal_initializer(stddev=0.3)
        )
        w_item = tf.get_variable(
            "embd_item", [ITEMS, DIM], initializer=tf.random_uniform_initializer(-0.3, 0.3)
        )
    bias_global = tf.get_variable("bias_global", shape=[], initializer=tf.zeros_initializer())
    w_bias_user = tf.get_variable(
        "embd_bias_user", shape=[USERS], initializer=tf.zeros_initializer()
    )
    w_bias_item = tf.get_variable(
        "embd_bias_item", shape=[ITEMS], initializer=tf.zeros_initializer()
    )
    bias_user = tf.nn.embedding_lookup(w_bias_user, user_batch, name="bias_user")
    bias_item = tf.nn.embedding_lookup(w_bias_item, item_batch, name="bias_item")
    embd_user = tf.nn.embedding_lookup(
        w_user, user_batch, partition_strategy="div", name="embd_user"
    )
    embd_item = tf.nn.embedding_lookup(
        w_item, item_batch, partition_strategy="div", name="embd_item"
    )
    infer = tf.reduce_sum(tf.multiply(embd_user, embd_item), 1)
    infer = tf.add(tf.add(tf.add(infer, bias_global), bias_user), bias_item, name="svd_inference")
    regularizer = tf.add(tf.nn.l2_loss(embd_user), tf.nn.l2_loss(embd_item), name="svd_regularizer")
    cost = tf.add(tf.nn.l2_loss(infer - rate_batch), 0.05 * regularizer)
    global_step = tf.train.get_or_create_global_step()
    shards = list(w_user) + list(w_item)
    biases = [bias_global, w_bias_user, w_bias_item]
    grads = tf.gradients(cost, shards + biases)
    momentum = tf.train.MomentumOptimizer(0.05, 0.8, use_nesterov=True)
    adagrad = tf.train.AdagradOptimizer(0.2)
    factors = momentum.apply_gradients(zip(grads, shards), global_step, name="factors")
    others = adagrad.apply_gradients(zip(grads[len(shards) :], biases))
    with tf.control_dependencies([factors, others]):
        bounded = [v.assign(tf.clip_by_norm(v, 1.0, axes=[1])) for v in shards]
    train_op = tf.group(*bounded)
    saver = tf.train.Saver()

    random = np.random.RandomState(12)
    taste = random.randn(USERS, 2).dot(random.randn(2, ITEMS))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for _ in range(steps):
            users, items = random.randint(0, USERS, 30), random.randint(0, ITEMS, 30)
            feed = {user_batch: users, item_batch: items, rate_batch: taste[users, items]}
            value = sess.run(cost, feed)
            sess.run(train_op, feed)
            yield {"cost": value, "step": sess.run(global_step)}
        saver.save(sess, os.path.join(folder, "svd"), global_step=global_step)
        yield {"infer": sess.run(infer, feed)}
