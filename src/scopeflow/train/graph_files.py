"""Graphs in files: write_graph."""

from __future__ import annotations

from typing import Any

from scopeflow.formats import filesystem
from scopeflow.formats.files import text_of_path
from scopeflow.formats.text import write_proto
from scopeflow.graph.core import Graph


def write_graph(graph_or_graph_def: Any, logdir: Any, name: Any, as_text: bool = True) -> str:
    """Writes a graph to a file, as text or binary.

    Args:
      graph_or_graph_def: a Graph or a GraphDef proto.
      logdir: the directory; made if it is missing.
      name: the file's name in it.
      as_text: write the text form of the proto.

    Returns:
      The file's path.

    ```python
    >>> import tempfile
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default() as graph:
    ...     c = tf.constant(1.0, name="c")
    ...     path = tf.io.write_graph(graph, tempfile.mkdtemp(), "graph.pbtxt")
    >>> tf.gfile.GFile(path).readline()
    'node {\\n'

    ```
    """
    if isinstance(graph_or_graph_def, Graph):
        graph_or_graph_def = graph_or_graph_def.as_graph_def()
    directory = text_of_path(logdir)
    if directory:
        filesystem.make_directories(directory)
    file = text_of_path(name)
    path = file if file.startswith("/") or not directory else f"{directory.rstrip('/')}/{file}"
    write_proto(path, graph_or_graph_def, as_text)
    return path
