"""`scopeflow explain` of a script that raises, and of one whose graph is not the default one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from scopeflow.runner.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_script_that_raises_is_explained_as_far_as_it_came(folder: Path) -> None:
    (folder / "raises.py").write_text(
        'import scopeflow as tf\na = tf.constant(1, name="a")\nraise RuntimeError("boom")\n'
    )
    result = CliRunner().invoke(main, ["explain", "raises.py", "a"])
    assert result.exit_code != 0
    assert "RuntimeError: boom" in result.output and "line 3" in result.output
    assert "as far as it was built" in result.output
    assert "a: a Const operation, made on line 2 of raises.py" in result.output


def test_a_script_that_raises_before_it_builds_anything_is_refused(folder: Path) -> None:
    (folder / "early.py").write_text('raise RuntimeError("boom")\n')
    result = CliRunner().invoke(main, ["explain", "early.py", "a"])
    assert result.exit_code == 1
    assert "early.py: the script ended with status 1" in result.output


def test_a_graph_that_the_script_dropped_is_looked_into(folder: Path) -> None:
    (folder / "other.py").write_text(
        "import scopeflow as tf\ng = tf.Graph()\nwith g.as_default():\n"
        '    v = tf.get_variable("v", [2])\n'
    )
    result = CliRunner().invoke(main, ["explain", "other.py", "v"])
    assert "Another graph has v" in result.output
    assert "that made at other.py:2" in result.output
    assert "v:0: a variable" in result.output
