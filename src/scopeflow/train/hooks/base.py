"""SessionRunHook: what is called around every run of a monitored session, and what it is told and may ask for."""

from __future__ import annotations

from typing import Any, NamedTuple


class SessionRunArgs(NamedTuple):
    """What to run: a hook's wishes for the next run, or what the program asked for.

    Args:
      fetches: as for `Session.run`: a tensor, an operation, or any nesting of them; None for nothing.
      feed_dict: values for tensors.
      options: a RunOptions proto.

    ```python
    >>> import scopeflow as tf
    >>> tf.train.SessionRunArgs("loss:0")
    SessionRunArgs(fetches='loss:0', feed_dict=None, options=None)

    ```
    """

    fetches: Any
    feed_dict: Any = None
    options: Any = None


class SessionRunValues(NamedTuple):
    """What came of a run.

    Args:
      results: the values of what the hook's `before_run` asked for; None if it asked for nothing.
      options: the RunOptions of the run.
      run_metadata: its RunMetadata.
    """

    results: Any
    options: Any
    run_metadata: Any


class SessionRunContext:
    """What a hook is told about the run it is called for.

    Args:
      original_args: the SessionRunArgs of the program itself.
      session: the session that runs.
    """

    def __init__(self, original_args: SessionRunArgs, session: Any) -> None:
        self._original_args = original_args
        self._session = session
        self._stop_requested = False

    @property
    def original_args(self) -> SessionRunArgs:
        """What the program asked for, without the wishes of hooks."""
        return self._original_args

    @property
    def session(self) -> Any:
        """The session that runs."""
        return self._session

    @property
    def stop_requested(self) -> bool:
        """Whether a hook has asked for the end of the training."""
        return self._stop_requested

    def request_stop(self) -> None:
        """Asks for the end of the training: `should_stop` of the monitored session is true from now on."""
        self._stop_requested = True


class SessionRunHook:
    """The base class of hooks; override what you need.

    ```python
    >>> import scopeflow as tf
    >>> class Doubled(tf.train.SessionRunHook):
    ...     def before_run(self, run_context):
    ...         return tf.train.SessionRunArgs("x:0")
    ...     def after_run(self, run_context, run_values):
    ...         print("x is", run_values.results)
    >>> with tf.Graph().as_default():
    ...     y = tf.constant(4.0, name="x") + 1.0
    ...     with tf.train.MonitoredSession(hooks=[Doubled()]) as sess:
    ...         _ = sess.run(y)
    x is 4.0

    ```
    """

    def begin(self) -> None:
        """Called once before the session is made: the only place where a hook may add nodes."""

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Called for each new session; there is another one after each recovery.

        Args:
          session: the session.
          coord: the Coordinator of its threads.
        """

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        """Called before each run.

        Args:
          run_context: what is to be run.

        Returns:
          What to run with it, or None.
        """
        return None

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Called after each run that did not fail.

        Args:
          run_context: the one that `before_run` was given.
          run_values: the values of what `before_run` asked for.
        """

    def end(self, session: Any) -> None:
        """Called at the end, unless an exception ends the session that is no OutOfRangeError or StopIteration.

        Args:
          session: the session, still open.
        """
