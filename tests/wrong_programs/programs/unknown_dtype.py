# raises: TypeError
# TensorFlow says: Expected DataType for argument 'dtype' not 'float31'
# we say: Did you mean 'float32'
import scopeflow as tf

tf.placeholder("float31")
