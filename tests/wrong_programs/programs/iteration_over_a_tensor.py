# raises: OperatorNotAllowedInGraphError
# TensorFlow says: iterating over `tf.Tensor` is not allowed in Graph execution
# we say: Take it apart with tf.unstack, or loop with tf.map_fn
import scopeflow as tf

for _ in tf.constant([1, 2, 3]):
    pass
