"""SessionManager: sessions whose variables are restored, initialized, or waited for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.platform import logging as tf_logging
from scopeflow.session import Session
from scopeflow.train.checkpoint_state import get_checkpoint_state


class SessionManager:
    """Makes sessions for a training: from a checkpoint if there is one, else by an initializer.

    Args:
      local_init_op: what is run in each new session, once the model is ready for it.
      ready_op: names what is not initialized; None if the model is always ready.
      ready_for_local_init_op: the same of what `local_init_op` needs.
      graph: the graph of the sessions; None for the default one.
      recovery_wait_secs: how many seconds lie between two looks whether something is there.
      local_init_run_options: RunOptions for `local_init_op`.

    Raises:
      ValueError: if there is a `ready_for_local_init_op` but no `local_init_op`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", initializer=1.0)
    ...     manager = tf.train.SessionManager(ready_op=tf.report_uninitialized_variables())
    ...     with manager.prepare_session("", init_op=tf.global_variables_initializer()) as sess:
    ...         print(sess.run(v))
    1.0

    ```
    """

    def __init__(
        self,
        local_init_op: Any = None,
        ready_op: Any = None,
        ready_for_local_init_op: Any = None,
        graph: Graph | None = None,
        recovery_wait_secs: float = 30,
        local_init_run_options: Any = None,
    ) -> None:
        if graph is None:
            graph = get_default_graph()
        self._local_init_op = local_init_op
        self._ready_op = ready_op
        self._ready_for_local_init_op = ready_for_local_init_op
        self._graph = graph
        self._recovery_wait_secs = recovery_wait_secs
        self._local_init_run_options = local_init_run_options
        self._target: str | None = None
        if ready_for_local_init_op is not None and local_init_op is None:
            raise ValueError(
                "If you pass a ready_for_local_init_op you must also pass a local_init_op , "
                f"ready_for_local_init_op [{ready_for_local_init_op}]"
            )

    def prepare_session(
        self,
        master: str,
        init_op: Any = None,
        saver: Any = None,
        checkpoint_dir: str | None = None,
        checkpoint_filename_with_path: str | None = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        config: Any = None,
        init_feed_dict: Any = None,
        init_fn: Callable[[Any], Any] | None = None,
    ) -> Session:
        """A session that is ready: restored from a checkpoint, or initialized.

        Args:
          master: the session's target.
          init_op: what initializes the variables if there is no checkpoint.
          saver: what restores them.
          checkpoint_dir: a directory whose newest checkpoint is taken.
          checkpoint_filename_with_path: a checkpoint's name, instead of a directory.
          wait_for_checkpoint: whether to wait until there is one.
          max_wait_secs: for how many seconds at most.
          config: a ConfigProto.
          init_feed_dict: values for tensors when `init_op` runs.
          init_fn: a function of the session, called after `init_op`.

        Raises:
          RuntimeError: if the model is not ready then.
          ValueError: if both a directory and a name are given.
        """
        sess, restored = self._restored(
            master,
            saver,
            checkpoint_dir,
            checkpoint_filename_with_path,
            wait_for_checkpoint,
            max_wait_secs,
            config,
        )
        if not restored:
            if init_op is None and not init_fn and self._local_init_op is None:
                raise RuntimeError(
                    "Model is not initialized and no init_op or init_fn or local_init_op was given"
                )
            if init_op is not None:
                sess.run(init_op, feed_dict=init_feed_dict)
            if init_fn:
                init_fn(sess)
        said = f"Init op: {_named(init_op)}, init fn: {init_fn}"
        ready, reason = self._local_init(sess)
        if not ready:
            raise RuntimeError(
                f"Init operations did not make model ready for local_init.  {said}, error: {reason}"
            )
        ready, reason = self._model_ready(sess)
        if not ready:
            raise RuntimeError(
                f"Init operations did not make model ready.  {said}, local_init_op: {self._local_init_op}, error: {reason}"
            )
        return sess

    def recover_session(
        self,
        master: str,
        saver: Any = None,
        checkpoint_dir: str | None = None,
        checkpoint_filename_with_path: str | None = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        config: Any = None,
    ) -> tuple[Session, bool]:
        """A session, and whether it was restored from a checkpoint and is ready. The arguments are those of `prepare_session`."""
        sess, restored = self._restored(
            master,
            saver,
            checkpoint_dir,
            checkpoint_filename_with_path,
            wait_for_checkpoint,
            max_wait_secs,
            config,
        )
        local, local_reason = self._local_init(sess)
        if not restored:
            return sess, False
        source = checkpoint_dir or checkpoint_filename_with_path
        if not local:
            tf_logging.info(
                "Restoring model from %s did not make model ready for local init: %s",
                source,
                local_reason,
            )
            return sess, False
        ready, reason = self._model_ready(sess)
        if not ready:
            tf_logging.info("Restoring model from %s did not make model ready: %s", source, reason)
            return sess, False
        tf_logging.info("Restored model from %s", source)
        return sess, True

    def wait_for_session(
        self, master: str, config: Any = None, max_wait_secs: float = float("Inf")
    ) -> Session:
        """A session, once another process has made the model ready.

        Args:
          master: the session's target.
          config: a ConfigProto.
          max_wait_secs: how many seconds to wait at most.

        Raises:
          DeadlineExceededError: if that is over.
        """
        self._target = master
        until = time.monotonic() + (float("Inf") if max_wait_secs is None else max_wait_secs)
        while True:
            sess = Session(self._target, graph=self._graph, config=config)
            reason = None
            local, local_reason = self._local_init(sess)
            if local:
                ready, reason = self._model_ready(sess)
                if ready:
                    return sess
            _close_quietly(sess)
            if until - time.monotonic() < self._recovery_wait_secs:
                raise errors.DeadlineExceededError(
                    None, None, f"Session was not ready after waiting {int(max_wait_secs)} secs."
                )
            tf_logging.info(
                "Waiting for model to be ready.  Ready_for_local_init_op:  %s, ready: %s",
                local_reason,
                reason,
            )
            time.sleep(self._recovery_wait_secs)

    # -- steps of these ------------------------------------------------------------------------------

    def _restored(
        self,
        master: str,
        saver: Any,
        directory: str | None,
        file: str | None,
        wait: bool,
        most: float,
        config: Any,
    ) -> tuple[Session, bool]:
        """A new session, and whether it was restored from a checkpoint."""
        self._target = master
        sess = Session(self._target, graph=self._graph, config=config)
        if directory and file:
            raise ValueError(
                "Can not provide both checkpoint_dir and checkpoint_filename_with_path."
            )
        if not saver or not (directory or file):
            return sess, False
        if file:
            saver.restore(sess, file)
            return sess, True
        waited = 0.0
        state = get_checkpoint_state(directory)
        while not state or not state.model_checkpoint_path:
            if not wait or waited >= most:
                return sess, False
            tf_logging.info("Waiting for checkpoint to be available.")
            time.sleep(self._recovery_wait_secs)
            waited += self._recovery_wait_secs
            state = get_checkpoint_state(directory)
        saver.restore(sess, state.model_checkpoint_path)
        saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
        return sess, True

    def _local_init(self, sess: Session) -> tuple[bool, str | None]:
        """Runs `local_init_op` if the model is ready for it; (whether nothing is in the way, what is)."""
        if self._local_init_op is None:
            return True, None
        ready, reason = model_is_ready(
            self._ready_for_local_init_op, sess, "Model not ready for local init"
        )
        if not ready:
            return False, reason
        tf_logging.info("Running local_init_op.")
        sess.run(self._local_init_op, options=self._local_init_run_options)
        tf_logging.info("Done running local_init_op.")
        return True, None

    def _model_ready(self, sess: Session) -> tuple[bool, str | None]:
        return model_is_ready(self._ready_op, sess, "Model not ready")


def model_is_ready(op: Any, sess: Session, said: str) -> tuple[bool, str | None]:
    """(Whether the model is ready as `op` sees it, what is missing)."""
    if op is None:
        return True, None
    try:
        found = sess.run(op)
    except errors.FailedPreconditionError as error:
        if "uninitialized" not in str(error):
            tf_logging.warning("%s : error [%s]", said, error)
            raise
        return False, str(error)
    if not isinstance(found, np.ndarray) or found.dtype != object or not found.size:
        return True, None
    names = ", ".join(name.decode() for name in found.ravel())
    return False, f"Variables not initialized: {names}"


def _close_quietly(sess: Session) -> None:
    try:
        sess.close()
    except Exception as error:  # it is given up in any case
        tf_logging.debug("Ignored exception: %s", error)


def _named(op: Any) -> str:
    """The name of what was given, for a message."""
    if op is None:
        return "None"
    return op.name if hasattr(op, "name") else f"<no name for {type(op)}>"
