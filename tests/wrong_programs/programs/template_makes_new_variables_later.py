# raises: ValueError
# TensorFlow says: Variable layer/b does not exist, or was not created with get_variable(
# we say: The nearest names that exist: 'layer/a'
import scopeflow as tf

names = iter(["a", "b"])
layer = tf.make_template("layer", lambda: tf.get_variable(next(names), [1]))
layer()
layer()
