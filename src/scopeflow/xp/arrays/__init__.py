"""Kernels that make, cut, join, index and search arrays."""
