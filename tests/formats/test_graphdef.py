"""GraphDefs: the form of inputs, order and attributes; and reading them back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import text_format
from tensorboard.compat.proto.graph_pb2 import GraphDef

from scopeflow.formats.graphdef import graph_def_of, node_def_of, nodes_of, parse_input
from scopeflow.graph import dtypes
from scopeflow.graph.shapes import TensorShape

RECORDED = Path(__file__).parents[1] / "reference/summaries"


@dataclass
class FakeTensor:
    op: FakeOp
    value_index: int
    shape: Any = field(default_factory=lambda: TensorShape(None))
    _op = property(lambda self: self.op)
    _value_index = property(lambda self: self.value_index)
    _dims = property(lambda self: self.shape._dims)


@dataclass
class FakeOp:
    """What `graph_def_of` may ask of an operation, and no more."""

    name: str
    type: str
    inputs: list[Any] = field(default_factory=list)
    control_inputs: list[Any] = field(default_factory=list)
    device: str = ""
    attrs: dict[str, tuple[str, Any]] = field(default_factory=dict)
    outputs: list[FakeTensor] = field(default_factory=list)
    definition = _extra = None
    _name = property(lambda self: self.name)
    _inputs = property(lambda self: self.inputs)
    _control_inputs = property(lambda self: self.control_inputs)
    _device = property(lambda self: self.device)
    _outputs = property(lambda self: self.outputs)
    _attrs = property(lambda self: self.attrs)

    def _attr_items(self):
        return ((name, kind, value) for name, (kind, value) in self.attrs.items())


class FakeGraph:
    def __init__(self, ops):
        self.ops = ops

    def _ops_in_order(self):
        return self.ops


def graph_from(graph_def):
    """A graph of fakes with the nodes of a GraphDef."""
    ops = {}
    for node in nodes_of(graph_def):
        attrs = dict(node.attrs)
        shapes = attrs.pop("_output_shapes", ("", []))[1]
        op = FakeOp(node.name, node.type, device=node.device, attrs=attrs)
        op.inputs = [FakeTensor(ops[name], index) for name, index in node.inputs]
        op.control_inputs = [ops[name] for name in reversed(node.control_inputs)]
        op.outputs = [FakeTensor(op, i, TensorShape(dims)) for i, dims in enumerate(shapes)]
        ops[node.name] = op
    return FakeGraph(list(ops.values()))


@pytest.mark.parametrize(("name", "shapes"), [("graph", False), ("graph_with_shapes", True)])
def test_tensorflows_graph_read_and_written_is_the_same(name, shapes):
    theirs = text_format.Parse((RECORDED / f"{name}.pbtxt").read_text(), GraphDef())
    assert graph_def_of(graph_from(theirs), add_shapes=shapes) == theirs


def test_inputs_are_name_and_index_and_control_inputs_come_last_by_name():
    split = FakeOp("s", "Split")
    z, a2, a10 = (FakeOp(name, "NoOp") for name in ("z", "a2", "a10"))
    op = FakeOp("n", "Add", [FakeTensor(split, 0), FakeTensor(split, 1)], [z, a2, a10])
    assert list(node_def_of(op).input) == ["s", "s:1", "^a10", "^a2", "^z"]


def test_an_empty_graph_has_versions_only():
    assert graph_def_of(FakeGraph([])).SerializeToString() == b'"\x03\x08\x86\x01'


def test_a_version_to_start_from_has_no_effect_as_in_tensorflow():
    graph = FakeGraph([FakeOp("a", "NoOp"), FakeOp("b", "NoOp")])
    assert len(graph_def_of(graph, from_version=100).node) == 2


def test_nodes_with_equal_looking_attributes_keep_their_own():
    values = [("int", 1), ("bool", True), ("float", 1.0), ("float", 0.0), ("float", -0.0)]
    graph = FakeGraph([FakeOp(f"n{i}", "Op", attrs={"v": v}) for i, v in enumerate(values)])
    texts = [str(node.attr["v"]).strip() for node in graph_def_of(graph).node]
    assert texts == ["i: 1", "b: true", "f: 1", "f: 0", "f: -0"]


def test_constants_with_equal_bytes_keep_their_types_and_shapes():
    arrays = [np.int32(0), np.float32(0), np.float32([0]), np.float32([[0]]), np.uint32(0)]
    graph = FakeGraph(
        [FakeOp(f"n{i}", "Const", attrs={"value": ("tensor", a)}) for i, a in enumerate(arrays)]
    )
    for array, node in zip(arrays, nodes_of(graph_def_of(graph)), strict=True):
        back = node.attrs["value"][1]
        assert (back.dtype, back.shape) == (array.dtype, array.shape)


def test_one_value_that_fills_a_shape_is_stored_once():
    arrays = [np.broadcast_to(np.float32(1), (2, 1, 2)), np.ones((2, 1, 2), np.float32)]
    graph = FakeGraph(
        [FakeOp(f"n{i}", "Const", attrs={"value": ("tensor", a)}) for i, a in enumerate(arrays)]
    )
    filled, plain = (node.attr["value"].tensor for node in graph_def_of(graph).node)
    assert (list(filled.float_val), filled.tensor_content) == ([1.0], b"")
    assert (list(plain.float_val), len(plain.tensor_content)) == ([], 16)


def test_a_name_longer_than_a_byte_counts_is_kept():
    name = "n" * 20000
    op = FakeOp(name, "NoOp", device="/device:CPU:0", attrs={"T": ("type", dtypes.int32)})
    node = node_def_of(op)
    assert (node.name, node.device, node.attr["T"].type) == (name, "/device:CPU:0", 3)


def test_a_node_record_has_plain_values():
    theirs = text_format.Parse((RECORDED / "graph.pbtxt").read_text(), GraphDef())
    records = {node.name: node for node in nodes_of(theirs)}
    total = records["sum"]
    assert total.inputs == [("s", 1), ("s", 0)]
    assert total.control_inputs == ["any", "x"]  # TensorFlow drops "s", an input anyway
    assert records["product"].device == "/device:GPU:0"
    assert records["x"].attrs == {
        "dtype": ("type", dtypes.float32),
        "shape": ("shape", (None, 3)),
    }


@pytest.mark.parametrize(
    ("text", "parsed"),
    [("a", ("a", 0)), ("a:0", ("a", 0)), ("a/b:12", ("a/b", 12)), ("a:b", ("a:b", 0))],
)
def test_an_input_is_a_name_with_or_without_an_index(text, parsed):
    assert parse_input(text) == parsed
