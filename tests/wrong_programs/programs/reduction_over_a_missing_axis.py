# raises: ValueError
# TensorFlow says: Invalid reduction dimension 2 for input with 2 dimensions. for 'Sum' (op: 'Sum') with input shapes: [2,3], [] and with computed input tensors: input[1] = <2>
# we say: input: zeros:0, float32, shape (2, 3), made at {file}:6
import scopeflow as tf

tf.reduce_sum(tf.zeros([2, 3]), axis=2)
