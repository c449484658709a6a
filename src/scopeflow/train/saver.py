"""tf.train.Saver: variables into checkpoints and back."""

from __future__ import annotations

import numbers
import os
import time
from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.formats.files import text_of_path
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.platform import logging as tf_logging
from scopeflow.train import checkpoint_state
from scopeflow.train.object_names import keys_by_name, renamed
from scopeflow.train.restoring import explained
from scopeflow.train.saver_nodes import BulkSaverBuilder


class Saver:
    """Saves variables to checkpoints and restores them, by name.

    Args:
      var_list: the variables: a list, or a dict from the names to save them under; None for all global variables.
      reshape: restore values of other shapes with as many elements.
      sharded: write one data file for each device.
      max_to_keep: how many checkpoints to keep; older ones are removed. 0 or None keeps all.
      keep_checkpoint_every_n_hours: of those, keep one for good each time so many hours have passed.
      name: the name scope of the nodes.
      restore_sequentially: as in TensorFlow, without effect on how tensors are read.
      saver_def: the nodes of an earlier Saver, to use instead of adding new ones.
      builder: what adds the nodes.
      defer_build: add the nodes only when `build` is called.
      allow_empty: do nothing, rather than fail, where there are no variables.
      write_version: the format of checkpoints: `SaverDef.V2`, or `SaverDef.V1` for files as TensorFlow wrote them before 0.12.
      pad_step_number: write steps with eight digits.
      save_relative_paths: write names relative to the directory into the file `checkpoint`.
      filename: what the node of the file's name holds if it is not fed.

    Raises:
      ValueError: if there is nothing to save or two variables have one name.
      TypeError: if something is no variable.

    ```python
    >>> import tempfile
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.get_variable("v", initializer=[1.0, 2.0])
    ...     saver = tf.train.Saver()
    ...     sess.run(v.initializer)
    ...     path = saver.save(sess, tempfile.mkdtemp() + "/model", global_step=3)
    ...     _ = sess.run(v.assign([0.0, 0.0]))
    ...     saver.restore(sess, path)
    ...     sess.run(v)
    array([1., 2.], dtype=float32)

    ```
    """

    def __init__(
        self,
        var_list: Any = None,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000.0,
        name: str | None = None,
        restore_sequentially: bool = False,
        saver_def: Any = None,
        builder: Any = None,
        defer_build: bool = False,
        allow_empty: bool = False,
        write_version: int = 2,
        pad_step_number: bool = False,
        save_relative_paths: bool = False,
        filename: str | None = None,
    ) -> None:
        if defer_build and var_list:
            raise ValueError(
                "If `var_list` is provided then build cannot be deferred. Either set defer_build=False or var_list=None."
            )
        self._var_list = var_list
        self._reshape = reshape
        self._sharded = sharded
        self._max_to_keep = max_to_keep
        self._keep_checkpoint_every_n_hours = keep_checkpoint_every_n_hours
        self._name = name
        self._restore_sequentially = restore_sequentially
        self.saver_def = saver_def
        self._builder = builder
        self._is_built = False
        self._allow_empty = allow_empty
        self._is_empty = False
        self._write_version = write_version
        self._pad_step_number = pad_step_number
        self._filename = filename
        self._last_checkpoints: list[tuple[str, float]] = []
        self._checkpoints_to_be_deleted: list[tuple[str, float]] = []
        self._save_relative_paths = save_relative_paths
        self._next_checkpoint_time = 0.0
        self._object_saver: tuple[dict[str, str], Saver] | None = None
        if not defer_build:
            self.build()
        if self.saver_def:
            _check(self.saver_def)
            self._write_version = self.saver_def.version

    def build(self) -> None:
        """Adds the nodes, if that was deferred."""
        if self._is_built:
            return
        self._is_built = True
        if not self.saver_def:
            builder = self._builder or BulkSaverBuilder(self._write_version)
            if self._var_list is None:
                graph = get_default_graph()
                self._var_list = graph.get_collection(
                    GraphKeys.GLOBAL_VARIABLES
                ) + graph.get_collection(GraphKeys.SAVEABLE_OBJECTS)
            if not self._var_list:
                if not self._allow_empty:
                    raise ValueError(
                        "No variables to save. Make the variables before the Saver, or give allow_empty=True."
                    )
                self._is_empty = True
                return
            self.saver_def = builder.build(
                self._var_list,
                reshape=self._reshape,
                sharded=self._sharded,
                max_to_keep=self._max_to_keep,
                keep_checkpoint_every_n_hours=self._keep_checkpoint_every_n_hours,
                name=self._name,
                restore_sequentially=self._restore_sequentially,
                filename=self._filename,
            )
        elif self._name:
            for field in ("filename_tensor_name", "save_tensor_name", "restore_op_name"):
                setattr(self.saver_def, field, f"{self._name}/{getattr(self.saver_def, field)}")
        _check(self.saver_def)
        hours = self.saver_def.keep_checkpoint_every_n_hours
        self._next_checkpoint_time = time.time() + hours * 3600

    # -- which checkpoints there are ---------------------------------------------------------------

    @property
    def last_checkpoints(self) -> list[str]:
        """The checkpoints that this Saver keeps, the newest last."""
        return [path for path, _ in self._last_checkpoints]

    def set_last_checkpoints(self, last_checkpoints: Sequence[str]) -> None:
        """Takes over a list of checkpoints, as if all were from now."""
        assert isinstance(last_checkpoints, list), "last_checkpoints must be a list"
        self._last_checkpoints = [(path, float("inf")) for path in last_checkpoints]

    def set_last_checkpoints_with_time(
        self, last_checkpoints_with_time: list[tuple[str, float]]
    ) -> None:
        """Takes over a list of checkpoints, each with its time in seconds since 1970."""
        assert isinstance(last_checkpoints_with_time, list), "it must be a list"
        self._last_checkpoints = last_checkpoints_with_time

    def recover_last_checkpoints(self, checkpoint_paths: Sequence[str]) -> None:
        """Takes over those of these checkpoints that exist, so that they count for `max_to_keep`."""
        there = [path for path in checkpoint_paths if checkpoint_state.checkpoint_exists(path)]
        times = checkpoint_state.get_checkpoint_mtimes(there)
        self.set_last_checkpoints_with_time(list(zip(there, times, strict=True)))

    def _record(self, path: str) -> None:
        if not self.saver_def.max_to_keep:
            return
        others = [pair for pair in self._last_checkpoints if pair[0] != path]
        self._last_checkpoints = [*others, (path, time.time())]
        if len(self._last_checkpoints) > self.saver_def.max_to_keep:
            self._checkpoints_to_be_deleted.append(self._last_checkpoints.pop(0))

    def _remove_old(self, meta_graph_suffix: str) -> None:
        if not self._checkpoints_to_be_deleted:
            return
        path, made = self._checkpoints_to_be_deleted.pop(0)
        if made > self._next_checkpoint_time:
            self._next_checkpoint_time += self.saver_def.keep_checkpoint_every_n_hours * 3600
            return
        try:
            checkpoint_state.remove_checkpoint(path, self.saver_def.version, meta_graph_suffix)
        except errors.OpError as error:
            tf_logging.warning("Ignoring: %s", error)

    # -- saving and restoring ----------------------------------------------------------------------

    def save(
        self,
        sess: Any,
        save_path: Any,
        global_step: Any = None,
        latest_filename: str | None = None,
        meta_graph_suffix: str = "meta",
        write_meta_graph: bool = True,
        write_state: bool = True,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> str | None:
        """Writes a checkpoint with the variables' values in a session.

        Args:
          sess: the session.
          save_path: the checkpoint's name.
          global_step: a number, or a tensor of one, to add to the name.
          latest_filename: another name for the file `checkpoint`.
          meta_graph_suffix: what the meta graph's file ends in.
          write_meta_graph: write the graph beside the checkpoint.
          write_state: note the checkpoint in the file `checkpoint`.
          strip_default_attrs: leave attributes with their defaults out of the meta graph.
          save_debug_info: not supported.

        Returns:
          The checkpoint's name with the step; None for a Saver of nothing.

        Raises:
          TypeError: if `sess` is no session.
          ValueError: if the names collide or the directory is missing.
          OpError: if the files cannot be written; older checkpoints stay as they are.
        """
        if not self._is_built:
            raise RuntimeError("`build()` should be called before save if defer_build==True")
        latest_filename = latest_filename or "checkpoint"
        if os.path.split(latest_filename)[0]:
            raise ValueError("'latest_filename' must not contain path components")
        path = text_of_path(save_path)
        file = path
        if global_step is not None:
            if not isinstance(global_step, numbers.Integral):
                global_step = sess.run(global_step)
            global_step = int(global_step)
            file = f"{path}-{global_step:08d}" if self._pad_step_number else f"{path}-{global_step}"
        elif os.path.basename(path) == latest_filename and not self._sharded:
            raise ValueError(
                f"'latest_filename' collides with 'save_path': '{latest_filename}' and '{path}'"
            )
        if not (hasattr(sess, "run") and hasattr(sess, "graph")):
            raise TypeError(f"'sess' must be a Session; {sess}")
        folder = os.path.dirname(path)
        written = None
        if not self._is_empty:
            names = self.saver_def
            try:
                answer = sess.run(names.save_tensor_name, {names.filename_tensor_name: file})
            except (errors.FailedPreconditionError, errors.NotFoundError):
                if folder and not filesystem.is_directory(folder):
                    raise ValueError(
                        f"Parent directory of {path} doesn't exist, can't save."
                    ) from None
                raise
            written = answer.decode() if isinstance(answer, bytes) else str(answer)
            if write_state:
                self._record(written)
                checkpoint_state.write_state(
                    folder,
                    written,
                    self.last_checkpoints,
                    latest_filename,
                    self._save_relative_paths,
                )
                self._remove_old(meta_graph_suffix)
        if write_meta_graph:
            with sess.graph.as_default():
                self.export_meta_graph(
                    f"{file}.{meta_graph_suffix}",
                    strip_default_attrs=strip_default_attrs,
                    save_debug_info=save_debug_info,
                )
        return written

    def restore(self, sess: Any, save_path: Any) -> None:
        """Gives the variables the values of a checkpoint; they need no initialization.

        Args:
          sess: the session.
          save_path: the checkpoint's name, as `save` returned it.

        A checkpoint of `tf.train.Checkpoint` will do too: its variables are found by the names they had.

        Raises:
          ValueError: if there is no such checkpoint.
          NotFoundError: if a variable is not in it; it says which, what is left over, and which names are alike.
          InvalidArgumentError: if a variable has another shape or type there.
          DataLossError: if the checkpoint is damaged; then no variable has changed.
        """
        if self._is_empty:
            return
        if save_path is None:
            raise ValueError("Can't load save_path when it is None.")
        path = text_of_path(save_path)
        if not checkpoint_state.checkpoint_exists(path):
            raise ValueError(f"The passed save_path is not a valid checkpoint: {path}")
        tf_logging.info("Restoring parameters from %s", path)
        names = self.saver_def
        try:
            sess.run(names.restore_op_name, {names.filename_tensor_name: path})
        except errors.NotFoundError as error:
            keys = keys_by_name(path)
            if keys is None:
                raise explained(error, path, sess.graph, names) from error
            self._restore_objects(sess, path, keys)
        except errors.InvalidArgumentError as error:
            raise explained(error, path, sess.graph, names) from error

    def _restore_objects(self, sess: Any, path: str, keys: dict[str, str]) -> None:
        """Restores variables by their names from a checkpoint of `tf.train.Checkpoint`."""
        tf_logging.warning(
            "Restoring an object-based checkpoint using a name-based saver. This may be somewhat fragile, and will re-build "
            "the Saver. Instead, consider loading object-based checkpoints using tf.train.Checkpoint()."
        )
        with sess.graph.as_default():
            if self._object_saver is None or self._object_saver[0] != keys:
                found = renamed(self._var_list, keys)
                self._object_saver = (keys, Saver(found, builder=self._builder))
        self._object_saver[1].restore(sess, path)

    # -- as protos ---------------------------------------------------------------------------------

    def as_saver_def(self) -> Any:
        """The SaverDef proto: names of the nodes, and options."""
        return self.saver_def

    def to_proto(self, export_scope: str | None = None) -> Any:
        """A SaverDef; None for a Saver outside the name scope `export_scope`, which is cut off names."""
        from tensorboard.compat.proto.saver_pb2 import SaverDef

        if export_scope is None:
            return self.saver_def
        start = export_scope + "/"
        if not (self.saver_def.filename_tensor_name.startswith(export_scope)):
            return None
        made = SaverDef()
        made.CopyFrom(self.saver_def)
        for field in ("filename_tensor_name", "save_tensor_name", "restore_op_name"):
            setattr(made, field, getattr(made, field).removeprefix(start))
        return made

    @staticmethod
    def from_proto(saver_def: Any, import_scope: str | None = None) -> Saver:
        """A Saver that uses the nodes that `saver_def` names, in a name scope."""
        return Saver(saver_def=saver_def, name=import_scope)

    def export_meta_graph(
        self,
        filename: Any = None,
        collection_list: Sequence[str] | None = None,
        as_text: bool = False,
        export_scope: str | None = None,
        clear_devices: bool = False,
        clear_extraneous_savers: bool = False,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> Any:
        """Writes the default graph with this Saver as a MetaGraphDef; see `tf.train.export_meta_graph`."""
        from scopeflow.train.meta_graph import export_meta_graph

        return export_meta_graph(
            filename=filename,
            graph_def=get_default_graph().as_graph_def(add_shapes=True),
            saver_def=self.saver_def,
            collection_list=collection_list,
            as_text=as_text,
            export_scope=export_scope,
            clear_devices=clear_devices,
            clear_extraneous_savers=clear_extraneous_savers,
            strip_default_attrs=strip_default_attrs,
            save_debug_info=save_debug_info,
        )


def _check(saver_def: Any) -> None:
    from tensorboard.compat.proto.saver_pb2 import SaverDef

    if not isinstance(saver_def, SaverDef):
        raise ValueError(f"saver_def must be a saver_pb2.SaverDef: {saver_def}")
    if not saver_def.save_tensor_name:
        raise ValueError(f"saver_def must specify the save_tensor_name: {saver_def}")
    if not saver_def.restore_op_name:
        raise ValueError(f"saver_def must specify the restore_op_name: {saver_def}")
