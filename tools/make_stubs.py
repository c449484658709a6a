"""Writes the .pyi beside each façade: what its table says, in the form that type checkers read.

python tools/make_stubs.py           write them
python tools/make_stubs.py --check   exit with 1 if one is not what its table says
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

SRC = Path(__file__).resolve().parents[1] / "src"
sys.path.insert(0, str(SRC))

from scopeflow.formats import protos  # noqa: E402
from scopeflow.lazy import read_table  # noqa: E402


def facades() -> list[Path]:
    """The modules that are façades."""
    return sorted(p for p in SRC.rglob("*.py") if "import facade as _facade" in p.read_text())


def stub(path: Path) -> str:
    """The stub of one façade."""
    relative = path.relative_to(SRC).with_suffix("")
    parts = [part for part in relative.parts if part != "__init__"]
    package = ".".join(parts)
    tree = ast.parse(path.read_text())
    call = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
    )
    table = ast.literal_eval(call.args[1])
    lines = ["# Written by tools/make_stubs.py from the table in the module beside it.", ""]
    extra = []
    if len(call.args) > 2:
        given = protos.top_level if package == "scopeflow" else protos.in_summary
        lines.append("from typing import Any")
        extra = [f"{name}: Any" for name in given.names]
    aliases = []
    for name, (module, attribute) in sorted(read_table(package, table).items()):
        if attribute is None:
            top, _, leaf = module.rpartition(".")
            lines.append(f"from {top} import {leaf} as {name}")
        elif attribute == name:
            lines.append(f"from {module} import {name} as {name}")
        else:
            lines.append(f"from {module} import {attribute} as _{name}")
            aliases.append(f"{name} = _{name}")
    return "\n".join([*lines, "", *aliases, *extra]).rstrip() + "\n"


def main() -> int:
    wrong = []
    for path in facades():
        target, text = path.with_suffix(".pyi"), stub(path)
        if "--check" in sys.argv:
            if not target.exists() or target.read_text() != text:
                wrong.append(target.relative_to(SRC.parent))
        else:
            target.write_text(text)
    if wrong:
        print("not what their tables say (python tools/make_stubs.py):", *wrong, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
