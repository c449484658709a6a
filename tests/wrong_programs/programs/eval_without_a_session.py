# raises: ValueError
# TensorFlow says: Cannot evaluate tensor using `eval()`: No default session is registered
# we say: pass an explicit session to `eval(session=sess)`
import scopeflow as tf

tf.constant(1.0).eval()
