"""Ops on quantized numbers: integers that stand for floats between two bounds."""
