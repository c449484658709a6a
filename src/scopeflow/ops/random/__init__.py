"""Random numbers and their seeds."""
