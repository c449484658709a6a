"""Lookup tables: ops, and the classes that programs make of them."""
