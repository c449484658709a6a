"""Kernels on images: colours, crops, resizing."""
