"""MonitoredSession and SingularMonitoredSession: sessions with hooks, threads and a good end."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from scopeflow import errors
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.train.coordinator import Coordinator
from scopeflow.train.hooks.base import SessionRunHook
from scopeflow.train.monitored.creators import ChiefSessionCreator, SessionCreator
from scopeflow.train.monitored.hooked import HookedSession
from scopeflow.train.monitored.hooked import StepContext as _StepContext
from scopeflow.train.monitored.recovering import CoordinatedSession, RecoverableSession
from scopeflow.train.monitored.scaffold import Scaffold
from scopeflow.train.queue_runner import start_queue_runners


class _CoordinatedSessionCreator(SessionCreator):
    """Makes sessions with hooks, whose queue runners have been started.

    Attributes:
      tf_sess: the plain session of the last one.
      coord: the Coordinator of its threads.
    """

    def __init__(
        self,
        session_creator: Any,
        hooks: Sequence[SessionRunHook],
        stop_grace_period_secs: float,
    ) -> None:
        self._session_creator = session_creator
        self._hooks = hooks
        self._stop_grace_period_secs = stop_grace_period_secs
        self.tf_sess: Any = None
        self.coord: Coordinator | None = None

    def create_session(self) -> CoordinatedSession:
        self.tf_sess = self._session_creator.create_session()
        # all exceptions of threads are to be raised, even those that mean a good end elsewhere
        self.coord = Coordinator(clean_stop_exception_types=())
        if get_default_graph().get_collection(GraphKeys.QUEUE_RUNNERS):
            start_queue_runners(sess=self.tf_sess, coord=self.coord)
        for hook in self._hooks:
            hook.after_create_session(self.tf_sess, self.coord)
        return CoordinatedSession(
            HookedSession(self.tf_sess, self._hooks), self.coord, self._stop_grace_period_secs
        )


class _MonitoredSession:
    """What both kinds share; `should_recover` is whether the session is made anew when it is lost."""

    StepContext = _StepContext

    def __init__(
        self,
        session_creator: Any,
        hooks: Sequence[SessionRunHook] | None,
        should_recover: bool,
        stop_grace_period_secs: float = 120,
    ) -> None:
        self._graph_was_finalized = get_default_graph().finalized
        self._hooks = hooks or []
        for hook in self._hooks:
            hook.begin()
        self._coordinated_creator = _CoordinatedSessionCreator(
            session_creator or ChiefSessionCreator(), self._hooks, stop_grace_period_secs
        )
        self._sess: Any = (
            RecoverableSession(self._coordinated_creator)
            if should_recover
            else self._coordinated_creator.create_session()
        )

    @property
    def graph(self) -> Graph | None:
        """The graph of the session; None once it is closed."""
        return None if self._tf_sess() is None else self._tf_sess().graph

    def run(
        self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None
    ) -> Any:
        """Runs as `Session.run` does, with the hooks.

        Args:
          fetches, feed_dict, options, run_metadata: see `Session.run`.

        Returns:
          What the fetches gave.
        """
        return self._sess.run(
            fetches, feed_dict=feed_dict, options=options, run_metadata=run_metadata
        )

    def run_step_fn(self, step_fn: Callable[..., Any]) -> Any:
        """Calls a function that may run with hooks and without.

        Args:
          step_fn: a function with one argument `step_context` (and `self`, if it is a method): it has `session`, the
            plain session; `run_with_hooks`; and `request_stop`.

        Returns:
          What the function returned.

        Raises:
          StopIteration: if it called `request_stop`.
          ValueError: if it has other arguments.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default():
        ...     x = tf.constant(2.0)
        ...     def step(step_context):
        ...         value = step_context.session.run(x)
        ...         return value + step_context.run_with_hooks(x)
        ...     with tf.train.MonitoredSession() as sess:
        ...         print(sess.run_step_fn(step))
        4.0

        ```
        """
        names = _argument_names(step_fn)
        if names not in (("step_context",), ("self", "step_context")):
            raise ValueError(
                "`step_fn` may either have one `step_context` argument, or `self` and `step_context` arguments if it's "
                f"an instance method. Got {names} instead."
            )
        return self._sess.run_step_fn(step_fn, self._tf_sess(), run_with_hooks=None)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, exception_type: Any, exception_value: Any, traceback: Any) -> bool:
        if exception_type in (errors.OutOfRangeError, StopIteration):
            # the end of the data is a good end
            exception_type = None
        self._close_internal(exception_type)
        return exception_type is None

    def close(self) -> None:
        """Calls the hooks' `end`, stops the threads and closes the session."""
        self._close_internal()

    def should_stop(self) -> bool:
        """Whether the training is to end: a hook or thread has asked for it, or the session is closed."""
        return self._sess is None or self._sess.should_stop()

    def _close_internal(self, exception_type: Any = None) -> None:
        try:
            if not exception_type:
                for hook in self._hooks:
                    hook.end(self._coordinated_creator.tf_sess)
        finally:
            try:
                if self._sess is None:
                    raise RuntimeError("Session is already closed.")
                self._sess.close()
            finally:
                self._sess = None
                self._coordinated_creator.tf_sess = None
                self._coordinated_creator.coord = None
                if not self._graph_was_finalized:
                    get_default_graph()._unsafe_unfinalize()

    def _is_closed(self) -> bool:
        """Whether the session is closed."""
        return self._coordinated_creator.tf_sess is None

    def _tf_sess(self) -> Any:
        """The plain session; None once it is closed."""
        return self._coordinated_creator.tf_sess


class MonitoredSession(_MonitoredSession):
    """A session that initializes or restores itself, starts queue runners, calls hooks, and recovers.

    An AbortedError or UnavailableError in a run makes a new session, in which that run is done once more. An
    OutOfRangeError or StopIteration within the `with` block is taken for a good end.

    Args:
      session_creator: a SessionCreator; a ChiefSessionCreator if None.
      hooks: SessionRunHooks.
      stop_grace_period_secs: how long threads may take to end.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     number = tf.train.range_input_producer(3, num_epochs=1, shuffle=False).dequeue()
    ...     with tf.train.MonitoredSession() as sess:
    ...         while not sess.should_stop():
    ...             print(sess.run(number))
    0
    1
    2

    ```
    """

    def __init__(
        self,
        session_creator: Any = None,
        hooks: Sequence[SessionRunHook] | None = None,
        stop_grace_period_secs: float = 120,
    ) -> None:
        super().__init__(session_creator, hooks, True, stop_grace_period_secs)


class SingularMonitoredSession(_MonitoredSession):
    """A MonitoredSession that does not recover, and gives its plain session.

    Args:
      hooks: SessionRunHooks.
      scaffold: a Scaffold; a default one if None.
      master: the session's target.
      config: a ConfigProto.
      checkpoint_dir: a directory whose newest checkpoint is restored.
      stop_grace_period_secs: how long threads may take to end.
      checkpoint_filename_with_path: a checkpoint's name, instead of a directory.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", initializer=1.0)
    ...     with tf.train.SingularMonitoredSession() as sess:
    ...         print(sess.raw_session().run(v))
    1.0

    ```
    """

    def __init__(
        self,
        hooks: Sequence[SessionRunHook] | None = None,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        checkpoint_dir: str | None = None,
        stop_grace_period_secs: float = 120,
        checkpoint_filename_with_path: str | None = None,
    ) -> None:
        creator = ChiefSessionCreator(
            scaffold=scaffold,
            master=master,
            config=config,
            checkpoint_dir=checkpoint_dir,
            checkpoint_filename_with_path=checkpoint_filename_with_path,
        )
        super().__init__(creator, hooks, False, stop_grace_period_secs)

    def raw_session(self) -> Any:
        """The plain session."""
        return self._tf_sess()


def _argument_names(function: Any) -> tuple[str, ...]:
    try:
        return tuple(inspect.signature(function).parameters)
    except TypeError:
        raise TypeError("unsupported callable") from None
