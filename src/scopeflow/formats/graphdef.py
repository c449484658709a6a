"""Graphs as GraphDef protos, and GraphDefs as plain node records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scopeflow.formats.attr_values import from_attr_value, to_attr_value
from scopeflow.formats.tensors import is_fill
from scopeflow.version import GRAPH_DEF_VERSION

# What opens a field: its number times 8, plus 2 for "a length and that many bytes".
_NAME, _OP, _INPUT, _DEVICE, _ATTR = (chr(number << 3 | 2) for number in (1, 2, 3, 4, 5))
_KEY, _VALUE = _NAME, _OP
_NODE = _NAME
# Kinds whose values can be equal without being the same: 0.0 == -0.0, np.int32(0) == np.int64(0).
_LOOKALIKES = ("float", "list(float)", "tensor", "list(tensor)")
# Constants of at most so many bytes are likely to come again.
_SMALL_ARRAY = 64
# Nodes longer than that go straight into bytes.
_LONG_NODE = 1 << 16
# Attributes of so many bytes are too long to come again.
_SHORT_ATTRS = 512


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

    data = _Encoder(add_shapes).nodes(graph._ops_in_order())
    if len(data) >= 2**31:
        raise ValueError(
            "GraphDef cannot be larger than 2GB. Large constants are the usual cause: feed them, "
            "or load them "
            "into variables."
        )
    graph_def = GraphDef.FromString(data)
    functions = getattr(graph, "_functions", None)
    if functions:
        from scopeflow.formats.functions import function_def_of

        for function in functions.values():
            known = getattr(function, "function_def", None)
            graph_def.library.function.append(known or function_def_of(function))
    graph_def.versions.producer = GRAPH_DEF_VERSION
    return graph_def


def node_def_of(op: Any) -> Any:
    """The NodeDef of one operation."""
    from tensorboard.compat.proto.node_def_pb2 import NodeDef

    return NodeDef.FromString(_Encoder(False).node(op).encode("latin-1"))


class _Encoder:
    """Writes nodes as serialized messages, which one call then parses: faster than filling protos by field.

    The bytes are written as text of the same numbers (Latin-1): names are text already, and text is
    what Python puts together fastest. Most nodes of a graph share a few sets of attributes, so what
    stands for each set is kept.
    """

    def __init__(self, add_shapes: bool) -> None:
        self._add_shapes = add_shapes
        # by the identity of a node's table of attributes: (definition, its type, the attributes)
        self._tables: dict[int, tuple[Any, str, str]] = {}
        self._attr_sets: dict[Any, str] = {}
        self._constants: dict[Any, str] = {}
        self._shapes: dict[Any, str] = {}

    def nodes(self, ops: Iterable[Any]) -> bytes:
        """The field `node` of a GraphDef, with one entry for each of `ops`."""
        parts: list[str] = []
        done: list[bytes] = []
        for op in ops:
            node = self.node(op)
            size = len(node)
            if size < 128:
                parts.append(f"{_NODE}{size:c}{node}")
                continue
            parts.append(f"{_NODE}{_length(size)}")
            if size <= _LONG_NODE:
                parts.append(node)
            else:
                done += ("".join(parts).encode("latin-1"), node.encode("latin-1"))
                parts = []
        done.append("".join(parts).encode("latin-1"))
        return done[0] if len(done) == 1 else b"".join(done)

    def node(self, op: Any) -> str:
        """One NodeDef."""
        name = op._name
        known = self._tables.get(id(op._attrs))
        if known is not None and op._extra is None and known[0] is op.definition:
            _, kind, attrs = known
        else:
            kind = _field(_OP, op.type)
            attrs = self._attrs(tuple(op._attr_items()))
            if op._extra is None:
                self._tables[id(op._attrs)] = op.definition, kind, attrs
        inputs = ""
        for tensor in op._inputs:
            source = tensor._op._name
            if tensor._value_index:
                source = f"{source}:{tensor._value_index}"
            size = len(source)
            if size < 128 and source.isascii():
                inputs = f"{inputs}{_INPUT}{size:c}{source}"
            else:
                inputs += _field(_INPUT, source)
        if op._control_inputs:
            for before in sorted([other._name for other in op._control_inputs]):
                inputs += _field(_INPUT, f"^{before}")
        if op._device:
            inputs += _field(_DEVICE, op._device)
        if self._add_shapes and op._outputs:
            attrs += self._output_shapes(op)
        size = len(name)
        if size < 128 and name.isascii():
            return f"{_NAME}{size:c}{name}{kind}{inputs}{attrs}"
        return f"{_field(_NAME, name)}{kind}{inputs}{attrs}"

    def _attrs(self, items: tuple[tuple[str, str, Any], ...]) -> str:
        try:
            known = self._attr_sets.get(items)
        except TypeError:  # arrays and lists have no hash
            return "".join([self._attr(*item) for item in items])
        if known is None:
            known = "".join([_attr(*item) for item in items])
            if not any(kind in _LOOKALIKES for _, kind, _ in items):
                self._attr_sets[items] = known
        return known

    def _attr(self, name: str, kind: str, value: Any) -> str:
        if kind != "tensor" or not isinstance(value, np.ndarray) or value.nbytes > _SMALL_ARRAY:
            return _attr(name, kind, value)
        if value.dtype.hasobject:
            return _attr(name, kind, value)
        key = (name, value.dtype, value.shape, is_fill(value), value.tobytes())
        known = self._constants.get(key)
        if known is None:
            known = self._constants[key] = _attr(name, kind, value)
        return known

    def _output_shapes(self, op: Any) -> str:
        key = tuple([tensor._dims for tensor in op._outputs])
        known = self._shapes.get(key)
        if known is None:
            known = self._shapes[key] = _attr("_output_shapes", "list(shape)", list(key))
        return known


def _attr(name: str, kind: str, value: Any) -> str:
    """One entry of a NodeDef's attributes."""
    data = to_attr_value(kind, value).SerializeToString().decode("latin-1")
    return f"{_ATTR}{_sized(f'{_field(_KEY, name)}{_VALUE}{_sized(data)}')}"


