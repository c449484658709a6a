# raises: ValueError
# TensorFlow says: slice index 5 of dimension 0 out of bounds. for 'strided_slice' (op: 'StridedSlice') with input shapes: [2,3], [1], [1], [1] and with computed input tensors: input[1] = <5>, input[2] = <6>, input[3] = <1>
# we say: input: zeros:0, float32, shape (2, 3), made at {file}:6
import scopeflow as tf

x = tf.zeros([2, 3])
x[5]
