"""Models whose training is measured, each written once for `tf` and once in JAX, side by side."""
