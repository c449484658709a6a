"""Hooks that end a training or hold it back: StopAtStepHook, NanTensorHook, GlobalStepWaiterHook."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from scopeflow.platform import logging as tf_logging
from scopeflow.train.hooks.base import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)
from scopeflow.train.steps import required_step_read

# How long a waiting worker lies still before it looks again, in seconds.
_PAUSE = 0.5


class StopAtStepHook(SessionRunHook):
    """Asks for the end of the training at a step.

    Args:
      num_steps: end after so many steps from where the training begins.
      last_step: end at this step; exactly one of both is given.

    Raises:
      ValueError: if both are given or none.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     step = tf.train.get_or_create_global_step()
    ...     count = tf.assign_add(step, 1)
    ...     with tf.train.MonitoredSession(hooks=[tf.train.StopAtStepHook(last_step=3)]) as sess:
    ...         while not sess.should_stop():
    ...             print(sess.run(count))
    1
    2
    3

    ```
    """

    def __init__(self, num_steps: int | None = None, last_step: int | None = None) -> None:
        if num_steps is None and last_step is None:
            raise ValueError("One of num_steps or last_step must be specified.")
        if num_steps is not None and last_step is not None:
            raise ValueError("Only one of num_steps or last_step can be specified.")
        self._num_steps = num_steps
        self._last_step = last_step

    def begin(self) -> None:
        """Finds the global step.

        Raises:
          RuntimeError: if there is none.
        """
        self._global_step_tensor = required_step_read("StopAtStepHook")

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Finds out where the training begins."""
        if self._last_step is None:
            assert self._num_steps is not None
            self._last_step = int(session.run(self._global_step_tensor)) + self._num_steps

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        """Asks for the global step."""
        return SessionRunArgs(self._global_step_tensor)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Asks for the end once the step is reached."""
        assert self._last_step is not None
        # the value may be from before the step: only when it might be reached is it read again
        if (
            run_values.results + 1 >= self._last_step
            and run_context.session.run(self._global_step_tensor) >= self._last_step
        ):
            run_context.request_stop()


class NanLossDuringTrainingError(RuntimeError):
    """A loss is no number any more."""

    def __str__(self) -> str:
        return "NaN loss during training."


class NanTensorHook(SessionRunHook):
    """Watches a loss, and ends the training when it is no number.

    Args:
      loss_tensor: the loss.
      fail_on_nan_loss: raise an exception, rather than ask for the end.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     loss = tf.log(-1.0)
    ...     try:
    ...         with tf.train.MonitoredSession(hooks=[tf.train.NanTensorHook(loss)]) as sess:
    ...             _ = sess.run(loss)
    ...     except tf.train.NanLossDuringTrainingError as error:
    ...         print(error)
    NaN loss during training.

    ```
    """

    def __init__(self, loss_tensor: Any, fail_on_nan_loss: bool = True) -> None:
        self._loss_tensor = loss_tensor
        self._fail_on_nan_loss = fail_on_nan_loss

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        """Asks for the loss."""
        return SessionRunArgs(self._loss_tensor)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Looks at it.

        Raises:
          NanLossDuringTrainingError: if it is no number and that is to fail.
        """
        if not np.isnan(run_values.results):
            return
        text = "Model diverged with loss = NaN."
        if self._fail_on_nan_loss:
            tf_logging.error(text)
            raise NanLossDuringTrainingError
        tf_logging.warning(text)
        run_context.request_stop()


class GlobalStepWaiterHook(SessionRunHook):
    """Holds the first run of a worker back until the others have reached a step.

    Args:
      wait_until_step: the step.
    """

    def __init__(self, wait_until_step: int) -> None:
        self._wait_until_step = wait_until_step

    def begin(self) -> None:
        """Finds the global step.

        Raises:
          RuntimeError: if there is none.
        """
        self._worker_is_started = False
        self._global_step_tensor = required_step_read("_GlobalStepWaiterHook")

    def before_run(self, run_context: SessionRunContext) -> None:
        """Waits, the first time."""
        if self._worker_is_started:
            return
        self._worker_is_started = True
        if self._wait_until_step <= 0:
            return
        tf_logging.info(
            "Waiting for global step %d before starting training.", self._wait_until_step
        )
        told = 0
        while True:
            step = run_context.session.run(self._global_step_tensor)
            if step >= self._wait_until_step:
                return
            if step - told > 1000:
                tf_logging.info(
                    "Waiting for global step %d before starting training. Current step is %d.",
                    self._wait_until_step,
                    step,
                )
                told = step
            time.sleep(_PAUSE)
