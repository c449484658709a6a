# raises: ValueError
# TensorFlow says: could not convert string to float: 'text'
# we say: The value was fed for 'x:0', float32, made at {here}
import scopeflow as tf

x = tf.placeholder(tf.float32, name="x")  # here
tf.Session().run(x, {x: "text"})
