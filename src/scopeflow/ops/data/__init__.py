"""Ops on datasets and on the iterators that walk them, and what their values are while a program runs."""
