"""`tf.sharing_report`: which variables are shared, by which calls, and what about it looks unintended."""

from __future__ import annotations

import html
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scopeflow.graph.alarms import is_quiet
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.origin import Origin
from scopeflow.graph.provenance import places
from scopeflow.graph.wrapping import shorten, wrap
from scopeflow.inspect.chains import advice, is_chain
from scopeflow.inspect.dataflow import Dataflow
from scopeflow.inspect.explanation import place_as_dict
from scopeflow.inspect.suspicions import Suspicion, suspicions
from scopeflow.inspect.wording import Words, first_place, short, times
from scopeflow.scopes.querying import all_variables
from scopeflow.scopes.reuse import AUTO_REUSE
from scopeflow.scopes.state import existing_store
from scopeflow.scopes.uses import Use, uses_of

# How many variables are listed that nobody shares.
_LISTED = 20


@dataclass(frozen=True)
class Call:
    """A call that got variables.

    Attributes:
      text: what it did, on which line, and how often.
      places: the user's lines, innermost first.
      count: how often it was made.
    """

    text: str
    places: tuple[Origin, ...]
    count: int


@dataclass(frozen=True)
class Shared:
    """Variables that the same calls share.

    Attributes:
      variables: their names.
      calls: the calls, the one that made them first.
      note: what else there is to say; "" if nothing.
    """

    variables: tuple[str, ...]
    calls: tuple[Call, ...]
    note: str = ""


