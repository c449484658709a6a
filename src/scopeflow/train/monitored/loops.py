"""basic_train_loop: a function called again and again in a supervisor's session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scopeflow import errors


def basic_train_loop(
    supervisor: Any,
    train_step_fn: Callable[..., Any],
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    master: str = "",
) -> None:
    """Calls a function until the supervisor stops; begins again in a new session after an AbortedError.

    Args:
      supervisor: a Supervisor.
      train_step_fn: called with the session, `args` and `kwargs`.
      args, kwargs: its other arguments.
      master: the session's target.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     count = tf.assign_add(tf.train.get_or_create_global_step(), 1)
    ...     sv = tf.train.Supervisor()
    ...     def step(sess):
    ...         if sess.run(count) == 3:
    ...             sv.request_stop()
    ...     tf.train.basic_train_loop(sv, step)
    >>> sv.should_stop()
    True

    ```
    """
    args, kwargs = args or (), kwargs or {}
    again = True
    while again:
        again = False
        try:
            with supervisor.managed_session(master) as sess:
                while not supervisor.should_stop():
                    train_step_fn(sess, *args, **kwargs)
        except errors.AbortedError:
            again = True
