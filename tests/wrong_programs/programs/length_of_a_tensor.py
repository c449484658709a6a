# raises: TypeError
# TensorFlow says: len is not well defined for symbolic Tensors. (Const:0) Please call `x.shape` rather than `len(x)` for shape information
# we say: Please call `x.shape` rather than `len(x)`
import scopeflow as tf

len(tf.constant([1, 2, 3]))
