"""Kernels of neural networks: convolutions, pools, normalizations, losses."""
