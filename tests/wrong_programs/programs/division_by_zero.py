# raises: InvalidArgumentError
# TensorFlow says: Integer division by zero
# we say: defined at {here}
import scopeflow as tf

x = tf.placeholder_with_default(0, [], name="x")
y = 1 // x  # here
tf.Session().run(y)
