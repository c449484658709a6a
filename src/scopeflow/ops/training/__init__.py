"""The ops that move variables along their gradients: what optimizers build."""
