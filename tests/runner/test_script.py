"""`scopeflow run` runs a script as Python would: arguments, output, tracebacks, exit status."""

from __future__ import annotations

import subprocess
import sys

import pytest

SHOW_STATE = """\
import os, sys
print(__name__, sys.argv, os.path.realpath(sys.path[0]), __file__)
print(sys.modules["__main__"].__dict__ is globals())
"""


def test_a_script_sees_what_it_sees_under_python(scopeflow, script, tmp_path) -> None:
    path = script(SHOW_STATE)
    plain = subprocess.run(
        [sys.executable, path, "a", "--b", "-c=3"], capture_output=True, text=True, cwd=tmp_path
    )
    ours = scopeflow("run", path, "a", "--b", "-c=3")
    assert ours.stdout == plain.stdout != ""
    assert ours.stderr == ""


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("", 0),
        ("import sys; sys.exit()", 0),
        ("import sys; sys.exit(7)", 7),
        ("import sys; sys.exit('told why')", 1),
        ("raise SystemExit(3)", 3),
        ("raise ValueError('x')", 1),
        ("import os; os._exit(9)", 9),
    ],
)
def test_exit_status_is_pythons(scopeflow, script, ending: str, status: int) -> None:
    path = script(ending)
    plain = subprocess.run([sys.executable, path], capture_output=True, text=True)
    ours = scopeflow("run", path)
    assert (ours.returncode, plain.returncode) == (status, status)
    assert ours.stderr == plain.stderr


def test_a_traceback_is_the_scripts_own(scopeflow, script) -> None:
    path = script("def f():\n    return [][1]\n\ntry:\n    f()\nexcept IndexError:\n    1 / 0\n")
    plain = subprocess.run([sys.executable, path], capture_output=True, text=True)
    assert scopeflow("run", path).stderr == plain.stderr != ""


def test_frames_of_scopeflow_are_folded_unless_asked_for(scopeflow, script) -> None:
    path = script("import tensorflow as tf\ntf.as_dtype(object())\n")
    folded = scopeflow("run", path)
    assert "tf.as_dtype(object())" in folded.stderr
    assert "in scopeflow (SCOPEFLOW_TRACEBACK=full shows them)" in folded.stderr
    assert "dtypes.py" not in folded.stderr
    full = scopeflow("run", path, SCOPEFLOW_TRACEBACK="full")
    assert "dtypes.py" in full.stderr
    assert folded.returncode == full.returncode == 1


def test_a_syntax_error_is_told_as_python_tells_it(scopeflow, script) -> None:
    path = script("x = = 2\n")
    plain = subprocess.run([sys.executable, path], capture_output=True, text=True)
    ours = scopeflow("run", path)
    assert ours.stderr == plain.stderr
    assert ours.returncode == 1


def test_a_script_that_is_not_there_is_one_line(scopeflow, tmp_path) -> None:
    ours = scopeflow("run", tmp_path / "none.py")
    assert ours.returncode == 2
    assert ours.stderr.count("\n") == 1
    assert "No such file or directory" in ours.stderr


def test_a_file_that_is_no_text_is_one_line(scopeflow, tmp_path) -> None:
    path = tmp_path / "script.py"
    path.write_bytes(b"\x80\x81\xff")
    ours = scopeflow("run", path)
    assert ours.returncode == 2
    assert ours.stderr.count("\n") == 1


def test_a_scripts_own_excepthook_is_called(scopeflow, script) -> None:
    path = script(
        "import sys\nsys.excepthook = lambda kind, value, tb: print('hook', kind.__name__, "
        "tb.tb_frame.f_code.co_name)\nraise KeyError(1)\n"
    )
    assert scopeflow("run", path).stdout == "hook KeyError <module>\n"


def test_a_script_imports_what_lies_beside_it(scopeflow, script) -> None:
    script("from . import inner\nname = inner.name\n", "parts/__init__.py")
    script("name = 'inner'\n", "parts/inner.py")
    script("name = 'beside'\n", "beside.py")
    path = script("import beside, parts\nprint(beside.name, parts.name)\n")
    assert scopeflow("run", path).stdout == "beside inner\n"


def test_an_interrupt_ends_with_its_traceback_and_130(scopeflow, script) -> None:
    ours = scopeflow("run", script("raise KeyboardInterrupt\n"))
    assert ours.returncode == 130
    assert ours.stderr.endswith("KeyboardInterrupt\n")


def test_numbers_print_as_they_did_under_the_numpy_of_then(scopeflow, script) -> None:
    path = script(
        "import numpy as np\nprint([np.float32(0.5), np.int64(3)], np.array([1.0, 2.0]))\n"
    )
    assert scopeflow("run", path).stdout == "[0.5, 3] [1. 2.]\n"
