"""From the arguments of a call to inputs and attributes, with TensorFlow's refusals."""

from __future__ import annotations

import numbers
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_n_to_tensor, internal_convert
from scopeflow.graph.core import GRAPH_STACK, Graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.schema import _REQUIRED, Arg, Attr

if TYPE_CHECKING:
    from scopeflow.ops.define import Definition

_MISSING = object()


def compact(dims: Any) -> str:
    """Dims as shape errors print them: [2,?] or ?"""
    return "?" if dims is None else "[" + ",".join("?" if d is None else str(d) for d in dims) + "]"


def bind(
    definition: Definition, args: Sequence[Any], kwargs: dict[str, Any], name: str | None
) -> tuple[list[Any], dict[str, Any], str | None]:
    """Sorts a call's arguments into inputs and attributes, in the order of the signature."""
    params = definition.params
    if len(args) > len(params) + 1:
        required = sum(1 for _, default in params if default is _REQUIRED)
        raise TypeError(
            f"{definition.__name__}() takes from {required} to {len(params) + 1} positional arguments "
            f"but {len(args)} were given"
        )
    for keyword in kwargs:
        if all(keyword != param for param, _ in params):
            raise TypeError(f"{definition.__name__}() got an unexpected keyword argument '{keyword}'")
    if len(args) > len(params):
        name = args[-1]
        args = args[:-1]
    inputs: list[Any] = []
    attrs: dict[str, Any] = {}
    missing: list[str] = []
    left = dict(kwargs)
    for position, (param, default) in enumerate(params):
        if position < len(args):
            if param in left:
                raise TypeError(f"{definition.__name__}() got multiple values for argument '{param}'")
            value = args[position]
        else:
            value = left.pop(param, _MISSING)
        if position < definition.n_inputs:
            inputs.append(value)
        elif value is not _MISSING and (value is not None or default is _REQUIRED):
            attrs[param] = value
        if value is _MISSING and default is _REQUIRED:
            missing.append(param)
    if missing:
        plural = "s" if len(missing) > 1 else ""
        listed = " and ".join(", ".join(f"'{m}'" for m in part) for part in (missing[:-1], missing[-1:]) if part)
        raise TypeError(
            f"{definition.__name__}() missing {len(missing)} required positional argument{plural}: {listed}"
        )
    return inputs, attrs, name


def refuse_empty_name(graph: Graph) -> NoReturn:
    graph._check_not_finalized()
    # TensorFlow makes the empty name unique before it looks at it
    name = graph._names.reserve("")
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
    for element in graph_elements(values):
        if graph is None:
            graph, first = element.graph, element
        elif element.graph is not graph:
            if first is None:
                raise ValueError(f"{element} is not from the passed-in graph.{_origins(element)}")
            raise ValueError(f"{element} must be from the same graph as {first}.{_origins(element, first)}")
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


# -- inputs ----------------------------------------------------------------------------------------


def convert_all(
    definition: Definition, graph: Graph, full_name: str, inputs: Sequence[Any]
) -> tuple[tuple[Tensor, ...], Any]:
    """Converts the inputs of a node called `full_name`; constants made on the way get names under it."""
    scope = graph._name_scope
    outer = scope.current
    scope.current = full_name
    pushed = GRAPH_STACK.get() is not graph
    if pushed:
        GRAPH_STACK.items.append(graph)
    try:
        return _convert(definition, inputs)
    finally:
        scope.current = outer
        if pushed:
            GRAPH_STACK.items.pop()


def _convert(definition: Definition, inputs: Sequence[Any]) -> tuple[tuple[Tensor, ...], Any]:
    found = _Inferred(definition)
    tensors: list[Tensor] = []
    key: list[Any] = []
    values: dict[str, Any] = {}
    for arg, value in zip(definition.schema.inputs, inputs, strict=True):
        if arg.is_list:
            part = _list_input(definition, arg, value, found)
            tensors.extend(part)
            key.append(tuple([tensor.dtype for tensor in part]))
        else:
            tensor = _single_input(definition, arg, value, found)
            tensors.append(tensor)
            key.append(tensor.dtype)
        _infer_from(definition, arg, key[-1], found.types, found.by)
        # a refused type leaves the nodes of the inputs behind it unmade
        _infer_from(definition, arg, key[-1], values, found.by)
    return tuple(tensors), tuple(key)


