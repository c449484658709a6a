"""The commands and their options. What they do is imported when one of them runs, so that help is
quick.
"""

from __future__ import annotations

import sys

import click

EVERYTHING = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="scopeflow")
def main() -> None:
    """TensorFlow 1 programs on today's Python: graphs, scopes, sessions."""


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


@main.command()
@click.argument("source", metavar="FILE")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--depth",
    type=click.IntRange(1, 200),
    default=100,
    show_default=True,
    help="Show only so many levels of scopes.",
)
@click.option("--variables-only", is_flag=True, help="Leave out what is no variable.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def graph(
    source: str, arguments: tuple[str, ...], depth: int, variables_only: bool, as_json: bool
) -> None:
    """Show the tree of scopes of a graph: variables, shapes, dtypes, parameters.

    FILE is a script (run with ARGUMENTS; its default graph is shown), an event file or a directory
    of them, or a GraphDef or MetaGraphDef (.pb, .pbtxt, .meta).
    """
    from scopeflow.runner import show_tree, sources

    try:
        title, nodes = sources.load(source, arguments)
    except sources.CannotLoad as problem:
        raise click.ClickException(str(problem)) from None
    show_tree.show(title, nodes, depth=depth, variables_only=variables_only, as_json=as_json)
