"""What kinds of operations there are, as OpDef protos: their inputs, outputs and attributes."""

from __future__ import annotations

from typing import Any

from scopeflow.formats.attr_values import to_attr_value
from scopeflow.graph import ports


@ports.op_def.register
def op_def_of(definition: Any) -> Any:
    """The OpDef of an op's definition, without texts.

    Args:
      definition: what declares the op: its `schema` is read.
    """
    from tensorboard.compat.proto.op_def_pb2 import OpDef

    schema = definition.schema
    found = OpDef(name=schema.type, is_stateful=definition.stateful)
    # a ref input whose variable may have no value yet
    found.allows_uninitialized_input = definition.births and any(
        arg.is_ref for arg in schema.inputs
    )
    for arg in schema.inputs:
        _fill_argument(found.input_arg.add(), arg)
    for arg in schema.outputs:
        _fill_argument(found.output_arg.add(), arg)
    for attr in schema.attrs.values():
        _fill_attribute(found.attr.add(), attr)
    return found


def _fill_argument(proto: Any, arg: Any) -> None:
    proto.name = arg.name
    if arg.dtype is not None:
        proto.type = arg.dtype.as_datatype_enum
    proto.type_attr = arg.type_attr or ""
    proto.number_attr = arg.number_attr or ""
    proto.type_list_attr = arg.list_attr or ""
    proto.is_ref = arg.is_ref


def _fill_attribute(proto: Any, attr: Any) -> None:
    proto.name = attr.name
    proto.type = attr.kind
    if attr.minimum is not None:
        proto.has_minimum = True
        proto.minimum = attr.minimum
    if not attr.required:
        proto.default_value.CopyFrom(to_attr_value(attr.kind, attr.default))
    if attr.allowed is not None:
        kind = "string" if attr.kind in ("string", "list(string)") else "type"
        proto.allowed_values.CopyFrom(to_attr_value(f"list({kind})", attr.allowed))
