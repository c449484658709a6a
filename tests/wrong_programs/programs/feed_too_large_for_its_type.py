# raises: TypeError
# TensorFlow says: Type of feed value 300 with type <class 'int'> is not compatible with Tensor type <class 'numpy.int8'>
# we say: a larger type (e.g. int64)
import scopeflow as tf

x = tf.placeholder(tf.int8, name="x")
tf.Session().run(x, {x: 300})
