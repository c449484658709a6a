# raises: KeyError
# TensorFlow says: The name 'loss:1' refers to a Tensor which does not exist
# we say: exists but only has 1 outputs
import scopeflow as tf

tf.constant(1.0, name="loss")
tf.get_default_graph().get_tensor_by_name("loss:1")
