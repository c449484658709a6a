"""tf.train.Checkpoint: objects saved by what belongs to them, whatever their variables are called."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats.checkpoint import open_checkpoint
from scopeflow.formats.files import text_of_path
from scopeflow.formats.messages import message
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import int64, string
from scopeflow.graph.trackable import TrackableReference, is_trackable
from scopeflow.ops.arrays.placeholder import placeholder
from scopeflow.ops.saving.checkpoints import save_v2
from scopeflow.train import checkpoint_state
from scopeflow.train.object_graph import OBJECT_GRAPH_KEY, ObjectGraph
from scopeflow.train.restore_status import (
    CheckpointLoadStatus,
    InitializationOnlyStatus,
    LoadStatus,
    NameBasedSaverStatus,
    session_or_default,
)
from scopeflow.variables.initialization import is_variable_initialized
from scopeflow.variables.variable import Variable


class Checkpoint:
    """Saves variables, layers, optimizers, tables, modules, and lists and dicts of them.

    What is saved is found by the names of attributes, from this object on, and not by the names of variables.

    Args:
      **kwargs: what to save, as attributes of this object; more can be set later.

    Raises:
      ValueError: if a value is nothing that can be saved.

    ```python
    >>> import tempfile
    >>> import scopeflow as tf
    >>> path = tempfile.mkdtemp() + "/model"
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     checkpoint = tf.train.Checkpoint(weights=tf.Variable([1.0, 2.0], name="before"))
    ...     sess.run(tf.global_variables_initializer())
    ...     path = checkpoint.save(path)
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([0.0, 0.0], name="after")
    ...     status = tf.train.Checkpoint(weights=v).restore(path)
    ...     status.assert_consumed().run_restore_ops()
    ...     sess.run(v)
    array([1., 2.], dtype=float32)

    ```
    """

    def __init__(self, **kwargs: Any) -> None:
        self._save_counter: Any = None
        self._saving: tuple[Any, ...] | None = None
        for name, value in sorted(kwargs.items()):
            if not is_trackable(value):
                raise ValueError(
                    "`Checkpoint` was expecting a trackable object (an object derived from `TrackableBase`), got "
                    f"{value}. If you believe this object should be trackable (i.e. it is part of the TensorFlow Python API "
                    "and manages state), please open an issue."
                )
            setattr(self, name, value)

    @property
    def _checkpoint_dependencies(self) -> list[TrackableReference]:
        found = [
            TrackableReference(name, value)
            for name, value in vars(self).items()
            if name not in ("_save_counter", "_saving")
            and (is_trackable(value) or isinstance(value, (list, dict)))
        ]
        if self._save_counter is not None:
            found.append(TrackableReference("save_counter", self._save_counter))
        return found

    @property
    def save_counter(self) -> Any:
        """The variable that counts the calls of `save`; it numbers checkpoints."""
        if self._save_counter is None:
            with get_default_graph().device("/cpu:0"):
                self._save_counter = Variable(
                    0, dtype=int64, trainable=False, name="save_counter", use_resource=True
                )
        return self._save_counter

    def write(self, file_prefix: Any, session: Any = None) -> str:
        """Writes a checkpoint of exactly this name; neither counts it nor notes it as the latest.

        Args:
          file_prefix: the checkpoint's name.
          session: where the values are; the default session if None.

        Returns:
          The name.

        Raises:
          FailedPreconditionError: if a variable has no value yet.
        """
        session = session_or_default(session)
        path = text_of_path(file_prefix)
        graph = ObjectGraph(self)
        key = (get_default_graph(), *map(id, graph.objects), *graph.keys)
        if self._saving is None or self._saving[0] != key:
            # the graph is kept so that the numbers of its objects stay their own
            self._saving = (key, graph, *_saving_nodes(graph))
        write, file, described, proto = self._saving[2:]
        session.run(write, {file: path, described: proto})
        return path

    def save(self, file_prefix: Any, session: Any = None) -> str:
        """Writes a numbered checkpoint, and notes it as its directory's latest.

        Args:
          file_prefix: the checkpoint's name without its number.
          session: where the values are; the default session if None.

        Returns:
          The checkpoint's name, for `restore`.

        Raises:
          FailedPreconditionError: if a variable has no value yet.
        """
        session = session_or_default(session)
        counter = self.save_counter
        if not session.run(is_variable_initialized(counter)):
            session.run(counter.initializer)
        number = int(session.run(counter.assign_add(1)))
        path = self.write(f"{text_of_path(file_prefix)}-{number}", session)
        checkpoint_state.write_state(os.path.dirname(path), path, [path], None, True)
        return path

    def restore(self, save_path: Any) -> LoadStatus:
        """Finds out what of a checkpoint belongs to which object; the status' `run_restore_ops` restores it.

        Args:
          save_path: the checkpoint's name, of `save`, `write` or a Saver; None for nothing to restore, as
            `tf.train.latest_checkpoint` answers in an empty directory.

        Returns:
          A status: `assert_consumed()`, `assert_existing_objects_matched()`, `expect_partial()`,
          `run_restore_ops(session)`, `initialize_or_restore(session)`.

        Raises:
          NotFoundError: if there is no such checkpoint.
          DataLossError: if it is damaged.
        """
        assert self.save_counter is not None
        if save_path is None:
            return InitializationOnlyStatus(self, None)
        path = text_of_path(save_path)
        proto = object_graph_in(path)
        if proto is None:
            return NameBasedSaverStatus(self, path)
        return CheckpointLoadStatus(self, path, proto)


def _saving_nodes(graph: ObjectGraph) -> tuple[Any, Any, Any, bytes]:
    """The node that writes a checkpoint, what is fed its name and its graph of objects, and that graph."""
    names: list[str] = []
    slices: list[str] = []
    tensors: list[Any] = []
    saved: dict[int, list[tuple[str, str]]] = {}
    for number in range(len(graph.objects)):
        for attribute, key, saveable in graph.attributes(number):
            saved.setdefault(number, []).append((attribute, key))
            for spec in saveable.specs:
                names.append(spec.name)
                slices.append(spec.slice_spec)
                tensors.append(spec.tensor)
    file = placeholder(string, (), name="save_prefix")
    described = placeholder(string, (), name="object_graph")
    written = save_v2(file, [*names, OBJECT_GRAPH_KEY], [*slices, ""], [*tensors, described])
    return written, file, described, graph.to_proto(saved).SerializeToString()


def object_graph_in(path: str) -> Any:
    """The TrackableObjectGraph of a checkpoint; None if it has none.

    Raises:
      NotFoundError: if there is no such checkpoint.
      DataLossError: if it is damaged.
    """
    from google.protobuf.message import DecodeError

    checkpoint = open_checkpoint(path)
    if OBJECT_GRAPH_KEY not in checkpoint or checkpoint.dtype(OBJECT_GRAPH_KEY) is not string:
        return None
    try:
        value = np.asarray(checkpoint.read(OBJECT_GRAPH_KEY)).reshape(-1)
        return message("TrackableObjectGraph").FromString(bytes(value[0]))
    except (DecodeError, IndexError):
        raise errors.DataLossError(
            None, None, f"The graph of objects in the checkpoint {path} is damaged"
        ) from None
