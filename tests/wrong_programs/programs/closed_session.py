# raises: RuntimeError
# TensorFlow says: Attempted to use a closed Session
# we say: make a new session
import scopeflow as tf

x = tf.constant(1.0)
session = tf.Session()
session.close()
session.run(x)
