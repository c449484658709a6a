"""What objects are saved with others: the edges that `tf.train.Checkpoint` follows.

An object says what is saved with it in `_checkpoint_dependencies`, a list of these references, in the order in which it got
them; what it keeps itself, as a table does, in `_gather_saveables_for_checkpoint`.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class TrackableReference(NamedTuple):
    """An object that belongs to another one.

    Attributes:
      name: what it is called there.
      ref: the object.
    """

    name: str
    ref: Any


def is_trackable(value: Any) -> bool:
    """Whether a value can be saved by what it is: a variable, or an object that says what is saved with it."""
    return hasattr(value, "_checkpoint_dependencies") or hasattr(
        value, "_gather_saveables_for_checkpoint"
    )
