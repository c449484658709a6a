"""Measurements against TensorFlow 1.15: `make bench`."""
