import scopeflow as tf

x = tf.placeholder_with_default([1.0, 2.0], [2], name="x")
with tf.name_scope("train"):
    tf.summary.scalar("my loss", tf.reduce_sum(x))
    tf.summary.scalar("loss", tf.reduce_mean(x), family="losses")
    with tf.name_scope("inner"):
        tf.summary.histogram("values", x, collections=["mine"])
tf.summary.image("picture", tf.zeros([1, 4, 4, 3]), max_outputs=2)
tf.summary.audio("sound", tf.zeros([1, 8, 1]), 8000)
tf.summary.text("words", tf.constant("hello"))
tf.summary.tensor_summary("tensor", x)
merged = tf.summary.merge_all()
mine = tf.summary.merge_all("mine")
