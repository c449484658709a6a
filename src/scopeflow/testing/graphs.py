"""Assertions about protos, GraphDefs and device names."""

from __future__ import annotations

import difflib
from typing import Any

import numpy as np
from absl.testing import absltest

from scopeflow.formats.attr_values import from_attr_value
from scopeflow.graph.device import canonical_name
from scopeflow.version import GRAPH_DEF_VERSION


class ProtoAssertions(absltest.TestCase):
    """What a test case may say of protos."""

    def assertProtoEquals(
        self, expected_message_maybe_ascii: Any, message: Any, msg: str | None = None
    ) -> None:
        """Two protos are equal; the first may be given as text.

        Args:
          expected_message_maybe_ascii: a proto, or a proto's text form.
          message: the proto found.
          msg: a text for the error.

        Raises:
          AssertionError: if they differ, with the lines that do.
          google.protobuf.text_format.ParseError: if the text is none of such a proto.
        """
        from google.protobuf import text_format

        expected = expected_message_maybe_ascii
        if isinstance(expected, (str, bytes)):
            found = type(message)()
            text_format.Merge(expected, found)
            expected = found
        if type(expected) is not type(message):
            self.fail(
                f"Can't compare protos of type {type(expected)} and {type(message)}. {msg or ''}"
            )
        if expected == message:
            return
        first, second = (str(proto).splitlines(keepends=True) for proto in (expected, message))
        lines = "".join(difflib.ndiff(first, second))
        self.fail(f"\n{lines}" + (f"\n{msg}" if msg else ""))

    def assertProtoEqualsVersion(
        self,
        expected: Any,
        actual: Any,
        producer: int = GRAPH_DEF_VERSION,
        min_consumer: int = 0,
        msg: str | None = None,
    ) -> None:
        """A GraphDef equals another, given as text without its versions.

        Args:
          expected: the text of the nodes.
          actual: the GraphDef found.
          producer: its version.
          min_consumer: the version it asks for.
          msg: a text for the error.
        """
        versions = f"versions {{ producer: {producer} min_consumer: {min_consumer} }}"
        self.assertProtoEquals(f"{versions};\n{expected}", actual, msg=msg)

    def assertDeviceEqual(self, device1: Any, device2: Any, msg: str | None = None) -> None:
        """Two device names mean the same: "/cpu:0" and "/device:CPU:0" do."""
        first, second = canonical_name(device1), canonical_name(device2)
        self.assertEqual(first, second, f"Devices {first} and {second} are not equal. {msg}")


def assert_equal_graph_def(
    actual: Any, expected: Any, checkpoint_v2: bool = False, hash_table_shared_name: bool = False
) -> None:
    """Two GraphDefs hold the same nodes, in any order.

    Args:
      actual: a GraphDef.
      expected: another.
      checkpoint_v2: take no notice of the temporary names that saving makes up.
      hash_table_shared_name: take no notice of the shared names of hash tables.

    Raises:
      TypeError: if one is no GraphDef.
      AssertionError: if they differ, with the first difference.
    """
    for what, graph_def in (("actual", actual), ("expected", expected)):
        if type(graph_def).__name__ != "GraphDef":
            raise TypeError(f"Expected tf.GraphDef for {what}, got {type(graph_def).__name__}")
    wanted = {node.name: node for node in expected.node}
    for node in actual.node:
        other = wanted.pop(node.name, None)
        if other is None:
            raise AssertionError(f"Found unexpected node '{_node(node)}'")
        difference = _difference(node, other, checkpoint_v2, hash_table_shared_name)
        if difference:
            raise AssertionError(difference)
    for node in wanted.values():
        raise AssertionError(f"Did not find expected node '{_node(node)}'")


def _difference(node: Any, other: Any, checkpoint_v2: bool, hash_tables: bool) -> str | None:
    name = node.name
    if node.op != other.op:
        return f"Node named '{name}' has op '{node.op}' that is not expected '{other.op}'"
    if node.device != other.device:
        return (
            f"Node named '{name}' has device '{node.device}' that is not expected '{other.device}'"
        )
    if list(node.input) != list(other.input):
        return f"Node named '{name}' has inputs '{', '.join(node.input)}' that don't match '{', '.join(other.input)}'"
    for attr in sorted({*node.attr, *other.attr}):
        if attr not in other.attr:
            return f"Node named '{name}' has unexpected attr '{attr}' with value: {_value(node.attr[attr])}"
        if attr not in node.attr:
            return f"Node named '{name}' missing expected attr '{attr}' with value: {_value(other.attr[attr])}"
        if node.attr[attr] == other.attr[attr]:
            continue
        if hash_tables and node.op.startswith("HashTable") and attr == "shared_name":
            continue
        values = [_plain(n.attr[attr]) for n in (node, other)]
        if checkpoint_v2 and all(_is_temporary(value) for value in values):
            continue
        if _same(*values):
            continue
        return (
            f"Node named '{name}' has attr '{attr}' with value: {_value(node.attr[attr])} that does not match "
            f"expected: {_value(other.attr[attr])}"
        )
    return None


def _plain(attr: Any) -> Any:
    return from_attr_value(attr)[1]


def _same(first: Any, second: Any) -> bool:
    """Whether two values that are written differently are the same."""
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return first.dtype == second.dtype and np.array_equal(first, second)
    return False


def _is_temporary(value: Any) -> bool:
    return isinstance(value, np.ndarray) and any(
        isinstance(item, bytes) and b"_temp_" in item for item in value.reshape(-1).tolist()
    )


def _node(node: Any) -> str:
    attrs = ", ".join(f"{name}={_value(node.attr[name])}" for name in sorted(node.attr))
    return f"{{{{node {node.name}}}}} = {node.op}[{attrs}]({', '.join(node.input)})"


def _value(attr: Any) -> str:
    kind, value = from_attr_value(attr)
    if kind == "tensor":
        from scopeflow.graph.dtypes import as_dtype

        shape = "[" + ",".join(map(str, value.shape)) + "]"
        shown = " ".join(str(item) for item in value.reshape(-1).tolist())
        return f"Tensor<type: {as_dtype(value.dtype).name} shape: {shape} values: {shown}>"
    if kind == "type":
        return "DT_" + {"float32": "FLOAT", "float64": "DOUBLE"}.get(value.name, value.name.upper())
    return str(value)
