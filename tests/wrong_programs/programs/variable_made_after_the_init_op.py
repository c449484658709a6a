# raises: FailedPreconditionError
# TensorFlow says: Attempting to use uninitialized value b
# we say: The init op 'init' was made before it at {here}: make the init op after the last variable
import scopeflow as tf

a = tf.Variable(1.0, name="a")
init = tf.global_variables_initializer()  # here
b = tf.Variable(2.0, name="b")
with tf.Session() as session:
    session.run(init)
    session.run(a + b)
