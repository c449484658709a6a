# raises: ValueError
# TensorFlow says: Cannot reshape a tensor with 6 elements to shape [4,2] (8 elements) for 'Reshape' (op: 'Reshape') with input shapes: [6], [2] and with input tensors computed as partial shapes: input[1] = [4,2]
# we say: tensor: zeros:0, float32, shape (6,), made at {file}:6
import scopeflow as tf

tf.reshape(tf.zeros([6]), [4, 2])
