# raises: ValueError
# TensorFlow says: Cannot specify both 'dim' and 'axis'
# we say: Leave out the older 'dim'
import scopeflow as tf

tf.expand_dims(tf.zeros([2]), axis=0, dim=0)
