# raises: ValueError
# TensorFlow says: Fetch argument <tf.Tensor 'Const:0' shape=() dtype=float32> cannot be interpreted as a Tensor. (Tensor Tensor("Const:0", shape=(), dtype=float32) is not an element of this graph
# we say: It was made at {file}:6 in another graph
import scopeflow as tf

x = tf.constant(1.0)
with tf.Graph().as_default():
    tf.constant(2.0)
    with tf.Session() as session:
        session.run(x)
