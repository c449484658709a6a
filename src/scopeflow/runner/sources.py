"""Finds the graph that `scopeflow graph` is to show: in a script, event file or GraphDef."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scopeflow.formats.attr_values import from_attr_value
from scopeflow.formats.text import parse_proto, read_proto
from scopeflow.runner.tree import Node


class CannotLoad(Exception):
    """There is no graph to show; the message is one line that says why."""


class Found(NamedTuple):
    """What was found: a title, and a Graph where a script made one, a MetaGraphDef, or a GraphDef."""

    title: str
    graph: Any

    @property
    def graph_def(self) -> Any:
        """It as a GraphDef."""
        if hasattr(self.graph, "as_graph_def"):
            return self.graph.as_graph_def()
        return getattr(self.graph, "graph_def", self.graph)


def load(source: str, arguments: Sequence[str] = ()) -> tuple[str, list[Node]]:
    """The graph at `source`, as a title and its nodes. `arguments` are for a script."""
    found = find(source, arguments)
    return found.title, nodes_of(found)


def nodes_of(found: Found) -> list[Node]:
    """The nodes of what was found."""
    return [_node(node) for node in found.graph_def.node]


def find(source: str, arguments: Sequence[str] = ()) -> Found:
    """The graph at `source`. `arguments` are for a script.

    Raises:
      CannotLoad: if there is none.
    """
    path = Path(source)
    if not path.exists():
        raise CannotLoad(f"{source}: no such file or directory")
    try:
        if path.is_dir():
            path = _newest_event_file(path)
            graph = _from_events(path)
        else:
            graph = _reader(path)(path) if path.suffix != ".py" else _from_script(path, arguments)
    except OSError as error:
        raise CannotLoad(f"{path}: {error.strerror or error}") from None
    return Found(str(path), graph)


def _reader(path: Path) -> Callable[[Path], Any]:
    if "tfevents" in path.name:
        return _from_events
    if path.suffix in (".pb", ".pbtxt"):
        return _from_graph_def
    if path.suffix == ".meta":
        return _from_meta_graph
    raise CannotLoad(
        f"{path}: not a script (.py), an event file (*tfevents*), a log directory, "
        "a GraphDef (.pb, .pbtxt) or a MetaGraphDef (.meta)"
    )


def _from_script(path: Path, arguments: Sequence[str]) -> Any:
    import scopeflow
    from scopeflow.runner import script

    scopeflow.reset_default_graph()
    # What the script prints is not part of the answer, which may be read by a program.
    with contextlib.redirect_stdout(sys.stderr):
        status = _status_of(script.run_as_main, str(path), arguments)
    if status:
        raise CannotLoad(f"{path}: the script ended with status {status}")
    return scopeflow.get_default_graph()


def _status_of(run: Callable[..., int], *arguments: Any) -> Any:
    """The exit status of a script that may also end by SystemExit."""
    try:
        return run(*arguments)
    except SystemExit as end:
        return end.code


def _newest_event_file(folder: Path) -> Path:
    found = [file for file in folder.rglob("*tfevents*") if file.is_file()]
    if not found:
        raise CannotLoad(f"{folder}: no event files (*tfevents*) in it")
    return max(found, key=lambda file: (file.stat().st_mtime_ns, file.name))


def _from_events(path: Path) -> Any:
    """The last graph in an event file, as TensorBoard shows it."""
    from google.protobuf.message import DecodeError

    from scopeflow.errors import OpError
    from scopeflow.summary.iterator import summary_iterator

    last = b""
    broken: Exception | None = None
    try:
        for event in summary_iterator(path):
            last = event.graph_def or last
    except (OpError, DecodeError) as error:
        # The end of a file that somebody is writing may be missing; what came before counts.
        broken = error
    if last:
        return _parsed(parse_proto, last, "GraphDef", path)
    if broken is not None:
        raise CannotLoad(f"{path}: not a readable event file ({_first_line(broken)})")
    raise CannotLoad(f"{path}: no graph in this event file")


def _from_graph_def(path: Path) -> Any:
    graph = _parsed(read_proto, path, "GraphDef", path)
    if not graph.node:
        raise CannotLoad(f"{path}: no nodes in it, so probably not a GraphDef")
    return graph


def _from_meta_graph(path: Path) -> Any:
    return _parsed(read_proto, path, "MetaGraphDef", path)


def _parsed(read: Callable[..., Any], source: Any, kind: str, path: Path) -> Any:
    """The proto of this kind that `read` finds in `source`."""
    from tensorboard.compat.proto import graph_pb2, meta_graph_pb2

    empty = {"GraphDef": graph_pb2.GraphDef, "MetaGraphDef": meta_graph_pb2.MetaGraphDef}[kind]()
    rest = (str(path),) if read is parse_proto else ()
    try:
        return read(source, empty, *rest)
    except ValueError as error:
        reason = _first_line(error).removeprefix(f"{path} ")
        raise CannotLoad(f"{path}: {reason}") from None


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]


def _node(node: Any) -> Node:
    """The plain record of a NodeDef."""
    return Node(node.name, node.op, _attr(node, "shape"), getattr(_attr(node, "dtype"), "name", ""))


def _attr(node: Any, name: str) -> Any:
    """An attribute's value; None where it is not there or not understood."""
    if name not in node.attr:
        return None
    try:
        return from_attr_value(node.attr[name])[1]
    except (TypeError, ValueError):  # a dtype that nobody has heard of
        return None
