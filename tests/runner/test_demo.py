"""`scopeflow demo` shows the names, the reasons, the values, and the graph for TensorBoard."""

from __future__ import annotations

from pathlib import Path

NAMES = {
    "scope_vars/a:0",
    "scope_vars/b:0",
    "scope_vars/c:0",
    "scope_vars/res/res:0",
    "scope_name/a:0",
    "b:0",
    "scope_name/c:0",
    "scope_name/res/res:0",
}


def test_the_demo_shows_every_name_its_reason_the_values_and_the_files(scopeflow, tmp_path) -> None:
    done = scopeflow("demo")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert not NAMES - {words[0] for line in lines if (words := line.split())}
    assert any("[5, 5]" in line for line in lines)
    assert any("get_variable looks at variable scopes only" in line for line in lines)
    (event_file,) = (tmp_path / "logs").iterdir()
    assert f"logs/{event_file.name}" in done.stdout
    assert "--logdir logs" in done.stdout


def test_lines_that_the_demo_names_are_in_the_program_it_shows(scopeflow) -> None:
    lines = scopeflow("demo").stdout.splitlines()
    shown = {int(line[:4]): line[6:] for line in lines if line[:4].strip().isdigit()}
    quoted = [line.split("line ", 1)[1].split(": ", 1) for line in lines if "  line " in line]
    assert len(quoted) == len(NAMES)
    for number, text in quoted:
        assert shown[int(number)].strip() == text.strip()


def test_piped_output_has_no_control_codes(scopeflow) -> None:
    assert "\x1b" not in scopeflow("demo").stdout


def test_a_log_directory_that_cannot_be_made_is_one_line(scopeflow, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = scopeflow("demo", "--logdir", "file")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
