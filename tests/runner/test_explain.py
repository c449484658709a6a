"""`scopeflow explain` and `scopeflow graph --sharing`: answers about the names of a script."""

from __future__ import annotations

import json
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def test_a_python_2_program_is_asked_about_a_name(scopeflow) -> None:
    done = scopeflow("explain", EXAMPLES / "scoping_python2.py", "b")
    assert done.returncode == 0
    # (the head is wrapped where the file's path is long)
    head = " ".join(done.stdout.partition("\n\n")[0].split())
    assert head.startswith("b:0: a variable, int32 [], made by tf.get_variable on line 7 of ")
    assert head.endswith(" b = tf.get_variable('b', initializer=vals[1])")
    assert "called from line 17" in done.stdout
    assert "To make it scope_name/b" in done.stdout
    assert "\x1b" not in done.stdout
    # what the program prints is no part of the answer
    assert "[5, 5]" in done.stderr


def test_a_name_that_is_not_there_gets_the_closest_and_status_1(scopeflow) -> None:
    done = scopeflow("explain", EXAMPLES / "name_scope.py", "my_scope/var1")
    assert done.returncode == 1
    assert "You may mean var1:0" in done.stdout


def test_an_explanation_as_json(scopeflow) -> None:
    done = scopeflow("explain", "--json", EXAMPLES / "name_scope.py", "my_scope/Add")
    told = json.loads(done.stdout)
    assert [part["text"] for part in told["parts"]] == ["my_scope/", "Add"]
    assert told["parts"][0]["place"]["line"] == 3


def test_arguments_behind_the_name_are_the_scripts(scopeflow, script) -> None:
    path = script(
        "import sys, tensorflow as tf\n"
        "with tf.variable_scope(sys.argv[1]):\n"
        "    tf.get_variable('v', [1])\n"
    )
    assert scopeflow("explain", path, "D/v", "D").returncode == 0


def test_what_is_no_script_and_a_script_that_fails_are_told_in_a_line(scopeflow, script) -> None:
    done = scopeflow("explain", "graph.pb", "v")
    assert (done.returncode, done.stderr) == (1, "Error: graph.pb: not a script (.py)\n")
    done = scopeflow("explain", script("1 / 0"), "v")
    assert done.returncode == 1
    assert done.stderr.endswith("the script ended with status 1\n")


def test_sharing_of_a_script_is_printed_with_lines(scopeflow) -> None:
    done = scopeflow("graph", "--sharing", EXAMPLES / "sharing.py")
    assert done.returncode == 0
    first, second, *rest = done.stdout.splitlines()
    assert first == "1 of 1 variable shared"
    assert second.startswith("Lines are those of ")
    assert rest == [
        "",
        "var_scope/var:0",
        "  made on line 5",
        "  shared on line 8, as reuse=True says on line 7",
    ]
    told = json.loads(scopeflow("graph", "--sharing", "--json", EXAMPLES / "sharing.py").stdout)
    assert told["shared"][0]["variables"] == ["var_scope/var:0"]


def test_sharing_of_a_file_is_refused(scopeflow, tmp_path) -> None:
    scopeflow("run", EXAMPLES / "scoping_python2.py")
    done = scopeflow("graph", "--sharing", "logs")
    assert done.returncode == 1
    assert "only a script (.py) tells which calls share variables" in done.stderr


def test_notes_can_be_turned_off_for_a_process(scopeflow) -> None:
    done = scopeflow("explain", EXAMPLES / "sharing.py", "var_scope/var", SCOPEFLOW_PROVENANCE="0")
    assert done.returncode == 0
    assert "was not noted" in done.stdout
