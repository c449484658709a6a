"""Optimizers: gradients turned into nodes that change variables."""
