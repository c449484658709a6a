# raises: KeyError
# TensorFlow says: The name 'los' refers to an Operation not in the graph
# we say: The nearest names are 'loss'
import scopeflow as tf

tf.constant(1.0, name="loss")
tf.get_default_graph().get_operation_by_name("los")
