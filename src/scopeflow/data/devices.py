"""Datasets whose elements are wanted on a device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def copy_to_device(target_device: Any, source_device: Any = "/cpu:0") -> Callable[[Any], Any]:
    """A transformation for programs that say where elements are to lie.

    Elements come out of an iterator in the host's memory, and what uses them brings them to its device: the dataset stays
    as it is.

    Args:
      target_device: the name of a device.
      source_device: the device that the dataset is on.

    Returns:
      What `Dataset.apply` takes.
    """

    def apply(dataset: Any) -> Any:
        from scopeflow.data.options import Options

        return dataset.with_options(Options())

    return apply


def prefetch_to_device(device: Any, buffer_size: Any = None) -> Callable[[Any], Any]:
    """A transformation that makes elements ahead, for a device.

    Args:
      device: the name of a device.
      buffer_size: how many elements to make ahead; left to the library by default.

    Returns:
      What `Dataset.apply` takes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     numbers = tf.data.Dataset.range(3).apply(tf.data.experimental.prefetch_to_device("/cpu:0"))
    ...     int(sess.run(numbers.make_one_shot_iterator().get_next()))
    0

    ```
    """
    return lambda dataset: dataset.apply(copy_to_device(device)).prefetch(buffer_size)