@dataclass(frozen=True)
class SharingReport:
    """What `tf.sharing_report` gives: text for `print`, HTML in a notebook, data by `as_dict()`.

    Attributes:
      shared: the variables that are shared, those of the same calls together.
      alone: the names of the other variables.
      suspicions: what looks unintended.
      file: the file whose lines are named by their number alone.
    """

    shared: tuple[Shared, ...]
    alone: tuple[str, ...]
    suspicions: tuple[Suspicion, ...]
    file: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON can hold it."""
        return {
            "shared": [
                {
                    "variables": list(one.variables),
                    "calls": [
                        {
                            "text": call.text,
                            "count": call.count,
                            "places": [place_as_dict(place) for place in call.places],
                        }
                        for call in one.calls
                    ],
                    "note": one.note,
                }
                for one in self.shared
            ],
            "alone": list(self.alone),
            "suspicions": [
                {
                    "message": one.message,
                    "variables": list(one.variables),
                    "place": place_as_dict(one.place),
                }
                for one in self.suspicions
            ],
        }

    def _lines(self) -> list[tuple[str, str]]:
        """(text, style) of each line."""
        number = sum(len(one.variables) for one in self.shared)
        total = number + len(self.alone)
        lines = [(f"{number} of {total} variable{'s' * (total != 1)} shared", "bold")]
        if self.file is not None and self.shared:
            lines.append((f"Lines are those of {short(self.file)}.", ""))
        words = Words(self.file)
        for one in self.shared:
            lines += [("", ""), (", ".join(one.variables), "green")]
            lines += [(f"  {call.text}", "") for call in one.calls]
            if one.note:
                lines.append((f"  {one.note}", "yellow"))
        if self.alone:
            lines += [("", ""), ("Used by one call alone", "bold")]
            lines += [(f"  {name}", "") for name in self.alone[:_LISTED]]
            if len(self.alone) > _LISTED:
                lines.append((f"  and {len(self.alone) - _LISTED} more", ""))
        if self.suspicions:
            lines += [("", ""), ("Probably not meant", "bold yellow")]
            lines += [(f"  {words.at(one.place)}: {one.message}", "") for one in self.suspicions]
        return lines

    def _wrapped(self) -> Iterator[tuple[str, str]]:
        """The lines, none of them wider than a page."""
        for text, style in self._lines():
            indent = len(text) - len(text.lstrip())
            first, *others = wrap(shorten(text.lstrip()), first=indent, hang=4)
            yield " " * indent + first, style
            yield from ((f"    {other}", style) for other in others)

    def __str__(self) -> str:
        return "\n".join(text for text, _ in self._wrapped())

    def __repr__(self) -> str:
        if not sys.stdout.isatty():
            return str(self)
        from rich.console import Console

        console = Console(highlight=False, force_terminal=True)
        with console.capture() as capture:
            console.print(self, soft_wrap=True, end="")
        return capture.get()

    def __rich__(self) -> Any:
        from rich.text import Text

        return Text("\n").join(Text(text, style=style) for text, style in self._wrapped())

    def show(self) -> None:
        """Prints it: with colours in a terminal, plainly elsewhere."""
        print(repr(self))

    def _repr_html_(self) -> str:
        rows = []
        for one in self.shared:
            names = "<br>".join(f"<code>{html.escape(name)}</code>" for name in one.variables)
            told = [*(call.text for call in one.calls), *([one.note] if one.note else [])]
            calls = "<br>".join(map(html.escape, told))
            rows.append(
                f'<tr><td style="text-align:left">{names}</td><td style="text-align:left">{calls}</td></tr>'
            )
        first, _ = self._lines()[0]
        words = Words(self.file)
        if self.file is not None and self.shared:
            first += f". Lines are those of {html.escape(short(self.file))}."
        parts = [f'<div class="scopeflow-sharing"><p><b>{first}</b></p>', "<table>", *rows]
        parts.append("</table>")
        if self.alone:
            names = ", ".join(f"<code>{html.escape(name)}</code>" for name in self.alone)
            parts.append(f"<p>Used by one call alone: {names}</p>")
        if self.suspicions:
            parts.append("<p><b>Probably not meant</b></p><ul>")
            parts += [
                f"<li>{html.escape(f'{words.at(one.place)}: {one.message}')}</li>"
                for one in self.suspicions
            ]
            parts.append("</ul>")
        return "\n".join([*parts, "</div>"])


def sharing_report(graph: Graph | None = None) -> SharingReport:
    """Says which variables are shared, by which calls, on which lines, and what about it looks unintended.

    A variable is shared if more than one call got it: of `tf.get_variable`, or of a layer object that has it.

    Args:
      graph: the graph; the default graph if None.

    Returns:
      A SharingReport.

    ```python
    >>> import scopeflow as tf
    >>> def net(x):
    ...     with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
    ...         return x * tf.get_variable("w", [])
    >>> with tf.Graph().as_default():
    ...     a, b = net(1.0), net(2.0)
    ...     alone = tf.get_variable("alone", [1])
    ...     report = tf.sharing_report()
    >>> report.shared[0].variables, len(report.shared[0].calls), report.alone
    (('net/w:0',), 2, ('alone:0',))

    ```
    """
    graph = graph or get_default_graph()
    store = existing_store(graph)
    uses: dict[int, list[Use]] = {}
    for name in store._uses:
        for use in uses_of(store, name):
            uses.setdefault(id(use.variable), []).append(use)
    # by lines: one line may hold several calls
    groups: dict[Any, list[str]] = {}
    calls: dict[Any, list[Use]] = {}
    alone = []
    wholes = list(store._partitioned_vars.values())
    parts = {id(part) for whole in wholes for part in whole}
    known = {id(one): one for one in [*all_variables(graph), *wholes] if id(one) not in parts}
    for number, variable in known.items():
        got = uses.get(number, [])
        if sum(use.count for use in got) < 2:
            alone.append(variable.name)
            continue
        key = tuple((tuple(places(use.trail)), use.count, use.scope is None) for use in got)
        groups.setdefault(key, []).append(variable.name)
        calls[key] = got
    lines = [place for got in calls.values() for use in got for place in places(use.trail)]
    file = Counter(place.filename for place in lines).most_common(1)[0][0] if lines else None
    words = Words(file)
    odd = tuple(suspicions(graph))
    notes = _notes(graph, groups, calls, {name for one in odd for name in one.variables})
    shared = tuple(
        Shared(tuple(names), tuple(_calls(words, calls[key])), notes.get(key, ""))
        for key, names in groups.items()
    )
    return SharingReport(shared, tuple(alone), odd, file)


def _notes(
    graph: Graph, groups: dict[Any, list[str]], calls: dict[Any, list[Use]], odd: set[str]
) -> dict[Any, str]:
    """What to say of uses that follow one another; once for each scope, and nothing of what is odd or quiet."""
    if not groups:
        return {}
    flow = Dataflow(graph)
    said: set[str] = set()
    found = {}
    for key, names in groups.items():
        name = names[0].partition(":")[0]
        scope = name.rpartition("/")[0]
        if (
            scope in said
            or is_quiet(graph, name)
            or any(one.startswith(f"{scope}/") for one in odd)
        ):
            continue
        if is_chain(flow, calls[key]):
            said.add(scope)
            found[key] = advice(name)
    return found


def _calls(words: Words, uses: list[Use]) -> list[Call]:
    found = []
    for number, use in enumerate(uses):
        if use.scope is None:
            did = "used again by the layer that holds it,"
        else:
            did = "shared" if number else "made"
        text = f"{did}{words.calls(use.trail)}"
        text += times(use.count, made=not number and use.scope is not None)
        if number and use.scope is not None and use.reuse:
            value = "tf.AUTO_REUSE" if use.reuse is AUTO_REUSE else "reuse=True"
            text += f", as {value} says{words.on(first_place(use.scope._reuse_set))}"
        found.append(Call(text, tuple(places(use.trail)), use.count))
    return found
