"""What a user sees: the demo's graph in real TensorBoard, opened in a browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.board import GraphPage, page, tensorboard
from tests.conftest import find_chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `scopeflow demo` leaves for TensorBoard."""
    folder = tmp_path_factory.mktemp("demo") / "logs"
    command = [sys.executable, "-m", "scopeflow", "demo", "--logdir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def graph_page(logdir: Path) -> Iterator[GraphPage]:
    """The graph page with both scopes open."""
    chromium = find_chromium()
    assert chromium is not None
    with tensorboard(logdir) as address, page(chromium) as opened:
        graph = GraphPage(opened, address)
        for scope in ("scope_vars", "scope_name"):
            graph.expand(scope)
        yield graph


def test_both_scopes_are_boxes_and_so_is_b_beside_them(graph_page: GraphPage) -> None:
    assert {"scope_vars", "scope_name", "b"} <= graph_page.names()


def test_variable_scope_holds_its_get_variable(graph_page: GraphPage) -> None:
    assert graph_page.holds("scope_vars", "scope_vars/b")
    assert graph_page.box("scope_vars/b").inside(graph_page.box("scope_vars"))


def test_name_scope_leaves_its_get_variable_outside(graph_page: GraphPage) -> None:
    assert not graph_page.holds("scope_name", "b")
    assert graph_page.box("b").apart_from(graph_page.box("scope_name"))
    assert graph_page.box("b").apart_from(graph_page.box("scope_vars"))
    assert "scope_name/b" not in graph_page.names()


@pytest.mark.parametrize("scope", ["scope_vars", "scope_name"])
def test_both_scopes_hold_tf_variable_and_ops(graph_page: GraphPage, scope: str) -> None:
    for name in (f"{scope}/a", f"{scope}/res"):
        assert graph_page.holds(scope, name)
        assert graph_page.box(name).inside(graph_page.box(scope))


def test_the_picture_shows_both_scopes_and_b(
    graph_page: GraphPage, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from PIL import Image

    path = request.config.getoption("--picture") or tmp_path / "scopes.png"
    graph_page.photograph(["scope_vars", "scope_name", "b"], path)
    with Image.open(path) as picture:
        assert min(picture.size) > 100
        assert len(picture.convert("RGB").getcolors(maxcolors=1 << 24) or []) > 20
