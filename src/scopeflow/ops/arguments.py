"""The arguments of a call: which are inputs, which are attributes, and which graph they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from scopeflow.graph.core import BUILDING, GRAPH_STACK, Graph, function_being_built
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed
from scopeflow.ops.schema import REQUIRED

if TYPE_CHECKING:
    from scopeflow.ops.define import Definition

_MISSING = object()


def compact(dims: Any) -> str:
    """Dims as shape errors print them: [2,?] or ?"""
    return "?" if dims is None else bracketed(dims)


def bind(
    definition: Definition, args: Sequence[Any], kwargs: dict[str, Any], name: str | None
) -> tuple[list[Any], dict[str, Any], str | None]:
    """Sorts a call's arguments into inputs and attributes, in the order of the signature."""
    params = definition.params
    if len(args) > len(params) + 1:
        required = sum(1 for _, default in params if default is REQUIRED)
        raise TypeError(
            f"{definition.__name__}() takes from {required} to {len(params) + 1} positional arguments "
            f"but {len(args)} were given"
        )
    if not definition.param_names.issuperset(kwargs):
        keyword = next(keyword for keyword in kwargs if keyword not in definition.param_names)
        raise TypeError(f"{definition.__name__}() got an unexpected keyword argument '{keyword}'")
    if len(args) > len(params):
        name = args[-1]
        args = args[:-1]
    inputs: list[Any] = []
    attrs: dict[str, Any] = {}
    missing: list[str] = []
    n_given, n_inputs = len(args), definition.n_inputs
    for position, (param, default) in enumerate(params):
        if position < n_given:
            if param in kwargs:
                raise TypeError(
                    f"{definition.__name__}() got multiple values for argument '{param}'"
                )
            value = args[position]
        else:
            value = kwargs.get(param, _MISSING)
        if position < n_inputs:
            inputs.append(value)
        elif value is not _MISSING and (value is not None or default is REQUIRED):
            attrs[param] = value
        if value is _MISSING and default is REQUIRED:
            missing.append(param)
    if missing:
        plural = "s" if len(missing) > 1 else ""
        listed = " and ".join(
            ", ".join(f"'{m}'" for m in part) for part in (missing[:-1], missing[-1:]) if part
        )
        raise TypeError(
            f"{definition.__name__}() missing {len(missing)} required positional argument{plural}: {listed}"
        )
    return inputs, attrs, name


def refuse_empty_name(graph: Graph, given: str | None) -> NoReturn:
    graph._check_not_finalized()
    # TensorFlow makes the empty name unique before it looks at it, unless "/" says that it is one
    name = "" if given else graph._names.reserve("")
    raise ValueError(f"'{name}' is not a valid node name. Leave the name out, or give one.")


# -- which graph -----------------------------------------------------------------------------------


def graph_elements(values: Sequence[Any]) -> Iterator[Any]:
    """The tensors, operations and variables among `values`, lists looked into once."""
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from graph_elements(value)
        elif isinstance(value, (Tensor, Operation)):
            yield value
        else:
            convert = getattr(value, "_as_graph_element", None)
            if callable(convert):
                element = convert()
                if element is not None:
                    yield element


def common_graph(values: Sequence[Any], graph: Graph | None = None) -> Graph:
    """The graph that the given values belong to; the default graph if none is of a graph.

    Raises:
      ValueError: if they belong to several.
    """
    first: Any = None
    if BUILDING and graph is None:
        inside = function_being_built()
        if inside is not None:
            return inside
    for element in graph_elements(values):
        if graph is None:
            graph, first = element.graph, element
        elif element.graph is not graph:
            if first is None:
                raise ValueError(f"{element} is not from the passed-in graph.{_origins(element)}")
            raise ValueError(
                f"{element} must be from the same graph as {first}.{_origins(element, first)}"
            )
    return graph if graph is not None else GRAPH_STACK.get()


def refuse_mixed_graphs(values: Sequence[Any]) -> NoReturn:
    common_graph(values)
    raise AssertionError("the values were of one graph")


def _origins(*elements: Any) -> str:
    places = []
    for element in elements:
        op = element.op if isinstance(element, Tensor) else element
        if op.origin is not None:
            places.append(f"{op.name} was made at {op.origin}")
    return f" ({'; '.join(places)}.)" if places else ""


def note_inputs(error: Exception, definition: Definition, tensors: Sequence[Tensor]) -> None:
    """Adds to an error what the inputs of a refused node are, and where the user made them."""
    names: list[str] = []
    for arg in definition.schema.inputs:
        missing = len(tensors) - len(definition.schema.inputs) + 1
        names += [f"{arg.name}[{index}]" for index in range(missing)] if arg.is_list else [arg.name]
    lines = [f"The inputs of this {definition.type}:"]
    for name, tensor in zip(names, tensors, strict=False):
        origin = tensor._op.origin
        made = f", made at {origin}" if origin is not None else ""
        lines.append(f"  {name}: {tensor.name}, {tensor.dtype.name}, shape {tensor.shape}{made}")
    error.add_note("\n".join(lines))
