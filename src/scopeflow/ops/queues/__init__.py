"""Queues of tensors, and readers that take file names from them."""
