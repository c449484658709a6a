# raises: TypeError
# TensorFlow says: Cannot interpret feed_dict key as Tensor: Can not convert a int into a Tensor
# we say: Give one of the graph, or its name
import scopeflow as tf

x = tf.constant(1.0)
tf.Session().run(x, {3: 1.0})
