"""Gradients: the reverse walk over a graph, and what is built from it."""
