"""Finds the graph that `scopeflow graph` is to show: in a script, event file or GraphDef."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scopeflow.formats.text import parse_proto, read_proto
from scopeflow.graph.live_graphs import made_at
from scopeflow.graph.roles import VARIABLE_OPS
from scopeflow.inspect.variable_kinds import count
from scopeflow.runner.tree import Node

DEFAULT = "the default graph"


class CannotLoad(Exception):
    """There is no graph to show; the message is one line that says why."""


class Found(NamedTuple):
    """What was found: a file, and a Graph where it is a script that made one, a MetaGraphDef, or a GraphDef.

    `what` says in a few words which graph of the file it is, `notes` are lines that say more; both are empty
    where that is plain. `status` is the exit status of the script that made it.
    """

    path: str
    graph: Any
    what: str = ""
    notes: tuple[str, ...] = ()
    status: int = 0

    @property
    def title(self) -> str:
        """What it is called."""
        return self.path + self.what

    @property
    def name(self) -> str:
        """What it is called, without the folders that the file is in."""
        return Path(self.path).name + self.what

    @property
    def graph_def(self) -> Any:
        """It as a GraphDef."""
        if hasattr(self.graph, "as_graph_def"):
            return self.graph.as_graph_def()
        return getattr(self.graph, "graph_def", self.graph)

    @property
    def trainable(self) -> set[str] | None:
        """The names of trainable variables that a MetaGraphDef tells; None if nothing does."""
        keyed = getattr(self.graph, "collection_def", None)
        if keyed is None or "trainable_variables" not in keyed:
            return None
        from tensorboard.compat.proto.variable_pb2 import VariableDef

        kept = keyed["trainable_variables"].bytes_list.value
        return {VariableDef.FromString(each).variable_name.partition(":")[0] for each in kept}


def load(source: str, arguments: Sequence[str] = ()) -> tuple[str, list[Node]]:
    """The graph at `source`, as a title and its nodes. `arguments` are for a script."""
    found = find(source, arguments)
    return found.title, nodes_of(found)


def nodes_of(found: Found) -> list[Node]:
    """The nodes of what was found."""
    from scopeflow.graph.core import Graph
    from scopeflow.inspect.picture.reading import read
    from scopeflow.inspect.variable_kinds import roles_of, told_trainable

    nodes = read(found.graph if isinstance(found.graph, Graph) else found.graph_def, places=False)
    told_trainable(nodes, found.trainable)
    return [
        Node(node.name, node.op, *_form(node), role, node.trainable)
        for node, role in zip(nodes, roles_of(nodes), strict=True)
    ]


def _form(node: Any) -> tuple[Any, str]:
    """The shape and dtype of a variable, which alone are asked for."""
    if node.op not in VARIABLE_OPS or not node.outputs:
        return None, ""
    dtype, dims = node.outputs[0]
    return dims, dtype


def find(source: str, arguments: Sequence[str] = ()) -> Found:
    """The graph at `source`. `arguments` are for a script.

    Raises:
      CannotLoad: if there is none.
    """
    path = Path(source)
    try:
        if not path.exists():
            raise CannotLoad(f"{visible(source)}: no such file or directory")
        if path.is_dir():
            path = _newest_event_file(path)
            graph = _from_events(path)
        elif path.suffix == ".py":
            return _from_script(path, arguments)
        else:
            graph = _reader(path)(path)
    except OSError as error:
        raise CannotLoad(f"{visible(source)}: {error.strerror or error}") from None
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


def _from_script(path: Path, arguments: Sequence[str]) -> Found:
    """The graph that a script made, with a note where it made several, or ended before its end."""
    import scopeflow
    from scopeflow.graph.live_graphs import kept_alive
    from scopeflow.runner import script

    with kept_alive() as graphs:
        scopeflow.reset_default_graph()
        first = scopeflow.get_default_graph()
        # What the script prints is not part of the answer, which may be read by a program.
        with contextlib.redirect_stdout(sys.stderr):
            status = _status_of(script.run_as_main, str(path), arguments)
    default = scopeflow.get_default_graph()
    # of graphs of one size the default one, then the last
    chosen = max(reversed([*graphs, default]), key=lambda graph: len(graph._ops))
    if status and not chosen._ops:
        raise CannotLoad(f"{path}: the script ended with status {status}")
    names = {first: "the default graph of its beginning", default: DEFAULT}
    notes = _which(path, chosen, names, graphs)
    if status:
        notes.append(f"{path}: the script ended with status {status}; this is what it had built")
    what = ", as far as it was built" if status else ""
    if chosen not in names and (place := made_at(chosen)) is not None:
        what = f", graph made on line {place.line}{what}"
    return Found(str(path), chosen, what, tuple(notes), status)


def _which(path: Path, chosen: Any, names: dict[Any, str], graphs: Sequence[Any]) -> list[str]:
    """What is to be said of the graph that is shown: who made it, and which others there are."""
    others = [graph for graph in graphs if graph is not chosen and graph._ops]
    is_default = names.get(chosen) == DEFAULT
    if is_default and not others:
        return []
    said = f"{path}: this is {_called(chosen, names)}, {count(len(chosen._ops), 'node')}"
    if not others:
        return [f"{said}; {DEFAULT} is empty"]
    few = [f"{_called(graph, names)}, {count(len(graph._ops), 'node')}" for graph in others[:3]]
    if len(others) > len(few):
        few.append(f"and {len(others) - len(few):,} more")
    return [f"{said}; the script made {count(len(others), 'other graph')}: {'; '.join(few)}"]


def _called(graph: Any, names: dict[Any, str]) -> str:
    if graph in names:
        return names[graph]
    place = made_at(graph)
    where = f"on line {place.line} of {Path(place.filename).name}" if place else "elsewhere"
    return f"the graph made {where}"


def _status_of(run: Callable[..., int], *arguments: Any) -> int:
    """The exit status of a script that may also end by SystemExit, which may bring words."""
    try:
        return run(*arguments)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1


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


def visible(text: str) -> str:
    """A text whose control characters are seen and do nothing, such as colours of a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
