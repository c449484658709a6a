import scopeflow as tf

x = tf.placeholder(tf.float32, [None, 8], name="x")
labels = tf.placeholder(tf.int64, [None], name="labels")


def dense(inputs, size, name, activation=None):
    with tf.variable_scope(name):
        weights = tf.get_variable("weights", [inputs.shape[-1].value, size])
        bias = tf.get_variable("bias", [size], initializer=tf.zeros_initializer())
        outputs = tf.matmul(inputs, weights) + bias
        return outputs if activation is None else activation(outputs)


with tf.variable_scope("mlp", initializer=tf.truncated_normal_initializer(stddev=0.1)):
    hidden = dense(x, 16, "hidden", tf.sigmoid)
    hidden = dense(hidden, 16, "hidden_2", tf.tanh)
    logits = dense(hidden, 4, "logits")
with tf.name_scope("accuracy"):
    hits = tf.equal(tf.argmax(logits, 1), labels)
    accuracy = tf.reduce_mean(tf.cast(hits, tf.float32))
with tf.name_scope("loss"):
    loss = tf.reduce_mean(tf.reduce_logsumexp(logits, axis=1))
init = tf.global_variables_initializer()
