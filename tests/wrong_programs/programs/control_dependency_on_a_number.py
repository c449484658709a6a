# raises: TypeError
# TensorFlow says: Can not convert a float into a Tensor or Operation
# we say: Give one of the graph, or its name
import scopeflow as tf

with tf.control_dependencies([1.0]):
    tf.constant(1.0)
