"""`tf.test`: test cases for code that builds and runs graphs."""
