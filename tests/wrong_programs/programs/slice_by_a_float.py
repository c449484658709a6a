# raises: TypeError
# TensorFlow says: Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 tensors are valid indices, got 1.5
# we say: scalar tf.int32/tf.int64 tensors are valid indices, got 1.5
import scopeflow as tf

x = tf.zeros([2, 3])
x[1.5]
