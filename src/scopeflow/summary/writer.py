"""FileWriter: summaries, graphs and run records into event files."""

from __future__ import annotations

import functools
import threading
import time
import warnings
from typing import Any

from scopeflow.formats.events import EventFileWriter
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.summary import quiet
from scopeflow.version import VERSION


class FileWriter:
    """Writes summaries and graphs for TensorBoard to an event file in a directory.

    A background thread writes; nothing is lost on `close`, at the end of a `with`, or when the
    program
    ends. Each writer has a file of its own, so several can write to one directory. The file is
    made when there is something to write.

    Args:
      logdir: the directory; made if it is missing.
      graph: a Graph to add.
      max_queue: how many events may wait to be written.
      flush_secs: how many seconds an event may wait.
      graph_def: a GraphDef to add; older than `graph`.
      filename_suffix: what the file's name ends with.
      session: a Session; the file's name then ends with ".v2", as in TensorFlow.
      hide: what to leave out of the graphs, so that TensorBoard's picture is quiet: any of "initializers", "reads",
        "savers", "gradients", "slots", "auxiliary"; names and patterns of nodes and scopes, such as "debug" or
        "tower_*/summaries"; functions from a node's name to True; one of these or a list of them. Lines lead on past
        what is left out. By default what was made under `tf.name_scope(..., auxiliary=True)`; [] leaves out nothing.

    Raises:
      TypeError: if `graph` is no graph, or `hide` something else.
      ValueError: if both `graph` and `graph_def` are given.

    >>> import tempfile
    >>> with tf.Graph().as_default() as graph:
    ...     total = tf.add(1.0, 2.0, name="total")
    >>> writer = tf.summary.FileWriter(tempfile.mkdtemp(), graph)
    >>> writer.close()
    """

    def __init__(
        self,
        logdir: Any,
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | bytes | None = None,
        session: Any = None,
        *,
        hide: Any = None,
    ) -> None:
        self._hide = quiet.checked(hide)
        self._closed = False
        self._seen_summary_tags: set[str] = set()
        self._session_run_tags: dict[str, bool] = {}
        self._lock = threading.Lock()
        if session is not None and filename_suffix is None:
            filename_suffix = ".v2"
        self.event_writer = EventFileWriter(logdir, max_queue, flush_secs, filename_suffix)
        if graph is not None or graph_def is not None:
            added = _graph_def(graph, graph_def)
            self.add_graph(added)
            self.add_meta_graph(_meta_graph_def(added))

    def __enter__(self) -> FileWriter:
        return self

    def __exit__(self, *unused: Any) -> None:
        self.close()

    def get_logdir(self) -> str:
        """The directory that the event file is in."""
        return self.event_writer.get_logdir()

    def add_summary(self, summary: Any, global_step: Any = None) -> None:
        """Adds a summary.

        The metadata of a tag is written the first time only: TensorBoard needs it once.

        Args:
          summary: a Summary, or one as bytes, which is what running a summary op gives.
          global_step: the step it belongs to, a number.

        Raises:
          AttributeError: if `summary` is no Summary.
          DecodeError: if the bytes are none.
        """
        event_class, summary_class = _messages()
        event = event_class()
        if isinstance(summary, bytes):
            event.summary.MergeFromString(summary)
            event.summary.SetInParent()
        elif isinstance(summary, summary_class):
            event.summary.CopyFrom(summary)
        else:
            raise AttributeError(
                f"'{type(summary).__name__}' object has no attribute 'value'. add_summary takes "
                "a Summary or the "
                "bytes of one: run the summary op in a session and give its result."
            )
        seen = self._seen_summary_tags
        with self._lock:
            for value in event.summary.value:
                tag = value.tag
                if tag in seen:
                    value.ClearField("metadata")
                else:
                    seen.add(tag)
        self._add(event, global_step)

    def add_event(self, event: Any) -> None:
        """Adds an Event proto as it is.

        Raises:
          TypeError: if it is no Event.
        """
        self._warn_if_event_writer_is_closed()
        self.event_writer.add_event(event)

    def add_session_log(self, session_log: Any, global_step: Any = None) -> None:
        """Adds a SessionLog proto, which marks a start, stop or checkpoint.

        Raises:
          TypeError: if it is no SessionLog.
        """
        from tensorboard.compat.proto.event_pb2 import Event, SessionLog

        if not isinstance(session_log, SessionLog):
            raise TypeError(
                "Parameter to MergeFrom() must be instance of same class: expected "
                "tensorflow.SessionLog got "
                f"{type(session_log).__name__}."
            )
        self._add(Event(session_log=session_log), global_step)

    def add_graph(self, graph: Any, global_step: Any = None, graph_def: Any = None) -> None:
        """Adds a graph.

        Args:
          graph: a Graph; its nodes are written with their static shapes, without those that the writer hides.
          global_step: the step it belongs to.
          graph_def: a GraphDef instead of `graph`; older.

        Raises:
          TypeError: if neither is a graph.
          ValueError: if both are given.
        """
        from tensorboard.compat.proto.event_pb2 import Event

        added = _graph_def(graph, graph_def)
        if self._hide:
            added = quiet.without_hidden(added, self._hide)
        self._add(Event(graph_def=added.SerializeToString()), global_step)

    def add_meta_graph(self, meta_graph_def: Any, global_step: Any = None) -> None:
        """Adds a MetaGraphDef proto.

        Raises:
          TypeError: if it is none.
        """
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef

        if not isinstance(meta_graph_def, MetaGraphDef):
            raise TypeError(
                f"meta_graph_def must be type MetaGraphDef, saw type: {type(meta_graph_def)}"
            )
        self._add(Event(meta_graph_def=meta_graph_def.SerializeToString()), global_step)

    def add_run_metadata(self, run_metadata: Any, tag: str, global_step: Any = None) -> None:
        """Adds what `Session.run` recorded about one run.

        Args:
          run_metadata: a RunMetadata proto.
          tag: a name for the run, used once.
          global_step: the step it belongs to.

        Raises:
          ValueError: if the tag was used before.
        """
        from tensorboard.compat.proto.event_pb2 import Event, TaggedRunMetadata

        if not hasattr(run_metadata, "SerializeToString"):
            raise AttributeError(
                f"'{type(run_metadata).__name__}' object has no attribute 'SerializeToString'. "
                "add_run_metadata takes a RunMetadata."
            )
        with self._lock:
            if tag in self._session_run_tags:
                raise ValueError(
                    f"The provided tag was already used for this event type. The tag is {tag!r}: "
                    "give each run "
                    "another, such as one with the step."
                )
            record = TaggedRunMetadata(tag=tag, run_metadata=run_metadata.SerializeToString())
            self._session_run_tags[tag] = True
        self._add(Event(tagged_run_metadata=record), global_step)

    def flush(self) -> None:
        """Returns when everything added so far is in the file."""
        self._warn_if_event_writer_is_closed()
        self.event_writer.flush()

    def close(self) -> None:
        """Writes everything and closes the file. `reopen` makes a new one."""
        self.event_writer.close()
        self._closed = True

    def reopen(self) -> None:
        """After `close`: what is added later goes to a new file. Nothing on an open writer."""
        self.event_writer.reopen()
        self._closed = False

    def _add(self, event: Any, step: Any) -> None:
        event.wall_time = time.time()
        if step is not None:
            event.step = int(step)
        self.add_event(event)

    def _warn_if_event_writer_is_closed(self) -> None:
        if self._closed:
            warnings.warn(
                "Attempting to use a closed FileWriter. The operation will be a noop unless the "
                "FileWriter is "
                "explicitly reopened.",
                stacklevel=3,
            )


