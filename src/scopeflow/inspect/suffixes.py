"""How to be rid of a `_1` in a name that is due to a scope opened a second time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scopeflow.inspect.explanation import Line, Part, Section

_SUFFIX = re.compile(r"_\d+/?\Z")


def without_suffix(parts: Sequence[Part], last: str) -> list[Section]:
    """The section that says how to go on in the scope that was opened before; none where no scope has a suffix.

    Args:
      parts: the parts of a name.
      last: the last part, which is no scope; '' if all are.
    """
    for at, part in enumerate(parts):
        if "was taken by" not in part.reason or part.kind not in ("name_scope", "variable_scope"):
            continue
        outer = "".join(p.text for p in parts[:at])
        name = _SUFFIX.sub("", part.text)
        inner = "".join(p.text for p in parts[at + 1 :])
        if part.kind == "variable_scope":
            how = (
                f'Open it once as tf.variable_scope("{name}") as scope, and write "with scope.reopen():" the second time: '
                f"then variables and operations both go on in {outer}{name}/."
            )
        else:
            how = (
                f'Write tf.name_scope("{outer}{name}/") the second time: a name that ends in / is taken as it is, and '
                f"operations go on in {outer}{name}/."
            )
        why = "Each opening of a scope is a new box for operations. Variables of get_variable are not boxed: they go by name."
        title = (
            f"To make it {outer}{name}/{inner or last}" if last else f"To go on in {outer}{name}/"
        )
        return [Section(title, (Line(why), Line(how, part.place)))]
    return []
