"""Why a name scope is no part of a variable's name, and what to write so that it is."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from scopeflow.inspect.explanation import Line, Part, Section


def is_silent(part: Part) -> bool:
    """Whether a part stands for a name scope that gave nothing."""
    return part.kind == "none" and part.reason.startswith("nothing from")


def scope_of(part: Part) -> str:
    """The name that the construct of a silent part asked for."""
    return part.construct.partition('"')[2].rpartition('"')[0].strip("/")


def why_not_there(parts: Sequence[Part], key: str, is_shared: bool = False) -> list[Section]:
    """The sections that say why name scopes are no part of a name, and how they could be; none if no name scope is open.

    Args:
      parts: the parts of the variable's name, without the number of its output.
      key: its name.
      is_shared: whether more than one place gets it.
    """
    # an object of a scope brings its whole name along: what stands around it cannot change that
    again = [at for at, part in enumerate(parts) if part.kind == "none" and not is_silent(part)]
    movable = [
        part
        for part in parts[again[-1] + 1 if again else 0 :]
        if is_silent(part) and scope_of(part)
    ]
    if not movable:
        return []
    wanted = "".join(f"{scope_of(one)}/" if one in movable else one.text for one in parts)
    last = key.rpartition("/")[2]
    why = Section(
        f"Why it is not {wanted}",
        (
            Line("A variable of get_variable can be asked for again by its name, from anywhere."),
            Line("So name scopes, which differ from place to place, are no part of that name."),
        ),
    )
    lines = []
    # (one line may open many)
    by_line = [list(run) for _, run in itertools.groupby(movable, lambda part: part.place)]
    for number, (part, *others) in enumerate(by_line):
        call = part.construct
        opened = call.replace("name_scope(", "variable_scope(")
        start = "Open" if not number else "And open"
        where = part.reason.partition(call)[2].partition(": get_variable")[0].partition(";")[0]
        if part.place is not None and "name_scope" not in part.place.source:
            where += " (that line has the function from elsewhere: change it where it comes from)"
        if others:
            where += f", and so for the {len(others)} others of that line"
        end = ": a variable scope is a name scope too." if number == len(by_line) - 1 else ","
        lines.append(Line(f"{start} {opened} in place of {call}{where}{end}", part.place))
    if is_shared:
        lines.append(
            Line(
                "Other places share it: open the same scope there, so that they ask for the new name too."
            )
        )
    else:
        lines.append(
            Line(
                f'Or make it with tf.Variable(initial_value, name="{last}"): its name follows every scope, '
                "but nobody can ask for it by name."
            )
        )
    return [why, Section(f"To make it {wanted}", tuple(lines))]
