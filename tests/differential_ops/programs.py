"""A random op program as text: how it is written out, and how it is made smaller."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.reference import op_programs

PRELUDE = op_programs.PRELUDE + (Path(__file__).parent / "prelude.py").read_text()

Program = tuple[str, ...]


def source(program: Program) -> str:
    """The program as Python; run it after PRELUDE."""
    return "\n".join(["begin()", "tf.set_random_seed(7)", *program, "result = finish()"])


def shrink(
    program: Program, still_differs: Callable[[list[Program]], int | None], batch: int = 24
) -> Program:
    """The smallest program reached by leaving out lines, keywords and wrappings.

    Args:
      program: one that shows a difference.
      still_differs: tells of a list of programs the index of the first that shows it still, or None.
      batch: how many to try at once.
    """
    while True:
        candidates = list(_smaller(program))
        for start in range(0, len(candidates), batch):
            index = still_differs(candidates[start : start + batch])
            if index is not None:
                program = candidates[start + index]
                break
        else:
            return program


def _smaller(program: Program) -> Iterator[Program]:
    if len(program) > 3:
        half = len(program) // 2
        yield program[half:]
        yield program[:half]
    for at in range(len(program) - 1, -1, -1):
        rest = program[:at] + program[at + 1 :]
        name = program[at].split(" = ", 1)[0]
        # what nobody names any more
        if not any(_names(line, name) for line in rest):
            yield rest
    for at, line in enumerate(program):
        for simpler in _simpler(line):
            yield (*program[:at], simpler, *program[at + 1 :])


def _names(line: str, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(ast.parse(line)))


def _simpler(line: str) -> Iterator[str]:
    """The line with one of its calls made simpler."""
    tree = ast.parse(line)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        for keyword in list(call.keywords):
            at = call.keywords.index(keyword)
            call.keywords.remove(keyword)
            yield ast.unparse(tree)
            call.keywords.insert(at, keyword)
        if not isinstance(call.func, ast.Name):
            continue
        arguments = call.args
        if call.func.id == "ph" and len(arguments) == 2:
            call.args = arguments[:1]
            yield ast.unparse(tree)
            call.args = arguments
        if call.func.id == "val" and len(arguments) == 4:
            for end in (3, 2):
                if not (
                    isinstance(arguments[3], ast.Constant)
                    and arguments[3].value == "small"
                    and end == 3
                ):
                    call.args = arguments[:end]
                    yield ast.unparse(tree)
            call.args = arguments
