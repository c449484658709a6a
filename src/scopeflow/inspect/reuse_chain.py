"""Where reuse came from: the scope that set it, and the scopes that inherited it, with lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.inspect.explanation import Line, Section
from scopeflow.inspect.wording import Words, first_place
from scopeflow.scopes.reuse import AUTO_REUSE
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.uses import Use


def reuse_lines(
    words: Words, scope: VariableScope | None, uses: Sequence[Use] = ()
) -> list[Section]:
    """The section that says where the reuse of each place came from; none where nothing is shared.

    Args:
      words: how places are written.
      scope: the scope to speak of, if there are no uses.
      uses: the places that got a variable.
    """
    scopes = [use.scope for use in uses if use.scope is not None] or [scope]
    lines: list[Line] = []
    said = set()
    for one in scopes:
        if one is None or not one._reuse:
            continue
        line = Line(_sentence(words, one), first_place(one._reuse_set))
        if line.text not in said:
            said.add(line.text)
            lines.append(line)
    return [Section("Where reuse comes from", tuple(lines))] if lines else []


def _sentence(words: Words, scope: VariableScope) -> str:
    value = "tf.AUTO_REUSE" if scope._reuse is AUTO_REUSE else str(scope._reuse)
    chain = inheriting(scope)
    setter = chain[0]
    name = f'the scope "{setter.name}"' if setter.name else "the root of all scopes"
    place = first_place(scope._reuse_set)
    own = setter._reuse_set is setter._opened
    how = "opened with it" if own else "by reuse_variables()"
    text = f"reuse={value} was set for {name}, {how}{words.on(place)}"
    heirs = chain[1:]
    if heirs:
        listed = [f'"{heir.name}"{words.on(first_place(heir._opened))}' for heir in heirs]
        text += f"; inherited by {', '.join(list(dict.fromkeys(listed))[:4])}"
    return text + "."


def inheriting(scope: VariableScope) -> list[VariableScope]:
    """The scopes from the one that set reuse to `scope`."""
    chain = [scope]
    mark: Any = scope._reuse_set
    while (
        mark is not None
        and chain[0]._base is not None
        and chain[0]._opened is not mark
        and chain[0]._base._reuse_set is mark
    ):
        chain.insert(0, chain[0]._base)
    return chain
