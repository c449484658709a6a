"""LoggingTensorHook: values of tensors in the log, now and then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow.graph.core import get_default_graph
from scopeflow.platform import logging as tf_logging
from scopeflow.train.hooks.base import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)
from scopeflow.train.hooks.timer import NeverTimer, SecondOrStepTimer


class LoggingTensorHook(SessionRunHook):
    """Logs tensors every so many runs or seconds, or at the end.

    Args:
      tensors: a list of tensors or names, or a dict from the words in the log to them.
      every_n_iter: once in so many runs.
      every_n_secs: once in so many seconds.
      at_end: also, or only, at the end.
      formatter: makes the text of a dict of words and values.

    Raises:
      ValueError: unless exactly one of `every_n_iter` and `every_n_secs` is given, or only `at_end`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     loss = tf.constant(0.5, name="loss")
    ...     seen = []
    ...     hook = tf.train.LoggingTensorHook({"loss": loss}, every_n_iter=1, formatter=lambda v: seen.append(v) or "")
    ...     with tf.train.MonitoredSession(hooks=[hook]) as sess:
    ...         _ = sess.run(loss)
    >>> seen
    [{'loss': np.float32(0.5)}]

    ```
    """

    def __init__(
        self,
        tensors: Any,
        every_n_iter: int | None = None,
        every_n_secs: float | None = None,
        at_end: bool = False,
        formatter: Callable[[dict[Any, Any]], str] | None = None,
    ) -> None:
        only_at_end = at_end and every_n_iter is None and every_n_secs is None
        if not only_at_end and (every_n_iter is None) == (every_n_secs is None):
            raise ValueError(
                "either at_end and/or exactly one of every_n_iter and every_n_secs must be provided."
            )
        if every_n_iter is not None and every_n_iter <= 0:
            raise ValueError(f"invalid every_n_iter={every_n_iter}.")
        if isinstance(tensors, dict):
            self._tensors = tensors
            self._tag_order = sorted(tensors.keys())
        else:
            self._tag_order = tensors
            self._tensors = {item: item for item in tensors}
        self._formatter = formatter
        self._timer = (
            NeverTimer()
            if only_at_end
            else SecondOrStepTimer(every_secs=every_n_secs, every_steps=every_n_iter)
        )
        self._log_at_end = at_end

    def begin(self) -> None:
        """Looks the names up."""
        self._timer.reset()
        self._iter_count = 0
        self._should_trigger = False
        self._current_tensors = {tag: element_of(item) for tag, item in self._tensors.items()}

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        """Asks for the tensors when it is time."""
        self._should_trigger = self._timer.should_trigger_for_step(self._iter_count)
        return SessionRunArgs(self._current_tensors) if self._should_trigger else None

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Logs what came of it."""
        if self._should_trigger:
            self._log_tensors(run_values.results)
        self._iter_count += 1

    def end(self, session: Any) -> None:
        """Logs once more, if that was wanted."""
        if self._log_at_end:
            self._log_tensors(session.run(self._current_tensors))

    def _log_tensors(self, values: dict[Any, Any]) -> None:
        seconds, _ = self._timer.update_last_triggered_step(self._iter_count)
        with np.printoptions(suppress=True):
            if self._formatter is not None:
                tf_logging.info(self._formatter(values))
                return
            text = ", ".join(f"{tag} = {values[tag]}" for tag in self._tag_order)
        if seconds is None:
            tf_logging.info("%s", text)
        else:
            tf_logging.info("%s (%.3f sec)", text, seconds)


def element_of(item: Any) -> Any:
    """A tensor, an operation or a variable of the default graph, given itself or by its name.

    Raises:
      ValueError: if it is of another graph, or the name fits several tensors.
      KeyError: if there is nothing of that name.
    """
    graph = get_default_graph()
    if not isinstance(item, str):
        if getattr(item, "graph", None) is not graph:
            raise ValueError(
                f"Passed {item} should have graph attribute that is equal to current graph {graph}."
            )
        return item
    if ":" in item:
        return graph.as_graph_element(item)
    element = graph.as_graph_element(item + ":0")
    if len(element.op.outputs) > 1:
        raise ValueError(
            f"Name {item} is ambiguous, as this `Operation` has multiple outputs (at least 2)."
        )
    return element
