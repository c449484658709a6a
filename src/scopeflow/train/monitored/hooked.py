"""HookedSession: a session that calls hooks around its runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.train.hooks.base import (
    SessionRunArgs,
    SessionRunContext,
    SessionRunHook,
    SessionRunValues,
)


class StepContext:
    """What `run_step_fn` gives to its function.

    Args:
      session: the plain session, whose runs no hook sees.
      run_with_hooks_fn: runs as the monitored session does.
    """

    def __init__(self, session: Any, run_with_hooks_fn: Callable[..., Any]) -> None:
        self._session = session
        self._run_with_hooks_fn = run_with_hooks_fn

    @property
    def session(self) -> Any:
        """The plain session."""
        return self._session

    def run_with_hooks(self, *args: Any, **kwargs: Any) -> Any:
        """`run` of the monitored session."""
        return self._run_with_hooks_fn(*args, **kwargs)

    def request_stop(self) -> None:
        """Ends the training.

        Raises:
          StopIteration: always; the `with` block of the session takes it for a good end.
        """
        raise StopIteration("step_fn has requested the iterations to stop.")


class WrappedSession:
    """A session around another one.

    Args:
      sess: the inner session, plain or wrapped.
    """

    def __init__(self, sess: Any) -> None:
        self._sess = sess
        self._wrapped_is_stoppable = isinstance(sess, WrappedSession)

    @property
    def graph(self) -> Any:
        """The graph of the session."""
        return self._sess.graph

    @property
    def sess_str(self) -> Any:
        """The session's target."""
        return self._sess.sess_str

    def should_stop(self) -> bool:
        """Whether this session, or one within, is to end, or has."""
        if self._check_stop():
            return True
        if self._sess:
            return bool(self._wrapped_is_stoppable and self._sess.should_stop())
        return True

    def _check_stop(self) -> bool:
        """Whether this very session is to end; for subclasses."""
        return False

    def close(self) -> None:
        """Closes the inner session."""
        if self._sess:
            try:
                self._sess.close()
            finally:
                self._sess = None

    def run(self, *args: Any, **kwargs: Any) -> Any:
        """Runs in the inner session."""
        return self._sess.run(*args, **kwargs)

    def run_step_fn(
        self,
        step_fn: Callable[[StepContext], Any],
        raw_session: Any,
        run_with_hooks: Callable[..., Any] | None,
    ) -> Any:
        """Calls a function that runs in both ways: in the plain session and with hooks."""
        return step_fn(StepContext(raw_session, run_with_hooks or self.run))


class HookedSession(WrappedSession):
    """Calls hooks before and after each run.

    Args:
      sess: the session that runs.
      hooks: SessionRunHooks.
    """

    def __init__(self, sess: Any, hooks: Sequence[SessionRunHook]) -> None:
        super().__init__(sess)
        self._hooks = hooks
        self._should_stop = False

    def _check_stop(self) -> bool:
        return self._should_stop

    def run(
        self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None
    ) -> Any:
        """Runs what was asked for and what hooks ask for; returns the former.

        Raises:
          RuntimeError: if a hook has asked for the end before, or two sides feed one tensor.
        """
        from tensorboard.compat.proto.config_pb2 import RunMetadata, RunOptions

        if self.should_stop():
            raise RuntimeError("Run called even after should_stop requested.")
        wanted: dict[Any, Any] = {"caller": fetches}
        context = SessionRunContext(SessionRunArgs(fetches, feed_dict), self._sess)
        options = options or RunOptions()
        feeds = self._before_run(context, wanted, feed_dict, options)
        # an empty one is false, but what the caller gave must be filled
        metadata = RunMetadata() if run_metadata is None else run_metadata
        results = super().run(wanted, feed_dict=feeds, options=options, run_metadata=metadata)
        for hook in self._hooks:
            hook.after_run(context, SessionRunValues(results.get(hook), options, metadata))
        self._should_stop = self._should_stop or context.stop_requested
        return results["caller"]

    def _before_run(
        self, context: SessionRunContext, wanted: dict[Any, Any], feed_dict: Any, options: Any
    ) -> dict[Any, Any]:
        """Asks the hooks: their fetches go to `wanted`, their options to `options`; returns all feeds."""
        feeds: dict[Any, Any] = {}
        for hook in self._hooks:
            request = hook.before_run(context)
            if request is None:
                continue
            if request.fetches is not None:
                wanted[hook] = request.fetches
            if request.feed_dict:
                _check_unfed(feeds, request.feed_dict, "Same tensor is fed by two hooks.")
                feeds.update(request.feed_dict)
            if request.options:
                _merge_options(options, request.options)
        if not feeds:
            return feed_dict
        if not feed_dict:
            return feeds
        _check_unfed(feeds, feed_dict, "Same tensor is fed by a SessionRunHook and user.")
        feeds.update(feed_dict)
        return feeds


def _check_unfed(feeds: dict[Any, Any], more: dict[Any, Any], refusal: str) -> None:
    both = [tensor for tensor in more if tensor in feeds]
    if both:
        raise RuntimeError(f"{refusal} Conflict(s): {both}")


def _merge_options(options: Any, more: Any) -> None:
    """Makes `options` ask for all that `more` asks for."""
    options.trace_level = max(options.trace_level, more.trace_level)
    options.timeout_in_ms = max(options.timeout_in_ms, more.timeout_in_ms)
    options.inter_op_thread_pool = max(options.inter_op_thread_pool, more.inter_op_thread_pool)
    options.output_partition_graphs |= more.output_partition_graphs
    options.debug_options.debug_tensor_watch_opts.extend(more.debug_options.debug_tensor_watch_opts)
    options.debug_options.reset_disk_byte_usage |= more.debug_options.reset_disk_byte_usage
    options.report_tensor_allocations_upon_oom |= more.report_tensor_allocations_upon_oom
