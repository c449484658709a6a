"""The façades: every name in their tables exists, and their stubs say the same."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from scopeflow import lazy

ROOT = Path(__file__).resolve().parents[1]
FACADES = sorted(
    ".".join(
        part for part in path.relative_to(ROOT / "src").with_suffix("").parts if part != "__init__"
    )
    for path in (ROOT / "src").rglob("*.py")
    if "import facade as _facade" in path.read_text()
)


@pytest.mark.parametrize("name", FACADES)
def test_every_name_of_a_facade_is_there(name):
    module = importlib.import_module(name)
    assert module.__all__
    for public in module.__all__:
        assert getattr(module, public) is getattr(module, public)


@pytest.mark.parametrize("name", FACADES)
def test_a_name_that_a_facade_lacks_is_refused_like_any_missing_attribute(name):
    module = importlib.import_module(name)
    with pytest.raises(AttributeError, match="has no attribute 'no_such_name'"):
        module.no_such_name  # noqa: B018 - the look-up is the test


def test_the_stubs_are_what_the_tables_say():
    check = [sys.executable, str(ROOT / "tools" / "make_stubs.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_name_may_stand_in_a_table_once():
    with pytest.raises(ValueError, match="named twice"):
        lazy.read_table("scopeflow", "a: x y\nb: x=z")
