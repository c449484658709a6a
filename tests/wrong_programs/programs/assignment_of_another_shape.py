# raises: ValueError
# TensorFlow says: Dimension 0 in both shapes must be equal, but are 2 and 3
# we say: ref: Variable:0, float32_ref, shape (2,), made at {file}:6
import scopeflow as tf

v = tf.Variable([1.0, 2.0])
v.assign([1.0, 2.0, 3.0])
