"""Sessions that end with their threads, and sessions that are made anew when a machine goes away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow import errors
from scopeflow.platform import logging as tf_logging
from scopeflow.train.coordinator import Coordinator
from scopeflow.train.monitored.hooked import WrappedSession

# What says that a machine has gone away, and may come again.
PREEMPTION_ERRORS = (errors.AbortedError, errors.UnavailableError)
_WHY = (
    "This may be due to a preemption in a connected worker or parameter server. The current session will be closed and a new "
    "session will be created. If it happens again and again, look at memory and network of the parameter servers. Error: %s"
)


class CoordinatedSession(WrappedSession):
    """A session that shares its end with the threads of a Coordinator: the exception of one is that of all.

    Args:
      sess: the inner session.
      coord: the Coordinator.
      stop_grace_period_secs: how long its threads may take to end.
    """

    def __init__(self, sess: Any, coord: Coordinator, stop_grace_period_secs: float = 120) -> None:
        super().__init__(sess)
        self._coord = coord
        self._stop_grace_period_secs = stop_grace_period_secs

    def _check_stop(self) -> bool:
        self._coord.raise_requested_exception()
        return self._coord.should_stop()

    def close(self) -> None:
        """Stops the threads and closes the inner session.

        Raises:
          the exception that a thread reported.
        """
        self._coord.request_stop()
        try:
            self._coord.join(
                stop_grace_period_secs=self._stop_grace_period_secs, ignore_live_threads=True
            )
        finally:
            try:
                super().close()
            except Exception as error:  # what a thread reported says more
                tf_logging.debug("Ignored exception: %s", error)

    def run(self, *args: Any, **kwargs: Any) -> Any:
        """Runs in the inner session; if a thread has failed too, its exception is raised."""
        try:
            return self._sess.run(*args, **kwargs)
        except PREEMPTION_ERRORS:
            raise
        except Exception:
            try:
                self._coord.raise_requested_exception()
            except Exception as reported:
                # the run failed because of the thread: a queue was closed, for example
                raise reported from None
            raise


class RecoverableSession(WrappedSession):
    """A session that is made anew when it is lost, and then runs once more what was running.

    Args:
      sess_creator: makes sessions.
    """

    def __init__(self, sess_creator: Any) -> None:
        self._sess_creator = sess_creator
        super().__init__(self._create_session())

    def _create_session(self) -> Any:
        while True:
            try:
                return self._sess_creator.create_session()
            except PREEMPTION_ERRORS as error:
                tf_logging.info(
                    "An error was raised while a session was being created. This may be due to a preemption of a connected "
                    "worker or parameter server. A new session will be created. Error: %s",
                    error,
                )

    def _check_stop(self) -> bool:
        try:
            return bool(self._sess._check_stop()) if self._sess else True
        except PREEMPTION_ERRORS as error:
            tf_logging.info(
                "An error was raised while considering whether the session is complete. " + _WHY,
                error,
            )
            self.close()
            self._sess = self._create_session()
            return False
        except Exception:  # the next run raises it; to this question the answer is yes
            return True

    def close(self) -> None:
        """Closes the inner session; that it is lost already is no error."""
        if self._sess:
            try:
                self._sess.close()
            except PREEMPTION_ERRORS as error:
                tf_logging.warning(
                    "An error occurred when attempting to close the session. This may be due to a preemption in a "
                    "connected worker or parameter server. Error: %s",
                    error,
                )
            finally:
                self._sess = None

    def run(
        self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None
    ) -> Any:
        """Runs, in new sessions if need be."""
        return self._persevere(
            lambda: self._sess.run(
                fetches, feed_dict=feed_dict, options=options, run_metadata=run_metadata
            )
        )

    def run_step_fn(
        self, step_fn: Any, raw_session: Any, run_with_hooks: Callable[..., Any] | None
    ) -> Any:
        """Calls the function, once more in a new session if need be."""
        return self._persevere(
            lambda: self._sess.run_step_fn(
                step_fn, getattr(self._sess_creator, "tf_sess", None) or raw_session, self._sess.run
            )
        )

    def _persevere(self, work: Callable[[], Any]) -> Any:
        while True:
            try:
                if not self._sess:
                    self._sess = self._create_session()
                return work()
            except PREEMPTION_ERRORS as error:
                tf_logging.info("An error was raised. " + _WHY, error)
                self.close()
                self._sess = None
