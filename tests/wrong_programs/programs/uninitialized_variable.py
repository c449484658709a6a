# raises: FailedPreconditionError
# TensorFlow says: Attempting to use uninitialized value v
# we say: The variable was made at {here}. Run sess.run(tf.global_variables_initializer()) first
import scopeflow as tf

v = tf.Variable(1.0, name="v")  # here
with tf.Session() as session:
    session.run(v + 1.0)
