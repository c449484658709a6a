"""The commands `scopeflow checkpoint ...` and their options."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

_MATCH = click.option(
    "--match",
    "-m",
    multiple=True,
    metavar="GLOB",
    help="Only tensors whose names match; `*` stays within a part of a name, `**` does not, "
    "`scope/` is all that is in it.",
)
_OVERWRITE = click.option("--overwrite", is_flag=True, help="Replace TARGET if it is there.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Only say what would be done.")
_DROP = click.option("--drop", multiple=True, metavar="GLOB", help="Leave these tensors out.")
_TO = click.option(
    "--to",
    "kind",
    type=click.Choice(["v2", "v1", "npz", "safetensors"]),
    help="What TARGET is to be; without it, its ending says: .npz, .safetensors, else a checkpoint.",
)


@click.group()
def checkpoint() -> None:
    """Look into checkpoints, compare, rename and convert them, without a graph.

    A file is a checkpoint (its name, one of its files, or a directory whose newest is taken), a
    .npz or a .safetensors file.
    """


def _told(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command, whose troubles are one line each."""
    from functools import wraps

    @wraps(command)
    def run(**options: Any) -> None:
        from scopeflow.runner.checkpoints import Trouble, clear

        try:
            with clear():
                command(**options)
        except Trouble as problem:
            click.echo(f"Error: {problem}", err=True)
            sys.exit(2)

    return run


@checkpoint.command("list")
@click.argument("file")
@_MATCH
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
@_told
def list_(file: str, match: tuple[str, ...], as_json: bool) -> None:
    """Show the tensors of FILE: names, types, shapes, sizes. Values are not read."""
    from scopeflow.formats.tensor_files import opened
    from scopeflow.runner import checkpoints, renames, show_checkpoints

    path = checkpoints.located(file)
    with opened(path) as tensors:
        names = renames.chosen(tensors.names, match)
        entries = [checkpoints.entry(tensors, name) for name in names]
    show_checkpoints.show_list(path, entries, as_json)


@checkpoint.command()
@click.argument("first")
@click.argument("second")
@click.option("--values", is_flag=True, help="Compare values, too.")
@click.option("--rtol", type=click.FloatRange(0), default=0.0, help="Relative tolerance.")
@click.option("--atol", type=click.FloatRange(0), default=0.0, help="Absolute tolerance.")
@_MATCH
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
@_told
def diff(
    first: str,
    second: str,
    values: bool,
    rtol: float,
    atol: float,
    match: tuple[str, ...],
    as_json: bool,
) -> None:
    """Compare two files by names, shapes and types, which needs no values to be read.

    The exit status is 0 if they are equal, 1 if they differ, 2 if there was trouble.
    """
    from scopeflow.formats.tensor_files import opened
    from scopeflow.runner import checkpoints, renames, show_checkpoints

    paths = [checkpoints.located(first), checkpoints.located(second)]
    with opened(paths[0]) as one, opened(paths[1]) as two:
        names = [_either(tensors.names, match) for tensors in (one, two)]
        if match and not any(names):
            raise renames.BadRule(f"{' '.join(match)}: no name matches")
        found = checkpoints.difference(one, two, names, values or bool(rtol or atol), rtol, atol)
    show_checkpoints.show_difference(paths, found, as_json)
    sys.exit(1 if found.any else 0)


def _either(names: list[str], match: tuple[str, ...]) -> list[str]:
    """What matches in one of two files, in which it may be nothing."""
    from scopeflow.runner import renames

    globs = [renames.glob(text) for text in match]
    return [n for n in names if not globs or any(pattern.fullmatch(n) for pattern in globs)]


@checkpoint.command()
@click.argument("source")
@click.argument("target", required=False)
@click.option(
    "--glob", "globs", nargs=2, multiple=True, metavar="OLD NEW", help="As in --glob 'a/*' 'b/*'."
)
@click.option(
    "--regex",
    "regexes",
    nargs=2,
    multiple=True,
    metavar="OLD NEW",
    help=r"A regular expression for whole names; \1 in NEW is its first group.",
)
@click.option(
    "--map",
    "file",
    metavar="FILE",
    help="A JSON object from old names to new ones, or lines `old new`.",
)
@_DROP
@_TO
@_OVERWRITE
@_DRY_RUN
@_told
def rename(
    source: str,
    target: str | None,
    globs: tuple[tuple[str, str], ...],
    regexes: tuple[tuple[str, str], ...],
    file: str | None,
    drop: tuple[str, ...],
    kind: str | None,
    overwrite: bool,
    dry_run: bool,
) -> None:
    """Write SOURCE with other names to TARGET; without TARGET, --overwrite renames in place.

    Of several rules the first that matches a name counts: of the map, then --glob, then --regex.
    """
    from scopeflow.runner import checkpoints, renames

    rules = renames.from_file(file) if file else []
    rules += [renames.from_glob(*pair) for pair in globs]
    rules += [renames.from_regex(*pair) for pair in regexes]
    if not rules:
        raise click.UsageError("Say what to rename: --glob, --regex or --map.")
    if target is None and not (overwrite or dry_run):
        raise click.UsageError("Say where to: TARGET, or --overwrite to rename in place.")
    path = checkpoints.located(source)
    target = target or path
    kind = kind or checkpoints.kind_for(target, path)
    _write(path, target, kind, rules, (), drop, overwrite, dry_run)


@checkpoint.command()
@click.argument("source")
@click.argument("target")
@_TO
@_MATCH
@_DROP
@_OVERWRITE
@_DRY_RUN
@_told
def convert(
    source: str,
    target: str,
    kind: str | None,
    match: tuple[str, ...],
    drop: tuple[str, ...],
    overwrite: bool,
    dry_run: bool,
) -> None:
    """Write the tensors of SOURCE as another kind of file: a checkpoint, .npz or .safetensors.

    One tensor at a time is in memory. TARGET bears its name only once it is whole.
    """
    from scopeflow.formats import tensor_files
    from scopeflow.runner import checkpoints

    path = checkpoints.located(source)
    kind = kind or tensor_files.kind_of(target)
    _write(path, target, kind, [], match, drop, overwrite, dry_run)


def _write(
    source: str,
    target: str,
    kind: str,
    rules: list[Any],
    match: tuple[str, ...],
    drop: tuple[str, ...],
    overwrite: bool,
    dry_run: bool,
) -> None:
    from scopeflow.formats import tensor_files
    from scopeflow.runner import checkpoints, renames, show_checkpoints

    with tensor_files.opened(source) as tensors:
        names = renames.renamed(renames.chosen(tensors.names, match, drop), rules)
        if rules:
            show_checkpoints.show_renames(renames.changes(names), len(names))
        if checkpoints.breaks_objects(names):
            click.echo(
                "Warning: this checkpoint was written by tf.train.Checkpoint, whose table of objects still has the old "
                "names. A Saver restores the new file by its names; to leave the table out: "
                "--drop _CHECKPOINTABLE_OBJECT_GRAPH",
                err=True,
            )
        if dry_run:
            size = None
        else:
            _, size = checkpoints.written(target, kind, tensors, names, overwrite)
    show_checkpoints.show_written(target, kind, len(names), size)
