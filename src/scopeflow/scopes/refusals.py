"""The words of the store's refusals: TensorFlow's first sentence, then who made what and what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scopeflow.graph.alike import alike
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.ports import explain, explain_wish, explained
from scopeflow.graph.provenance import places, trail
from scopeflow.graph.wrapping import paragraphs
from scopeflow.scopes.second_call import (
    first_trail,
    how_to_share,
    in_a_name_scope,
    listed,
    ran_again,
    this_trail,
)
from scopeflow.variables.partitioned import PartitionedVariable

if TYPE_CHECKING:
    from scopeflow.scopes.store import VariableStore


# Of so few variables all names are told.
_FEW = 5


def _place(variable: Any) -> str:
    """'file:line' of the call that made a variable; '' if unknown."""
    if isinstance(variable, PartitionedVariable):
        variable = next(iter(variable))
    found = variable.op.origin
    return "" if found is None else str(found)


def already_exists(name: str, found: Any) -> str:
    """A new variable was asked for, and the name is taken."""
    first, second = first_trail(str(name), found), this_trail()
    text = (
        f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in "
        "VarScope?"
    )
    made = listed(first)
    if made:
        text += f" Originally defined at:\n\n{made}"
    scope, _, last = str(name).rpartition("/")
    advice = (
        f"{ran_again(first, second)}\n{how_to_share(first, second, last)}\n\n"
        f"To have a second variable, give it another name, or put that call into a scope whose name is made unique: "
        f"tf.variable_scope(None, default_name={scope.rpartition('/')[2] or 'scope'!r})."
        f"{in_a_name_scope(name)}"
    )
    return text + paragraphs(advice) + explained(explain, found)


def does_not_exist(name: str, store: VariableStore) -> str:
    """A variable was to be shared, and there is none."""
    return (
        f"Variable {name} does not exist, or was not created with tf.get_variable(). Did you mean to set "
        f"reuse=tf.AUTO_REUSE in VarScope?{_why_missing(name, store._vars)}"
    )


def _why_missing(name: str, known: dict[str, Any]) -> str:
    by_optimizer = _asked_by_optimizer()
    text = _where_reuse_was_set(by_optimizer)
    if by_optimizer:
        return paragraphs(text) + explained(explain_wish, name)
    names = [other for other in known if isinstance(other, str)]
    near = alike(str(name), names)
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
    elif len(names) > _FEW:
        text += f"\nNone of the {len(names):,} variables of this graph has a name like it."
    elif known:
        listed = ", ".join(f"'{other}'" for other in names)
        text += f"\nNo name of this graph's variables is like it. There {'is' if len(names) == 1 else 'are'} {listed}."
    else:
        text += "\ntf.get_variable has made no variable in this graph."
    op = get_default_graph()._by_name.get(name)
    if op is not None and op.type in ("VariableV2", "VarHandleOp"):
        made = f" at {op.origin}" if op.origin is not None else ""
        text += f"\nA variable '{name}' was made{made} by tf.Variable, which takes no part in sharing by name."
    return paragraphs(text) + explained(explain_wish, name)


def _asked_by_optimizer() -> bool:
    """Whether an optimizer asks for the variable, and not the program."""
    function = trail()[0]
    return function is not None and function.co_qualname.startswith("Optimizer.")


def _where_reuse_was_set(by_optimizer: bool) -> str:
    from scopeflow.scopes.state import get_variable_scope

    scope = get_variable_scope()
    while scope._base is not None and scope._base._reuse_set is scope._reuse_set:
        scope = scope._base
    lines = places(scope._reuse_set or ())
    if scope.reuse is not True or not lines:
        return ""
    where = f"in the scope '{scope.name}'" if scope.name else "at the root of all scopes"
    if not by_optimizer:
        return f"\nreuse=True holds {where} since {lines[0]}."
    text = (
        f"\nThe optimizer makes variables of its own here. But reuse=True still holds {where}, since {lines[0]}: it forbids "
        "new variables.\n"
    )
    if scope._reuse_set is scope._opened:
        return f"{text}Call the optimizer outside of the block that begins on line {lines[0].line}."
    return (
        f"{text}In place of reuse_variables() on line {lines[0].line}, write\n\n"
        "  with tf.variable_scope(tf.get_variable_scope(), reuse=True):\n\n"
        "around the second call of the model alone, and call the optimizer after that block."
    )


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
