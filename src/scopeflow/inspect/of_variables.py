"""Explanations of variables: the scopes behind a name, where reuse came from, who gets it, and how to move it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scopeflow.graph.provenance import Trail
from scopeflow.inspect.explanation import Explanation, Line, Part, Section
from scopeflow.inspect.moving import why_not_there
from scopeflow.inspect.name_parts import Names, call_text
from scopeflow.inspect.reuse_chain import reuse_lines
from scopeflow.inspect.wording import Words, first_place, maker, times
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.state import existing_store
from scopeflow.scopes.uses import Use, uses_of
from scopeflow.variables.partitioned import PartitionedVariable

_PART = re.compile(r"/part_\d+\Z")
_WHY_NOTHING = "get_variable looks at variable scopes only"


def store_key(graph: Any, variable: Any) -> str | None:
    """The name by which get_variable knows a variable; None if it does not."""
    store = existing_store(graph)
    known = store._partitioned_vars if isinstance(variable, PartitionedVariable) else store._vars
    name = variable.name.partition(":")[0]
    if known.get(name) is variable:
        return name
    return next((key for key, one in known.items() if one is variable), None)


def explain_variable(graph: Any, variable: Any) -> Explanation:
    """The explanation of a variable, whole or in parts."""
    key = store_key(graph, variable)
    uses = _uses(graph, variable, key or variable.name.partition(":")[0])
    first = next(iter(variable)) if isinstance(variable, PartitionedVariable) else variable
    op = first.op
    origin = op.origin
    words = Words(None if origin is None else origin.filename)
    names = Names(graph, words)
    made_by = _maker_of_a_tf_variable(op) if key is None else _maker(uses)
    summary = (
        f"{'a variable in parts' if first is not variable else 'a variable'}, "
        f"{first.dtype.base_dtype.name} {_shape(variable)}, made by {made_by}"
        + (
            f" on line {origin.line} of {Words(None).at(origin).partition(' of ')[2]}"
            if origin
            else ""
        )
    )
    if key is None:
        parts = names.op_parts(op)
        sections = [_follows_every_scope(parts), *_who(words, uses)]
    else:
        parts = shared_parts(names, key, variable, uses)
        sections = [
            *why_not_there(parts, key, len(uses) > 1),
            *reuse_lines(words, uses[0].scope if uses else None, uses),
            *_who(words, uses),
        ]
    if ":" in variable.name:
        parts = [*parts, Part(":0", "output", "the first output of its operation")]
    return Explanation(
        variable.name, "variable", summary, origin, tuple(parts), tuple(s for s in sections if s)
    )


def _maker_of_a_tf_variable(op: Any) -> str:
    """What made a variable that get_variable does not know."""
    text = call_text(op._code, op._lasti)
    by_optimizer = re.search(r"\.(minimize|apply_gradients)\(", text) and "Variable(" not in text
    return "an optimizer, with tf.Variable," if by_optimizer else "tf.Variable"


def _maker(uses: Sequence[Use]) -> str:
    """What made a variable that get_variable knows: get_variable, or what of the library asked it for the variable."""
    scope = uses[0].scope if uses else None
    opened = scope._opened if scope is not None else None
    if not opened or opened[0] is None or opened[0].co_name == "__enter__":
        return "tf.get_variable"
    place = first_place(uses[0].trail)
    if place is None or place != first_place(opened):
        return "tf.get_variable"  # in the user's own function, which the library calls
    return maker(opened[0], place.source)


def _uses(graph: Any, variable: Any, name: str) -> list[Use]:
    """The places that got a variable, or the whole that it is a part of."""
    store = existing_store(graph)
    whole = _PART.sub("", name)
    if whole != name and name not in store._uses:
        return [use for use in uses_of(store, whole) if variable in list(use.variable)]
    return [use for use in uses_of(store, name) if use.variable is variable]


# -- names of get_variable -------------------------------------------------------------------------


def steps_to(scope: VariableScope | None) -> list[VariableScope]:
    """The entered scopes that led to a scope, outermost first, without the root."""
    found = []
    while scope is not None and scope._base is not None:
        found.append(scope)
        scope = scope._base
    return found[::-1]


def shared_parts(names: Names, key: str, variable: Any, uses: Sequence[Use]) -> list[Part]:
    """The parts of the name of what get_variable gives, silent name scopes among them."""
    scope = next((use.scope for use in uses if use.scope is not None), None)
    name_scope = uses[0].name_scope if uses else None
    parts = wish_parts(names, scope, name_scope, key)
    if scope is None:
        parts = _without_notes(names, key, variable)
    if variable is not None:
        real = variable.name.partition(":")[0]
        if real != key and real.startswith(key):
            last = parts.pop()
            _, why = names.unsuffixed(real, real.rpartition("/")[2])
            reason = f"{last.reason}{why}; get_variable still knows it as {key}"
            parts.append(Part(last.text + real[len(key) :], "given", reason, "", last.place))
    return parts


def wish_parts(
    names: Names, scope: VariableScope | None, name_scope: str | None, key: str
) -> list[Part]:
    """The parts of a name that is asked for in a variable scope, while a name scope is open."""
    steps = steps_to(scope)
    parts: list[Part] = []
    for part in names.scope_parts(name_scope):
        if part.kind == "variable_scope":
            upto = next(
                (at for at, step in enumerate(steps) if _same_line(step._opened, part)), None
            )
            for _ in range(0 if upto is None else upto + 1):
                parts += _step_parts(names, steps.pop(0))
        elif part.kind == "name_scope":
            reason = f"nothing {part.reason}: {_WHY_NOTHING}"
            parts.append(Part("", "none", reason, part.construct, part.place))
    for step in steps:
        parts += _step_parts(names, step)
    prefix = scope.name + "/" if scope is not None and scope.name else ""
    if prefix == key.rstrip("/") + "/" and parts:
        # made by the library under the name of a scope of its own, as optimizers do
        last = parts.pop()
        return [*parts, Part(last.text[:-1], "library", last.reason, last.construct, last.place)]
    return [*parts, Part(key[len(prefix) :], "given", "the name that get_variable was given")]


def _same_line(opened: Trail | None, part: Part) -> bool:
    return opened is not None and first_place(opened) == part.place


def _step_parts(names: Names, step: VariableScope) -> list[Part]:
    words, base, opened = names.words, step._base, step._opened or ()
    place = first_place(opened)
    function = opened[0] if opened else None
    by_user = function is None or function.co_name == "__enter__"
    if step._is_again:
        if not by_user:
            return []
        reason = f"the scope {step.name or '(the root)'} was entered again{words.calls(opened)}"
        return [Part("", "none", reason, "tf.variable_scope", place)]
    outer = base.name if base is not None else ""
    text = step.name[len(outer) + 1 :] if outer else step.name
    call = f'tf.variable_scope("{text}")'
    why = ""
    if step._default_name is not None:
        call = f'tf.variable_scope(None, default_name="{step._default_name}")'
        if text != step._default_name:
            taken = f"{outer}/{step._default_name}" if outer else step._default_name
            noted = names.graph._variable_scope_notes.get(taken)
            where = words.calls(noted[0][2]) if noted else ""
            why = f'; "{step._default_name}" was opened already{where}'
    if function is not None and not by_user:
        call = f"{maker(function, place.source if place is not None else '')}, which opens a variable scope,"
    return [
        Part(text + "/", "variable_scope", f"from {call}{words.calls(opened)}{why}", call, place)
    ]


def _without_notes(names: Names, key: str, variable: Any) -> list[Part]:
    if names.graph._scope_notes and not isinstance(variable, PartitionedVariable):
        # asked for by the library, and not by get_variable
        origin = variable.op.origin
        reason = f"the name that the call{names.words.on(origin)} gave it"
        return [Part(key, "library", reason, "", origin)]
    prefix, slash, last = key.rpartition("/")
    parts = []
    if slash:
        reason = (
            "the variable scope it was asked for in; who opened it was not noted (tf.provenance)"
        )
        parts.append(Part(prefix + "/", "variable_scope", reason))
    return [*parts, Part(last, "given", "the name that get_variable was given")]


# -- sections --------------------------------------------------------------------------------------


def _follows_every_scope(parts: Sequence[Part]) -> Section:
    lines = [
        Line("tf.Variable is named as operations are: by every scope that is open, of both kinds."),
        Line("It makes a new variable each time. get_variable never finds it."),
    ]
    if any("was taken by" in part.reason for part in parts):
        lines.append(
            Line(
                "Since it never shares, a name that is taken gets a number. To share, use tf.get_variable."
            )
        )
    return Section("Why", tuple(lines))


def _who(words: Words, uses: Sequence[Use]) -> list[Section]:
    """Every place that got the variable."""
    if not uses:
        return []
    lines = []
    for number, use in enumerate(uses):
        often = times(use.count, made=not number and use.scope is not None)
        did = "made" if not number else "shared"
        if use.scope is None:
            did = "used again by the layer that holds it,"
        named = use.scope is not None and use.scope.name
        inside = f', in the variable scope "{named}"' if named else ""
        if use.name_scope and (use.scope is None or use.name_scope != use.scope.name):
            inside += f', with the name scope "{use.name_scope}" open'
        lines.append(Line(f"{did}{words.calls(use.trail)}{inside}{often}", first_place(use.trail)))
    return [Section("Who gets it", tuple(lines))]


def _shape(variable: Any) -> str:
    dims = variable.get_shape()._dims
    return (
        "of unknown shape"
        if dims is None
        else "[" + ", ".join("?" if d is None else str(d) for d in dims) + "]"
    )
