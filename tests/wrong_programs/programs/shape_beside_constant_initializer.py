# raises: ValueError
# TensorFlow says: If initializer is a constant, do not specify shape
# we say: leave shape= out
import scopeflow as tf

tf.get_variable("v", [2], initializer=tf.ones([2]))