def ref_inputs(
    definition: Definition, tensors: Sequence[Tensor], key: Sequence[Any]
) -> Iterator[Tensor]:
    """The inputs that a node takes as the memory of a variable.

    Args:
      tensors: the inputs, flat.
      key: their dtypes, a tuple of them for a list input.
    """
    start = 0
    for arg, kind in zip(definition.schema.inputs, key, strict=True):
        end = start + (len(kind) if isinstance(kind, tuple) else 1)
        if arg.is_ref:
            yield from tensors[start:end]
        start = end


class _Inferred:
    """What the inputs seen so far say of the attributes, and which input said it first."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.types: dict[str, Any] = {}
        self.by: dict[str, str] = {}

    def wanted(self, arg: Arg) -> DType | None:
        return arg.dtype if arg.dtype is not None else self.types.get(arg.type_attr or "")

    def default(self, arg: Arg) -> DType | None:
        attr = self.definition.schema.attrs.get(arg.type_attr or "")
        return None if attr is None or attr.required else attr.default


def _single_input(definition: Definition, arg: Arg, value: Any, found: _Inferred) -> Tensor:
    wanted = found.wanted(arg)
    try:
        tensor = internal_convert(
            value, wanted, arg.name, arg.is_ref, None if wanted is not None else found.default(arg)
        )
    except TypeError as error:
        if wanted is None:
            raise
        raise TypeError(
            f"Expected {wanted.name} passed to parameter '{arg.name}' of op '{definition.type}', got {value!r} "
            f"of type '{type(value).__name__}' instead. Error: {error}"
        ) from None
    except ValueError:
        try:
            observed = internal_convert(value, as_ref=arg.is_ref).dtype.name
        except ValueError as error:
            raise ValueError(f"Tried to convert '{arg.name}' to a tensor and failed. Error: {error}") from None
        refuse_type(definition, arg, observed, wanted, found.by)
    if arg.is_ref:
        _require_ref(definition, arg, tensor)
    return tensor


def refuse_type(definition: Definition, arg: Arg, observed: str, wanted: DType | None, by: dict[str, str]) -> NoReturn:
    prefix = f"Input '{arg.name}' of '{definition.type}' Op has type {observed} that does not match"
    if arg.dtype is not None:
        raise TypeError(f"{prefix} expected type of {arg.dtype.name}. Write tf.cast(x, tf.{arg.dtype.name}).")
    name = wanted.name if wanted is not None else "?"
    raise TypeError(
        f"{prefix} type {name} of argument '{by.get(arg.type_attr or '', '?')}'. Write tf.cast(x, tf.{name})."
    )


def _require_ref(definition: Definition, arg: Arg, tensor: Tensor) -> None:
    if not tensor.dtype._is_ref_dtype:
        raise TypeError(
            f"'{definition.type}' Op requires that input '{arg.name}' be a mutable tensor (e.g.: a tf.Variable)"
        )


def _list_input(definition: Definition, arg: Arg, values: Any, found: _Inferred) -> list[Tensor]:
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"Expected list for '{arg.name}' argument to '{definition.type}' Op, not {values}.")
    values = list(values)
    wanted = found.wanted(arg)
    uniform = arg.number_attr is not None
    if wanted is None and uniform:
        wanted = next((v.dtype.base_dtype for v in values if isinstance(v, Tensor)), None)
    try:
        made = convert_n_to_tensor(
            values,
            wanted.base_dtype if wanted is not None and not arg.is_ref else wanted,
            arg.name,
            arg.is_ref,
            None if wanted is not None else found.default(arg),
        )
    except (TypeError, ValueError):
        _refuse_list(definition, arg, values, wanted, found)
    if uniform and len({tensor.dtype.base_dtype for tensor in made}) > 1:
        _refuse_list_types(definition, arg, [t.dtype.base_dtype.name for t in made], values, wanted, found)
    if uniform:
        minimum = definition.schema.attrs[arg.number_attr].minimum or 0  # type: ignore[index]
        if len(made) < minimum:
            raise ValueError(
                f"List argument '{arg.name}' to '{definition.type}' Op with length {len(made)} "
                f"shorter than minimum length {minimum}."
            )
    if arg.is_ref:
        for tensor in made:
            _require_ref(definition, arg, tensor)
    return made


def _refuse_list(
    definition: Definition, arg: Arg, values: list[Any], wanted: DType | None, found: _Inferred
) -> NoReturn:
    observed = []
    for value in values:
        try:
            observed.append(internal_convert(value, as_ref=arg.is_ref).dtype.base_dtype.name)
        except (TypeError, ValueError):
            observed.append("<NOT CONVERTIBLE TO TENSOR>")
    _refuse_list_types(definition, arg, observed, values, wanted, found)


def _refuse_list_types(
    definition: Definition, arg: Arg, observed: list[str], values: list[Any], wanted: DType | None, found: _Inferred
) -> NoReturn:
    prefix = f"Tensors in list passed to '{arg.name}' of '{definition.type}' Op have types [{', '.join(observed)}]"
    if arg.number_attr is None:
        raise TypeError(f"{prefix} that are invalid. Tensors: {values}")
    if arg.dtype is not None:
        raise TypeError(f"{prefix} that do not match expected type {arg.dtype.name}.")
    if arg.type_attr in found.types and wanted is not None:
        raise TypeError(f"{prefix} that do not match type {wanted.name} inferred from earlier arguments.")
    raise TypeError(f"{prefix} that don't all match.")


# -- attributes ------------------------------------------------------------------------------------


def type_key(definition: Definition, tensors: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Any, ...]:
    """The dtypes of flat inputs, grouped as `resolve_attrs` takes them, by the counts in `attrs`."""
    left = [tensor.dtype for tensor in tensors]
    lists = [arg for arg in definition.schema.inputs if arg.is_list]
    key: list[Any] = []
    for arg in definition.schema.inputs:
        if not arg.is_list:
            key.append(left.pop(0))
            continue
        given = attrs.get(arg.number_attr or arg.list_attr or "")
        if given is None:
            singles_left = sum(1 for other in definition.schema.inputs if not other.is_list) - sum(
                1 for k in key if isinstance(k, DType)
            )
            count = len(left) - singles_left if len(lists) == 1 else len(left)
        else:
            count = given if arg.number_attr else len(given)
        key.append(tuple(left[:count]))
        del left[:count]
    return tuple(key)


def resolve_attrs(
    definition: Definition, key: tuple[Any, ...], given: dict[str, Any]
) -> tuple[dict[str, Any], tuple[DType, ...]]:
    """All attributes of a node, and its output types, from its input types and the attributes given.

    Raises:
      TypeError, ValueError: where a type or value is not allowed.
    """
    schema = definition.schema
    values: dict[str, Any] = {}
    by: dict[str, str] = {}
    for arg, dtype in zip(schema.inputs, key, strict=True):
        _infer_from(definition, arg, dtype, values, by)
    for attr in schema.attrs.values():
        if attr.name not in values:
            if attr.name in given:
                values[attr.name] = attr_value(definition, attr, given[attr.name])
            elif attr.required:
                raise TypeError(f"No argument for attr {attr.name}")
            else:
                values[attr.name] = attr.default
    ordered = {name: values[name] for name in sorted(values)}
    outputs: list[DType] = []
    for arg in schema.outputs:
        if arg.list_attr is not None:
            outputs.extend(ordered[arg.list_attr])
            continue
        dtype = arg.dtype if arg.dtype is not None else ordered[arg.type_attr]  # type: ignore[index]
        if arg.is_ref:
            dtype = dtype._as_ref
        outputs.extend([dtype] * (ordered[arg.number_attr] if arg.number_attr else 1))
    return ordered, tuple(outputs)


def _infer_from(definition: Definition, arg: Arg, dtype: Any, values: dict[str, Any], by: dict[str, str]) -> None:
    types = dtype if isinstance(dtype, tuple) else (dtype,)
    bases = [t.base_dtype for t in types]
    attrs = definition.schema.attrs
    if arg.list_attr is not None:
        _check_length(definition, arg, attrs[arg.list_attr], len(bases))
        known = values.setdefault(arg.list_attr, bases)
        if known != bases:
            names = [[t.name for t in side] for side in (bases, known)]
            raise TypeError(
                f"Input '{arg.name}' of '{definition.type}' Op has type list of {', '.join(names[0])} that does not "
                f"match type list {', '.join(names[1])} of argument '{by[arg.list_attr]}'."
            )
        by.setdefault(arg.list_attr, arg.name)
        return
    if arg.number_attr is not None:
        known_count = values.setdefault(arg.number_attr, len(bases))
        if known_count != len(bases):
            raise ValueError(
                f"List argument '{arg.name}' to '{definition.type}' Op with length {len(bases)} "
                f"must match length {known_count} of argument '{by[arg.number_attr]}'."
            )
        by.setdefault(arg.number_attr, arg.name)
    for base in bases[:1]:
        if arg.type_attr is None:
            if base is not arg.dtype:
                refuse_type(definition, arg, base.name, arg.dtype, by)
            continue
        known_type = values.get(arg.type_attr)
        if known_type is None:
            allowed = attrs[arg.type_attr].allowed
            if allowed is not None and base not in allowed:
                raise TypeError(
                    f"Value passed to parameter '{arg.name}' has DataType {base.name} not in list of allowed values: "
                    + ", ".join(t.name for t in allowed)
                    + f". {definition.type} takes no other; tf.cast converts numbers."
                )
            values[arg.type_attr] = base
            by[arg.type_attr] = arg.name
        elif known_type is not base:
            refuse_type(definition, arg, base.name, known_type, by)
    if not bases and arg.type_attr is not None and arg.type_attr not in values:
        default = attrs[arg.type_attr].default
        if isinstance(default, DType):
            values[arg.type_attr] = default


def _check_length(definition: Definition, arg: Arg, attr: Attr, length: int) -> None:
    if attr.minimum is not None and length < attr.minimum:
        raise ValueError(
            f"List argument '{arg.name}' to '{definition.type}' Op with length {length} "
            f"shorter than minimum length {attr.minimum}."
        )


def attr_value(definition: Definition, attr: Attr, value: Any) -> Any:
    """`value` as attribute `attr` stores it.

    Raises:
      TypeError: if it is of another kind.
      ValueError: if it is not among the allowed values.
    """
    if attr.kind.startswith("list("):
        if not isinstance(value, (list, tuple, np.ndarray)):
            raise TypeError(f"Expected list for attr {attr.name}")
        result: Any = [_scalar_attr(attr.kind[5:-1], attr.name, item) for item in value]
        if attr.minimum is not None and len(result) < attr.minimum:
            raise ValueError(
                f"Attr '{attr.name}' of '{definition.type}' Op passed list of length {len(result)} "
                f"less than minimum {attr.minimum}."
            )
        items = result
    else:
        result = _scalar_attr(attr.kind, attr.name, value)
        if attr.kind == "int" and attr.minimum is not None and result < attr.minimum:
            raise ValueError(
                f"Attr '{attr.name}' of '{definition.type}' Op passed {result} less than minimum {attr.minimum}."
            )
        items = [result]
    if attr.allowed is not None:
        for item in items:
            if item not in attr.allowed:
                _refuse_value(definition, attr, item)
    return result


def check_kind(attr: Attr, value: Any) -> None:
    """Refuses a value of the wrong kind; whether it is among the allowed values is asked later.

    Raises:
      TypeError: if it is of another kind.
    """
    if not attr.kind.startswith("list("):
        _scalar_attr(attr.kind, attr.name, value)


def _refuse_value(definition: Definition, attr: Attr, item: Any) -> NoReturn:
    allowed = attr.allowed or ()
    if isinstance(item, DType):
        raise TypeError(
            f"Value passed to parameter '{attr.name}' has DataType {item.name} not in list of allowed values: "
            + ", ".join(t.name for t in allowed)
        )
    raise ValueError(
        f"Attr '{attr.name}' of '{definition.type}' Op passed string '{item}' not in: "
        + '"'
        + '", "'.join(sorted(allowed))
        + '".'
    )


def _scalar_attr(kind: str, name: str, value: Any) -> Any:
    if kind == "type":
        return _type_attr(name, value)
    if kind == "int":
        if isinstance(value, bool) or not isinstance(value, numbers.Integral):
            try:
                return int(value)
            except (TypeError, ValueError):
                raise TypeError(f"Expected int for argument '{name}' not {value!r}.") from None
        return int(value)
    if kind == "float":
        try:
            # an AttrValue holds a float32
            with np.errstate(over="ignore"):
                return float(np.float32(float(value)))
        except (TypeError, ValueError):
            raise TypeError(f"Expected float for argument '{name}' not {value!r}.") from None
    if kind == "bool":
        if not isinstance(value, (bool, np.bool_)):
            raise TypeError(f"Expected bool for argument '{name}' not {value!r}.")
        return bool(value)
    if kind == "string":
        if not isinstance(value, (str, bytes)):
            raise TypeError(f"Expected string for argument '{name}' not {value!r}.")
        return _text_or_bytes(value)
    if kind == "shape":
        return as_shape(value)._dims
    return value


def _type_attr(name: str, value: Any) -> DType:
    try:
        return dtypes.as_dtype(value).base_dtype
    except TypeError as error:
        if isinstance(value, Tensor):
            raise TypeError(f"Expected DataType for argument '{name}' not {value!r}.") from None
        raise TypeError(f"Expected DataType for argument '{name}' not {value!r}. {error}") from None


def _text_or_bytes(value: str | bytes) -> str | bytes:
    if isinstance(value, str):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value
