import scopeflow as tf

x = tf.placeholder(tf.float32, [4, 6, None], name="x")
n = tf.placeholder(tf.int32, [], name="n")
parts = [x[0], x[1:3, ..., tf.newaxis], x[:, ::2], x[-1, n], x[n:, :, 0], x[..., -1]]
v = tf.Variable(tf.zeros([4, 6]), name="v")
change = v[1:3].assign(tf.ones([2, 6]))
y = (2.0 * v + 1.0) / 3.0 - v**2.0
z = 7 // n + n % 3 - abs(-n)
both = tf.logical_and(y > 0.0, ~(v <= 1.0)) | (y >= v)
t = y @ tf.ones([6, 2])
reshaped = tf.reshape(x, tf.stack([tf.shape(x)[0], -1]))
joined = tf.concat([v, y], axis=1, name="joined")
