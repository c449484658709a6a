"""The attributes of a node: those that follow from the types of its inputs, and those that were given."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.shapes import as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.schema import Arg, Attr

if TYPE_CHECKING:
    from scopeflow.ops.define import Definition


def type_key(
    definition: Definition, tensors: Sequence[Tensor], attrs: dict[str, Any]
) -> tuple[Any, ...]:
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


def refuse_type(
    definition: Definition, arg: Arg, observed: str, wanted: DType | None, by: dict[str, str]
) -> NoReturn:
    prefix = f"Input '{arg.name}' of '{definition.type}' Op has type {observed} that does not match"
    if arg.dtype is not None:
        raise TypeError(
            f"{prefix} expected type of {arg.dtype.name}. Write tf.cast(x, tf.{arg.dtype.name})."
        )
    name = wanted.name if wanted is not None else "?"
    raise TypeError(
        f"{prefix} type {name} of argument '{by.get(arg.type_attr or '', '?')}'. Write tf.cast(x, tf.{name})."
    )


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
        infer_from(definition, arg, dtype, values, by)
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


def infer_from(
    definition: Definition, arg: Arg, dtype: Any, values: dict[str, Any], by: dict[str, str]
) -> None:
    types = dtype if isinstance(dtype, tuple) else (dtype,)
    bases = [t.base_dtype for t in types]
    attrs = definition.schema.attrs
    if arg.list_attr is not None:
        _check_length(definition, arg, attrs[arg.list_attr], len(bases))
        for base in bases:
            _check_allowed(definition, arg, attrs[arg.list_attr], base)
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
            _check_allowed(definition, arg, attrs[arg.type_attr], base)
            values[arg.type_attr] = base
            by[arg.type_attr] = arg.name
        elif known_type is not base:
            refuse_type(definition, arg, base.name, known_type, by)
    if not bases and arg.type_attr is not None and arg.type_attr not in values:
        default = attrs[arg.type_attr].default
        if isinstance(default, DType):
            values[arg.type_attr] = default


def _check_allowed(definition: Definition, arg: Arg, attr: Attr, found: DType) -> None:
    if attr.allowed is not None and found not in attr.allowed:
        raise TypeError(
            f"Value passed to parameter '{arg.name}' has DataType {found.name} not in list of allowed values: "
            + ", ".join(t.name for t in attr.allowed)
            + f". {definition.type} takes no other; tf.cast converts numbers."
        )


def _check_length(definition: Definition, arg: Arg, attr: Attr, length: int) -> None:
    if attr.minimum is not None and length < attr.minimum:
        raise ValueError(
            f"Attr '{attr.name}' of '{definition.type}' Op passed list of length {length} "
            f"less than minimum {attr.minimum}. It counts what was given for '{arg.name}'."
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
    elif isinstance(value, (list, tuple)):
        for item in value:
            _scalar_attr(attr.kind[5:-1], attr.name, item)


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
        + '", "'.join(allowed)
        + '".'
    )


def _scalar_attr(kind: str, name: str, value: Any) -> Any:
    if kind == "type":
        return _type_attr(name, value)
    if kind == "int":
        if isinstance(value, bool) or not isinstance(value, numbers.Integral):
            try:
                if isinstance(value, (str, bytes)):
                    raise TypeError("a number is wanted")
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
        try:
            return as_shape(value)._dims
        except (TypeError, ValueError) as error:
            base = TypeError if isinstance(error, TypeError) else ValueError
            raise base(f"Error converting {name} to a TensorShape: {error}") from error
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
