"""Tensors that hold few values besides zeros: SparseTensor and the ops on it."""
