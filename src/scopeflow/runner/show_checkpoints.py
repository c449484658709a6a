"""Prints what is in checkpoints and how they differ: for people, or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from scopeflow.runner.checkpoints import Difference, Entry

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def show_list(title: str, entries: Sequence[Entry], as_json: bool) -> None:
    """Prints the tensors of a file, and how many and how large they are."""
    total = sum(entry.elements for entry in entries)
    size = sum(entry.size or 0 for entry in entries)
    if as_json:
        plain = {"source": title, "tensors": [_plain(entry) for entry in entries]}
        click.echo(json.dumps({**plain, "elements": total, "bytes": size}, indent=2))
        return
    console = _console()
    _say(console, (title, "bold"))
    table = _table()
    for entry in entries:
        table.add_row(_name(entry.name), entry.dtype, _shape(entry.shape), _size(entry.size))
    if entries:
        console.print(table)
    _say(console, f"{_count(len(entries), 'tensor')}, {_count(total, 'element')}, {_size(size)}")


def show_difference(names: Sequence[str], found: Difference, as_json: bool) -> None:
    """Prints how two files differ."""
    if as_json:
        click.echo(json.dumps(_difference_as_json(names, found), indent=2))
        return
    console = _console()
    for entries, mark, style in ((found.only_first, "-", "red"), (found.only_second, "+", "green")):
        if entries:
            where = names[0 if mark == "-" else 1]
            _say(console, (f"Only in {where}:", "bold"))
            table = _table()
            for e in entries:
                table.add_row(_name(f"{mark} {e.name}", style), e.dtype, _shape(e.shape))
            console.print(table)
    if found.changed:
        _say(console, ("Of another shape or type:", "bold"))
        table = _table()
        for a, b in found.changed:
            forms = [f"{e.dtype} {_shape(e.shape)}" for e in (a, b)]
            table.add_row(_name(f"~ {a.name}", "yellow"), " -> ".join(forms))
        console.print(table)
    if found.values:
        _say(console, ("With other values:", "bold"))
        table = _table()
        for entry, count, most in found.values:
            apart = f"{count:,} of {_count(entry.elements, 'element')}"
            by = "" if most is None else f", by up to {most:.6g}"
            table.add_row(_name(f"! {entry.name}", "magenta"), apart + by)
        console.print(table)
    if found.renamed:
        moves = ", ".join(f"{old} -> {new}" for old, new in found.renamed.items())
        _say(console, ("Perhaps renamed: ", "bold"), moves)
    _say(console, _verdict(found))


def _verdict(found: Difference) -> str:
    what = "names, shapes, types and values" if found.compared else "names, shapes and types"
    if not found.any:
        return f"No difference: {_count(found.same, 'tensor')} compared by {what}"
    numbers = [
        (len(found.only_first), "only in the first"),
        (len(found.only_second), "only in the second"),
        (len(found.changed), "of another shape or type"),
        (len(found.values), "with other values"),
        (found.same, "equal"),
    ]
    return ", ".join(f"{number:,} {words}" for number, words in numbers if number)


def _difference_as_json(names: Sequence[str], found: Difference) -> dict[str, Any]:
    return {
        "first": names[0],
        "second": names[1],
        "only_first": [_plain(entry) for entry in found.only_first],
        "only_second": [_plain(entry) for entry in found.only_second],
        "changed": [{"first": _plain(a), "second": _plain(b)} for a, b in found.changed],
        "values": [
            {"name": entry.name, "elements": count, "most": most}
            for entry, count, most in found.values
        ],
        "values_compared": found.compared,
        "equal": found.same,
        "renamed": found.renamed,
    }


def show_renames(changes: Sequence[tuple[str, str]], total: int) -> None:
    """Prints which names change."""
    console = _console()
    table = _table()
    for old, new in changes:
        table.add_row(_name(old, "red"), "->", _name(new, "green"))
    if changes:
        console.print(table)
    _say(console, f"{_count(len(changes), 'name')} of {total:,} changed")


def show_written(path: str, kind: str, count: int, size: int | None) -> None:
    """Says what was written, or would be where there is no size."""
    did = "would write" if size is None else "wrote"
    words = {"v2": "checkpoint", "v1": "checkpoint of version 1"}.get(kind, f".{kind}")
    end = "" if size is None else f", {_size(size)}"
    _say(_console(), f"{did} {path} ({words}): {_count(count, 'tensor')}{end}")


# -- how it looks ----------------------------------------------------------------------------------


def _console() -> Console:
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 10_000  # no line of what is piped is cut or broken
    return console


def _say(console: Console, *pieces: str | tuple[str, str]) -> None:
    from rich.text import Text

    console.print(Text.assemble(*pieces), soft_wrap=True)


def _table() -> Table:
    from rich.table import Table

    return Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))


def _name(name: str, style: str = "green") -> Any:
    from rich.text import Text

    return Text(name, style=style, overflow="fold")


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "dtype": entry.dtype,
        "shape": list(entry.shape),
        "bytes": entry.size,
    }


def _shape(shape: Iterable[int]) -> Any:
    return "[" + ", ".join(map(str, shape)) + "]"


def _size(size: int | None) -> str:
    if size is None:
        return "text"
    number, units = float(size), ["bytes", "kB", "MB", "GB", "TB"]
    while number >= 1000 and len(units) > 1:
        number /= 1000
        del units[0]
    return f"{number:.0f} {units[0]}" if units[0] == "bytes" else f"{number:.1f} {units[0]}"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + "s" * (number != 1)
