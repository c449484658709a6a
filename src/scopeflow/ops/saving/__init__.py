"""Ops that write and read checkpoints."""
