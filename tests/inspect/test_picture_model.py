"""The picture's model and its SVG: what is known of a graph, drawn without a browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

import scopeflow as tf
from scopeflow.inspect.picture import svg as svgs
from scopeflow.inspect.picture.model import model_of
from scopeflow.inspect.picture.page import page_of, static
from scopeflow.inspect.picture.svg import NoEngine, svg, svg_of
from tests.inspect.graphs import two_towers


@pytest.fixture(scope="module")
def towers() -> tf.Graph:
    return two_towers()


def row(model: dict[str, Any], name: str) -> list[Any]:
    return next(op for op in model["ops"] if op[0] == name)


def test_the_model_knows_inputs_shapes_and_lines(towers: tf.Graph) -> None:
    model = model_of(towers, "T")
    name, op, inputs, controls, role, output, place, facts = row(model, "net_1/layer_0/MatMul")
    assert (op, role, output, facts) == ("MatMul", "", "float32[?, 4]", 0)
    assert [model["ops"][source][0] for source in inputs] == ["right", "net/layer_0/w/read"]
    assert controls == []
    assert re.search(r"graphs\.py:\d+$", model["places"][place])
    assert "tf.matmul" in model["sources"][place]


def test_the_model_knows_a_variables_size_and_how_often_it_was_got(towers: tf.Graph) -> None:
    facts = row(model_of(towers), "net/layer_0/w")[-1]
    assert facts == {"p": 16, "shape": "[4, 4]", "dtype": "float32", "trainable": True, "shared": 2}


def test_name_scopes_are_known_by_the_variable_scope_that_opened_them(towers: tf.Graph) -> None:
    scopes = model_of(towers)["variableScopes"]
    assert scopes["net"] == scopes["net_1"] == "net"
    assert scopes["net_1/layer_0"] == "net/layer_0"
    assert "loss" not in scopes


def test_a_slash_in_a_variables_name_makes_no_variable_scope_of_a_name_scope() -> None:
    with tf.Graph().as_default() as graph:
        with tf.name_scope("named"):
            tf.get_variable("named/v", [1])
        with tf.variable_scope("one/two"):
            tf.get_variable("v", [1])
    assert model_of(graph)["variableScopes"] == {"one": "one", "one/two": "one/two"}


def test_without_notes_variable_scopes_are_those_of_the_variables() -> None:
    with tf.provenance(False), tf.Graph().as_default() as graph:
        for reuse in (False, True):
            with tf.variable_scope("s", reuse=reuse):
                tf.add(tf.get_variable("v", [1]), 1.0)
    model = model_of(graph)
    assert model["variableScopes"] == {"s": "s"}
    assert row(model, "s/v")[-1]["shared"] == 2


def test_each_shown_node_is_explained(towers: tf.Graph) -> None:
    told = model_of(towers)["explanations"]
    assert 'tf.variable_scope("net")' in told["net/layer_0/w"]
    assert 'tf.name_scope("loss")' in told["loss/"]
    assert "loss/Sum" in told
    assert not [name for name in told if "Initializer" in name or name.startswith("gradients")]


def test_a_graph_that_was_read_still_shows_who_shares(towers: tf.Graph) -> None:
    model = model_of(towers.as_graph_def(add_shapes=True))
    assert row(model, "net/layer_0/w")[-1]["shared"] == 2
    assert row(model, "net/layer_0/w")[-1]["trainable"] is None
    assert row(model, "net_1/layer_0/MatMul")[5] == "float32[?, 4]"
    assert model["explanations"] == {}


def test_making_a_picture_does_not_change_the_graph(towers: tf.Graph) -> None:
    before = towers.as_graph_def()
    model_of(towers)
    assert towers.as_graph_def() == before


def test_a_page_holds_no_way_out_of_its_data() -> None:
    graph = tf.Graph()
    with graph.as_default():
        tf.constant(1.0, name="c")
    model = model_of(graph, "</title><script>alert(1)</script>@MODEL@")
    model["explanations"]["c"] = "</script><script>alert(2)</script><!--"
    page = page_of(model)
    assert "<script>alert" not in page
    assert page.count("</script>") == static("page.html").count("</script>")
    held = page.split('id="model">')[1].split("</script>")[0]
    assert json.loads(held)["explanations"] == model["explanations"]


def test_a_page_asks_for_nothing_from_a_network(towers: tf.Graph) -> None:
    page = page_of(model_of(towers))
    assert "default-src 'none'" in page
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:)""", page)


def test_the_layout_is_the_published_file() -> None:
    import hashlib

    stated = re.search(r"`([0-9a-f]{64})`", static("elk.ORIGIN.md"))
    assert stated is not None
    assert hashlib.sha256(static("elk.bundled.js").encode()).hexdigest() == stated[1]
    assert "Eclipse Public License" in static("elk.LICENSE.md")


# -- SVG ----------------------------------------------------------------------------------------------


def texts(drawn: str) -> list[str]:
    space = "{http://www.w3.org/2000/svg}"
    return [str(text.text) for text in ElementTree.fromstring(drawn).iter(f"{space}text")]


def test_an_svg_shows_scopes_variables_and_nodes(towers: tf.Graph) -> None:
    found = texts(svg(towers, "Towers"))
    assert {"net", "net_1", "loss", "left", "right", "w", "b", "MatMul"} <= set(found)
    assert "[4, 4] · shared ×2" in found


def test_an_svg_stands_alone(towers: tf.Graph) -> None:
    drawn = svg(towers)
    assert "var(" not in drawn
    assert not re.search(r"tabindex|aria-|data-id|<script|class=\"fold\"", drawn)
    root = ElementTree.fromstring(drawn)
    assert float(root.attrib["width"]) > 100
    assert float(root.attrib["height"]) > 100


def test_an_svg_opens_as_many_levels_as_it_is_told(towers: tf.Graph) -> None:
    assert "layer_0" not in texts(svg(towers, depth=1))
    assert "MatMul" in texts(svg(towers, depth=3))


def test_a_name_that_svg_could_misread_is_drawn_as_it_is() -> None:
    model = model_of(two_towers(), "a < b & c")
    model["ops"][0][0] = 'x<y>&"z'
    assert 'x<y>&"z' in texts(svg_of(model))


def test_without_its_engine_an_svg_says_what_to_install(
    towers: tf.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "quickjs", None)
    with pytest.raises(NoEngine, match=r"pip install 'scopeflow\[svg\]'"):
        svgs.svg(towers)


def test_importing_scopeflow_brings_no_picture() -> None:
    program = "import sys, scopeflow; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "scopeflow" in loaded
    assert not [name for name in loaded if name.startswith(("scopeflow.inspect", "quickjs"))]
