"""What to write where a variable is asked for a second time: at the second call, so that it can be pasted."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import origin
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.origin import Origin
from scopeflow.graph.provenance import Trail, call_site, places
from scopeflow.scopes.uses import uses_of


def first_trail(name: str, found: Any) -> Trail:
    """The calls that made a variable; the line of its node alone where nothing was noted."""
    from scopeflow.scopes.state import existing_store  # which needs the store, which needs this

    uses = uses_of(existing_store(get_default_graph()), name)
    if uses:
        return uses[0].trail
    op = found.op
    return (None, op._code, op._lasti) if op._code is not None else ()


def this_trail() -> Trail:
    """The calls that led here."""
    frame = origin.user_frame(2)
    return () if frame is None else call_site(frame)


def listed(trail: Trail) -> str:
    """The lines of a trail as a traceback lists them, the outermost first; '' if none is known."""
    text = ""
    for place in reversed(places(trail)):
        text += f'  File "{place.filename}", line {place.line}, in {place.function}\n'
        if place.source:
            text += f"    {place.source}\n"
    return text


def how_to_share(first: Trail, second: Trail, last: str) -> str:
    """What to write so that the second call gets the variable of the first.

    Args:
      first: the calls that made it.
      second: the calls that ask for it again.
      last: the name that was asked for.
    """
    call = _where_they_part(places(first), places(second))
    known = places(second)
    place = call or (known[-1] if known else None)
    source = place.source if place is not None else ""
    if source.count("(") != source.count(")") or source.endswith((":", "\\")):
        source = f"...  # what begins with {source!r}"
    where = f" on line {place.line}" if place is not None else ""
    if call is None and place is not None and len(known) + len(places(first)) > 2:
        reuse = "tf.AUTO_REUSE"
        text = f"To share it, put the calls{where}, which run more than once, under AUTO_REUSE:"
    else:
        reuse = "True"
        text = f"To share it, put the second call{where} under reuse:"
    return (
        f"{text}\n\n  with tf.variable_scope(tf.get_variable_scope(), reuse={reuse}):\n"
        f"      {source or f'tf.get_variable({last!r})'}"
    )


def _where_they_part(first: list[Origin], second: list[Origin]) -> Origin | None:
    """The line of the second way to a variable that is not of the first; None if there is none."""
    for one, other in zip(first, second, strict=False):
        if (one.filename, one.line) != (other.filename, other.line):
            return other
    return None


def in_a_name_scope(name: str) -> str:
    """A sentence about the name scope that the second call is in and that does not tell the two apart; '' if none is."""
    graph = get_default_graph()
    inside = graph._name_scope.asked_in
    note = graph._scope_notes.get(inside) if inside else None
    if note is None or not note[2] or note[2][0] is None:
        return ""
    if note[2][0].co_qualname != "name_scope.__enter__":
        return ""
    place = places(note[2])
    where = f" on line {place[0].line}" if place else ""
    wish = str(note[1]).strip("/")
    return (
        f'\n\nThe name scope "{wish}"{where} is no part of the name {name}: get_variable looks at variable scopes only. '
        f'With tf.variable_scope("{wish}") there, a second variable is made.'
    )


def ran_again(first: Trail, second: Trail) -> str:
    """A sentence for a notebook or a prompt, where the same text was run again; '' elsewhere."""
    for at in range(1, min(len(first), len(second)) - 1, 2):
        one, other = first[at], second[at]
        if one is None or other is None or one is other or not _is_typed(other.co_filename):
            continue
        here, there = (origin.resolve(*trail[at : at + 2]) for trail in (first, second))
        if here.line == there.line and here.source == there.source:
            return (
                "\nThe same line was run before, and the graph keeps what it built then. To begin anew, run "
                "tf.reset_default_graph() first. So that a cell replaces what it has built, write it under "
                '`with tf.cell("name"):`, or call tf.rerun_cells() once in a notebook.\n'
            )
    return ""


def _is_typed(filename: str) -> bool:
    """Whether code is no file's: of a notebook's cell or a prompt."""
    return filename.startswith("<") or "ipykernel_" in filename
