"""The page of errors: each program of `tests/wrong_programs`, run, with what it is told."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.wrong_programs.program import Program, programs  # noqa: E402

# What the programs of a group have in their names; the last group takes the others.
GROUPS = {
    "Variables and reuse": ("variable", "reuse", "partition", "template", "assignment", "dtype_against", "shape_beside"),
    "Names and scopes": ("name", "scope"),
    "Sessions, feeds and fetches": ("session", "feed", "fetch", "unfed"),
    "Graphs": ("graph", "tensor_by", "operation_by", "output_that"),
    "Shapes and types": ("",),
}  # fmt: skip


def write_page(path: Path) -> None:
    """Writes the page."""
    lines = [
        "# Errors and what to write instead",
        "",
        "Every error has TensorFlow 1.15's class and first sentence, so that `except` clauses and searches for the words go on working. What follows is ours: the line that made the node or "
        "variable, the way to it, and what to write. Each program below was run when this page was made.",
    ]
    left = programs()
    for title, words in GROUPS.items():
        mine = [program for program in left if any(word in program.name for word in words)]
        left = [program for program in left if program not in mine]
        lines += ["", f"## {title}"]
        for program in mine:
            lines += _program(program)
    assert not left
    path.write_text("\n".join(lines) + "\n")


def _program(program: Program) -> list[str]:
    source = [
        line.removesuffix("  # here")
        for line in program.source.splitlines()
        if not line.startswith(("# raises", "# TensorFlow says", "# we say"))
    ]
    error = program.run()
    told = "\n".join([str(error), *getattr(error, "__notes__", [])])
    title = program.name.replace("_", " ").capitalize()
    body = "\n".join(source).strip()
    return ["", f"### {title}", "", "```python", body, "```", "", "```text", f"{type(error).__name__}: {told}", "```"]  # fmt: skip
