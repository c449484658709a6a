"""Building nodes by their op's type: how families use each other's ops without importing them."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import ports
from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import attributes
from scopeflow.ops.catalog import find


def call(op_type: str, *inputs: Any, name: str | None = None, **attrs: Any) -> Any:
    """Adds a node of the type `op_type`, as calling its definition does."""
    definition = find(op_type)
    if definition is None:
        raise ValueError(f"Unrecognized Op name {op_type}")
    return definition(*inputs, name=name, **attrs)


@ports.create_op.register
def create_op(
    graph: Graph,
    op_type: str,
    inputs: tuple[Tensor, ...],
    dtypes: Any,
    name: str,
    attrs: dict[str, Any],
) -> Operation:
    """Adds a node by type name; attributes may be AttrValue protos."""
    definition = find(op_type)
    if definition is None:
        raise ValueError(f"Unrecognized Op name {op_type}")
    declared: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in attrs.items():
        plain = ports.from_attr_value.call(value)[1] if hasattr(value, "WhichOneof") else value
        if key in definition.schema.attrs:
            declared[key] = plain
        else:
            extra[key] = value
    full = graph.final_name(name)
    if graph.building_function:
        inputs = tuple([graph.capture(tensor) for tensor in inputs])  # type: ignore[attr-defined]
    known = attributes.resolve_attrs(
        definition, attributes.type_key(definition, inputs, declared), declared
    )
    made = graph.add_node(
        definition, full, inputs, known[0], known[1] if dtypes is None else tuple(dtypes)
    )
    for key, value in extra.items():
        # a `colocate_with` around this call is stronger than a given class
        if not (key == "_class" and graph._colocation_stack):
            made._set_attr(key, value)
    return made
