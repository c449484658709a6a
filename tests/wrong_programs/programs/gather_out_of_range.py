# raises: InvalidArgumentError
# TensorFlow says: indices[0] = 5 is not in [0, 3
# we say: defined at {here}
import scopeflow as tf

x = tf.placeholder_with_default([5], [1])
y = tf.gather(tf.zeros([3]), x)  # here
tf.Session().run(y)
