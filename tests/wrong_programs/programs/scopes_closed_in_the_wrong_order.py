# raises: AssertionError
# TensorFlow says: Nesting violated for default stack of <class 'Graph'> objects
# we say: Leave the contexts in the opposite order of entering them
import scopeflow as tf

graph = tf.get_default_graph()
first, second = tf.Graph().as_default(), tf.Graph().as_default()
first.__enter__()
second.__enter__()
first.__exit__(None, None, None)
