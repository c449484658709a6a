"""The rows of a parameter table: scopes with what they hold, and variables, in the order of their names' tree."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scopeflow.formats.attr_values import from_attr_value
from scopeflow.graph import dtypes
from scopeflow.graph.core import Graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.roles import VARIABLE_OPS
from scopeflow.inspect.shared_variables import times_got
from scopeflow.variables.partitioned import PartitionedVariable

Dims = tuple[int | None, ...] | None


class Facts(NamedTuple):
    """What a table says of one variable; `trainable` is None and `got` 0 where nobody knows."""

    name: str
    dims: Dims
    dtype: str
    trainable: bool | None = None
    got: int = 0

    @property
    def parameters(self) -> int | None:
        """How many numbers it holds; None where its shape leaves that open."""
        if self.dims is None or None in self.dims:
            return None
        return math.prod(size for size in self.dims if size is not None)

    @property
    def bytes(self) -> int | None:
        """How much memory its value takes; None where that is open, as of strings."""
        parameters = self.parameters
        try:
            size = dtypes.as_dtype(self.dtype).size
        except TypeError:
            return None
        return None if parameters is None or not size else parameters * size


@dataclass(slots=True)
class Row:
    """A line of the table: a variable, or a scope with the sums over all that it holds.

    Attributes:
      name: the full name, a scope's without "/".
      depth: how deep it stands, from 0.
      is_scope: whether it is a scope.
      variables: how many variables it holds; 1 of a variable.
      dims: a variable's shape.
      dtype: the dtype; of a scope that of all its variables, or "mixed".
      parameters: how many numbers are in it; of unknown sizes none are counted.
      bytes: how much memory they take.
      trainable: how many of its variables are trainable; None if nobody knows.
      got: how often a variable was got by its name; 0 if nobody knows.
      shared: how many of its variables were got more than once.
      unknown: how many of its variables have a size that is not known.
      sums_up: of a line that sums up others, what they are: "total", "trained" or "optimizer".
    """

    name: str
    depth: int
    is_scope: bool
    variables: int = 0
    dims: Dims = None
    dtype: str = ""
    parameters: int = 0
    bytes: int = 0
    trainable: int | None = None
    got: int = 0
    shared: int = 0
    unknown: int = 0
    sums_up: str = ""

    def add(self, facts: Facts) -> None:
        """Counts a variable."""
        self.dtype = facts.dtype if self.dtype in ("", facts.dtype) else "mixed"
        self.variables += 1
        self.parameters += facts.parameters or 0
        self.bytes += facts.bytes or 0
        self.unknown += facts.parameters is None
        self.shared += facts.got > 1
        if facts.trainable is not None:
            self.trainable = (self.trainable or 0) + facts.trainable


@dataclass(slots=True)
class _Scope:
    row: Row
    scopes: dict[str, _Scope] = field(default_factory=dict)
    variables: list[Facts] = field(default_factory=list)


def rows_of(
    variables: Iterable[Facts], depth: int | None, kept: Iterable[Facts] = (), listed: bool = False
) -> list[Row]:
    """The lines of a table; scopes below `depth` levels are closed.

    Behind the lines of variables stands the total, then, where not all are trained, what is; then what
    optimizers keep, which no other line counts.

    Args:
      variables: those that the table is about.
      depth: how many levels of scopes to show, all if None.
      kept: those that optimizers keep.
      listed: whether to list these, too.
    """
    known = list(variables)
    rows = _summed(known, depth, "total")
    trained = [facts for facts in known if facts.trainable]
    if trained and len(trained) < len(known):
        rows += _summed(trained, 0, "trained")[-1:]
    kept = list(kept)
    if kept:
        lines = _summed(kept, depth, "optimizer")
        rows += lines if listed else lines[-1:]
    return rows


def _summed(variables: Iterable[Facts], depth: int | None, sums_up: str) -> list[Row]:
    root = _Scope(Row("", -1, True, sums_up=sums_up))
    for facts in variables:
        scope = root
        scope.row.add(facts)
        end = facts.name.find("/")
        while end >= 0:
            path = facts.name[:end]
            if path not in scope.scopes:
                scope.scopes[path] = _Scope(Row(path, scope.row.depth + 1, True))
            scope = scope.scopes[path]
            scope.row.add(facts)
            end = facts.name.find("/", end + 1)
        scope.variables.append(facts)
    return [*_lines(root, depth), root.row]


def _lines(scope: _Scope, depth: int | None) -> Iterator[Row]:
    below = scope.row.depth + 1
    if depth is not None and below >= depth and scope.row.depth >= 0:
        return
    for facts in scope.variables:
        row = Row(facts.name, below, False, dims=facts.dims, got=facts.got)
        row.add(facts)
        yield row
    for inner in scope.scopes.values():
        yield inner.row
        yield from _lines(inner, depth)


# -- where variables come from ----------------------------------------------------------------------


def facts_of_variables(variables: Iterable[Any]) -> list[Facts]:
    """Of variable objects, each once; of a partitioned one its parts."""
    found: dict[Any, Facts] = {}
    got: dict[Graph, dict[str, int]] = {}
    trainable: dict[Graph, set[str]] = {}
    for given in variables:
        for variable in given if isinstance(given, PartitionedVariable) else [given]:
            graph, name = variable.graph, variable.op.name
            if graph not in got:
                got[graph] = times_got(graph)
                keyed = graph.get_collection(GraphKeys.TRAINABLE_VARIABLES)
                trainable[graph] = {each.op.name for each in keyed}
            dims = variable.get_shape()._dims
            dtype = variable.dtype.base_dtype.name
            facts = Facts(name, dims, dtype, name in trainable[graph], got[graph].get(name, 0))
            found.setdefault((graph, name), facts)
    return list(found.values())


def facts_of_graph_def(graph_def: Any, trainable: set[str] | None = None) -> list[Facts]:
    """Of a GraphDef; `trainable` has the names of trainable variables, where that is known."""
    found = []
    for node in graph_def.node:
        if node.op in VARIABLE_OPS:
            dtype = getattr(_attr(node, "dtype"), "name", "")
            known = None if trainable is None else node.name in trainable
            found.append(Facts(node.name, _attr(node, "shape"), dtype, known))
    return found


def parted(facts: Iterable[Facts], kept: Container[str]) -> tuple[list[Facts], list[Facts]]:
    """The model's variables, and those that optimizers keep, whose names are `kept`."""
    parts: tuple[list[Facts], list[Facts]] = [], []
    for each in facts:
        parts[each.name in kept].append(each)
    return parts


def _attr(node: Any, name: str) -> Any:
    try:
        return from_attr_value(node.attr[name])[1] if name in node.attr else None
    except (TypeError, ValueError):  # a dtype that nobody has heard of
        return None
