"""`tf.fingerprint`: a few bytes for each row of any values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.static import constant_value
from scopeflow.ops.strings import fingerprints

_METHOD = b"farmhash64"


def _per_row(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = rules.at_least(inputs[0]._dims, 1)
    rules.with_rank(inputs[1]._dims, 0)
    method = constant_value(inputs[1])
    if method is not None and method.item() != _METHOD:
        text = method.item().decode("utf-8", "replace")
        raise ShapeMismatch(f"Unsupported method: {text}", values=(1,))
    return ((None if dims is None else dims[0], None if method is None else 8),)


@op(
    "Fingerprint(data: T, method: string; T: type) -> (fingerprint: uint8)",
    shape=_per_row,
    host=True,
)
def raw_fingerprint(data: Any, method: Any) -> Any:
    """Eight bytes for each row of data."""
    data = np.asarray(data)
    if not data.ndim:
        raise invalid_argument(
            f"`data` should have at least one dimension: {bracketed(data.shape)}"
        )
    word = method.item() if isinstance(method, np.ndarray) else method
    if word != _METHOD:
        text = word.decode("utf-8", "replace")
        raise invalid_argument(f"Unsupported fingerprint method: {text}")
    rows = data.reshape(data.shape[0], -1) if data.size else data.reshape(data.shape[0], 0)
    if data.dtype == object:
        hashes = fingerprints.fingerprints(rows.reshape(-1).tolist())
        if rows.shape[1] != 1:
            # rows of several strings: the hash of their hashes
            packed = hashes.astype("<u8").reshape(rows.shape)
            hashes = fingerprints.fingerprints([row.tobytes() for row in packed])
    else:
        hashes = fingerprints.fingerprints([row.tobytes() for row in rows])
    return hashes.astype("<u8").view(np.uint8).reshape(-1, 8)


def fingerprint(data: Any, method: Any = "farmhash64", name: str | None = None) -> Tensor:
    """A fingerprint of each row of data: the same for equal rows on any machine, at any time.

    Args:
      data: a tensor of rank 1 or more.
      method: a scalar string; "farmhash64" is the only one.
      name: the wish for the node's name.

    Returns:
      uint8 `[rows, 8]`.

    Raises:
      ValueError: for a scalar, or another method.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.fingerprint(["a"])).tolist()
    [[227, 117, 223, 182, 101, 66, 69, 179]]

    ```
    """
    return raw_fingerprint(data, method, name=name)
