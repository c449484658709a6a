# raises: ValueError
# TensorFlow says: Cannot feed value of shape (2,) for Tensor 'x:0', which has shape '(2, 3)'
# we say: The tensor is a Placeholder, made at {here}
import scopeflow as tf

x = tf.placeholder(tf.float32, [2, 3], name="x")  # here
tf.Session().run(x, {x: [1.0, 2.0]})
