"""`tf.explain`: why a tensor, operation, variable, scope or name is called what it is called."""

from __future__ import annotations

import re
from typing import Any

from scopeflow.graph import ports
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.inspect.explanation import Explanation, Line, Section
from scopeflow.inspect.name_parts import VARIABLE_OPS, Names, output_part
from scopeflow.inspect.near import explain_missing
from scopeflow.inspect.of_scopes import explain_scope, explain_scope_name, is_scope
from scopeflow.inspect.of_variables import explain_variable
from scopeflow.inspect.suffixes import without_suffix
from scopeflow.inspect.wording import Words, short
from scopeflow.scopes.querying import all_variables
from scopeflow.scopes.scope import VariableScope
from scopeflow.variables.partitioned import PartitionedVariable
from scopeflow.variables.variable import Variable

# the numbers that make names unique, in every part
_NUMBERS = re.compile(r"_\d+(?=/|\Z)")
# So many like it from one line are nothing to speak of.
_FEW = 3


@ports.explain.register
def explain(x: Any, graph: Graph | None = None) -> Explanation:
    """Says why something is called what it is called: each part of the name, which scope it comes from, on which line.

    A suffix such as `_1` is explained by who had the name without it. Of a variable it is said where reuse came from, every
    place that got it, and why a name scope is no part of its name.

    Args:
      x: a Tensor, Operation, variable or VariableScope, or the name of one; "a/" or "a" for a scope. Where there is no such
        name, the explanation names the closest ones.
      graph: where to look for a name; the default graph if None.

    Returns:
      An Explanation: `print` gives plain text, a prompt in a terminal colours, a notebook HTML; `as_dict()` data.

    Raises:
      TypeError: if `x` is nothing of a graph.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default() as graph, tf.name_scope("scope_name"):
    ...     b = tf.get_variable("b", [1])
    >>> for part in tf.explain(b).parts:
    ...     print(part.text or "-", part.kind)
    - none
    b given
    :0 output

    ```
    """
    if isinstance(x, Explanation):
        return x
    if isinstance(x, VariableScope):
        return explain_scope(graph or get_default_graph(), x)
    if isinstance(x, Variable):
        return explain_variable(x.graph, x)
    if isinstance(x, PartitionedVariable):
        return explain_variable(next(iter(x)).graph, x)
    if isinstance(x, Tensor):
        variable = _variable_of(x.op) if x.op.type in VARIABLE_OPS else None
        return explain_tensor(x) if variable is None else explain_variable(x.graph, variable)
    if isinstance(x, Operation):
        variable = _variable_of(x) if x.type in VARIABLE_OPS else None
        return explain_operation(x) if variable is None else explain_variable(x.graph, variable)
    if isinstance(x, (str, bytes)):
        name = x.decode() if isinstance(x, bytes) else x
        return _explain_name(graph or get_default_graph(), name)
    element = getattr(x, "_as_graph_element", None)
    if callable(element):
        return explain(element(), graph)
    raise TypeError(
        f"tf.explain takes a tensor, operation, variable, scope or name, not {x!r} of type {type(x).__name__}."
    )


def explain_operation(op: Operation) -> Explanation:
    """The explanation of an operation."""
    origin = op.origin
    names = Names(op.graph, Words(None if origin is None else origin.filename))
    where = f" on line {origin.line} of {short(origin.filename)}" if origin else ""
    parts = names.op_parts(op)
    return Explanation(
        op.name,
        "operation",
        f"{_an(op.type)} operation, made{where}",
        origin,
        tuple(parts),
        (*without_suffix(names, parts, parts[-1].text), *_siblings(op)),
    )


def _siblings(op: Operation) -> list[Section]:
    """How many operations like this one its line made, if that is more than a few."""
    if op._code is None:
        return []
    pattern = _NUMBERS.sub("", op.name)
    made = [
        other.name
        for other in op.graph._ops
        if other._lasti == op._lasti
        and other._code is op._code
        and other.type == op.type
        and _NUMBERS.sub("", other.name) == pattern
    ]
    if len(made) <= _FEW:
        return []
    place = op.origin
    line = f"Line {place.line}" if place is not None else "Its line"
    text = f"{line} made {len(made):,} of these: {made[0]}, {made[1]} ... {made[-1]}."
    return [Section("One line, many nodes", (Line(text, place),))]


def _an(word: str) -> str:
    return f"an {word}" if word[0] in "AEIOU" else f"a {word}"


def explain_tensor(tensor: Tensor) -> Explanation:
    """The explanation of a tensor."""
    of = explain_operation(tensor.op)
    dims = tensor._dims
    shape = (
        "of unknown shape"
        if dims is None
        else "[" + ", ".join("?" if size is None else str(size) for size in dims) + "]"
    )
    summary = f"a tensor, {tensor.dtype.base_dtype.name} {shape}, of {of.summary}"
    parts = (*of.parts, output_part(tensor.value_index))
    return Explanation(tensor.name, "tensor", summary, of.place, parts, of.sections)


def _explain_name(graph: Graph, name: str) -> Explanation:
    if not name:
        return explain_scope(graph, VariableScope(False))
    plain, colon, index = name.partition(":")
    op = graph._by_name.get(plain)
    if op is not None:
        if op.type not in VARIABLE_OPS and colon and index.isdecimal():
            outputs = op.outputs
            if int(index) < len(outputs):
                return explain(outputs[int(index)])
        elif not colon or index == "0":
            return explain(op)
    if not colon:
        for variable in all_variables(graph):
            if variable.name.partition(":")[0] == plain:
                return explain(variable)
        scope = plain.removesuffix("/")
        if is_scope(graph, scope):
            return explain_scope_name(graph, scope)
    return explain_missing(graph, name)


def _variable_of(op: Operation) -> Any:
    for variable in all_variables(op.graph):
        if not isinstance(variable, PartitionedVariable) and variable.op is op:
            return variable
    return None
