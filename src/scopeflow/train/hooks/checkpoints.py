"""CheckpointSaverHook: checkpoints during a training, and listeners that hear of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.platform import logging as tf_logging
from scopeflow.summary.writer import FileWriterCache
from scopeflow.train.graph_files import write_graph
from scopeflow.train.hooks.base import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)
from scopeflow.train.hooks.timer import SecondOrStepTimer
from scopeflow.train.meta_graph import export_meta_graph
from scopeflow.train.steps import required_step_read


class CheckpointSaverListener:
    """Hears of the checkpoints that a CheckpointSaverHook writes; override what you need."""

    def begin(self) -> None:
        """Called before the session is made; nodes may be added."""

    def before_save(self, session: Any, global_step_value: Any) -> None:
        """Called before a checkpoint is written.

        Args:
          session: the session.
          global_step_value: the step.
        """

    def after_save(self, session: Any, global_step_value: Any) -> Any:
        """Called when it is written.

        Args:
          session: the session.
          global_step_value: the step.

        Returns:
          True to end the training.
        """

    def end(self, session: Any, global_step_value: Any) -> None:
        """Called at the end of the session.

        Args:
          session: the session.
          global_step_value: the step.
        """


class CheckpointSaverHook(SessionRunHook):
    """Writes a checkpoint at the start, every so many steps or seconds, and at the end; the graph once.

    Args:
      checkpoint_dir: the directory.
      save_secs: how many seconds lie between checkpoints.
      save_steps: how many steps; exactly one of both is given.
      saver: what saves; by default the scaffold's Saver, or the only one of the collection `GraphKeys.SAVERS`.
      checkpoint_basename: the checkpoints' name before the step.
      scaffold: a Scaffold with a Saver, instead of `saver`.
      listeners: CheckpointSaverListeners.

    Raises:
      ValueError: if both or none of two alternatives are given.

    ```python
    >>> import tempfile
    >>> import scopeflow as tf
    >>> folder = tempfile.mkdtemp()
    >>> with tf.Graph().as_default():
    ...     count = tf.assign_add(tf.train.get_or_create_global_step(), 1)
    ...     hook = tf.train.CheckpointSaverHook(folder, save_steps=2)
    ...     with tf.train.SingularMonitoredSession(hooks=[hook]) as sess:
    ...         _ = [sess.run(count) for _ in range(3)]
    >>> tf.train.latest_checkpoint(folder)[len(folder):]
    '/model.ckpt-3'

    ```
    """

    def __init__(
        self,
        checkpoint_dir: str,
        save_secs: float | None = None,
        save_steps: int | None = None,
        saver: Any = None,
        checkpoint_basename: str = "model.ckpt",
        scaffold: Any = None,
        listeners: Sequence[CheckpointSaverListener] | None = None,
    ) -> None:
        tf_logging.info("Create CheckpointSaverHook.")
        if saver is not None and scaffold is not None:
            raise ValueError("You cannot provide both saver and scaffold.")
        self._saver = saver
        self._checkpoint_dir = checkpoint_dir
        self._save_path = os.path.join(checkpoint_dir, checkpoint_basename)
        self._scaffold = scaffold
        self._timer = SecondOrStepTimer(every_secs=save_secs, every_steps=save_steps)
        self._listeners: Any = listeners or []
        self._steps_per_run = 1

    def _set_steps_per_run(self, steps_per_run: int) -> None:
        """Says how many steps one run makes."""
        self._steps_per_run = steps_per_run

    def begin(self) -> None:
        """Finds the global step.

        Raises:
          RuntimeError: if there is none.
        """
        self._summary_writer = FileWriterCache.get(self._checkpoint_dir)
        self._global_step_tensor = required_step_read("CheckpointSaverHook")
        for listener in self._listeners:
            listener.begin()

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Writes the graph and the first checkpoint."""
        step = session.run(self._global_step_tensor)
        graph = get_default_graph()
        graph_def = graph.as_graph_def(add_shapes=True)
        write_graph(graph_def, self._checkpoint_dir, "graph.pbtxt")
        saver = self._get_saver()
        self._summary_writer.add_graph(graph)
        self._summary_writer.add_meta_graph(
            export_meta_graph(
                graph_def=graph_def,
                saver_def=saver.saver_def if saver else None,
                collection_list=[],
                graph=graph,
            )
        )
        self._save(session, step)
        self._timer.update_last_triggered_step(step)

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        """Asks for the global step."""
        return SessionRunArgs(self._global_step_tensor)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Writes a checkpoint when it is time."""
        before = run_values.results
        if not self._timer.should_trigger_for_step(before + self._steps_per_run):
            return
        # that was an estimate: the run may have counted otherwise
        step = run_context.session.run(self._global_step_tensor)
        if self._timer.should_trigger_for_step(step):
            self._timer.update_last_triggered_step(step)
            if self._save(run_context.session, step):
                run_context.request_stop()

    def end(self, session: Any) -> None:
        """Writes the last checkpoint."""
        step = session.run(self._global_step_tensor)
        if step != self._timer.last_triggered_step():
            self._save(session, step)
        for listener in self._listeners:
            listener.end(session, step)

    def _save(self, session: Any, step: Any) -> bool:
        """Writes a checkpoint; whether a listener asks for the end."""
        from tensorboard.compat.proto.event_pb2 import SessionLog

        tf_logging.info("Saving checkpoints for %d into %s.", step, self._save_path)
        for listener in self._listeners:
            listener.before_save(session, step)
        self._get_saver().save(session, self._save_path, global_step=step)
        self._summary_writer.add_session_log(
            SessionLog(status=SessionLog.CHECKPOINT, checkpoint_path=self._save_path), step
        )
        stopping = False
        for listener in self._listeners:
            if listener.after_save(session, step):
                tf_logging.info(
                    "A CheckpointSaverListener requested that training be stopped. listener: %s",
                    listener,
                )
                stopping = True
        return stopping

    def _get_saver(self) -> Any:
        if self._saver is not None:
            return self._saver
        if self._scaffold is not None:
            return self._scaffold.saver
        savers = get_default_graph().get_collection(GraphKeys.SAVERS)
        if not savers:
            raise RuntimeError(
                f"No items in collection {GraphKeys.SAVERS}. Please add a saver to the collection or provide a saver or scaffold."
            )
        if len(savers) > 1:
            raise RuntimeError(
                f"More than one item in collection {GraphKeys.SAVERS}. Please indicate which one to use by passing it to the constructor."
            )
        self._saver = savers[0]
        return self._saver
