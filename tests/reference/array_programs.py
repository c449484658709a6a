"""Programs about arrays, contexts and conditionals, each to be built under both libraries.

They stand in array_cases/, a file for each family. A file holds functions `case_...`, each a program, and the helpers
they share; a program's result is its outcome and every node that was made for it.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.reference import math_cases

HERE = Path(__file__).parent / "array_cases"


def families() -> list[str]:
    """The names of the families."""
    return sorted(path.name.split(".")[0] for path in HERE.glob("*.py.txt"))


def programs(family: str) -> dict[str, str]:
    """{name of the case: program} of a family."""
    tree = ast.parse((HERE / f"{family}.py.txt").read_text())
    cases = [node for node in tree.body if _is_case(node)]
    shared = ast.unparse(ast.Module([node for node in tree.body if not _is_case(node)], []))
    return {
        case.name: f"{shared}\n{ast.unparse(case)}\nresult = attempt({case.name})"
        for case in cases
        if isinstance(case, ast.FunctionDef)
    }


def _is_case(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("case_")


PRELUDE = math_cases.PRELUDE
