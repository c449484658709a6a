"""How to be rid of a `_1` in a name that is due to a scope opened a second time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scopeflow.inspect.explanation import Line, Part, Section
from scopeflow.inspect.name_parts import Names

_SUFFIX = re.compile(r"_\d+/?\Z")


def without_suffix(names: Names, parts: Sequence[Part], last: str) -> list[Section]:
    """The section that says how to go on in the scope that was opened before; none where no scope has a suffix.

    Args:
      names: the names of the graph.
      parts: the parts of a name.
      last: the last part, which is no scope; '' if all are.
    """
    for at, part in enumerate(parts):
        if "was taken by" not in part.reason or part.kind not in ("name_scope", "variable_scope"):
            continue
        scope = "".join(p.text for p in parts[:at]) + _SUFFIX.sub("", part.text)
        wanted = f"{scope}/{''.join(p.text for p in parts[at + 1 :])}"
        title = f"To go on in {scope}/"
        if last and wanted not in names.graph._by_name:
            title = f"To make it {wanted}"
        lines = [Line(line, part.place) for line in _advice(names, part, scope)]
        return [Section(title, (Line(_why(part)), *lines))]
    return []


def _why(part: Part) -> str:
    if part.kind == "variable_scope" and "default_name=" in part.construct:
        return "default_name asks for a scope of its own each time, for operations and variables."
    return "Each opening of a scope is a new box for operations. Variables of get_variable are not boxed: they go by name."


def _advice(names: Names, part: Part, scope: str) -> list[str]:
    line = names.words.at(part.place)
    lines = []
    if part.repeated and line:
        lines.append(
            f"{line[0].upper()}{line[1:]} was run more than once: each time opens a scope."
        )
    if part.kind == "name_scope":
        when = "there" if part.repeated else "the second time"
        return [
            *lines,
            f'Write tf.name_scope("{scope}/") {when}: a name that ends in / is taken as it is, and '
            f"operations go on in {scope}/.",
        ]
    asked = part.construct.partition('"')[2].rpartition('"')[0]
    if not part.repeated:
        return [
            f'Open it once as tf.variable_scope("{asked}") as scope, and write "with scope.reopen():" the second time: '
            f"then variables and operations both go on in {scope}/."
        ]
    return [
        *lines,
        f'Open it once, around the calls: "with tf.variable_scope("{asked}") as scope:". '
        f'Pass scope on, and write "with scope.reopen():" on {line}.',
        "Variables of equal names are then one: write scope.reopen(reuse=tf.AUTO_REUSE) to share them, or give each a name.",
    ]
