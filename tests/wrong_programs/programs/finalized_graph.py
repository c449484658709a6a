# raises: RuntimeError
# TensorFlow says: Graph is finalized and cannot be modified
# we say: Build everything before calling finalize()
import scopeflow as tf

tf.get_default_graph().finalize()
tf.constant(1.0)
