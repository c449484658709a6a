"""Every module that declares ops, and finding an op's definition by its type.

A module's ops are in the registry once it is imported.  Whoever asks for a type that is not there yet
gets all of them imported.
"""

from __future__ import annotations

from importlib import import_module

from scopeflow.graph import ports
from scopeflow.ops.define import REGISTRY, Definition

MODULES = (
    *(
        [
            "activation",
            "affine",
            "arithmetic",
            "bitwise",
            "casting",
            "comparison",
            "complexes",
            "constant",
            "counting",
        ]
    ),
    *(
        [
            "decompositions",
            "diagonals",
            "division",
            "elementwise",
            "filling",
            "gathering",
            "grouping",
        ]
    ),
    *(
        [
            "identity",
            "indexed_slices",
            "joining",
            "logical",
            "masking",
            "matmul",
            "moving",
            "padding",
        ]
    ),
    *(
        [
            "placeholder",
            "random",
            "reduction",
            "scanning",
            "scatter",
            "shaping",
            "slicing",
            "softmax",
            "splitting",
        ]
    ),
    *(["state", "sums", "switching"]),
)


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
