# raises: ValueError
# TensorFlow says: Fetch argument 'los:0' cannot be interpreted as a Tensor. ("The name 'los:0' refers to a Tensor which does not exist
# we say: The nearest names are 'loss:0'
import scopeflow as tf

tf.constant(1.0, name="loss")
tf.Session().run("los:0")
