"""Making, shaping, slicing, joining and indexing arrays."""
