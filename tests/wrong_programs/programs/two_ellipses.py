# raises: ValueError
# TensorFlow says: Multiple ellipses in slice spec not allowed for 'strided_slice' (op: 'StridedSlice') with input shapes: [2,3], [2], [2], [2] and with computed input tensors: input[3] = <1 1>
# we say: input: zeros:0, float32, shape (2, 3), made at {file}:6
import scopeflow as tf

x = tf.zeros([2, 3])
x[..., ...]
