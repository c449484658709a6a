# raises: TypeError
# TensorFlow says: true_fn must be callable
# we say: Give a function that builds the branch
import scopeflow as tf

tf.cond(tf.constant(True), tf.constant(1.0), tf.constant(2.0))
