"""Compiled programs that outlive the process: named by what they compute, kept in a folder, loaded without a trace."""

from scopeflow.engine.kept.asking import Asking
from scopeflow.engine.kept.files import folder, load, save
from scopeflow.engine.kept.names import island_name, program_name
from scopeflow.engine.kept.record import Unwritable, read, write

__all__ = [
    "Asking",
    "Unwritable",
    "folder",
    "island_name",
    "load",
    "program_name",
    "read",
    "save",
    "write",
]
