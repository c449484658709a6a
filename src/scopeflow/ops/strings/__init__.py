"""Ops on strings: arrays of bytes, on the host."""
