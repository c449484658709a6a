"""Hooks that write to event files during a training: SummarySaverHook, StepCounterHook."""

from __future__ import annotations

from typing import Any

from scopeflow.platform import logging as tf_logging
from scopeflow.summary.writer import FileWriterCache
from scopeflow.train.hooks.base import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)
from scopeflow.train.hooks.timer import SecondOrStepTimer
from scopeflow.train.steps import get_global_step, required_step_read

# A step that stands still is told of so many times in a process.
_MOST_WARNINGS = 5
_warnings = 0


class SummarySaverHook(SessionRunHook):
    """Writes summaries every so many steps or seconds.

    Args:
      save_steps: how many steps lie between two summaries.
      save_secs: how many seconds; exactly one of both is given.
      output_dir: the directory of the event file.
      summary_writer: a FileWriter, instead of a directory.
      scaffold: a Scaffold whose `summary_op` is written.
      summary_op: a summary, or a list of them, instead of a scaffold.

    Raises:
      ValueError: if both or none of two alternatives are given.
    """

    def __init__(
        self,
        save_steps: int | None = None,
        save_secs: float | None = None,
        output_dir: str | None = None,
        summary_writer: Any = None,
        scaffold: Any = None,
        summary_op: Any = None,
    ) -> None:
        if (scaffold is None) == (summary_op is None):
            raise ValueError("Exactly one of scaffold or summary_op must be provided.")
        self._summary_op = summary_op
        self._summary_writer = summary_writer
        self._output_dir = output_dir
        self._scaffold = scaffold
        self._timer = SecondOrStepTimer(every_secs=save_secs, every_steps=save_steps)

    def begin(self) -> None:
        """Finds the global step.

        Raises:
          RuntimeError: if there is none.
        """
        if self._summary_writer is None and self._output_dir:
            self._summary_writer = FileWriterCache.get(self._output_dir)
        self._next_step: Any = None
        self._request_summary = False
        self._global_step_tensor = required_step_read("SummarySaverHook")

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        """Asks for the step, and for the summaries when it is time."""
        self._request_summary = self._next_step is None or self._timer.should_trigger_for_step(
            self._next_step
        )
        requests: dict[str, Any] = {"global_step": self._global_step_tensor}
        if self._request_summary:
            summaries = self._get_summary_op()
            if summaries is not None:
                requests["summary"] = summaries
        return SessionRunArgs(requests)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Writes what came of it."""
        from tensorboard.compat.proto.event_pb2 import SessionLog

        if not self._summary_writer:
            return
        step = run_values.results["global_step"] + 1
        if self._next_step is None or self._request_summary:
            step = run_context.session.run(self._global_step_tensor)
        if self._next_step is None:
            self._summary_writer.add_session_log(SessionLog(status=SessionLog.START), step)
        if self._request_summary:
            self._timer.update_last_triggered_step(step)
            for summary in run_values.results.get("summary", ()):
                self._summary_writer.add_summary(summary, step)
        self._next_step = step + 1

    def end(self, session: Any = None) -> None:
        """Brings everything to the file."""
        if self._summary_writer:
            self._summary_writer.flush()

    def _get_summary_op(self) -> list[Any] | None:
        found = self._summary_op
        if found is None:
            found = self._scaffold.summary_op
        if found is None:
            return None
        return found if isinstance(found, list) else [found]


class StepCounterHook(SessionRunHook):
    """Logs, and writes as a summary, how many steps pass in a second.

    Args:
      every_n_steps: once in so many steps.
      every_n_secs: once in so many seconds; exactly one of both is given.
      output_dir: the directory of an event file.
      summary_writer: a FileWriter, instead of a directory.

    Raises:
      ValueError: if both or none of the first two are given.
    """

    def __init__(
        self,
        every_n_steps: int | None = 100,
        every_n_secs: float | None = None,
        output_dir: str | None = None,
        summary_writer: Any = None,
    ) -> None:
        if (every_n_steps is None) == (every_n_secs is None):
            raise ValueError("exactly one of every_n_steps and every_n_secs should be provided.")
        self._timer = SecondOrStepTimer(every_secs=every_n_secs, every_steps=every_n_steps)
        self._summary_writer = summary_writer
        self._output_dir = output_dir
        self._last_global_step: Any = None
        self._steps_per_run = 1

    def _set_steps_per_run(self, steps_per_run: int) -> None:
        """Says how many steps one run makes."""
        self._steps_per_run = steps_per_run

    def begin(self) -> None:
        """Finds the global step.

        Raises:
          RuntimeError: if there is none.
        """
        if self._summary_writer is None and self._output_dir:
            self._summary_writer = FileWriterCache.get(self._output_dir)
        self._global_step_tensor = required_step_read("StepCounterHook")
        self._summary_tag = get_global_step().op.name + "/sec"

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        """Asks for the step."""
        return SessionRunArgs(self._global_step_tensor)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Counts, and says how fast it went when it is time."""
        before = run_values.results
        if self._timer.should_trigger_for_step(before + self._steps_per_run):
            step = run_context.session.run(self._global_step_tensor)
            if self._timer.should_trigger_for_step(step):
                seconds, steps = self._timer.update_last_triggered_step(step)
                if seconds is not None and steps is not None:
                    self._log_and_record(steps, seconds, step)
        if before == self._last_global_step:
            _warn_of_standstill(before, self._last_global_step)
        self._last_global_step = before

    def _log_and_record(self, elapsed_steps: int, elapsed_time: float, global_step: int) -> None:
        from tensorboard.compat.proto.summary_pb2 import Summary

        rate = elapsed_steps / elapsed_time if elapsed_time > 0 else float("inf")
        if self._summary_writer is not None:
            value = Summary.Value(tag=self._summary_tag, simple_value=rate)
            self._summary_writer.add_summary(Summary(value=[value]), global_step)
        tf_logging.info("%s: %g", self._summary_tag, rate)


def _warn_of_standstill(now: Any, before: Any) -> None:
    global _warnings
    if _warnings < _MOST_WARNINGS:
        _warnings += 1
        tf_logging.warning(
            "It seems that global step (tf.train.get_global_step) has not been increased. Current value (could be stable): "
            "%s vs previous value: %s. You could increase the global step by passing tf.train.get_global_step() to "
            "Optimizer.apply_gradients or Optimizer.minimize.",
            now,
            before,
        )
