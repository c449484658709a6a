# raises: ValueError
# TensorFlow says: Cannot use the default session to evaluate tensor: the tensor's graph is different from the session's graph
# we say: Pass an explicit session to `eval(session=sess)`
import scopeflow as tf

x = tf.constant(1.0)
with tf.Graph().as_default():
    with tf.Session():
        x.eval()
