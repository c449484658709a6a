# raises: TypeError
# TensorFlow says: Input 'y' of 'AddV2' Op has type float32 that does not match type int32 of argument 'x'
# we say: Write tf.cast(x, tf.int32)
import scopeflow as tf

tf.constant(1) + tf.constant(1.0)
