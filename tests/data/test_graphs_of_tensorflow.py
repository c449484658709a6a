"""Datasets in graphs that TensorFlow wrote: their functions run, with the branches and loops that they call."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest
from tensorboard.compat.proto.graph_pb2 import GraphDef

import scopeflow as tf
from tests.reference.record_dataset_graph import RECORD


@pytest.fixture(name="record")
def _record() -> dict[str, Any]:
    read = json.loads(RECORD.read_text())
    return {**read, "graph": GraphDef.FromString(zlib.decompress(base64.b85decode(read["graph"])))}


def test_its_datasets_give_the_elements_that_tensorflow_gave(record: dict[str, Any]) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        tf.import_graph_def(record["graph"], name="")
        session.run("initialize_all")
        session.run("start_all")
        several = ["several:0", "several:1", "several:2"]
        found = [[int(n) for n in session.run(several)] for _ in range(3)]
        found.append(session.run("found:0").tolist())
        found.append([int(session.run("sums:0")) for _ in range(12)])
        assert found == record["values"]
        with pytest.raises(tf.errors.InvalidArgumentError, match="too big"):
            session.run(several)


def test_its_library_is_kept_as_it_was(record: dict[str, Any]) -> None:
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(record["graph"], name="")
        kept = {f.signature.name: f for f in graph.as_graph_def().library.function}
    assert kept == {f.signature.name: f for f in record["graph"].library.function}
