"""The threads of a Supervisor: each writes summaries, step counts or checkpoints, over and over."""

from __future__ import annotations

import time
from typing import Any

from scopeflow.platform import logging as tf_logging
from scopeflow.train.coordinator import LooperThread
from scopeflow.train.steps import global_step as value_of_step


class SVSummaryThread(LooperThread):
    """Writes the merged summaries.

    Args:
      sv: the Supervisor.
      sess: its session.
    """

    def __init__(self, sv: Any, sess: Any) -> None:
        super().__init__(sv.coord, sv.save_summaries_secs)
        self._sv = sv
        self._sess = sess

    def run_loop(self) -> None:
        """Writes them once."""
        if self._sv.global_step is not None:
            summaries, step = self._sess.run([self._sv.summary_op, self._sv.global_step])
        else:
            summaries, step = self._sess.run(self._sv.summary_op), None
        if self._sv.summary_writer:
            tf_logging.info("Recording summary at step %s.", step)
            self._sv.summary_writer.add_summary(summaries, step)


class SVStepCounterThread(LooperThread):
    """Counts how many steps pass in a second.

    Args:
      sv: the Supervisor.
      sess: its session.
      step_counter: what is counted; the global step if None.
    """

    def __init__(self, sv: Any, sess: Any, step_counter: Any = None) -> None:
        super().__init__(sv.coord, sv.save_summaries_secs)
        self._sv = sv
        self._sess = sess
        self._step_counter = sv.global_step if step_counter is None else step_counter
        self._summary_tag = f"{self._step_counter.op.name}/sec"

    def start_loop(self) -> None:
        """Notes where it begins."""
        self._last_time = time.time()
        self._last_step = value_of_step(self._sess, self._step_counter)

    def run_loop(self) -> None:
        """Writes the count once."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        step = value_of_step(self._sess, self._step_counter)
        now = time.time()
        steps, seconds = step - self._last_step, now - self._last_time
        self._last_time, self._last_step = now, step
        rate = steps / seconds if seconds > 0 else float("inf") if steps else 0.0
        if self._sv.summary_writer:
            value = Summary.Value(tag=self._summary_tag, simple_value=rate)
            self._sv.summary_writer.add_summary(Summary(value=[value]), step)
        tf_logging.info("%s: %g", self._summary_tag, rate)


class SVTimerCheckpointThread(LooperThread):
    """Writes checkpoints.

    Args:
      sv: the Supervisor.
      sess: its session.
    """

    def __init__(self, sv: Any, sess: Any) -> None:
        super().__init__(sv.coord, sv.save_model_secs)
        self._sv = sv
        self._sess = sess

    def run_loop(self) -> None:
        """Writes one."""
        from tensorboard.compat.proto.event_pb2 import SessionLog

        sv = self._sv
        tf_logging.info("Saving checkpoint to path %s", sv.save_path)
        sv.saver.save(self._sess, sv.save_path, global_step=sv.global_step)
        if sv.summary_writer and sv.global_step is not None:
            step = value_of_step(self._sess, sv.global_step)
            sv.summary_writer.add_session_log(
                SessionLog(status=SessionLog.CHECKPOINT, checkpoint_path=sv.save_path), step
            )
