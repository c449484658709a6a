"""Ops that check values, and the functions that build them."""
