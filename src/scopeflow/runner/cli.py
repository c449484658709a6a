"""The commands and their options. What they do is imported when one of them runs, so that help is
quick.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from scopeflow.runner.checkpoint_cli import checkpoint

if TYPE_CHECKING:
    from scopeflow.runner.sources import Found

EVERYTHING = {"ignore_unknown_options": True, "allow_interspersed_args": False}


class OfAScript(click.Command):
    """A command that runs a script: its options may stand anywhere, those of the script behind `--`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the options; of one that it does not know, says where those of the script stand."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as problem:
            said = f"{problem.message} The script's own options stand behind `--`."
            raise click.NoSuchOption(
                problem.option_name, said, problem.possibilities, ctx
            ) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="scopeflow")
def main() -> None:
    """TensorFlow 1 programs on today's Python: graphs, scopes, sessions."""


main.add_command(checkpoint)


@main.command(context_settings=EVERYTHING)
@click.argument("script")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run(script: str, arguments: tuple[str, ...]) -> None:
    """Run SCRIPT with ARGUMENTS; `import tensorflow` in it means scopeflow.

    The script is not changed. Python 2 source is converted in memory. What it prints, its traceback
    and its exit status are what Python would give.
    """
    from scopeflow.runner.script import run_as_main

    sys.exit(run_as_main(script, arguments))


@main.command()
@click.option(
    "--logdir", default="logs", show_default=True, help="Where the files for TensorBoard go."
)
def demo(logdir: str) -> None:
    """Show what the two kinds of scope do to names, and why."""
    from scopeflow.runner.demo import show

    show(logdir)


@main.command(cls=OfAScript)
@click.argument("script")
@click.argument("name")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def explain(script: str, name: str, arguments: tuple[str, ...], as_json: bool) -> None:
    """Say why NAME in the graph of SCRIPT is called so, and where that is decided.

    SCRIPT is run with ARGUMENTS. NAME is that of a variable, tensor, operation or scope; where the
    graph has no such name, the closest ones are told, and the status is 1.
    """
    from scopeflow.runner import show_explanation

    sys.exit(show_explanation.show(script, name, arguments, as_json=as_json))


@main.command(cls=OfAScript)
@click.argument("source", metavar="FILE")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--depth",
    type=click.IntRange(1, 200),
    help="Show only so many levels of scopes.  [default: what stays readable]",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Show all levels, helpers such as gradients and initializers, and each of many scopes alike.",
)
@click.option("--variables-only", is_flag=True, help="Leave out what is no variable.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
@click.option("--table", is_flag=True, help="Print a table of the variables instead.")
@click.option(
    "--sharing", is_flag=True, help="Print which calls of a script share variables instead."
)
@click.option(
    "--html", metavar="FILE", help="Write a page with the picture instead; `-` is standard output."
)
@click.option("--svg", metavar="FILE", help="Write the picture as SVG instead.")
def graph(
    source: str,
    arguments: tuple[str, ...],
    depth: int | None,
    everything: bool,
    variables_only: bool,
    as_json: bool,
    table: bool,
    sharing: bool,
    html: str | None,
    svg: str | None,
) -> None:
    """Show the tree of scopes of a graph: variables, shapes, dtypes, parameters.

    FILE is a script, an event file or a directory of them, or a GraphDef or MetaGraphDef (.pb, .pbtxt,
    .meta). A script is run with ARGUMENTS, its own options behind `--`; of the graphs that it makes the
    largest is shown. If it fails, its traceback comes first, then what it had built.
    """
    from scopeflow.runner import sources

    pictures = html is not None or svg is not None
    if pictures:
        from scopeflow.runner import show_picture

        show_picture.check(html=html, svg=svg)
    try:
        found = sources.find(source, arguments)
    except sources.CannotLoad as problem:
        raise click.ClickException(str(problem)) from None
    for note in found.notes:
        click.echo(note, err=True)
    if pictures:
        show_picture.write(found, html=html, svg=svg, depth=depth)
    if table:
        from scopeflow.runner import show_table

        show_table.show(found, depth=depth, as_json=as_json, slots=everything)
    if sharing:
        from scopeflow.runner import show_explanation

        show_explanation.show_sharing(found, as_json=as_json)
    if not pictures and not table and not sharing:
        _show_tree(found, depth, variables_only, as_json, everything)
    sys.exit(found.status)


def _show_tree(
    found: Found, depth: int | None, variables_only: bool, as_json: bool, everything: bool
) -> None:
    from scopeflow.runner import show_tree, sources

    show_tree.show(
        found.title,
        sources.nodes_of(found),
        depth=depth,
        variables_only=variables_only,
        as_json=as_json,
        everything=everything,
    )
