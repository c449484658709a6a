"""The picture as an SVG file: the page's own layout and drawing, run in a small JavaScript engine."""

from __future__ import annotations

import json
import re
from typing import Any

from scopeflow.inspect.picture.model import model_of
from scopeflow.inspect.picture.page import static

# What the layout's library expects of a place to run in.
_SURROUNDINGS = """
var self = globalThis, waiting = [], outcome = "", problem = "";
globalThis.setTimeout = (call) => waiting.push(call);
globalThis.clearTimeout = () => {};
globalThis.console = { log() {}, warn() {}, error() {} };
"""
_DRAW = """
Draw.draw(new Scene(JSON.parse(given)), new ELK(), direction, false).then(
  ({ svg, width, height }) => { outcome = JSON.stringify([svg, width, height]); },
  (error) => { problem = String((error && error.stack) || error); },
);
0
"""
_TURN = "for (const call of waiting.splice(0)) call(); outcome || problem ? 1 : 0"


class NoEngine(Exception):
    """The package that runs JavaScript is not installed."""


def svg(graph: Any, title: str = "Graph", *, direction: str = "DOWN", **options: Any) -> str:
    """The picture of a Graph or GraphDef as the text of an SVG file, in the light colours.

    It is what the page shows when it is opened.

    Args:
      graph: a Graph or GraphDef.
      title: what the picture is called.
      direction: where values flow: "DOWN", "UP" or "RIGHT".
      **options: those of `model_of`.

    Raises:
      NoEngine: if the package quickjs-ng is not installed.
    """
    return svg_of(model_of(graph, title, **options), direction)


def svg_of(model: dict[str, Any], direction: str = "DOWN") -> str:
    """The SVG of a picture's model; see `svg`."""
    inner, width, height = _drawn(model, direction)
    # roles and focus are for a page that answers
    inner = re.sub(r' (role|tabindex|aria-[a-z]+|data-[a-z]+)="[^"]*"', "", inner)
    inner = re.sub(r'<path class="hit"[^>]*/>', "", inner)
    margin = 6
    size = f"{width + 2 * margin:.0f}", f"{height + 2 * margin:.0f}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
        f'viewBox="{-margin} {-margin} {size[0]} {size[1]}" role="img">'
        f"<title>{_text(model['title'])}</title><style>{_style()}</style>{inner}</svg>\n"
    )


def _drawn(model: dict[str, Any], direction: str) -> tuple[str, float, float]:
    try:
        import quickjs
    except ImportError:
        raise NoEngine(
            "an SVG is laid out by the package quickjs-ng, which is not installed: "
            "pip install 'scopeflow[svg]'"
        ) from None
    engine = quickjs.Context()
    engine.set_max_stack_size(16 * 1024 * 1024)
    engine.eval(_SURROUNDINGS)
    for name in ("elk.bundled.js", "scene.js", "draw.js"):
        engine.eval(static(name))
    engine.set("given", json.dumps(model))
    engine.set("direction", direction)
    engine.eval(_DRAW)
    while not engine.eval(_TURN):
        while engine.execute_pending_job():
            pass
    if problem := engine.eval("problem"):
        raise RuntimeError(f"the layout failed: {problem}")
    inner, width, height = json.loads(engine.eval("outcome"))
    return inner, width, height


def _style() -> str:
    """The picture's style with the light colours in place of their names, which few programs know."""
    light = static("colours.css").split("}")[0]
    colours = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]+);", light))
    style = re.sub(r"/\*.*?\*/\s*", "", static("picture.css"), flags=re.DOTALL)
    return re.sub(r"var\((--[a-z-]+)\)", lambda name: colours[name[1]], style)


def _text(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
