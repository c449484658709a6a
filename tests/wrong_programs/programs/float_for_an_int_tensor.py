# raises: TypeError
# TensorFlow says: Input 'y' of 'Mul' Op has type float32 that does not match type int32 of argument 'x'
# we say: Write tf.cast(x, tf.int32)
import scopeflow as tf

tf.constant(1) * 2.5
