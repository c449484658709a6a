"""The parts of neural networks."""
