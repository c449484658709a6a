"""Reductions over the slices of a tensor that have equal ids."""
