# raises: InvalidArgumentError
# TensorFlow says: You must feed a value for placeholder tensor 'x' with dtype float and shape [2]
# we say: defined at {here}
# we say: The fetch 'y' needs it: y <- x. Write sess.run(..., feed_dict={x: value, ...}).
import scopeflow as tf

x = tf.placeholder(tf.float32, [2], name="x")  # here
y = tf.multiply(x, 2.0, name="y")
with tf.Session() as session:
    session.run(y)
