# raises: ValueError
# TensorFlow says: Duplicate node name in graph: 'a'
# we say: the first was made at {file}:6
import scopeflow as tf

tf.constant(1.0, name="a")
tf.constant(1.0, name="a/")
