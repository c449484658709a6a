"""The inputs of a call as tensors: conversion in the declared order, with TensorFlow's refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from scopeflow.graph.convert import convert_n_to_tensor, internal_convert
from scopeflow.graph.core import GRAPH_STACK, Graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.attributes import infer_from, refuse_type
from scopeflow.ops.schema import Arg

if TYPE_CHECKING:
    from scopeflow.ops.define import Definition


def check_lists(definition: Definition, inputs: Sequence[Any]) -> None:
    """Refuses what is no list, and lists that must be as long as another one and are not, before anything is made."""
    lengths: dict[str, tuple[str, int]] = {}
    for arg, value in zip(definition.schema.inputs, inputs, strict=True):
        if arg.number_attr is None:
            continue
        if not isinstance(value, (list, tuple)):
            raise TypeError(
                f"Expected list for '{arg.name}' argument to '{_spoken(definition)}' Op, not {value!r}."
            )
        first, length = lengths.setdefault(arg.number_attr, (arg.name, len(value)))
        if len(value) != length:
            raise ValueError(
                f"List argument '{arg.name}' to '{_spoken(definition)}' Op with length {len(value)} "
                f"must match length {length} of argument '{first}'."
            )


def _spoken(definition: Definition) -> str:
    """The name of the op's Python function, which TensorFlow's messages say here: `concat_v2` for ConcatV2."""
    words = re.sub(r"([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])", r"\1\3_\2\4", definition.type)
    return words.lower()


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
        tensors, key = _convert(definition, inputs)
        if graph.building_function:
            tensors = tuple([graph.capture(tensor) for tensor in tensors])  # type: ignore[attr-defined]
        return tensors, key
    finally:
        scope.current = outer
        if pushed:
            GRAPH_STACK.items.pop()


def _convert(definition: Definition, inputs: Sequence[Any]) -> tuple[tuple[Tensor, ...], Any]:
    found = _Inferred(definition)
    tensors: list[Tensor] = []
    key: list[Any] = []
    for arg, value in zip(definition.schema.inputs, inputs, strict=True):
        if arg.is_list:
            part = _list_input(definition, arg, value, found)
            tensors.extend(part)
            key.append(tuple([tensor.dtype for tensor in part]))
        else:
            tensor = _single_input(definition, arg, value, found)
            tensors.append(tensor)
            key.append(tensor.dtype)
        # a refused type leaves the nodes of the inputs behind it unmade
        infer_from(definition, arg, key[-1], found.types, found.by)
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
            # of a list the first
            yield tensors[start]
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
            raise ValueError(
                f"Tried to convert '{arg.name}' to a tensor and failed. Error: {error}"
            ) from None
        refuse_type(definition, arg, observed, wanted, found.by)
    if arg.is_ref:
        _require_ref(definition, arg, tensor)
    return tensor


def _require_ref(definition: Definition, arg: Arg, tensor: Tensor) -> None:
    if not tensor.dtype._is_ref_dtype:
        raise TypeError(
            f"'{definition.type}' Op requires that input '{arg.name}' be a mutable tensor (e.g.: a tf.Variable)"
        )


def _list_input(definition: Definition, arg: Arg, values: Any, found: _Inferred) -> list[Tensor]:
    if not isinstance(values, (list, tuple)):
        raise TypeError(
            f"Expected list for '{arg.name}' argument to '{definition.type}' Op, not {values}."
        )
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
        _refuse_list_types(
            definition, arg, [t.dtype.base_dtype.name for t in made], values, wanted, found
        )
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
    definition: Definition,
    arg: Arg,
    observed: list[str],
    values: list[Any],
    wanted: DType | None,
    found: _Inferred,
) -> NoReturn:
    prefix = f"Tensors in list passed to '{arg.name}' of '{definition.type}' Op have types [{', '.join(observed)}]"
    if arg.number_attr is None:
        raise TypeError(f"{prefix} that are invalid. Tensors: {values}")
    if arg.dtype is not None:
        raise TypeError(f"{prefix} that do not match expected type {arg.dtype.name}.")
    if arg.type_attr in found.types and wanted is not None:
        raise TypeError(
            f"{prefix} that do not match type {wanted.name} inferred from earlier arguments."
        )
    raise TypeError(f"{prefix} that don't all match.")
