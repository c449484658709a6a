"""Graphs and what they are made of: operations, tensors, names, dtypes, shapes, devices."""
