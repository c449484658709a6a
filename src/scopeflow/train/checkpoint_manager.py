"""tf.train.CheckpointManager: the checkpoints of one directory, of which only some are kept; and waiting for new ones."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.formats.files import text_of_path
from scopeflow.platform import logging as tf_logging
from scopeflow.train import checkpoint_state
from scopeflow.train.restore_status import session_or_default


class CheckpointManager:
    """Saves a `tf.train.Checkpoint` in a directory, and removes old ones there.

    Args:
      checkpoint: the Checkpoint.
      directory: the directory; what is noted in its file `checkpoint` is taken over.
      max_to_keep: how many to keep; None keeps all.
      keep_checkpoint_every_n_hours: of those that would be removed, keep one each time so many hours have passed.
      checkpoint_name: what the files' names begin with.

    Raises:
      ValueError: if `max_to_keep` is not positive.

    ```python
    >>> import tempfile
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     checkpoint = tf.train.Checkpoint(v=tf.Variable(1.0))
    ...     manager = tf.train.CheckpointManager(checkpoint, tempfile.mkdtemp(), max_to_keep=2)
    ...     sess.run(tf.global_variables_initializer())
    ...     saved = [manager.save() for _ in range(3)]
    ...     [saved.index(path) for path in manager.checkpoints]
    [1, 2]

    ```
    """

    def __init__(
        self,
        checkpoint: Any,
        directory: Any,
        max_to_keep: int | None,
        keep_checkpoint_every_n_hours: float | None = None,
        checkpoint_name: str = "ckpt",
    ) -> None:
        if max_to_keep is not None and max_to_keep <= 0:
            raise ValueError(
                f"Expected a positive integer or `None` for `max_to_max_to_keep`, got {max_to_keep}."
            )
        self._checkpoint = checkpoint
        self._max_to_keep = max_to_keep
        self._hours = keep_checkpoint_every_n_hours
        self._directory = text_of_path(directory)
        self._prefix = os.path.join(self._directory, checkpoint_name)
        now = time.time()
        # those that may be removed, with their times; the newest last
        self._kept: dict[str, float] = {}
        self._latest_checkpoint: str | None = None
        self._last_preserved = now
        state = checkpoint_state.get_checkpoint_state(self._directory)
        if state is not None:
            if state.last_preserved_timestamp:
                # a clock may have been set back since
                self._last_preserved = min(state.last_preserved_timestamp, now)
            paths = list(state.all_model_checkpoint_paths)
            times = list(state.all_model_checkpoint_timestamps)
            if len(times) != len(paths):
                if times:
                    tf_logging.warning(
                        "Inconsistent timestamps in the checkpoint state of %s; they are ignored",
                        directory,
                    )
                times = [now] * len(paths)
            self._kept = dict(zip(paths, times, strict=True))
            self._latest_checkpoint = state.model_checkpoint_path

    @property
    def latest_checkpoint(self) -> str | None:
        """The newest checkpoint, for `Checkpoint.restore`; None if there is none."""
        return self._latest_checkpoint

    @property
    def checkpoints(self) -> list[str]:
        """The checkpoints that are managed, the newest last; those kept for good are not among them."""
        return list(self._kept)

    def save(self, checkpoint_number: Any = None) -> str:
        """Writes a checkpoint with the values in the default session, and removes what is too much.

        Args:
          checkpoint_number: a number, variable or tensor to number it with; by default the Checkpoint's count of saves.

        Returns:
          The checkpoint's name.
        """
        session = session_or_default(None)
        number = self._counted(session)
        if isinstance(checkpoint_number, int):
            number = checkpoint_number
        elif checkpoint_number is not None:
            number = int(session.run(checkpoint_number))
        path = self._checkpoint.write(f"{self._prefix}-{number}", session)
        now = time.time()
        self._kept.pop(path, None)
        self._kept[path] = now
        self._latest_checkpoint = path
        # noted first: a process that ends here leaves a file too many, and not a note of one that is gone
        self._record()
        self._sweep()
        self._record()
        return path

    def _counted(self, session: Any) -> int:
        from scopeflow.variables.initialization import is_variable_initialized

        counter = self._checkpoint.save_counter
        if not session.run(is_variable_initialized(counter)):
            session.run(counter.initializer)
        return int(session.run(counter.assign_add(1)))

    def _record(self) -> None:
        checkpoint_state.write_state(
            self._directory,
            self._latest_checkpoint,
            list(self._kept),
            None,
            True,
            list(self._kept.values()),
            self._last_preserved,
        )

    def _sweep(self) -> None:
        if self._max_to_keep is None:
            return
        while len(self._kept) > self._max_to_keep:
            path, made = next(iter(self._kept.items()))
            del self._kept[path]
            if self._hours is not None and made - self._hours * 3600 >= self._last_preserved:
                self._last_preserved = made
                continue
            try:
                for pattern in (f"{path}.index", f"{path}.data-?????-of-?????"):
                    for file in filesystem.matching(pattern):
                        filesystem.remove(file)
            except errors.OpError as error:
                tf_logging.warning("Ignoring: %s", error)


def checkpoints_iterator(
    checkpoint_dir: Any,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Iterator[str]:
    """The checkpoints of a directory, each as it becomes its latest.

    Args:
      checkpoint_dir: the directory.
      min_interval_secs: the least time between two, in seconds.
      timeout: how long to wait for a new one, in seconds; None: for ever.
      timeout_fn: asked when nothing new came in that time; if it returns true, or is not given, the iterator ends.

    Yields:
      The names of checkpoints.
    """
    latest: str | None = None
    while True:
        found = wait_for_new_checkpoint(checkpoint_dir, latest, timeout=timeout)
        if found is None:
            if not timeout_fn:
                tf_logging.info("Timed-out waiting for a checkpoint.")
                return
            if timeout_fn():
                return
            continue
        start = time.time()
        latest = found
        yield found
        left = start + min_interval_secs - time.time()
        if left > 0:
            time.sleep(left)


def wait_for_new_checkpoint(
    checkpoint_dir: Any,
    last_checkpoint: str | None = None,
    seconds_to_sleep: float = 1,
    timeout: float | None = None,
) -> str | None:
    """Waits until a directory's latest checkpoint is another one than the last.

    Args:
      checkpoint_dir: the directory.
      last_checkpoint: the one that is known.
      seconds_to_sleep: how long to wait between two looks.
      timeout: how long to wait in all, in seconds; None: for ever.

    Returns:
      Its name; None if none came in time.
    """
    stop = None if timeout is None else time.time() + timeout
    while True:
        found = checkpoint_state.latest_checkpoint(checkpoint_dir)
        if found is not None and found != last_checkpoint:
            return found
        if stop is not None and time.time() + seconds_to_sleep > stop:
            return None
        time.sleep(seconds_to_sleep)
