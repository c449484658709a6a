# raises: TypeError
# TensorFlow says: Fetch argument 3.0 has invalid type <class 'float'>, must be a string or Tensor. (Can not convert a float into a Tensor or Operation
# we say: Give one of the graph, or its name
import scopeflow as tf

tf.constant(1.0)
tf.Session().run(3.0)
