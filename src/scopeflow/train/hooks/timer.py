"""When a hook acts: every so many steps, or every so many seconds."""

from __future__ import annotations

import time


class SecondOrStepTimer:
    """Says when it is time again.

    Args:
      every_secs: how many seconds lie between two times.
      every_steps: how many steps; exactly one of both is given.

    Raises:
      ValueError: if both are given or none.

    ```python
    >>> import scopeflow as tf
    >>> timer = tf.train.SecondOrStepTimer(every_steps=10)
    >>> timer.should_trigger_for_step(1)
    True
    >>> _ = timer.update_last_triggered_step(1)
    >>> [step for step in range(30) if timer.should_trigger_for_step(step)][0]
    11

    ```
    """

    def __init__(self, every_secs: float | None = None, every_steps: int | None = None) -> None:
        self._every_secs = every_secs
        self._every_steps = every_steps
        if every_secs is None and every_steps is None:
            raise ValueError("Either every_secs or every_steps should be provided.")
        if every_secs is not None and every_steps is not None:
            raise ValueError("Can not provide both every_secs and every_steps.")
        self.reset()

    def reset(self) -> None:
        """Forgets the last time."""
        self._last_triggered_step: int | None = None
        self._last_triggered_time: float | None = None

    def should_trigger_for_step(self, step: int) -> bool:
        """Whether it is time at a step: always at first, never twice for one step.

        Args:
          step: the step.
        """
        if self._last_triggered_step is None or self._last_triggered_time is None:
            return True
        if step == self._last_triggered_step:
            return False
        if self._every_secs is not None:
            return time.time() >= self._last_triggered_time + self._every_secs
        assert self._every_steps is not None
        return bool(step >= self._last_triggered_step + self._every_steps)

    def update_last_triggered_step(self, step: int) -> tuple[float | None, int | None]:
        """Notes that it was time now.

        Args:
          step: the step.

        Returns:
          The seconds and steps since the last time; None for both at the first.
        """
        now = time.time()
        seconds: float | None = None
        steps: int | None = None
        if self._last_triggered_time is not None and self._last_triggered_step is not None:
            seconds = now - self._last_triggered_time
            steps = step - self._last_triggered_step
        self._last_triggered_time = now
        self._last_triggered_step = step
        return seconds, steps

    def last_triggered_step(self) -> int | None:
        """The step of the last time, or None."""
        return self._last_triggered_step


class NeverTimer(SecondOrStepTimer):
    """A timer for which it is never time."""

    def __init__(self) -> None:
        self.reset()

    def should_trigger_for_step(self, step: int) -> bool:
        """False."""
        return False

    def update_last_triggered_step(self, step: int) -> tuple[float | None, int | None]:
        """Notes nothing."""
        return None, None
