"""The house as laid out: rooms import only rooms below, and importing scopeflow stays cheap."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "scopeflow"
DOOR_TO_JAX = SOURCE / "xp" / "door.py"
ABOVE_THE_FACADE = ("runner", "inspect")
HEAVY = ("jax", "jaxlib", "google.protobuf", "tensorboard", "rich", "click", "fissix", "PIL")


def _modules_after(statement: str) -> list[str]:
    """Names of all modules that a fresh interpreter holds after `statement`."""
    program = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    command = [sys.executable, "-c", program]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _is_or_is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def _imports(path: Path) -> set[str]:
    """The full names of all that a file imports, wherever in the file it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def test_rooms_import_only_rooms_below() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("package", HEAVY)
def test_importing_scopeflow_does_not_import(package: str) -> None:
    loaded = _modules_after("import scopeflow")
    assert [name for name in loaded if _is_or_is_in(name, package)] == []


def test_building_a_graph_does_not_import_jax() -> None:
    loaded = _modules_after(
        "import scopeflow as tf\n"
        "with tf.variable_scope('a'):\n"
        "    tf.add(tf.get_variable('v', [2]), 1.0)"
    )
    assert [name for name in loaded if _is_or_is_in(name, "jax")] == []


def test_only_two_files_import_jax_or_its_compiler() -> None:
    importers = {
        path
        for path in SOURCE.rglob("*.py")
        for name in _imports(path)
        if _is_or_is_in(name, "jax") or _is_or_is_in(name, "jaxlib")
    }
    assert importers == {DOOR_TO_JAX, DOOR_TO_JAX.with_name("device.py")}


def test_every_room_is_a_package() -> None:
    """A folder without __init__.py is passed over by the check of rooms, and by the packaging."""
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == set()


def test_no_file_reaches_for_tensorflow() -> None:
    forbidden = (
        "tensorflow",
        "tensorboard.compat.tf",
        "tensorboard.compat.notf",
        "tensorboard.summary",
    )
    importers = {
        str(path.relative_to(SOURCE)): name
        for path in SOURCE.rglob("*.py")
        for name in _imports(path)
        if any(_is_or_is_in(name, package) for package in forbidden)
    }
    assert importers == {}


def test_rooms_do_not_import_the_facade() -> None:
    """A room that took names from `scopeflow` itself would be tied to everything above it."""
    rooms = {f"scopeflow.{path.stem}" for path in SOURCE.iterdir()}
    importers = {
        str(path.relative_to(SOURCE)): name
        for path in SOURCE.glob("*/**/*.py")
        if path.relative_to(SOURCE).parts[0] not in ABOVE_THE_FACADE
        for name in _imports(path)
        if name == "scopeflow" or (name.count(".") == 1 and _is_or_is_in(name, "scopeflow"))
        if name not in rooms
    }
    assert importers == {}


def test_every_file_says_what_it_holds() -> None:
    silent = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
