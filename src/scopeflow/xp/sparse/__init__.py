"""Kernels on sparse tensors, ragged rows and sets; NumPy only."""
