# raises: RuntimeError
# TensorFlow says: The Session graph is empty
# we say: The session runs the graph that was the default when it was made
import scopeflow as tf

tf.Session().run([])
