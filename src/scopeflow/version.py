"""tf.version: the version of TensorFlow whose programs run, and whose GraphDefs are written.

Programs compare these with what they need; scopeflow's own version is in its package metadata.
"""

VERSION = "1.15.5"
GIT_VERSION = "scopeflow"
COMPILER_VERSION = "XLA"
GRAPH_DEF_VERSION = 134
GRAPH_DEF_VERSION_MIN_CONSUMER = 0
GRAPH_DEF_VERSION_MIN_PRODUCER = 0
