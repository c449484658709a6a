"""MonitoredTrainingSession: a MonitoredSession with the hooks that a training mostly wants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.train.hooks.base import SessionRunHook
from scopeflow.train.hooks.checkpoints import CheckpointSaverHook
from scopeflow.train.hooks.summaries import StepCounterHook, SummarySaverHook
from scopeflow.train.monitored.creators import ChiefSessionCreator, WorkerSessionCreator
from scopeflow.train.monitored.monitored_session import MonitoredSession
from scopeflow.train.monitored.scaffold import Scaffold

# Stands for an argument that was not given, where None means "never".
USE_DEFAULT = object()


def MonitoredTrainingSession(  # noqa: N802 - the public name
    master: str = "",
    is_chief: bool = True,
    checkpoint_dir: str | None = None,
    scaffold: Scaffold | None = None,
    hooks: Sequence[SessionRunHook] | None = None,
    chief_only_hooks: Sequence[SessionRunHook] | None = None,
    save_checkpoint_secs: Any = USE_DEFAULT,
    save_summaries_steps: Any = USE_DEFAULT,
    save_summaries_secs: Any = USE_DEFAULT,
    config: Any = None,
    stop_grace_period_secs: float = 120,
    log_step_count_steps: int | None = 100,
    max_wait_secs: float = 7200,
    save_checkpoint_steps: Any = USE_DEFAULT,
    summary_dir: str | None = None,
) -> MonitoredSession:
    """A session for training: with checkpoints, summaries and step counts where there is a directory for them.

    Args:
      master: the session's target.
      is_chief: whether this process initializes and saves; others wait for it.
      checkpoint_dir: the directory of checkpoints; the newest one is restored.
      scaffold: a Scaffold; a default one if None.
      hooks: SessionRunHooks.
      chief_only_hooks: more of them, for the chief.
      save_checkpoint_secs: seconds between checkpoints: 600 if nothing is said; None for none.
      save_summaries_steps: steps between summaries: 100 if nothing is said; None for none.
      save_summaries_secs: seconds between them, instead of steps.
      config: a ConfigProto.
      stop_grace_period_secs: how long threads may take to end.
      log_step_count_steps: steps between counts of the steps per second; None for none.
      max_wait_secs: how many seconds a worker waits for the chief at most.
      save_checkpoint_steps: steps between checkpoints, instead of seconds.
      summary_dir: the directory of the event file; `checkpoint_dir` if None.

    Returns:
      A MonitoredSession.

    ```python
    >>> import tempfile
    >>> import scopeflow as tf
    >>> folder = tempfile.mkdtemp()
    >>> with tf.Graph().as_default():
    ...     count = tf.assign_add(tf.train.get_or_create_global_step(), 1)
    ...     for _ in range(2):
    ...         with tf.train.MonitoredTrainingSession(checkpoint_dir=folder) as sess:
    ...             print(sess.run(count))
    1
    2

    ```
    """
    if save_summaries_steps is USE_DEFAULT and save_summaries_secs is USE_DEFAULT:
        save_summaries_steps = 100
    if save_checkpoint_secs is USE_DEFAULT and save_checkpoint_steps is USE_DEFAULT:
        save_checkpoint_secs = 600
    summaries = _period(save_summaries_steps, save_summaries_secs)
    checkpoints = _period(save_checkpoint_steps, save_checkpoint_secs)
    scaffold = scaffold or Scaffold()
    if not is_chief:
        worker = WorkerSessionCreator(
            scaffold=scaffold, master=master, config=config, max_wait_secs=max_wait_secs
        )
        return MonitoredSession(
            session_creator=worker,
            hooks=hooks or [],
            stop_grace_period_secs=stop_grace_period_secs,
        )
    all_hooks = list(chief_only_hooks or ())
    chief = ChiefSessionCreator(
        scaffold=scaffold, checkpoint_dir=checkpoint_dir, master=master, config=config
    )
    summary_dir = summary_dir or checkpoint_dir
    if summary_dir:
        if log_step_count_steps and log_step_count_steps > 0:
            all_hooks.append(
                StepCounterHook(output_dir=summary_dir, every_n_steps=log_step_count_steps)
            )
        if _wanted(summaries):
            all_hooks.append(
                SummarySaverHook(scaffold=scaffold, output_dir=summary_dir, **summaries)
            )
    if checkpoint_dir and _wanted(checkpoints):
        all_hooks.append(CheckpointSaverHook(checkpoint_dir, scaffold=scaffold, **checkpoints))
    all_hooks.extend(hooks or ())
    return MonitoredSession(
        session_creator=chief, hooks=all_hooks, stop_grace_period_secs=stop_grace_period_secs
    )


def _period(steps: Any, secs: Any) -> dict[str, Any]:
    given = {"save_steps": steps, "save_secs": secs}
    return {name: None if value is USE_DEFAULT else value for name, value in given.items()}


def _wanted(period: dict[str, Any]) -> bool:
    return any(value and value > 0 for value in period.values())
