"""Ops that leave the graph: calls of Python, printing, the clock."""
