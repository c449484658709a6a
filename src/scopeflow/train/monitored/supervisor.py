"""Supervisor: the older way to train: a session, its Saver, its summaries, and threads that care for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.ops.control.grouping import group
from scopeflow.ops.tables import tables_initializer
from scopeflow.platform import logging as tf_logging
from scopeflow.summary.build import merge_all
from scopeflow.summary.writer import FileWriter
from scopeflow.train.coordinator import Coordinator
from scopeflow.train.graph_files import write_graph
from scopeflow.train.meta_graph import export_meta_graph
from scopeflow.train.monitored.session_manager import SessionManager
from scopeflow.train.monitored.supervised_threads import SupervisedThreads
from scopeflow.train.saver import Saver
from scopeflow.variables.initialization import (
    global_variables_initializer,
    local_variables_initializer,
    report_uninitialized_variables,
)
from scopeflow.variables.queries import global_variables


class Supervisor(SupervisedThreads):
    """Prepares a session, writes checkpoints and summaries beside the training, and ends both together.

    Args:
      graph: the graph; None for the default one. It is finalized.
      ready_op, ready_for_local_init_op, init_op, local_init_op, summary_op, saver, global_step: the nodes and the Saver
        to use. `USE_DEFAULT` takes the graph's own, from its collections or new; None means to do without.
      is_chief: whether this process initializes and saves; others wait for it.
      init_feed_dict: values for tensors when `init_op` runs.
      logdir: the directory of checkpoints and summaries.
      save_summaries_secs: seconds between summaries; 0 for none.
      save_model_secs: seconds between checkpoints; 0 for none.
      recovery_wait_secs: seconds between two looks whether the model is ready.
      stop_grace_secs: how long threads may take to end.
      checkpoint_basename: the checkpoints' name before the step.
      session_manager: a SessionManager.
      summary_writer: a FileWriter; None for no summaries.
      init_fn: a function of the session, called after `init_op`.
      local_init_run_options: RunOptions for `local_init_op`.

    Raises:
      ValueError: if another process is the chief and a variable has no device.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", initializer=1.0)
    ...     sv = tf.train.Supervisor()
    ...     with sv.managed_session() as sess:
    ...         print(sess.run(v), sv.should_stop())
    1.0 False

    ```
    """

    USE_DEFAULT = 0

    def __init__(
        self,
        graph: Graph | None = None,
        ready_op: Any = USE_DEFAULT,
        ready_for_local_init_op: Any = USE_DEFAULT,
        is_chief: bool = True,
        init_op: Any = USE_DEFAULT,
        init_feed_dict: Any = None,
        local_init_op: Any = USE_DEFAULT,
        logdir: str | None = None,
        summary_op: Any = USE_DEFAULT,
        saver: Any = USE_DEFAULT,
        global_step: Any = USE_DEFAULT,
        save_summaries_secs: float = 120,
        save_model_secs: float = 600,
        recovery_wait_secs: float = 30,
        stop_grace_secs: float = 120,
        checkpoint_basename: str = "model.ckpt",
        session_manager: Any = None,
        summary_writer: Any = USE_DEFAULT,
        init_fn: Any = None,
        local_init_run_options: Any = None,
    ) -> None:
        self._graph = get_default_graph() if graph is None else graph
        self._is_chief = is_chief
        self._coord = Coordinator()
        self._init_feed_dict = init_feed_dict
        self._init_fn = init_fn
        self._recovery_wait_secs = recovery_wait_secs
        self._stop_grace_secs = stop_grace_secs
        self._local_init_run_options = local_init_run_options
        self._graph_added_to_summary = False
        # what only the chief has
        self._local_init_op = self._summary_op = self._saver = None
        self._global_step = self._logdir = self._save_path = self._summary_writer = None
        self._save_summaries_secs = self._save_model_secs = None
        with self._graph.as_default():
            self._ready_op, self._ready_for_local_init_op = self._readiness(
                ready_op, ready_for_local_init_op
            )
            self._init_op = self._chosen(init_op, GraphKeys.INIT_OP, global_variables_initializer)
            self._local_init_op = self._chosen(
                local_init_op, GraphKeys.LOCAL_INIT_OP, _default_local_init_op
            )
            self._saver = self._chosen(saver, GraphKeys.SAVERS, _default_saver)
            self._summary_op = self._chosen(summary_op, GraphKeys.SUMMARY_OP, merge_all)
            self._global_step = self._chosen(global_step, GraphKeys.GLOBAL_STEP, self._step_by_name)
        if is_chief:
            self._logdir = logdir
            self._save_summaries_secs = save_summaries_secs
            self._save_model_secs = save_model_secs
            if logdir:
                self._save_path = os.path.join(logdir, checkpoint_basename)
            if summary_writer is not self.USE_DEFAULT:
                self._summary_writer = summary_writer
            elif logdir:
                self._summary_writer = FileWriter(logdir)
        self._session_manager = session_manager
        if session_manager is None:
            self._session_manager = SessionManager(
                local_init_op=self._local_init_op,
                ready_op=self._ready_op,
                ready_for_local_init_op=self._ready_for_local_init_op,
                graph=self._graph,
                recovery_wait_secs=recovery_wait_secs,
                local_init_run_options=local_init_run_options,
            )
        self._verify_setup()
        self._graph.finalize()

    # -- the nodes -----------------------------------------------------------------------------------

    def _chosen(self, given: Any, key: str, default: Any) -> Any:
        """What was given; or the first item of a collection; or a new one, which is added to it."""
        if given is not self.USE_DEFAULT:
            return given
        found = self._graph.get_collection(key)
        if found:
            return found[0]
        made = default()
        if made is not None:
            self._graph.add_to_collection(key, made)
        return made

    def _readiness(self, ready: Any, ready_for_local_init: Any) -> tuple[Any, Any]:
        ready = self._chosen(ready, GraphKeys.READY_OP, report_uninitialized_variables)
        local = self._chosen(ready_for_local_init, GraphKeys.READY_FOR_LOCAL_INIT_OP, lambda: None)
        return ready, local

    def _step_by_name(self) -> Any:
        try:
            found = self._graph.get_tensor_by_name("global_step:0")
        except KeyError:
            return None
        if found.dtype.base_dtype.is_integer:
            return found
        tf_logging.warning("Found 'global_step' is not an int type: %s", found.dtype)
        return None

    def _verify_setup(self) -> None:
        if self._is_chief:
            return
        for op in self._graph.get_operations():
            if op.type in ("Variable", "VariableV2") and not op.device:
                raise ValueError(
                    f"When using replicas, all Variables must have their device set: {op}"
                )

    # -- what it has ---------------------------------------------------------------------------------

    @property
    def is_chief(self) -> bool:
        """Whether this process initializes and saves."""
        return self._is_chief

    @property
    def session_manager(self) -> Any:
        """The SessionManager."""
        return self._session_manager

    @property
    def coord(self) -> Coordinator:
        """The Coordinator of the threads."""
        return self._coord

    @property
    def init_op(self) -> Any:
        """What initializes the variables."""
        return self._init_op

    @property
    def init_feed_dict(self) -> Any:
        """Values for tensors in that run."""
        return self._init_feed_dict

    @property
    def ready_op(self) -> Any:
        """What names that which is not initialized."""
        return self._ready_op

    @property
    def ready_for_local_init_op(self) -> Any:
        """What names that which the local initializer needs."""
        return self._ready_for_local_init_op

    @property
    def summary_writer(self) -> Any:
        """The FileWriter, or None."""
        return self._summary_writer

    @property
    def summary_op(self) -> Any:
        """The merged summaries, or None."""
        return self._summary_op

    @property
    def save_summaries_secs(self) -> Any:
        """Seconds between summaries."""
        return self._save_summaries_secs

    @property
    def global_step(self) -> Any:
        """The global step, or None."""
        return self._global_step

    @property
    def saver(self) -> Any:
        """The Saver, or None."""
        return self._saver

    @property
    def save_model_secs(self) -> Any:
        """Seconds between checkpoints."""
        return self._save_model_secs

    @property
    def save_path(self) -> Any:
        """The checkpoints' path before the step, or None."""
        return self._save_path

    # -- sessions ------------------------------------------------------------------------------------

    def prepare_or_wait_for_session(
        self,
        master: str = "",
        config: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        start_standard_services: bool = True,
    ) -> Any:
        """A session that is ready, with its threads: the chief prepares it, others wait for the chief.

        Args:
          master: the session's target.
          config: a ConfigProto.
          wait_for_checkpoint: whether the chief waits until there is one.
          max_wait_secs: how many seconds to wait at most.
          start_standard_services: whether the chief starts the threads that save and write.
        """
        # the coordinator may have been stopped before
        self._coord.clear_stop()
        if self._summary_writer:
            self._summary_writer.reopen()
        if self._is_chief:
            sess = self._session_manager.prepare_session(
                master,
                init_op=self._init_op,
                saver=self._saver,
                checkpoint_dir=self._logdir,
                wait_for_checkpoint=wait_for_checkpoint,
                max_wait_secs=max_wait_secs,
                config=config,
                init_feed_dict=self._init_feed_dict,
                init_fn=self._init_fn,
            )
            self._write_graph()
            if start_standard_services:
                tf_logging.info("Starting standard services.")
                self.start_standard_services(sess)
        else:
            sess = self._session_manager.wait_for_session(
                master, config=config, max_wait_secs=max_wait_secs
            )
        if start_standard_services:
            tf_logging.info("Starting queue runners.")
            self.start_queue_runners(sess)
        return sess

    @contextmanager
    def managed_session(
        self,
        master: str = "",
        config: Any = None,
        start_standard_services: bool = True,
        close_summary_writer: bool = True,
    ) -> Iterator[Any]:
        """A context manager: a session that is ready, and at the end stopped and closed.

        An OutOfRangeError in the block is a good end; other exceptions stop the threads and are raised.

        Args:
          master: the session's target.
          config: a ConfigProto.
          start_standard_services: whether to start the threads that save and write.
          close_summary_writer: whether to close the writer at the end.
        """
        sess = None
        try:
            sess = self.prepare_or_wait_for_session(
                master=master, config=config, start_standard_services=start_standard_services
            )
            yield sess
        except Exception as error:
            self.request_stop(error)
        finally:
            try:
                # raises what was the reason for the stop
                self.stop(close_summary_writer=close_summary_writer)
            finally:
                if sess is not None:
                    sess.close()

    def _write_graph(self) -> None:
        """Writes the graph to the directory and the event file, once."""
        if self._logdir:
            write_graph(self._graph.as_graph_def(add_shapes=True), self._logdir, "graph.pbtxt")
        if self._summary_writer and not self._graph_added_to_summary:
            graph_def = self._graph.as_graph_def(add_shapes=True)
            self._summary_writer.add_graph(self._graph)
            self._summary_writer.add_meta_graph(
                export_meta_graph(
                    graph_def=graph_def,
                    saver_def=self._saver.saver_def if self._saver else None,
                    collection_list=[],
                    graph=self._graph,
                )
            )
            self._graph_added_to_summary = True

    PrepareSession = prepare_or_wait_for_session


def _default_local_init_op() -> Any:
    return group(local_variables_initializer(), tables_initializer())


def _default_saver() -> Any:
    return Saver() if global_variables() else None
