# raises: ValueError
# TensorFlow says: Tensor("Const:0", shape=(), dtype=float32) must be from the same graph as Tensor("Const:0", shape=(), dtype=float32
# we say: Const was made at {file}:9; Const was made at {file}:7
import scopeflow as tf

with tf.Graph().as_default():
    a = tf.constant(1.0)
with tf.Graph().as_default():
    b = tf.constant(2.0)
tf.add(a, b)
