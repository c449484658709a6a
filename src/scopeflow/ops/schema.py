"""The text that declares an op, and what is read out of it.

    MatMul(a: T, b: T; transpose_a: bool = False, T: {float32|int32}) -> (product: T)

Before the ';' stand the inputs, behind it the attributes, behind the arrow the outputs.  A type is a
DType's name, the name of a type attribute, `N * T` (a list as long as attribute N), `[Ts]` (a list
whose types are attribute Ts) or `Ref(...)` of one of these.  Behind the closing parenthesis may stand
`# stateful` and other marks.  Texts are parsed at an op's first use: an import only notes them.
"""

from __future__ import annotations

import json
import re
import struct
from typing import Any, NamedTuple

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType

_NAMED_SETS = {
    "number": "float32 float64 int32 uint8 int16 int8 complex64 int64 qint8 quint8 qint32 bfloat16 uint16 "
    "complex128 float16 uint32 uint64",
    "real": "float32 float64 int32 uint8 int16 int8 int64 bfloat16 uint16 float16 uint32 uint64",
    "floating": "float16 bfloat16 float32 float64",
    "index": "int32 int64",
}
_KINDS = {"type", "int", "float", "bool", "string", "shape", "tensor", "func"}
REQUIRED = object()


class Arg(NamedTuple):
    """One input or output of an op."""

    name: str
    dtype: DType | None  # a fixed type
    type_attr: str | None  # or the attribute that holds it
    number_attr: str | None  # a list of that many
    list_attr: str | None  # a list of the types in that attribute
    is_ref: bool

    @property
    def is_list(self) -> bool:
        return self.number_attr is not None or self.list_attr is not None


class Attr(NamedTuple):
    """One attribute of an op."""

    name: str
    kind: str
    allowed: tuple[Any, ...] | None
    minimum: int | None
    default: Any

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


class Schema(NamedTuple):
    """A parsed declaration."""

    type: str
    inputs: tuple[Arg, ...]
    attrs: dict[str, Attr]
    outputs: tuple[Arg, ...]
    marks: frozenset[str]

    @property
    def inferred(self) -> set[str]:
        """The attributes that follow from the inputs."""
        found: set[str] = set()
        for arg in self.inputs:
            found.update(a for a in (arg.type_attr, arg.number_attr, arg.list_attr) if a)
        return found


def parse(text: str) -> Schema:
    """Reads a declaration.

    Raises:
      ValueError: if it is malformed; the message quotes it.
    """
    match = re.fullmatch(
        r"\s*(\w+)\((.*?);\s*(.*)\)\s*->\s*\((.*)\)\s*(?:#\s*(.*))?", text, re.DOTALL
    )
    if match is None:
        raise ValueError(f"not an op declaration: {text!r}")
    name, inputs, attrs, outputs, marks = match.groups()
    attr_list = [_attr(part) for part in _split(attrs)]
    return Schema(
        name,
        tuple(_arg(part) for part in _split(inputs)),
        {attr.name: attr for attr in attr_list},
        tuple(_arg(part) for part in _split(outputs)),
        frozenset((marks or "").split()),
    )


def _split(text: str) -> list[str]:
    """Parts between the commas that stand outside brackets and quotes."""
    parts, depth, start, quoted = [], 0, 0, False
    for position, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif not quoted and char in "([{":
            depth += 1
        elif not quoted and char in ")]}":
            depth -= 1
        elif char == "," and depth == 0 and not quoted:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _arg(text: str) -> Arg:
    name, _, kind = (part.strip() for part in text.partition(":"))
    is_ref = kind.startswith("Ref(")
    if is_ref:
        kind = kind[4:-1]
    if kind.startswith("["):
        return Arg(name, None, None, None, kind[1:-1].strip(), is_ref)
    number, star, inner = (part.strip() for part in kind.partition("*"))
    if not star:
        number, inner = "", kind
    fixed = dtypes.BY_NAME.get(inner)
    return Arg(name, fixed, None if fixed is not None else inner, number or None, None, is_ref)


def _attr(text: str) -> Attr:
    match = re.fullmatch(r"(\w+)\s*:\s*(.*?)\s*(?:>=\s*(-?\d+)\s*)?(?:=\s*(.*))?", text, re.DOTALL)
    if match is None:
        raise ValueError(f"not an attribute: {text!r}")
    name, kind, minimum, default = match.groups()
    kind, allowed = _kind(kind.strip())
    value = REQUIRED if default is None else _default(kind, default.strip())
    return Attr(name, kind, allowed, None if minimum is None else int(minimum), value)


def _kind(text: str) -> tuple[str, tuple[Any, ...] | None]:
    base, _, limits = (part.strip() for part in text.partition(" in "))
    if not limits:
        if text in _KINDS or text.startswith("list("):
            return text, None
        base, limits = "", text
    if limits.startswith("{"):
        items = [item.strip() for item in limits[1:-1].split("|")]
    else:
        items = _NAMED_SETS[limits].split()
    if items[0].startswith('"'):
        return base or "string", tuple(json.loads(item) for item in items)
    return base or "type", tuple(dtypes.BY_NAME[item] for item in items)


def _default(kind: str, text: str) -> Any:
    if kind.startswith("list("):
        return [_default(kind[5:-1], part) for part in _split(text[1:-1])]
    if kind == "type":
        return dtypes.BY_NAME[text]
    if kind == "bool":
        return text == "True"
    if kind == "int":
        return int(text)
    if kind == "float":
        return struct.unpack("f", struct.pack("f", float(text)))[0]
    if kind == "shape":
        inner = text[len("shape(") : -1]
        return None if inner == "unknown" else tuple(int(d) for d in inner.split(",") if d)
    return json.loads(text)
