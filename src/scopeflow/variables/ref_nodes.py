"""The three nodes of a ref variable, as most variables have them: made at once, without the checks of a call.

What a call of their ops would check holds by how they are put together, and their attributes come in few forms.
"""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import BUILDING, Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.attributes import resolve_attrs
from scopeflow.ops.state import assigning as state
from scopeflow.variables.dependencies import guarded

# (attributes, output types): of variables by dtype and dims, of the two nodes that take one by dtype.
_variables: dict[Any, Any] = {}
_users: dict[Any, Any] = {}
_MOST = 4096
# Above a node's own frame stand that of this module's function, the variable's `_build`, and its pinned `__init__`.
_INNER_FRAMES = 4


def can_make(graph: Graph, scope: str, value: Tensor) -> bool:
    """Whether a variable with this initial value can be made here."""
    dims = value._dims
    return (
        dims is not None
        and None not in dims
        and not value.dtype._is_ref_dtype
        and value._op.graph is graph
        and scope[-1:] == "/"
        and not BUILDING
    )


def make_variable(graph: Graph, scope: str, value: Tensor) -> Tensor:
    """The variable for an initial value of a known shape, whose dtype and shape it gets.

    Args:
      graph: the graph of `value`.
      scope: the name scope that is open, with its '/'.
      value: the initial value.
    """
    key = (value.dtype, value._dims)
    known = _variables.get(key)
    if known is None:
        given = {"shape": value._dims, "dtype": value.dtype}
        known = resolve_attrs(state.variable_v2, (), given)
        if len(_variables) < _MOST:
            _variables[key] = known
    attrs, types = known
    made = graph.add_node(state.variable_v2, scope[:-1], (), attrs, types, _INNER_FRAMES)
    return made._outputs[0]


def make_users(
    graph: Graph, scope: str, variable: Tensor, value: Tensor
) -> tuple[Operation, Tensor]:
    """The operation that assigns `value` to a variable of `make_variable`, and the variable's value."""
    dtype = value.dtype
    known = _users.get(dtype)
    if known is None:
        known = _users[dtype] = (
            resolve_attrs(state.assign, (dtype._as_ref, dtype), {"validate_shape": True}),
            resolve_attrs(identity, (dtype._as_ref,), {}),
        )
    assigned, read = known
    safe = guarded(value, scope[:-1])
    names = graph._names
    with graph.colocate_with(variable._op):
        name = names.reserve(scope + "Assign")
        given = (variable, safe)
        attrs, types = assigned
        initializer = graph.add_node(state.assign, name, given, attrs, types, _INNER_FRAMES)
        name = names.reserve(scope + "read")
        attrs, types = read
        snapshot = graph.add_node(identity, name, (variable,), attrs, types, _INNER_FRAMES)
    return initializer, snapshot._outputs[0]
