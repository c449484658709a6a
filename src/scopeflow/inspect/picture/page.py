"""The page: one HTML file that needs no network, with the model, the styles and the scripts in it."""

from __future__ import annotations

import base64
import functools
import gzip
import html
import json
from importlib.resources import files
from typing import Any

from scopeflow.inspect.picture.model import model_of

_STATIC = files("scopeflow.inspect.picture") / "static"


def page(graph: Any, title: str = "Graph", **options: Any) -> str:
    """The page of a Graph or GraphDef, as HTML text.

    Args:
      graph: a Graph or GraphDef.
      title: what the page is called.
      **options: those of `model_of`.
    """
    return page_of(model_of(graph, title, **options))


def page_of(model: dict[str, Any]) -> str:
    """The page of a picture's model."""
    parts = {
        "TITLE": html.escape(model["title"]),
        "STYLE": "".join(static(name) for name in ("colours.css", "picture.css", "page.css")),
        "MODEL": _inert(json.dumps(model, separators=(",", ":"), ensure_ascii=False)),
        "ELK": _packed_elk(),
        "SCRIPT": "".join(
            static(name) for name in ("scene.js", "draw.js", "camera.js", "details.js", "page.js")
        ),
    }
    # split at the marks, so that nothing that a part brings along is taken for a mark
    pieces = static("page.html").split("@")
    return "".join(parts.get(piece, piece) for piece in pieces)


@functools.cache
def static(name: str) -> str:
    """The text of a file that the page is made of."""
    return (_STATIC / name).read_text(encoding="utf-8")


@functools.cache
def _packed_elk() -> str:
    """The layout's library, small enough to be in every page."""
    return base64.b64encode(gzip.compress(static("elk.bundled.js").encode(), 9, mtime=0)).decode()


def _inert(text: str) -> str:
    """JSON in which no `</script>` and no comment can end the element that holds it."""
    return text.replace("<", "\\u003c")
