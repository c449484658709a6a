"""Graphs as pure functions for JAX, and Python functions over scopes as pairs of such functions."""
