"""Runs the programs of examples/ and asks why their names are what they are; `python -m tests.inspect.asking` records it."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
from pathlib import Path

import scopeflow as tf
from scopeflow.runner import script

ROOT = Path(__file__).parent.parent.parent
ANSWERS = Path(__file__).parent / "answers"

# Every name that the programs print, the names that a newcomer would expect instead, and the scopes.
QUESTIONS = {
    "name_scope.py": ["var1:0", "my_scope/var2:0", "my_scope/Add:0", "my_scope/var1", "my_scope"],
    "variable_scope.py": ["my_scope/var1:0", "my_scope/var2:0", "my_scope/Add:0", "my_scope"],
    "sharing.py": ["var_scope/var:0", "foo/var_scope/var", "var_scope", "bar"],
    "scoping_python2.py": [
        "scope_vars/a:0",
        "scope_vars/b:0",
        "scope_vars/c:0",
        "scope_vars/res/res:0",
        "scope_name/a:0",
        "b:0",
        "scope_name/c:0",
        "scope_name/res/res:0",
        "scope_name/b",
        "scope_name",
        "scope_vars/res/mul",
    ],
}


def answers(program: str) -> str:
    """What `tf.explain` says to the questions about a program."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default() as graph:
        os.chdir(folder)
        try:
            shutil.copy(ROOT / "examples" / program, folder)
            with contextlib.redirect_stdout(io.StringIO()):
                script.execute(program)
            told = [f"### {name}\n{tf.explain(name, graph)}\n" for name in QUESTIONS[program]]
        finally:
            os.chdir(before)
    return "\n".join(told)


def main() -> None:
    for program in QUESTIONS:
        (ANSWERS / f"{program}.txt").write_text(answers(program))


if __name__ == "__main__":
    main()
