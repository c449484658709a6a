"""The words of the store's refusals: TensorFlow's first sentence, then who made what and what to write."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.ports import explain, explain_wish, explained
from scopeflow.graph.provenance import places
from scopeflow.variables.partitioned import PartitionedVariable

if TYPE_CHECKING:
    from scopeflow.scopes.store import VariableStore


def _place(variable: Any) -> str:
    """'file:line' of the call that made a variable; '' if unknown."""
    if isinstance(variable, PartitionedVariable):
        variable = next(iter(variable))
    found = variable.op.origin
    return "" if found is None else str(found)


def already_exists(name: str, found: Any) -> str:
    """A new variable was asked for, and the name is taken."""
    made = found.op.origin
    text = (
        f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in "
        "VarScope?"
    )
    if made is not None:
        text += f' Originally defined at:\n\n  File "{made.filename}", line {made.line}, in {made.function}\n'
        if made.source:
            text += f"    {made.source}\n"
    scope, _, last = str(name).rpartition("/")
    share = (
        f"with tf.variable_scope({scope!r}, reuse=True):"
        if scope
        else "with tf.variable_scope(tf.get_variable_scope(), reuse=True):"
    )
    return (
        f"{text}\nTo share it, ask for it under reuse:\n\n  {share}\n      tf.get_variable({last!r})\n\n"
        f"To have a second variable, give it another name, or open a scope whose name is made unique: "
        f"tf.variable_scope(None, default_name={scope.rpartition('/')[2] or 'scope'!r})."
        f"{explained(explain, found)}"
    )


def does_not_exist(name: str, store: VariableStore) -> str:
    """A variable was to be shared, and there is none."""
    return (
        f"Variable {name} does not exist, or was not created with tf.get_variable(). Did you mean to set "
        f"reuse=tf.AUTO_REUSE in VarScope?{_why_missing(name, store._vars)}"
    )


def _why_missing(name: str, known: dict[str, Any]) -> str:
    text = _where_reuse_was_set()
    names = [other for other in known if isinstance(other, str)]
    near = difflib.get_close_matches(str(name), names, n=3, cutoff=0.6)
    last = str(name).rpartition("/")[2]
    near += [other for other in names if other.rpartition("/")[2] == last and other not in near][
        : 3 - len(near)
    ]
    if near:
        listed = ", ".join(
            f"'{other}'" + (f" (made at {_place(known[other])})" if _place(known[other]) else "")
            for other in near
        )
        text += f"\nThe nearest names that exist: {listed}."
    elif known:
        text += f"\nNone of the {len(known)} variables of this graph has a name like it."
    else:
        text += "\ntf.get_variable has made no variable in this graph."
    op = get_default_graph()._by_name.get(name)
    if op is not None and op.type in ("VariableV2", "VarHandleOp"):
        made = f" at {op.origin}" if op.origin is not None else ""
        text += f"\nA variable '{name}' was made{made} by tf.Variable, which takes no part in sharing by name."
    return text + explained(explain_wish, name)


def _where_reuse_was_set() -> str:
    from scopeflow.scopes.state import get_variable_scope

    scope = get_variable_scope()
    lines = places(scope._reuse_set or ())
    if scope.reuse is not True or not lines:
        return ""
    return f"\nreuse=True holds in the scope '{scope.name}' since {lines[0]}."


def other_shape(name: str, shape: Any, found: Any) -> str:
    """A variable was to be shared under another shape."""
    return (
        f"Trying to share variable {name}, but specified shape {shape} and found shape {found.get_shape()}."
        f"{_made_where(found)} Leave shape= out to take it as it is.{explained(explain, found)}"
    )


def other_dtype(name: str, dtype: Any, found: Any) -> str:
    """A variable was to be shared under another dtype."""
    return (
        f"Trying to share variable {name}, but specified dtype {dtype.name} and found dtype {found.dtype.name}."
        f"{_made_where(found)}{explained(explain, found)}"
    )


def _made_where(found: Any) -> str:
    place = _place(found)
    return f" The variable was made at {place}." if place else ""


def lacks_partitioner(name: str) -> str:
    """A whole variable was asked for, and one in parts exists."""
    return (
        f"No partitioner was provided, but a partitioned version of the variable was found: {name}/part_0. Perhaps a "
        "variable of the same name was already created with partitioning? Share it with reuse=True, or pass the "
        f"partitioner it was made with.{explained(explain_wish, name)}"
    )


def is_unpartitioned(name: str, found: Any) -> str:
    """A variable in parts was asked for, and a whole one exists."""
    return (
        f"A partitioner was provided, but an unpartitioned version of the variable was found: {name}.  Perhaps a "
        f"variable of the same name was already created without partitioning?{_made_where(found)}"
        f"{explained(explain, found)}"
    )


def partitioned_exists(name: str, found: Any) -> str:
    """A new variable in parts was asked for, and the name is taken."""
    return (
        f"Partitioned variable with name {name} already exists. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE "
        f"in VarScope?{_made_where(found)}{explained(explain, found)}"
    )


def partitioned_missing(name: str, store: VariableStore) -> str:
    """A variable in parts was to be shared, and there is none."""
    return (
        f"PartitionedVariable {name} does not exist, or was not created with tf.get_variable(). Did you mean to set "
        f"reuse=False or reuse=tf.AUTO_REUSE in VarScope?{_why_missing(name, store._partitioned_vars)}"
    )
