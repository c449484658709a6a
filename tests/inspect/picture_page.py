"""A picture's page in a headless Chromium, as somebody uses it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.browser.board import PATIENCE, Box

LONG = PATIENCE * 1000


class PicturePage:
    """An open page; `problems` are errors and whatever it asked of a network."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", self._note_request)
        page.goto(path.as_uri())
        self._wait_for(1)

    def _note_request(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith(("file:", "data:", "blob:")):
            self.problems.append(url)

    @property
    def drawn(self) -> int:
        """How often the picture was drawn."""
        return int(self.page.get_attribute("#view", "data-drawn") or 0)

    def _wait_for(self, times: int) -> None:
        self.page.wait_for_function(
            "times => Number(document.getElementById('view').dataset.drawn || 0) >= times",
            arg=times,
            timeout=LONG,
        )

    def after(self, act: Callable[[], object]) -> None:
        """Does something that draws the picture anew, and waits for that."""
        before = self.drawn
        act()
        self._wait_for(before + 1)

    def names(self) -> set[str]:
        """The ids of what is drawn: a node's name, a scope's with "/"."""
        found = self.page.query_selector_all(".nodes .node")
        return {str(node.get_attribute("data-id")) for node in found}

    def node(self, name: str) -> Locator:
        return self.page.locator(f'.nodes .node[data-id="{name}"]')

    def box(self, name: str) -> Box:
        """Where a node or scope stands."""
        return Box.of(self.node(name).locator(".shape").bounding_box())

    def edges(self, name: str) -> list[tuple[str, str, bool]]:
        """The lines from a node: (from, to, whether drawn as shared)."""
        found = self.page.query_selector_all(f'.edge[data-from="{name}"]')
        return [
            (name, str(e.get_attribute("data-to")), "shared" in str(e.get_attribute("class")))
            for e in found
        ]

    def toggle(self, scope: str) -> None:
        """Opens or closes a scope with its button."""
        self.after(lambda: self.node(scope).locator(".fold").click())

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self) -> str | None:
        """The id of the node that has the focus."""
        return self.page.evaluate("document.activeElement.closest('.node')?.dataset.id ?? null")

    def brightness(self) -> int:
        """How bright the page's paper is, from 0 to 765."""
        paper = self.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", paper)[:3]))

    def details(self) -> str:
        """What the panel says of what is chosen; "" if nothing is."""
        chosen = "#details:not(.empty)"
        return self.page.inner_text(chosen) if self.page.is_visible(chosen) else ""

    def place(self, selector: str) -> Box:
        """Where a part of the page stands."""
        return Box.of(self.page.locator(selector).bounding_box())
