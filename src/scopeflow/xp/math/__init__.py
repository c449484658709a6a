"""Kernels element by element, and reductions."""
