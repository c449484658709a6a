# raises: TypeError
# TensorFlow says: The value of a feed cannot be a tf.Tensor object
# we say: Run the tensor first, and feed its value
import scopeflow as tf

x = tf.placeholder(tf.float32, name="x")
tf.Session().run(x, {x: tf.constant(1.0)})
