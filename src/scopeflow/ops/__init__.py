"""Every op, defined once, by family."""
