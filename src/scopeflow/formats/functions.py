"""Functions as FunctionDef protos, and back as the GraphDefs of their bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scopeflow.formats.attr_values import from_attr_value, to_attr_value
from scopeflow.graph.function import Names, argument_name
from scopeflow.graph.tensor import Tensor


def function_def_of(body: Any) -> Any:
    """The FunctionDef of a function's body.

    Args:
      body: a FunctionGraph.
    """
    from tensorboard.compat.proto.function_pb2 import FunctionDef

    function = FunctionDef()
    signature = function.signature
    signature.name = body.name
    names = Names()
    outputs = [names.unique(argument_name(tensor._op.name)) for tensor in body.outputs]
    inputs = [names.unique(argument_name(tensor._op.name)) for tensor in body.inputs]
    sources = dict(zip(body.inputs, inputs, strict=True))
    arguments = {tensor._op for tensor in body.inputs}
    nodes = {op: names.unique(op.name) for op in body._ops if op not in arguments}
    for tensor, name in zip(body.inputs, inputs, strict=True):
        signature.input_arg.add(name=name, type=tensor.dtype.as_datatype_enum)
    for tensor, name in zip(body.outputs, outputs, strict=True):
        signature.output_arg.add(name=name, type=tensor.dtype.as_datatype_enum)
        function.ret[name] = _source(tensor, sources, nodes)
    for op in body.control_outputs:
        signature.control_output.append(nodes[op])
        function.control_ret[nodes[op]] = nodes[op]
    signature.is_stateful = body.is_stateful
    signature.description = body.description
    for name, (kind, value) in body.attrs.items():
        function.attr[name].CopyFrom(to_attr_value(kind, value))
    for index in range(len(inputs)):
        said = function.arg_attr[index].attr
        if index < body.declared and not body.legacy:
            said["_user_specified_name"].CopyFrom(to_attr_value("string", inputs[index]))
    for op, name in nodes.items():
        _add_node(function, op, name, sources, nodes)
    return function


def _add_node(
    function: Any, op: Any, name: str, sources: dict[Tensor, str], nodes: dict[Any, str]
) -> None:
    node = function.node_def.add(name=name, op=op.type, device=op.device)
    node.input.extend([_source(tensor, sources, nodes) for tensor in op._inputs])
    node.input.extend(sorted(f"^{nodes[other]}" for other in op._control_inputs))
    for name, kind, value in op._attr_items():
        node.attr[name].CopyFrom(to_attr_value(kind, value))


def _source(tensor: Tensor, sources: dict[Tensor, str], nodes: dict[Any, str]) -> str:
    """A tensor as a node of a function names it: an argument, or node, output and place in the output's list."""
    known = sources.get(tensor)
    if known is not None:
        return known
    op = tensor._op
    at = 0
    for arg, count in _outputs(op.definition, op._attrs):
        if tensor._value_index < at + count:
            return f"{nodes[op]}:{arg}:{tensor._value_index - at}"
        at += count
    raise ValueError(f"{op.name} has no output {tensor._value_index}")


def _outputs(definition: Any, attrs: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The name of each output of an op, and how many tensors it is."""
    for arg in definition.schema.outputs:
        if arg.number_attr is not None:
            yield arg.name, int(attrs[arg.number_attr])
        elif arg.list_attr is not None:
            yield arg.name, len(attrs[arg.list_attr])
        else:
            yield arg.name, 1


def body_graph_def(function: Any, find: Any) -> tuple[Any, list[str], list[str]]:
    """The GraphDef of the body of a FunctionDef.

    Args:
      function: the FunctionDef.
      find: gives the definition of an op's type.

    Returns:
      The GraphDef, in which placeholders stand for the arguments; the names of the placeholders; and the tensors that are
      the results, as "node:1".
    """
    from tensorboard.compat.proto.graph_pb2 import GraphDef

    graph_def = GraphDef()
    plain: dict[str, str] = {}
    arguments = []
    for index, arg in enumerate(function.signature.input_arg):
        node = graph_def.node.add(name=arg.name, op="Placeholder")
        node.attr["dtype"].type = arg.type
        shape = (
            function.arg_attr[index].attr.get("_output_shapes")
            if index in function.arg_attr
            else None
        )
        if shape is not None and shape.list.shape:
            node.attr["shape"].shape.CopyFrom(shape.list.shape[0])
        else:
            node.attr["shape"].shape.unknown_rank = True
        plain[arg.name] = arg.name
        arguments.append(arg.name)
    for node in function.node_def:
        definition = find(node.op)
        attrs = {key: from_attr_value(value)[1] for key, value in node.attr.items()}
        at = 0
        for name, count in _outputs(definition, attrs):
            for place in range(count):
                plain[f"{node.name}:{name}:{place}"] = f"{node.name}:{at + place}"
            at += count
    for node in function.node_def:
        copied = graph_def.node.add()
        copied.CopyFrom(node)
        del copied.input[:]
        copied.input.extend([t if t.startswith("^") else plain.get(t, t) for t in node.input])
    results = []
    for arg in function.signature.output_arg:
        source = plain.get(function.ret[arg.name], function.ret[arg.name])
        results.append(source if ":" in source else f"{source}:0")
    return graph_def, arguments, results
