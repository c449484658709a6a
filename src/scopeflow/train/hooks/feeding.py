"""Hooks that add to runs: FeedFnHook feeds each of them, FinalOpsHook runs something at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow import errors
from scopeflow.platform import logging as tf_logging
from scopeflow.train.hooks.base import SessionRunArgs, SessionRunContext, SessionRunHook


class FeedFnHook(SessionRunHook):
    """Feeds each run with what a function gives.

    Args:
      feed_fn: a function without arguments that gives a feed_dict.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, [])
    ...     y = x * 2.0
    ...     with tf.train.MonitoredSession(hooks=[tf.train.FeedFnHook(lambda: {x: 3.0})]) as sess:
    ...         print(sess.run(y))
    6.0

    ```
    """

    def __init__(self, feed_fn: Callable[[], Any]) -> None:
        self.feed_fn = feed_fn

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        """Asks for the feeds."""
        return SessionRunArgs(fetches=None, feed_dict=self.feed_fn())


class FinalOpsHook(SessionRunHook):
    """Runs something at the end of the session, and keeps the values.

    Args:
      final_ops: as for `Session.run`.
      final_ops_feed_dict: values for tensors in that run.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     total = tf.get_variable("total", initializer=0.0)
    ...     add = tf.assign_add(total, 2.0)
    ...     hook = tf.train.FinalOpsHook(total)
    ...     with tf.train.MonitoredSession(hooks=[hook]) as sess:
    ...         _ = [sess.run(add) for _ in range(3)]
    >>> hook.final_ops_values
    np.float32(6.0)

    ```
    """

    def __init__(self, final_ops: Any, final_ops_feed_dict: Any = None) -> None:
        self._final_ops = final_ops
        self._final_ops_feed_dict = final_ops_feed_dict
        self._final_ops_values: Any = None

    @property
    def final_ops_values(self) -> Any:
        """The values, once the session has ended."""
        return self._final_ops_values

    def end(self, session: Any) -> None:
        """Runs them."""
        if self._final_ops is None:
            return
        try:
            self._final_ops_values = session.run(
                self._final_ops, feed_dict=self._final_ops_feed_dict
            )
        except (errors.OutOfRangeError, StopIteration) as error:
            tf_logging.warning(
                "An OutOfRangeError or StopIteration exception is raised by the code in FinalOpsHook. "
                "What it runs must not need more input, which has ended: fetch values, not updates. The exception: %s",
                error,
            )
            raise