@functools.cache
def _messages() -> tuple[Any, Any]:
    """The classes Event and Summary."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

    return Event, Summary


def _graph_def(graph: Any, graph_def: Any) -> Any:
    """The GraphDef to write for the two arguments, of which one is given."""
    from tensorboard.compat.proto.graph_pb2 import GraphDef

    if graph is not None and graph_def is not None:
        raise ValueError("Please pass only graph, or graph_def (deprecated), but not both.")
    if isinstance(graph, Graph):
        return graph.as_graph_def(add_shapes=True)
    given = graph_def if graph is None else graph
    if isinstance(given, GraphDef):
        return given
    raise TypeError(
        "The passed graph must be an instance of `Graph` or the deprecated `GraphDef`. "
        f"It is {given!r} of type '{type(given).__name__}'."
    )


def _meta_graph_def(graph_def: Any) -> Any:
    from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef

    meta = MetaGraphDef(graph_def=graph_def)
    meta.meta_info_def.tensorflow_version = VERSION
    meta.meta_info_def.tensorflow_git_version = "unknown"
    return meta


class FileWriterCache:
    """One FileWriter for each directory, shared by all who ask."""

    _cache: dict[Any, FileWriter] = {}
    _lock = threading.RLock()

    @staticmethod
    def get(logdir: Any) -> FileWriter:
        """The FileWriter of a directory, made at the first call, with the default graph of that moment."""
        with FileWriterCache._lock:
            if logdir not in FileWriterCache._cache:
                FileWriterCache._cache[logdir] = FileWriter(logdir, graph=get_default_graph())
            return FileWriterCache._cache[logdir]

    @staticmethod
    def clear() -> None:
        """Closes and forgets all writers."""
        with FileWriterCache._lock:
            for writer in FileWriterCache._cache.values():
                writer.close()
            FileWriterCache._cache = {}


def get_summary_description(node_def: Any) -> Any:
    """The SummaryDescription of a TensorSummary node.

    Args:
      node_def: the NodeDef of an op of type "TensorSummary".

    Raises:
      ValueError: for a node of another type.
    """
    from google.protobuf import json_format
    from tensorboard.compat.proto.summary_pb2 import SummaryDescription

    if node_def.op != "TensorSummary":
        raise ValueError(
            f"Can't get_summary_description on {node_def.op}. Only nodes of type TensorSummary "
            "have one."
        )
    return json_format.Parse(node_def.attr["description"].s.decode(), SummaryDescription())