def _field(number: str, text: str) -> str:
    """A field that holds a text."""
    return number + _sized(text if text.isascii() else text.encode().decode("latin-1"))


def _sized(data: str) -> str:
    return _length(len(data)) + data


def _length(number: int) -> str:
    """A length in protobuf's base 128."""
    digits = ""
    while number > 127:
        digits += chr(number & 127 | 128)
        number >>= 7
    return digits + chr(number)


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
      form: equal for nodes that share a type and one table of attributes; None if this table is its own.
    """

    name: str
    type: str
    inputs: list[tuple[str, int]] = field(default_factory=list)
    control_inputs: Sequence[str] = ()
    device: str = ""
    attrs: dict[str, tuple[str, Any]] = field(default_factory=dict)
    form: tuple[str, bytes] | None = None


def nodes_of(graph_def: Any, shared: bool = False) -> Iterator[NodeRecord]:
    """The nodes of a GraphDef, in its order.

    Args:
      graph_def: a GraphDef proto.
      shared: nodes with the same attributes may have the same table of them, which is then not to be changed.
    """
    known: dict[tuple[str, bytes], dict[str, tuple[str, Any]]] = {}
    for node in graph_def.node:
        name, kind, device = node.name, node.op, node.device
        inputs: list[tuple[str, int]] = []
        control_inputs: list[str] | None = None
        # where the attributes begin in the serialized node, if each other field is there and short
        begin = len(name) + len(kind) + 4
        short = shared and 0 < len(name) < 128 and name.isascii() and _is_short(kind)
        for text in node.input:
            begin += len(text) + 2
            if len(text) > 127 or not text.isascii():
                short = False
            if text[:1] == "^":
                if control_inputs is None:
                    control_inputs = []
                control_inputs.append(text[1:])
            elif ":" in text:
                inputs.append(parse_input(text))
            else:
                inputs.append((text, 0))
        if device:
            begin += len(device) + 2
            short = short and _is_short(device)
        form = attrs = None
        if short:
            data = node.SerializePartialToString(deterministic=True)
            if len(data) < begin + _SHORT_ATTRS:
                form = kind, data[begin:]
                attrs = known.get(form)
        if attrs is None:
            attrs = {key: from_attr_value(node.attr[key]) for key in sorted(node.attr)}
            if form is not None and all(_can_share(*pair) for pair in attrs.values()):
                known[form] = attrs
            else:
                form = None
        yield NodeRecord(name, kind, inputs, control_inputs or (), device, attrs, form)


def _is_short(text: str) -> bool:
    """Whether a text takes one byte a letter, and one for its length."""
    return 0 < len(text) < 128 and text.isascii()


def _can_share(kind: str, value: Any) -> bool:
    """Whether several nodes can have an attribute's value, which then nobody changes."""
    if kind == "tensor" and isinstance(value, np.ndarray):
        value.setflags(write=False)
        return True
    return kind not in ("tensor", "func", "list(tensor)", "list(func)")


def parse_input(text: str) -> tuple[str, int]:
    """(node name, output index) of an input written "name" or "name:1"."""
    name, colon, index = text.rpartition(":")
    return (name, int(index)) if colon and index.isdigit() else (text, 0)
