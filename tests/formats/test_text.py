"""Protos in files, binary and as text."""

from __future__ import annotations

import pytest
from tensorboard.compat.proto.graph_pb2 import GraphDef

from scopeflow import errors
from scopeflow.formats.text import read_proto, write_proto


@pytest.fixture
def graph_def():
    proto = GraphDef()
    proto.node.add(name="a", op="NoOp")
    return proto


@pytest.mark.parametrize("as_text", [False, True])
def test_a_proto_comes_back_from_either_form(tmp_path, graph_def, as_text):
    write_proto(tmp_path / "graph", graph_def, as_text)
    assert read_proto(tmp_path / "graph", GraphDef()) == graph_def
    assert (b'name: "a"' in (tmp_path / "graph").read_bytes()) is as_text


def test_what_is_neither_form_is_refused_by_the_files_name(tmp_path):
    (tmp_path / "graph").write_bytes(b"\xff\xfe nonsense")
    with pytest.raises(ValueError, match="graph holds no GraphDef, neither binary nor as text"):
        read_proto(tmp_path / "graph", GraphDef())


def test_a_missing_file_is_not_found(tmp_path, graph_def):
    with pytest.raises(errors.NotFoundError, match="No such file or directory"):
        read_proto(tmp_path / "none", GraphDef())
    with pytest.raises(errors.NotFoundError, match="No such file or directory"):
        write_proto(tmp_path / "none" / "graph", graph_def)
