"""Every module that declares ops, and finding an op's definition by its type.

A module's ops are in the registry once it is imported.  Whoever asks for a type that is not there yet
gets all of them imported.
"""

from __future__ import annotations

from importlib import import_module

from scopeflow.graph import ports
from scopeflow.ops.define import REGISTRY, Definition

# By family, the modules that declare ops.
FAMILIES = {
    "arrays": """
        constant counting diagonals filling gathering identity indexed_slices joining masking moving
        padding placeholder shaping slicing splitting
    """,
    "control": "grouping switching",
    "linalg": "decompositions",
    "math": """
        arithmetic bitwise casting comparison complexes division elementwise logical matmul reduction
        scanning sums
    """,
    "nn": "activation affine softmax",
    "random": "sampling",
    "state": "assigning scatter",
}
MODULES = tuple(f"{family}.{name}" for family, names in FAMILIES.items() for name in names.split())


def find(op_type: str) -> Definition | None:
    """The definition of `op_type`, or None if there is none."""
    found = REGISTRY.get(op_type)
    if found is None:
        load_all()
        found = REGISTRY.get(op_type)
    return found


def load_all() -> dict[str, Definition]:
    """The registry with every definition in it."""
    for module in MODULES:
        import_module(f"scopeflow.ops.{module}")
    for module in ports.MORE_OPS:
        import_module(module)
    return REGISTRY
