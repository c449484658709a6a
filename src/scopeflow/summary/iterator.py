"""Reading event files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scopeflow.formats.records import read_records


def summary_iterator(path: Any) -> Iterator[Any]:
    """The Event protos of an event file, in the order they were written.

    Args:
      path: the file's name.

    Raises:
      NotFoundError: if there is no such file (at the first event asked for, as all errors).
      DataLossError: where the file is damaged or ends in the middle of an event.
      DecodeError: at a record that holds no Event.

    >>> import glob, tempfile
    >>> directory = tempfile.mkdtemp()
    >>> with tf.summary.FileWriter(directory) as writer:
    ...     value = tf.Summary.Value(tag="loss", simple_value=0.5)
    ...     writer.add_summary(tf.Summary(value=[value]), 7)
    >>> [event.step for event in tf.train.summary_iterator(glob.glob(directory + "/*")[0])]
    [0, 7]
    """
    from tensorboard.compat.proto.event_pb2 import Event

    for record in read_records(path):
        yield Event.FromString(record)
