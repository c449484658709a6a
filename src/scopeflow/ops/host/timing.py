"""`tf.timestamp`: when a run passes a point."""

from __future__ import annotations

import time

import numpy as np

from scopeflow.ops import rules
from scopeflow.ops.define import op


@op("Timestamp(; ) -> (ts: float64) # stateful", shape=rules.scalar, host=True)
def timestamp() -> np.float64:
    """The seconds since 1970-01-01 00:00 UTC, at the time a run computes this.

    Args:
      name: the wish for the node's name.

    Returns:
      A float64 scalar.
    """
    return np.float64(time.time())
