# raises: ValueError
# TensorFlow says: The name 'loss' refers to an Operation, not a Tensor
# we say: Did you mean 'loss:0'?
import scopeflow as tf

tf.constant(1.0, name="loss")
tf.get_default_graph().get_tensor_by_name("loss")
