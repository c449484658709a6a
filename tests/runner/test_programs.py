"""The four programs of examples/ run as they are and print what TensorFlow prints."""

from __future__ import annotations

from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent.parent / "examples"

SCOPING = """\
scope_vars
  scope_vars/a:0
  scope_vars/b:0
  scope_vars/c:0
  scope_vars/res/res:0 

scope_name
  scope_name/a:0
  b:0
  scope_name/c:0
  scope_name/res/res:0 

[5, 5]
"""  # noqa: W291


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        ("name_scope.py", "var1:0\nmy_scope/var2:0\nmy_scope/Add:0\n"),
        ("variable_scope.py", "my_scope/var1:0\nmy_scope/var2:0\nmy_scope/Add:0\n"),
        ("sharing.py", "var_scope/var:0\nvar_scope/var:0\n"),
        ("scoping_python2.py", SCOPING),
    ],
)
def test_a_program_prints_what_it_prints_under_tensorflow(scopeflow, program, printed) -> None:
    done = scopeflow("run", EXAMPLES / program)
    assert done.stdout == printed
    assert done.stderr == ""
    assert done.returncode == 0


def test_the_scoping_program_leaves_its_graph_for_tensorboard(scopeflow, tmp_path) -> None:
    scopeflow("run", EXAMPLES / "scoping_python2.py")
    done = scopeflow("graph", "logs", "--variables-only")
    assert done.stdout.splitlines()[1:] == [
        "├── scope_vars/  11 nodes, 6 folded, 2 parameters",
        "│   ├── a  variable [] int32, 1 parameter",
        "│   └── b  variable [] int32, 1 parameter",
        "├── scope_name/  7 nodes, 3 folded, 1 parameter",
        "│   └── a  variable [] int32, 1 parameter",
        "└── b  variable [] int32, 1 parameter",
        "22 nodes, 4 scopes, 4 variables, 4 parameters",
        "folded nodes: initializers 8, reads 4 (--all shows all)",
    ]
