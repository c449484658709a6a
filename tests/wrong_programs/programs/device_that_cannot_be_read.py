# raises: ValueError
# TensorFlow says: invalid literal for int() with base 10: 'zero'
# we say: The device is '/gpu:zero'. A device is written as
import scopeflow as tf

with tf.device("/gpu:zero"):
    tf.constant(1.0)
