"""The list of modules that declare ops is whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import scopeflow
from scopeflow.graph import ports
from scopeflow.ops import catalog

ROOT = Path(scopeflow.__file__).parent


def test_every_module_that_declares_ops_is_listed():
    declaring = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for path in ROOT.rglob("*.py")
        if re.search(r"import .*\bop\b", path.read_text()) and path.parent.name != "engine"
    }
    listed = {f"ops.{name}" for name in catalog.MODULES}
    listed |= {name.removeprefix("scopeflow.") for name in ports.MORE_OPS}
    assert declaring == listed


def test_an_op_is_found_by_its_type_and_a_missing_one_is_not():
    assert catalog.find("MatMul").type == "MatMul"
    assert catalog.find("NoSuchOp") is None


def test_asking_for_one_op_imports_few_modules():
    program = (
        "import sys, scopeflow\n"
        "from scopeflow.ops import catalog\n"
        "assert catalog.find('Sub').type == 'Sub'\n"
        "loaded = [m for m in catalog.MODULES if f'scopeflow.ops.{m}' in sys.modules]\n"
        "assert len(loaded) < len(catalog.MODULES) / 2, loaded\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_declaration_is_found_by_its_text():
    hidden = [
        name
        for name, one in catalog.load_all().items()
        if one.body.__module__ not in catalog.speaking_of(name)
    ]
    # built from parts of names: found by importing all modules
    assert len(hidden) < len(catalog.REGISTRY) / 20, hidden
