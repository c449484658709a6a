"""What one vector has and another has not: `tf.setdiff1d`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op


def _two_lists(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    rules.with_rank(inputs[0]._dims, 1)
    rules.with_rank(inputs[1]._dims, 1)
    return ((None,), (None,))


@op(
    "ListDiff(x: T, y: T; T: type, out_idx: index = int32) -> (out: T, idx: out_idx)",
    shape=_two_lists,
    static=("x", "y"),
)
def _list_diff(x: Any, y: Any, *, out_idx: Any) -> Any:
    """What is in x and not in y, and where."""
    x = xp.static(x, "The vectors of a difference")
    y = xp.static(y, "The vectors of a difference")
    for what, vector in (("x", x), ("y", y)):
        if vector.ndim != 1:
            raise errors.InvalidArgumentError(None, None, f"{what} should be a 1D vector.")
    left = np.flatnonzero(~np.isin(x, y)) if x.size else np.zeros(0, np.int64)
    return x[left], left.astype(out_idx.as_numpy_dtype)


def setdiff1d(x: Any, y: Any, index_dtype: Any = dtypes.int32, name: str | None = None) -> Any:
    """The values of `x` that are not in `y`, in the order of `x`, with repetitions.

    Args:
      x: a vector.
      y: a vector of the same dtype.
      index_dtype: the dtype of the places, int32 or int64.
      name: the wish for the node's name.

    Returns:
      A named tuple (out, idx): the values, and where they are in `x`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.setdiff1d([1, 2, 3, 2], [2])).out)
    [1 3]

    ```
    """
    return _list_diff(x, y, out_idx=index_dtype, name=name)
