"""One node of a GraphDef: its attributes completed and checked against the definition of its op."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

from scopeflow.formats.attr_values import EMPTY_LIST, UNSET, from_attr_value
from scopeflow.formats.graphdef import NodeRecord
from scopeflow.graph import words
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import attributes
from scopeflow.ops.catalog import find
from scopeflow.ops.define import Definition
from scopeflow.ops.schema import Arg

# What a node may be called.
NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\-/\\>]*\Z")

Pair = tuple[str, Any]


def refuse_name(name: str) -> NoReturn:
    """The refusal of a name that no node may have."""
    raise ValueError(f"Node '{name}': Node name contains invalid characters")


def complete(record: NodeRecord, definition: Definition) -> None:
    """Adds to a record the attributes that it leaves out and that have a default value."""
    for attr in definition.schema.attrs.values():
        if attr.name not in record.attrs and not attr.required:
            record.attrs[attr.name] = (attr.kind, attr.default)


def drop_unknown_defaults(records: Sequence[NodeRecord], producer_ops: Any) -> None:
    """Takes away attributes that the op has only where the GraphDef was written, if they say what is the default there.

    Args:
      records: the nodes.
      producer_ops: an OpList proto.
    """
    known = {op.name: op for op in producer_ops.op}
    for record in records:
        definition, written = find(record.type), known.get(record.type)
        if definition is None or written is None:
            continue
        defaults = {a.name: from_attr_value(a.default_value) for a in written.attr}
        for name in [n for n in record.attrs if n not in definition.schema.attrs]:
            if name in defaults and record.attrs[name] == defaults[name]:
                del record.attrs[name]


def _node(name: str) -> str:
    return f"NodeDef: {{{{node {name}}}}}"


def _op(definition: Definition) -> str:
    return f"Op<name={definition.type}>"


def attributes_of(
    record: NodeRecord, definition: Definition, name: str
) -> tuple[dict[str, Any], dict[str, Pair]]:
    """The attributes that the definition declares, and the others, which start with '_'.

    Raises:
      ValueError: if one is missing, of another kind, not allowed, or not known.
    """
    declared = definition.schema.attrs
    values: dict[str, Any] = {}
    for key in sorted(declared):
        attr = declared[key]
        if key not in record.attrs:
            raise ValueError(f"NodeDef missing attr '{key}' from {_op(definition)}; {_node(name)}")
        kind, value = record.attrs[key]
        if kind == UNSET or (kind == EMPTY_LIST and not attr.kind.startswith("list(")):
            raise ValueError(
                f"AttrValue missing value with expected type '{attr.kind}'\n\t for attr '{key}'\n\t; {_node(name)}"
            )
        if kind not in (attr.kind, EMPTY_LIST):
            raise ValueError(
                f"AttrValue had value with type '{kind}' when '{attr.kind}' expected\n\t for attr '{key}'\n\t; "
                f"{_node(name)}; {_op(definition)}"
            )
        values[key] = _checked(definition, attr, value, name)
    extra = {key: pair for key, pair in record.attrs.items() if key not in declared}
    for key in extra:
        if not key.startswith("_"):
            raise ValueError(
                f"NodeDef mentions attr '{key}' not in {_op(definition)}; {_node(name)}. (Check whether your "
                "GraphDef-interpreting binary is up to date with your GraphDef-generating binary.)."
            )
    return values, extra


def _checked(definition: Definition, attr: Any, value: Any, name: str) -> Any:
    if attr.kind in ("tensor", "func", "list(tensor)", "list(func)"):
        return value
    try:
        return attributes.attr_value(definition, attr, value)
    except (TypeError, ValueError) as error:
        if attr.allowed is None:
            raise ValueError(f"{error} {_node(name)}") from error
        shown = runtime_name(value) if isinstance(value, DType) else value
        allowed = ", ".join(
            runtime_name(item) if isinstance(item, DType) else str(item) for item in attr.allowed
        )
        raise ValueError(
            f"Value for attr '{attr.name}' of {shown} is not in the list of allowed values: {allowed}\n\t; {_node(name)}"
        ) from error


def runtime_name(dtype: DType) -> str:
    """A dtype as messages about nodes call it: float, double, int32, float_ref."""
    return words.runtime_name(dtype) + ("_ref" if dtype._is_ref_dtype else "")


def _types(args: Sequence[Arg], attrs: dict[str, Any]) -> list[DType]:
    """The types of inputs or outputs, lists opened."""
    found: list[DType] = []
    for arg in args:
        if arg.list_attr is not None:
            found.extend(attrs[arg.list_attr])
            continue
        dtype: Any = arg.dtype if arg.dtype is not None else attrs[arg.type_attr or ""]
        if arg.is_ref:
            dtype = dtype._as_ref
        found.extend([dtype] * (attrs[arg.number_attr] if arg.number_attr else 1))
    return found


def check_inputs(
    record: NodeRecord,
    definition: Definition,
    name: str,
    attrs: dict[str, Any],
    inputs: Sequence[Tensor],
) -> tuple[DType, ...]:
    """The types of the outputs, if the inputs are of the number and the types that the attributes tell.

    Raises:
      ValueError: if they are not.
    """
    wanted = _types(definition.schema.inputs, attrs)
    if len(wanted) != len(inputs):
        expected = ", ".join(runtime_name(dtype) for dtype in wanted)
        raise ValueError(
            f"NodeDef expected inputs '{expected}' do not match {len(inputs)} inputs specified; {_op(definition)}; "
            f"{_node(name)}"
        )
    for index, (dtype, tensor) in enumerate(zip(wanted, inputs, strict=True)):
        fits = tensor.dtype is dtype if dtype._is_ref_dtype else tensor.dtype.base_dtype is dtype
        if not fits:
            raise ValueError(
                f"Input {index} of node {name} was passed {runtime_name(tensor.dtype)} from {tensor.name} incompatible "
                f"with expected {runtime_name(dtype)}."
            )
    return tuple(_types(definition.schema.outputs, attrs))


class Form(NamedTuple):
    """What nodes of one type with the same attributes have in common.

    Attributes:
      definition: the definition of their op.
      attrs: the attributes that it declares.
      extra: the others, without `_output_shapes`.
      shapes: `_output_shapes`, or None.
      neighbours: the nodes of the GraphDef that they are to share a device with.
      in_types: the types of plain inputs.
      out_types: the types of the outputs.
    """

    definition: Definition
    attrs: dict[str, Any]
    extra: dict[str, Pair]
    shapes: Pair | None
    neighbours: frozenset[str]
    in_types: tuple[DType, ...]
    out_types: tuple[DType, ...]


def form_of(
    record: NodeRecord, definition: Definition, name: str, inputs: Sequence[Tensor]
) -> Form:
    """The form of a node called `name`.

    Raises:
      ValueError: if its attributes or inputs do not fit the definition.
    """
    complete(record, definition)
    attrs, extra = attributes_of(record, definition, name)
    out_types = check_inputs(record, definition, name, attrs, inputs)
    shapes = extra.pop("_output_shapes", None)
    in_types = tuple(_types(definition.schema.inputs, attrs))
    return Form(definition, attrs, extra, shapes, _colocated(extra), in_types, out_types)


def _colocated(extra: dict[str, Pair]) -> frozenset[str]:
    entries = extra.get("_class", ("", ()))[1]
    texts = [e.decode() if isinstance(e, bytes) else e for e in entries]
    return frozenset(text[5:] for text in texts if text.startswith("loc:@"))


def merge_shapes(record: NodeRecord, op: Operation, given: Pair | None) -> None:
    """Adds what an attribute `_output_shapes` says to what is known of the outputs' shapes.

    Raises:
      ValueError: if it contradicts that.
    """
    if given is None:
        return
    for index, (tensor, dims) in enumerate(zip(op._outputs, given[1], strict=False)):
        try:
            tensor.set_shape(dims)
        except ValueError as error:
            raise ValueError(
                f"Node '{op.name}' has an _output_shapes attribute inconsistent with the GraphDef for output #{index}: "
                f"{error}"
            ) from error
