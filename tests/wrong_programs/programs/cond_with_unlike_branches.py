# raises: ValueError
# TensorFlow says: Outputs of true_fn and false_fn must have the same type: float32, int32
# we say: Cast one of them with tf.cast
import scopeflow as tf

tf.cond(tf.constant(True), lambda: tf.constant(1.0), lambda: tf.constant(1))
