"""Crosses of features: each row's combinations of the values of several columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.math.casting import cast
from scopeflow.ops.sparse.tensor import SparseTensor, SparseTensorValue

_HASH_KEY = 956888297470
_MASK = (1 << 64) - 1
_MULTIPLIER = 0xC6A4A7935BD1E995
_Column = dict[int, list[Any]]


def _mixed(value: int) -> int:
    return value ^ (value >> 47)


def _joined(first: int, second: int) -> int:
    """One fingerprint of two."""
    result = first ^ _MULTIPLIER
    result ^= _mixed(second * _MULTIPLIER & _MASK) * _MULTIPLIER & _MASK
    result = result * _MULTIPLIER & _MASK
    result = _mixed(result) * _MULTIPLIER & _MASK
    return _mixed(result)


_TYPES = "{int64|string}"


@op(
    "SparseCross(indices: N * int64, values: [sparse_types], shapes: N * int64, dense_inputs: [dense_types]; "
    "N: int >= 0, hashed_output: bool, num_buckets: int >= 0, hash_key: int, "
    f"sparse_types: list(type) in {_TYPES} >= 0, dense_types: list(type) in {_TYPES} >= 0, "
    f"out_type: {_TYPES}, internal_type: {_TYPES})"
    " -> (output_indices: int64, output_values: out_type, output_shape: int64)",
    shape=rules.fixed((None, 2), (None,), (2,)),
    host=True,
)
def _cross(
    indices: Any,
    values: Any,
    shapes: Any,
    dense_inputs: Any,
    *,
    hashed_output: bool,
    num_buckets: int,
    hash_key: int,
    out_type: DType,
) -> Any:
    """The combinations of the values in each row."""
    columns, rows = [], []
    for place, value, shape in zip(indices, values, shapes, strict=True):
        xp.check(len(shape) == 2, None, "shape should imply a 2D tensor")
        columns.append(_sparse_column(np.asarray(place), np.asarray(value), hashed_output))
        rows.append(int(shape[0]))
    for dense in dense_inputs:
        dense = np.asarray(dense)
        xp.check(dense.ndim == 2, None, "Dense inputs should be a matrix but received shape %s", str(list(dense.shape)))  # fmt: skip
        columns.append(dict(enumerate(_features(dense, hashed_output))))
        rows.append(len(dense))
    batch = rows[0] if rows else 0
    for given in rows:
        xp.check(given == batch, None, "Expected batch size %s, got %s", batch, given)
    made: list[Any] = []
    places: list[tuple[int, int]] = []
    longest = 0
    for row in range(batch):
        count = 0
        for features in itertools.product(*[column.get(row, []) for column in columns]):
            if hashed_output:
                made.append(_hashed(features, hash_key, num_buckets))
            else:
                made.append(b"_X_".join(features))
            places.append((row, count))
            count += 1
        longest = max(longest, count)
    flat = np.empty(len(made), out_type.as_numpy_dtype)
    flat[:] = made
    return np.asarray(places, np.int64).reshape(-1, 2), flat, np.asarray([batch, longest], np.int64)


def _features(values: np.ndarray, hashed: bool) -> list[Any]:
    """The values as what is crossed: numbers to be hashed, or texts; nested as the array is."""
    # imported here because few programs hash
    from scopeflow.ops.strings.fingerprints import fingerprints

    if hashed:
        if values.dtype.hasobject:
            flat = fingerprints(values.reshape(-1).tolist()).tolist()
        else:
            flat = [value & _MASK for value in values.reshape(-1).tolist()]
    elif values.dtype.hasobject:
        return values.tolist()
    else:
        flat = [b"%d" % value for value in values.reshape(-1).tolist()]
    nested = np.empty(values.size, object)
    nested[:] = flat
    return nested.reshape(values.shape).tolist()


def _sparse_column(indices: np.ndarray, values: np.ndarray, hashed: bool) -> _Column:
    column: _Column = {}
    for row, feature in zip(indices[:, 0].tolist(), _features(values, hashed), strict=True):
        column.setdefault(row, []).append(feature)
    return column


def _hashed(features: Sequence[int], hash_key: int, num_buckets: int) -> int:
    number = hash_key & _MASK
    for feature in features:
        number = _joined(number, feature)
    # the sign bit stays clear
    return number % (num_buckets or (1 << 63) - 1)


def _crossed(
    inputs: Any, hashed_output: bool, num_buckets: int, hash_key: Any, name: str | None
) -> SparseTensor:
    if not isinstance(inputs, (tuple, list)):
        raise TypeError("Inputs must be a list")
    kinds = (SparseTensor, SparseTensorValue)
    if not all(isinstance(one, (*kinds, Tensor)) for one in inputs):
        raise TypeError("All inputs must be SparseTensors")
    given = [
        SparseTensor.from_value(one) if isinstance(one, SparseTensorValue) else one
        for one in inputs
    ]
    sparse = [one for one in given if isinstance(one, SparseTensor)]
    dense = [one for one in given if not isinstance(one, SparseTensor)]
    indices, shapes = [one.indices for one in sparse], [one.dense_shape for one in sparse]
    values = [one.values for one in sparse]
    internal = dtypes.int64
    if all(one.dtype is dtypes.string for one in (*values, *dense)):
        internal = dtypes.string
    values = [one if one.dtype is dtypes.string else _whole(one) for one in values]
    dense = [one if one.dtype is dtypes.string else _whole(one) for one in dense]
    made = _cross(
        indices, values, shapes, dense,
        hashed_output=hashed_output, num_buckets=num_buckets,
        hash_key=_HASH_KEY if hash_key is None else hash_key,
        out_type=dtypes.int64 if hashed_output else dtypes.string,
        internal_type=internal, name=name,
    )  # fmt: skip
    return SparseTensor(*made)


def _whole(tensor: Tensor) -> Tensor:
    return cast(internal_convert(tensor), dtypes.int64)


def sparse_cross(inputs: Any, name: str | None = None) -> SparseTensor:
    """The combinations of the values of several columns in each row, as strings joined by `_X_`.

    Args:
      inputs: a list of matrices, SparseTensors and Tensors of ints and strings; one row for each example.
      name: the wish for the node's name.

    Raises:
      TypeError: if an input is neither.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     a, b = tf.constant([["x", "y"]]), tf.constant([[1]])
    ...     sess.run(tf.sparse.cross([a, b])).values.tolist()
    [b'x_X_1', b'y_X_1']

    ```
    """
    return _crossed(inputs, False, 0, None, name)


def sparse_cross_hashed(
    inputs: Any, num_buckets: int = 0, hash_key: Any = None, name: str | None = None
) -> SparseTensor:
    """The combinations of the values of several columns in each row, hashed.

    Args:
      inputs: a list of matrices, SparseTensors and Tensors of ints and strings; one row for each example.
      num_buckets: the results lie below it; 0 for as many as there are.
      hash_key: what the hash begins with.
      name: the wish for the node's name.

    Raises:
      TypeError: if an input is neither.
    """
    return _crossed(inputs, True, num_buckets, hash_key, name)
