"""What a Supervisor does with threads: starts its services and queue runners, and stops them all."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from scopeflow.graph.core import Graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.platform import logging as tf_logging
from scopeflow.train.coordinator import Coordinator, LooperThread
from scopeflow.train.monitored.services import (
    SVStepCounterThread,
    SVSummaryThread,
    SVTimerCheckpointThread,
)
from scopeflow.train.steps import global_step as value_of_step


class SupervisedThreads:
    """The part of a Supervisor that starts and stops threads."""

    _graph: Graph
    _coord: Coordinator
    _is_chief: bool
    _stop_grace_secs: float
    _graph_added_to_summary: bool
    _logdir: Any
    _saver: Any
    _global_step: Any
    _summary_op: Any
    _summary_writer: Any
    _save_summaries_secs: Any
    _save_model_secs: Any

    def start_standard_services(self, sess: Any) -> list[LooperThread] | None:
        """Starts the threads that write summaries, step counts and checkpoints.

        Args:
          sess: the session.

        Returns:
          The threads; None without a directory.

        Raises:
          RuntimeError: if this process is not the chief.
        """
        from tensorboard.compat.proto.event_pb2 import SessionLog

        if not self._is_chief:
            raise RuntimeError(
                "Only chief supervisor can start standard services. Because only chief supervisors can write events."
            )
        if not self._logdir:
            tf_logging.warning("Standard services need a 'logdir' passed to the SessionManager")
            return None
        if self._global_step is not None and self._summary_writer:
            self._summary_writer.add_session_log(
                SessionLog(status=SessionLog.START), value_of_step(sess, self._global_step)
            )
        threads: list[LooperThread] = []
        if self._save_summaries_secs and self._summary_writer:
            if self._summary_op is not None:
                threads.append(SVSummaryThread(self, sess))
            if self._global_step is not None:
                threads.append(SVStepCounterThread(self, sess))
        if self._saver and self._save_model_secs:
            threads.append(SVTimerCheckpointThread(self, sess))
        for thread in threads:
            thread.start()
        return threads

    def start_queue_runners(
        self, sess: Any, queue_runners: Sequence[Any] | None = None
    ) -> list[threading.Thread]:
        """Starts the threads of queue runners.

        Args:
          sess: the session.
          queue_runners: the runners; all of the graph if None.
        """
        if queue_runners is None:
            queue_runners = self._graph.get_collection(GraphKeys.QUEUE_RUNNERS)
        threads: list[threading.Thread] = []
        for runner in queue_runners:
            threads += runner.create_threads(sess, coord=self._coord, daemon=True, start=True)
        return threads

    def loop(
        self, timer_interval_secs: float | None, target: Any, args: Any = None, kwargs: Any = None
    ) -> LooperThread:
        """Starts a thread that calls a function until the supervisor stops.

        Args:
          timer_interval_secs: seconds between the starts of two calls; None for no pause.
          target: the function.
          args, kwargs: its arguments.
        """
        looper = LooperThread(
            self._coord, timer_interval_secs, target=target, args=args, kwargs=kwargs
        )
        looper.start()
        return looper

    def summary_computed(self, sess: Any, summary: Any, global_step: Any = None) -> None:
        """Writes a summary.

        Args:
          sess: the session, which is asked for the step.
          summary: a Summary, or one as bytes.
          global_step: the step, if it is known.

        Raises:
          RuntimeError: if there is no FileWriter.
        """
        if not self._summary_writer:
            raise RuntimeError("Writing a summary requires a summary writer.")
        if global_step is None and self._global_step is not None:
            global_step = value_of_step(sess, self._global_step)
        self._summary_writer.add_summary(summary, global_step)

    # -- the end -------------------------------------------------------------------------------------

    def stop(
        self,
        threads: Any = None,
        close_summary_writer: bool = True,
        ignore_live_threads: bool = False,
    ) -> None:
        """Stops the threads and waits for them.

        Args:
          threads: threads beside those that are known.
          close_summary_writer: whether to close the writer.
          ignore_live_threads: whether threads that go on after the period of grace are no error.

        Raises:
          the exception that was the reason for the stop.
        """
        from tensorboard.compat.proto.event_pb2 import SessionLog

        self._coord.request_stop()
        try:
            self._coord.join(
                threads,
                stop_grace_period_secs=self._stop_grace_secs,
                ignore_live_threads=ignore_live_threads,
            )
        finally:
            if close_summary_writer and self._summary_writer:
                self._summary_writer.add_session_log(SessionLog(status=SessionLog.STOP))
                self._summary_writer.close()
                self._graph_added_to_summary = False

    def request_stop(self, ex: Any = None) -> None:
        """Asks the threads to stop; see `Coordinator.request_stop`."""
        self._coord.request_stop(ex=ex)

    def should_stop(self) -> bool:
        """Whether a stop was asked for."""
        return self._coord.should_stop()

    def stop_on_exception(self) -> AbstractContextManager[None]:
        """A context manager that turns an exception of its body into a request to stop."""
        return self._coord.stop_on_exception()

    def wait_for_stop(self) -> None:
        """Waits until a stop is asked for."""
        self._coord.wait_for_stop()

    StartStandardServices = start_standard_services
    StartQueueRunners = start_queue_runners
    Loop = loop
    SummaryComputed = summary_computed
    Stop = stop
    RequestStop = request_stop
    ShouldStop = should_stop
    StopOnException = stop_on_exception
    WaitForStop = wait_for_stop
