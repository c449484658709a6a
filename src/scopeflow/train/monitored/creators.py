"""What makes the sessions of a MonitoredSession: for the chief, who initializes, and for workers, who wait."""

from __future__ import annotations

import abc
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.train.monitored.scaffold import Scaffold
from scopeflow.train.monitored.session_manager import SessionManager


class SessionCreator(abc.ABC):
    """Something that makes sessions."""

    @abc.abstractmethod
    def create_session(self) -> Any:
        """A session that is ready; called again after each recovery."""
        raise NotImplementedError(f"create_session is not implemented for {self}.")


class _Scaffolded(SessionCreator):
    """What both creators share: a scaffold, and a session manager that is made of it at the first session."""

    def __init__(self, scaffold: Scaffold | None, master: str, config: Any) -> None:
        self._scaffold = scaffold or Scaffold()
        self._master = master
        self._config = config
        self._session_manager: SessionManager | None = None

    def _get_session_manager(self) -> SessionManager:
        if self._session_manager is None:
            self._session_manager = SessionManager(
                local_init_op=self._scaffold.local_init_op,
                ready_op=self._scaffold.ready_op,
                ready_for_local_init_op=self._scaffold.ready_for_local_init_op,
                graph=get_default_graph(),
            )
        return self._session_manager


class ChiefSessionCreator(_Scaffolded):
    """Makes sessions that are restored from a checkpoint, or initialized.

    Args:
      scaffold: a Scaffold; a default one if None.
      master: the sessions' target.
      config: a ConfigProto.
      checkpoint_dir: a directory whose newest checkpoint is restored.
      checkpoint_filename_with_path: a checkpoint's name, instead of a directory.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", initializer=1.0)
    ...     creator = tf.train.ChiefSessionCreator(tf.train.Scaffold(init_op=v.assign(5.0).op))
    ...     with tf.train.MonitoredSession(creator) as sess:
    ...         print(sess.run(v))
    5.0

    ```
    """

    def __init__(
        self,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        checkpoint_dir: str | None = None,
        checkpoint_filename_with_path: str | None = None,
    ) -> None:
        super().__init__(scaffold, master, config)
        self._checkpoint_dir = checkpoint_dir
        self._checkpoint_filename_with_path = checkpoint_filename_with_path

    def create_session(self) -> Any:
        """A session that is ready."""
        scaffold = self._scaffold.finalize()
        return self._get_session_manager().prepare_session(
            self._master,
            saver=scaffold.saver,
            checkpoint_dir=self._checkpoint_dir,
            checkpoint_filename_with_path=self._checkpoint_filename_with_path,
            config=self._config,
            init_op=scaffold.init_op,
            init_feed_dict=scaffold.init_feed_dict,
            init_fn=scaffold.init_fn,
        )


class WorkerSessionCreator(_Scaffolded):
    """Makes sessions once the chief has made the model ready.

    Args:
      scaffold: a Scaffold; a default one if None.
      master: the sessions' target.
      config: a ConfigProto.
      max_wait_secs: how many seconds to wait at most.
    """

    def __init__(
        self,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        max_wait_secs: float = 30 * 60,
    ) -> None:
        super().__init__(scaffold, master, config)
        self._max_wait_secs = max_wait_secs

    def create_session(self) -> Any:
        """A session that is ready.

        Raises:
          DeadlineExceededError: if the wait is over.
        """
        self._scaffold.finalize()
        return self._get_session_manager().wait_for_session(
            self._master, config=self._config, max_wait_secs=self._max_wait_secs
        )
