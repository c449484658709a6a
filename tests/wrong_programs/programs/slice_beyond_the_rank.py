# raises: ValueError
# TensorFlow says: Index out of range using input dim 2; input has only 2 dims for 'strided_slice' (op: 'StridedSlice') with input shapes: [2,3], [3], [3], [3] and with computed input tensors: input[3] = <1 1 1>
# we say: input: zeros:0, float32, shape (2, 3), made at {file}:6
import scopeflow as tf

x = tf.zeros([2, 3])
x[0, 0, 0]
