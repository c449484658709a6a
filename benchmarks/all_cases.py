"""Imports every module that puts cases into the tables of measuring.py."""

from benchmarks import (  # noqa: F401
    cases,
    graph_cases,
    session_cases,
    shape_cases,
    storage_cases,
    training_cases,
)
