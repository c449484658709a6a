"""The command itself: quick to start, clear when it is called wrongly."""

from __future__ import annotations

import subprocess
import sys

import pytest


def test_help_needs_none_of_what_the_commands_need() -> None:
    program = "import sys, scopeflow.runner.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "click" in loaded
    assert not loaded & {"jax", "rich", "fissix", "tensorboard", "google.protobuf"}


def test_help_names_the_commands(scopeflow) -> None:
    printed = scopeflow("--help").stdout
    assert {"run", "graph", "demo", "explain"} <= set(printed.split())


def test_a_command_that_is_not_there_is_told(scopeflow) -> None:
    done = scopeflow("rum")
    assert done.returncode == 2
    assert "No such command 'rum'" in done.stderr


def test_options_after_the_script_are_the_scripts(scopeflow, script) -> None:
    path = script("import sys; print(sys.argv[1:])")
    assert scopeflow("run", path, "--help", "-h", "--").stdout == "['--help', '-h', '--']\n"


def test_options_of_a_command_may_stand_behind_the_script(scopeflow, script) -> None:
    path = script("import sys, tensorflow as tf\ntf.constant(1, name='c')\nprint(sys.argv[1:])\n")
    done = scopeflow("explain", path, "c", "--json", "--", "--json", "--steps", "3")
    assert done.stdout.startswith("{")
    assert done.stderr == "['--json', '--steps', '3']\n"
    done = scopeflow("graph", path, "--table", "word", "--", "--table")
    assert done.stdout.startswith("name ")
    assert done.stderr == "['word', '--table']\n"


@pytest.mark.parametrize("command", [["graph"], ["explain"]])
def test_an_option_that_is_not_known_says_where_those_of_a_script_stand(
    scopeflow, script, command
) -> None:
    done = scopeflow(*command, script(""), "c", "--steps", "3")
    assert done.returncode == 2
    assert "No such option '--steps'. The script's own options stand behind `--`." in done.stderr
