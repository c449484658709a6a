"""Graphs as GraphDef protos, and GraphDefs as plain node records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scopeflow.formats.attr_values import from_attr_value, to_attr_value
from scopeflow.formats.tensors import is_fill

# The version of the GraphDef format that TensorFlow 1.15 writes.
PRODUCER = 134
# Bytes that open a field: its number times 8, plus 2 for "a length and that many bytes".
_NAME, _OP, _INPUT, _DEVICE, _ATTR = (bytes([number << 3 | 2]) for number in (1, 2, 3, 4, 5))
_KEY, _VALUE = _NAME, _OP
_NODE = _NAME
# Kinds whose values can be equal without being the same: 0.0 == -0.0, np.int32(0) == np.int64(0).
_LOOKALIKES = ("float", "list(float)", "tensor", "list(tensor)")
# Constants of at most so many bytes are likely to come again.
_SMALL_ARRAY = 64
_SMALL = [bytes([n]) for n in range(128)]


def graph_def_of(graph: Any, from_version: int | None = None, add_shapes: bool = False) -> Any:
    """The GraphDef of a graph, its nodes in the order they were made.

    Args:
      graph: a Graph.
      from_version: accepted and without effect, as in TensorFlow 1.15.
      add_shapes: give each node with outputs an `_output_shapes` attribute.

    Raises:
      ValueError: if it would take more than 2 GB, the most that a proto can hold.
    """
    from tensorboard.compat.proto.graph_pb2 import GraphDef

    encode = _Encoder(add_shapes).node
    parts: list[bytes] = []
    for op in graph._ops_in_order():
        node = encode(op)
        parts += (_NODE, _length(len(node)), node)
    data = b"".join(parts)
    if len(data) >= 2**31:
        raise ValueError(
            "GraphDef cannot be larger than 2GB. Large constants are the usual cause: feed them, "
            "or load them "
            "into variables."
        )
    graph_def = GraphDef.FromString(data)
    graph_def.versions.producer = PRODUCER
    return graph_def


def node_def_of(op: Any) -> Any:
    """The NodeDef of one operation."""
    from tensorboard.compat.proto.node_def_pb2 import NodeDef

    return NodeDef.FromString(_Encoder(False).node(op))


class _Encoder:
    """Writes nodes as bytes, which one call then parses: faster than filling protos by field.

    Most nodes of a graph share a few sets of attributes, so the bytes of each set are kept.
    """

    def __init__(self, add_shapes: bool) -> None:
        self._add_shapes = add_shapes
        self._attr_sets: dict[Any, bytes] = {}
        self._constants: dict[Any, bytes] = {}
        self._shapes: dict[Any, bytes] = {}

    def node(self, op: Any) -> bytes:
        """The bytes of one NodeDef."""
        name = op.name.encode()
        op_type = op.type.encode()
        parts = [_NAME, _length(len(name)), name, _OP, _length(len(op_type)), op_type]
        for tensor in op.inputs:
            index = tensor.value_index
            text = (f"{tensor.op.name}:{index}" if index else tensor.op.name).encode()
            parts += (_INPUT, _length(len(text)), text)
        control = op.control_inputs
        if control:
            for other in sorted(other.name for other in control):
                text = f"^{other}".encode()
                parts += (_INPUT, _length(len(text)), text)
        if op.device:
            device = op.device.encode()
            parts += (_DEVICE, _length(len(device)), device)
        parts.append(self._attrs(tuple(op._attr_items())))
        if self._add_shapes and op.outputs:
            parts.append(self._output_shapes(op))
        return b"".join(parts)

    def _attrs(self, items: tuple[tuple[str, str, Any], ...]) -> bytes:
        try:
            known = self._attr_sets.get(items)
        except TypeError:  # arrays and lists have no hash
            return b"".join([self._attr(*item) for item in items])
        if known is None:
            known = b"".join(_attr(*item) for item in items)
            if not any(kind in _LOOKALIKES for _, kind, _ in items):
                self._attr_sets[items] = known
        return known

    def _attr(self, name: str, kind: str, value: Any) -> bytes:
        if kind != "tensor" or not isinstance(value, np.ndarray) or value.nbytes > _SMALL_ARRAY:
            return _attr(name, kind, value)
        if value.dtype.hasobject:
            return _attr(name, kind, value)
        key = (name, value.dtype, value.shape, is_fill(value), value.tobytes())
        known = self._constants.get(key)
        if known is None:
            known = self._constants[key] = _attr(name, kind, value)
        return known

    def _output_shapes(self, op: Any) -> bytes:
        key = tuple(_dims(tensor) for tensor in op.outputs)
        known = self._shapes.get(key)
        if known is None:
            known = self._shapes[key] = _attr("_output_shapes", "list(shape)", list(key))
        return known


def _dims(tensor: Any) -> tuple[int | None, ...] | None:
    shape = tensor.shape
    return None if shape.ndims is None else tuple(shape.as_list())


def _attr(name: str, kind: str, value: Any) -> bytes:
    """One entry of a NodeDef's attributes."""
    key = name.encode()
    data = to_attr_value(kind, value).SerializeToString()
    entry = b"".join((_KEY, _length(len(key)), key, _VALUE, _length(len(data)), data))
    return b"".join((_ATTR, _length(len(entry)), entry))


def _length(number: int) -> bytes:
    """A length in protobuf's base 128."""
    if number < 128:
        return _SMALL[number]
    digits = []
    while number > 127:
        digits.append(number & 127 | 128)
        number >>= 7
    digits.append(number)
    return bytes(digits)


@dataclass(slots=True)
class NodeRecord:
    """A node of a GraphDef as plain data.

    Attributes:
      name: the node's name.
      type: the kind of operation.
      inputs: (node name, output index) of each input.
      control_inputs: names of the nodes that must run before.
      device: the device string.
      attrs: attribute name -> (kind, value), as `from_attr_value` gives them.
    """

    name: str
    type: str
    inputs: list[tuple[str, int]] = field(default_factory=list)
    control_inputs: list[str] = field(default_factory=list)
    device: str = ""
    attrs: dict[str, tuple[str, Any]] = field(default_factory=dict)


def nodes_of(graph_def: Any) -> Iterator[NodeRecord]:
    """The nodes of a GraphDef, in its order."""
    for node in graph_def.node:
        record = NodeRecord(node.name, node.op, device=node.device)
        for text in node.input:
            if text.startswith("^"):
                record.control_inputs.append(text[1:])
            else:
                record.inputs.append(parse_input(text))
        for name in sorted(node.attr):
            record.attrs[name] = from_attr_value(node.attr[name])
        yield record


def parse_input(text: str) -> tuple[str, int]:
    """(node name, output index) of an input written "name" or "name:1"."""
    name, colon, index = text.rpartition(":")
    return (name, int(index)) if colon and index.isdigit() else (text, 0)
