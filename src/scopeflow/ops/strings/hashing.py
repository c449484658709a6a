"""Strings to bucket numbers: string_to_hash_bucket and its fast and strong kinds."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.strings import fingerprints
from scopeflow.ops.strings.each import flat


def _buckets(hashes: np.ndarray, count: int, shape: tuple[int, ...]) -> np.ndarray:
    return (hashes % np.uint64(count)).astype(np.int64).reshape(shape)


@op("StringToHashBucket(string_tensor: string; num_buckets: int >= 1) -> (output: int64)",
    shape=rules.unchanged, host=True)  # fmt: skip
def _string_to_hash_bucket(string_tensor, *, num_buckets):
    """A bucket for each string."""
    hashes = fingerprints.murmurs(flat(string_tensor))
    return _buckets(hashes, num_buckets, np.shape(string_tensor))


@op("StringToHashBucketFast(input: string; num_buckets: int >= 1) -> (output: int64)",
    shape=rules.unchanged, host=True)  # fmt: skip
def string_to_hash_bucket_fast(input: Any, *, num_buckets: int) -> Any:
    """A bucket number for each string: FarmHash's fingerprint modulo `num_buckets`.

    Args:
      input: a string tensor.
      num_buckets: how many buckets there are, at least 1.
      name: the wish for the node's name.

    Returns:
      An int64 tensor of the same shape; the same on every machine, at any time.

    Raises:
      ValueError: if there are no buckets.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.to_hash_bucket_fast(["a", "b"], 10)).tolist()
    [9, 2]

    ```
    """
    return _buckets(fingerprints.fingerprints(flat(input)), num_buckets, np.shape(input))


@op("StringToHashBucketStrong(input: string; num_buckets: int >= 1, key: list(int)) -> (output: int64)",
    shape=rules.unchanged, host=True)  # fmt: skip
def string_to_hash_bucket_strong(input: Any, *, num_buckets: int, key: Any) -> Any:
    """A bucket number for each string, which nobody can aim at without the key: SipHash modulo `num_buckets`.

    Args:
      input: a string tensor.
      num_buckets: how many buckets there are, at least 1.
      key: two ints.
      name: the wish for the node's name.

    Returns:
      An int64 tensor of the same shape.

    Raises:
      ValueError: if there are no buckets.
      InvalidArgumentError: in a run, if the key has not two elements.
    """
    if len(key) != 2:
        raise invalid_argument("Key must have 2 elements")
    return _buckets(fingerprints.keyed(flat(input), (key[0], key[1])), num_buckets, np.shape(input))


def string_to_hash_bucket(
    string_tensor: Any = None, num_buckets: Any = None, name: str | None = None, input: Any = None
) -> Tensor:
    """A bucket number for each string, by the hash of older versions of TensorFlow.

    Args:
      string_tensor: a string tensor.
      num_buckets: how many buckets there are, at least 1.
      name: the wish for the node's name.
      input: another name of `string_tensor`.

    Returns:
      An int64 tensor of the same shape.

    Raises:
      ValueError: if there are no buckets, or both names are used.
    """
    if input is not None:
        if string_tensor is not None:
            raise ValueError("Cannot specify both 'string_tensor' and 'input'")
        string_tensor = input
    return _string_to_hash_bucket(string_tensor, num_buckets=num_buckets, name=name)
