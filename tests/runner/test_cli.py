"""The command itself: quick to start, clear when it is called wrongly."""

from __future__ import annotations

import subprocess
import sys


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
