# raises: ValueError
# TensorFlow says: Initializer type '<dtype: 'float32'>' and explicit dtype '<dtype: 'float64'>' don't match
# we say: Leave dtype= out, or give an initializer of that dtype
import scopeflow as tf

tf.get_variable("v", initializer=1.5, dtype=tf.float64)
