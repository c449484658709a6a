"""What a user sees of FileWriter(hide=...): real TensorBoard, with the model and without its helpers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import scopeflow as tf
from tests.browser.board import GraphPage, page, tensorboard
from tests.conftest import find_chromium
from tests.inspect.graphs import two_towers

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def graph_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphPage]:
    folder: Path = tmp_path_factory.mktemp("quiet")
    kinds = ["initializers", "reads", "savers", "gradients", "slots"]
    with tf.summary.FileWriter(folder, two_towers(), hide=kinds):
        pass
    chromium = find_chromium()
    assert chromium is not None
    with tensorboard(folder) as address, page(chromium) as opened:
        graph = GraphPage(opened, address)
        graph.expand("net_1")
        graph.expand("net_1/layer_0")
        yield graph


def test_the_model_is_there_and_its_helpers_are_not(graph_page: GraphPage) -> None:
    names = graph_page.names()
    assert {"left", "right", "net", "net_1", "loss", "net_1/layer_0/MatMul"} <= names
    assert not names & {"gradients", "Adam", "save", "init"}


def test_lines_lead_on_past_what_is_left_out(graph_page: GraphPage) -> None:
    """The shared weights reach the second tower, though the nodes that read them are hidden."""
    assert {
        ("left", "net"),
        ("right", "net_1"),
        ("net", "net_1"),
        ("net", "loss"),
        ("net_1", "loss"),
        ("net~~net_1/layer_0~~IN", "net_1/layer_0/MatMul"),
        ("right~~net_1/layer_0~~IN", "net_1/layer_0/MatMul"),
    } <= graph_page.edges()
