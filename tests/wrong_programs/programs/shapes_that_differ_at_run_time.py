# raises: InvalidArgumentError
# TensorFlow says: Incompatible shapes: [2] vs. [3]
# we say: defined at {here}
import scopeflow as tf

x = tf.placeholder(tf.float32, [None])
y = tf.placeholder(tf.float32, [None])
z = x + y  # here
tf.Session().run(z, {x: [1.0, 2.0], y: [1.0, 2.0, 3.0]})
