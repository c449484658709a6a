"""All that a compiler needs to keep its programs and to find them again."""

from scopeflow.engine.kept.files import folder, load, save
from scopeflow.engine.kept.names import island_name, program_name
from scopeflow.engine.kept.record import Unwritable, read, write

__all__ = [
    "Unwritable",
    "folder",
    "island_name",
    "load",
    "program_name",
    "read",
    "save",
    "write",
]
