"""Attributes of nodes: plain Python values as AttrValue protos and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.formats.tensors import array_in, is_fill, proto_of
from scopeflow.graph import dtypes
from scopeflow.graph.shapes import as_shape
from scopeflow.graph.values import Continued, array_of

# kind -> field of AttrValue and, but for the last two, of AttrValue.ListValue
_FIELDS = {
    "type": "type",
    "int": "i",
    "float": "f",
    "bool": "b",
    "string": "s",
    "shape": "shape",
    "tensor": "tensor",
    "func": "func",
    "placeholder": "placeholder",
}
_KINDS = {field: kind for kind, field in _FIELDS.items()}
_MESSAGES = ("shape", "tensor", "func")
# What an AttrValue with nothing in it, and a list with nothing in it, are: their kind is not
# recorded.
UNSET = "unset"
EMPTY_LIST = "list"


def to_attr_value(kind: str, value: Any) -> Any:
    """The AttrValue proto of a Python value.

    Args:
      kind: "type", "int", "float", "bool", "string", "shape", "tensor", "func", "placeholder", or
        a list of
        one, such as "list(int)".
      value: a DType, a number, str or bytes, dims (None or a tuple of int and None) or a
        TensorShape,
        an array (`np.broadcast_to(value, shape)` where one value fills a shape) or TensorProto, a
        function's name or NameAttrList; or a list of them.

    Raises:
      TypeError: if the value is not of that kind.
      ValueError: if there is no such kind.
    """
    from tensorboard.compat.proto.attr_value_pb2 import AttrValue

    result = AttrValue()
    if kind == UNSET:
        return result
    if kind == EMPTY_LIST or kind.startswith("list("):
        result.list.SetInParent()
        if kind != EMPTY_LIST:
            field = _field(kind[5:-1])
            getattr(result.list, field).extend([_plain(kind[5:-1], item) for item in value])
        return result
    field = _field(kind)
    if kind in _MESSAGES:
        getattr(result, field).CopyFrom(_plain(kind, value))
    else:
        setattr(result, field, _plain(kind, value))
    return result


def from_attr_value(proto: Any) -> tuple[str, Any]:
    """(kind, Python value) of an AttrValue proto: the pair that `to_attr_value` takes.

    Shapes come as dims, tensors as arrays, strings as bytes, functions as NameAttrList protos. An
    empty list has the kind "list", since the proto does not say what it is a list of.
    """
    field = proto.WhichOneof("value")
    if field is None:
        return UNSET, None
    if field != "list":
        return _KINDS[field], _python(field, getattr(proto, field))
    filled = proto.list.ListFields()
    if not filled:
        return EMPTY_LIST, []
    descriptor, items = filled[0]
    return f"list({_KINDS[descriptor.name]})", [_python(descriptor.name, item) for item in items]


def _field(kind: str) -> str:
    if kind not in _FIELDS:
        raise ValueError(f"There is no kind of attribute {kind!r}. Kinds are {', '.join(_FIELDS)}.")
    return _FIELDS[kind]


def _plain(kind: str, value: Any) -> Any:
    """What protobuf takes for a value of a kind."""
    if kind == "type":
        return dtypes.as_dtype(value).as_datatype_enum
    if kind == "string" or kind == "placeholder":
        wanted: type = bytes if kind == "string" else str
        if isinstance(value, wanted):
            return value
        return (
            value.encode() if kind == "string" and isinstance(value, str) else _refuse(kind, value)
        )
    if kind == "bool":
        return bool(value) if isinstance(value, (bool, np.bool_)) else _refuse(kind, value)
    if kind == "int":
        return int(value) if isinstance(value, (int, np.integer)) else _refuse(kind, value)
    if kind == "float":
        return float(value) if isinstance(value, (int, float, np.number)) else _refuse(kind, value)
    if kind == "shape":
        return _shape_proto(value)
    if kind == "tensor":
        if type(value).__name__ == "TensorProto":
            return value
        # array_of copies, after which a fill or a continued array is none
        is_ready = isinstance(value, Continued) or (
            isinstance(value, np.ndarray) and is_fill(value) and value.dtype.kind not in "SU"
        )
        return proto_of(value if is_ready else array_of(value))
    from tensorboard.compat.proto.attr_value_pb2 import NameAttrList

    return NameAttrList(name=value) if isinstance(value, str) else value


def _refuse(kind: str, value: Any) -> Any:
    raise TypeError(
        f"Expected {kind} for an attribute, got {value!r} of type '{type(value).__name__}' instead."
    )


def _shape_proto(value: Any) -> Any:
    from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

    if type(value) is not tuple and value is not None:
        if type(value).__name__ == "TensorShapeProto":
            return value
        shape = as_shape(value)
        value = None if shape.ndims is None else tuple(shape.as_list())
    proto = TensorShapeProto()
    if value is None:
        proto.unknown_rank = True
        return proto
    for dim in value:
        proto.dim.add(size=-1 if dim is None else int(dim))
    return proto


def _python(field: str, value: Any) -> Any:
    """The Python value of a field of AttrValue."""
    if field == "type":
        return dtypes.as_dtype(value) if value else value
    if field == "shape":
        if value.unknown_rank:
            return None
        return tuple(None if dim.size < 0 else dim.size for dim in value.dim)
    if field == "tensor":
        # a handle has no array: the proto itself is its value
        return value if value.dtype in (0, 20, 21) else array_in(value)
    return value
