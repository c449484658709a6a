"""ProfilerHook: what runs spend their time on, as traces for Chrome."""

from __future__ import annotations

import json
import os
from typing import Any

from scopeflow.formats import filesystem
from scopeflow.platform import logging as tf_logging
from scopeflow.summary.writer import FileWriterCache
from scopeflow.train.hooks.base import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)
from scopeflow.train.hooks.timer import SecondOrStepTimer
from scopeflow.train.steps import required_step_read


class ProfilerHook(SessionRunHook):
    """Traces a run every so many steps or seconds, and writes `timeline-<step>.json` for `chrome://tracing`.

    Args:
      save_steps: how many steps lie between traces.
      save_secs: how many seconds; exactly one of both is given.
      output_dir: the directory; the runs are also put into its event file.
      show_dataflow: draw an arrow from each node to those that need it.
      show_memory: accepted for compatibility: memory is not measured.

    Raises:
      ValueError: if both or none of the first two are given.
    """

    def __init__(
        self,
        save_steps: int | None = None,
        save_secs: float | None = None,
        output_dir: str = "",
        show_dataflow: bool = True,
        show_memory: bool = False,
    ) -> None:
        self._output_file = os.path.join(output_dir, "timeline-{}.json")
        self._timer = SecondOrStepTimer(every_secs=save_secs, every_steps=save_steps)
        self._file_writer = FileWriterCache.get(output_dir)
        self._show_dataflow = show_dataflow
        self._show_memory = show_memory

    def begin(self) -> None:
        """Finds the global step.

        Raises:
          RuntimeError: if there is none.
        """
        self._next_step: Any = None
        self._request_summary = False
        self._global_step_tensor = required_step_read("ProfilerHook")

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        """Asks for the step, and for a trace when it is time."""
        from tensorboard.compat.proto.config_pb2 import RunOptions

        self._request_summary = self._next_step is not None and self._timer.should_trigger_for_step(
            self._next_step
        )
        options = RunOptions(trace_level=RunOptions.FULL_TRACE) if self._request_summary else None
        return SessionRunArgs({"global_step": self._global_step_tensor}, options=options)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Writes the trace."""
        before = run_values.results["global_step"]
        if self._next_step is None:
            self._timer.update_last_triggered_step(before)
        step = before + 1
        if self._request_summary:
            step = run_context.session.run(self._global_step_tensor)
            self._timer.update_last_triggered_step(step)
            file = self._output_file.format(step)
            self._save(step, file, run_values.run_metadata.step_stats)
            self._file_writer.add_run_metadata(run_values.run_metadata, f"step_{step}")
        self._next_step = step + 1

    def _save(self, step: int, save_path: str, step_stats: Any) -> None:
        """Writes the file of one trace."""
        tf_logging.info("Saving timeline for %d into '%s'.", step, save_path)
        with filesystem.opened(save_path, "wb") as out:
            out.write(chrome_trace(step_stats, self._show_dataflow).encode())


def chrome_trace(step_stats: Any, show_dataflow: bool = True) -> str:
    """The times of a run in the JSON form that Chrome shows.

    Args:
      step_stats: a StepStats proto.
      show_dataflow: draw an arrow from each node to those that need it.
    """
    events: list[dict[str, Any]] = []
    ends: dict[str, tuple[int, int, int]] = {}
    for pid, device in enumerate(step_stats.dev_stats):
        name = f"{device.device} Compute"
        events.append({"name": "process_name", "ph": "M", "pid": pid, "args": {"name": name}})
        for stats in device.node_stats:
            kind, inputs = _parsed(stats.timeline_label, stats.node_name)
            start = stats.all_start_micros
            span = max(stats.all_end_rel_micros, 1)
            thread = stats.thread_id
            arguments = {"name": stats.node_name, "op": kind}
            arguments.update({f"input{i}": source for i, source in enumerate(inputs)})
            events.append(
                {
                    "ph": "X",
                    "cat": "Op",
                    "name": kind,
                    "pid": pid,
                    "tid": thread,
                    "ts": start,
                    "dur": span,
                    "args": arguments,
                }
            )
            if show_dataflow:
                for source in inputs:
                    events += _arrow(ends.get(source), (pid, thread, start), len(events))
            ends[stats.node_name] = (pid, thread, start + span)
    return json.dumps({"traceEvents": events})


def _arrow(
    begin: tuple[int, int, int] | None, end: tuple[int, int, int], number: int
) -> list[dict[str, Any]]:
    if begin is None:
        return []
    return [
        {"ph": kind, "cat": "DataFlow", "name": "flow", "id": number, "pid": pid, "tid": thread, "ts": when}
        for kind, (pid, thread, when) in (("s", begin), ("t", end))
    ]  # fmt: skip


def _parsed(label: str, name: str) -> tuple[str, list[str]]:
    """(type, inputs) of a label like `a = Add(b, c)`."""
    found = label.partition(" = ")[2]
    kind, _, rest = found.partition("(")
    inputs = [part.strip().lstrip("^").partition(":")[0] for part in rest.rstrip(")").split(",")]
    return kind or name, [part for part in inputs if part]
