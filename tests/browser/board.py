"""Real TensorBoard on a log directory, and its graph page in a headless Chromium."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import FloatRect, Page, sync_playwright

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60.0  # seconds, for a slow machine


@contextlib.contextmanager
def tensorboard(logdir: Path) -> Iterator[str]:
    """Serves `logdir` on a free port of this machine; gives the address."""
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(logdir)]
    command += ["--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        watchdog = threading.Timer(PATIENCE, server.kill)
        watchdog.start()
        said = []
        try:
            for line in server.stderr:
                said.append(line)
                if address := re.search(r"http://127\.0\.0\.1:\d+/", line):
                    break
            else:
                raise AssertionError("TensorBoard did not start:\n" + "".join(said))
            watchdog.cancel()
            yield address[0]
        finally:
            watchdog.cancel()
            server.terminate()


@contextlib.contextmanager
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            yield browser.new_page(viewport={"width": 1400, "height": 1000})
        finally:
            browser.close()


@dataclass(frozen=True)
class Box:
    """Where something stands on the page."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, rect: FloatRect | None) -> Box:
        assert rect is not None, "it is not on the page"
        right, bottom = rect["x"] + rect["width"], rect["y"] + rect["height"]
        return cls(rect["x"], rect["y"], right, bottom)

    def inside(self, other: Box) -> bool:
        return (
            other.left <= self.left
            and other.top <= self.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def apart_from(self, other: Box) -> bool:
        return (
            self.right <= other.left
            or other.right <= self.left
            or self.bottom <= other.top
            or other.bottom <= self.top
        )

    def union(self, other: Box) -> Box:
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Box(left, top, max(self.right, other.right), max(self.bottom, other.bottom))


class GraphPage:
    """TensorBoard's graph page: open scopes, and see where nodes stand."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        page.goto(address + "#graphs")

    def names(self) -> set[str]:
        """The names of the nodes and scopes that are drawn now."""
        drawn = self._page.query_selector_all("g.node[data-name]")
        return {str(node.get_attribute("data-name")) for node in drawn}

    def edges(self) -> set[tuple[str, str]]:
        """The lines that are drawn now, (from, to); what leads into an open scope starts at "from~~scope~~IN"."""
        drawn = self._page.query_selector_all("[data-edge]")
        ends = (str(edge.get_attribute("data-edge")).partition("--") for edge in drawn)
        return {(start, end) for start, _, end in ends}

    def expand(self, scope: str) -> None:
        """Opens a scope as a user does, with a double click."""
        self._page.locator(f"{_node(scope)} .nodeshape").first.dblclick(timeout=PATIENCE * 1000)
        self._page.wait_for_selector(f"{_node(scope)} .subscene", timeout=PATIENCE * 1000)
        self._settle()

    def box(self, name: str) -> Box:
        """Where the node or the open scope `name` stands."""
        node = self._page.wait_for_selector(_node(name), timeout=PATIENCE * 1000)
        assert node is not None
        return Box.of(node.bounding_box())

    def holds(self, scope: str, name: str) -> bool:
        """Whether TensorBoard draws `name` as a part of `scope`."""
        return self._page.query_selector(f"{_node(scope)} {_node(name)}") is not None

    def photograph(self, names: list[str], path: Path, margin: float = 24) -> None:
        """Leaves a picture of the nodes and scopes of these names, with none selected."""
        self._page.get_by_text("Fit to screen").click()
        self._settle()
        whole = self._whole(names)
        self._page.mouse.click(whole.left - margin, whole.top - margin)  # nothing is there
        self._settle()
        whole = self._whole(names)
        self._page.screenshot(
            path=path,
            clip={
                "x": whole.left - margin,
                "y": whole.top - margin,
                "width": whole.right - whole.left + 2 * margin,
                "height": whole.bottom - whole.top + 2 * margin,
            },
        )

    def _whole(self, names: list[str]) -> Box:
        whole = self.box(names[0])
        for name in names[1:]:
            whole = whole.union(self.box(name))
        return whole

    def _settle(self) -> None:
        """Waits until the page has stopped moving things about."""
        before: dict[str, FloatRect | None] = {}
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            drawn = self._page.query_selector_all("g.node[data-name]")
            now = {str(node.get_attribute("data-name")): node.bounding_box() for node in drawn}
            if now == before:
                return
            before = now
            self._page.wait_for_timeout(400)
        raise AssertionError("the graph page does not come to rest")


def _node(name: str) -> str:
    return f'g.node[data-name="{name}"]'
