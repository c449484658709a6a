"""Ops that write variables."""
