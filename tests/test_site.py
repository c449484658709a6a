"""The documentation can be built: every example runs, every link leads somewhere."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "built"
    done = subprocess.run(
        [sys.executable, ROOT / "tools/build_site.py", folder], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return folder


def text(page: Path) -> str:
    return html.unescape(re.sub("<[^>]+>", "", page.read_text()))


def test_examples_show_what_they_printed(site: Path) -> None:
    scopes = text(site / "scopes/index.html")
    assert "scope_name/a:0   b:0" in scopes
    assert "other/c:0 other/d:0 other/v:0" in scopes
    assert "<svg" in (site / "scopes/index.html").read_text()


def test_every_op_has_an_entry(site: Path) -> None:
    from scopeflow.ops import catalog

    catalog.load_all()
    pages = "".join(path.read_text() for path in site.glob("ops/*/index.html"))
    missing = [
        name
        for name, definition in catalog.REGISTRY.items()
        if definition.body.__module__.startswith("scopeflow.ops.")
        and f'id="{name.lower()}"' not in pages
    ]
    assert missing == []


def test_every_wrong_program_is_on_the_page_of_errors(site: Path) -> None:
    from tests.wrong_programs.program import programs

    page = text(site / "errors/index.html")
    for program in programs():
        assert f"{program.raises}: " in page
        assert program.name.replace("_", " ").capitalize() in page
