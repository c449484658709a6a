"""Random numbers that are TensorFlow's."""
