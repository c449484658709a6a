"""Arithmetic, comparison, reduction: ops on the values of arrays."""
