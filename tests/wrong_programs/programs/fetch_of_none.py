# raises: TypeError
# TensorFlow says: Fetch argument None has invalid type <class 'NoneType'>
# we say: the result of a function that forgot to return
import scopeflow as tf

tf.constant(1.0)
tf.Session().run(None)
