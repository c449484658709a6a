"""What a program says it wants from its examples, and what the ops that parse them take for it."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Iterable
from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import DType, int64, string
from scopeflow.graph.shapes import as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.shaping import reshape


class VarLenFeature(namedtuple("VarLenFeature", ["dtype"])):
    """A feature with any number of values; it comes as a SparseTensor.

    Args:
      dtype: float32, int64 or string.
    """

    __slots__ = ()


class SparseFeature(
    namedtuple("SparseFeature", ["index_key", "value_key", "dtype", "size", "already_sorted"])
):
    """A sparse vector or matrix whose indices and values stand in features of their own.

    Args:
      index_key: the feature with the indices, or a list of such for each dimension.
      value_key: the feature with the values.
      dtype: float32, int64 or string: the dtype of the values.
      size: the size of the dimension, or a list of sizes.
      already_sorted: whether the indices are in order.
    """

    __slots__ = ()

    def __new__(
        cls, index_key: Any, value_key: Any, dtype: Any, size: Any, already_sorted: bool = False
    ) -> SparseFeature:
        return super().__new__(cls, index_key, value_key, dtype, size, already_sorted)


class FixedLenFeature(namedtuple("FixedLenFeature", ["shape", "dtype", "default_value"])):
    """A feature with as many values as its shape holds; it comes as a Tensor.

    Args:
      shape: the shape of one example's values.
      dtype: float32, int64 or string.
      default_value: what an example without the feature has; if None, every example must have it.
    """

    __slots__ = ()

    def __new__(cls, shape: Any, dtype: Any, default_value: Any = None) -> FixedLenFeature:
        return super().__new__(cls, shape, dtype, default_value)


class FixedLenSequenceFeature(
    namedtuple("FixedLenSequenceFeature", ["shape", "dtype", "allow_missing", "default_value"])
):
    """A feature with any number of blocks of values; it comes as a Tensor, padded to the longest example.

    Args:
      shape: the shape of one block.
      dtype: float32, int64 or string.
      allow_missing: whether an example may be without it.
      default_value: the value that pads; a scalar.
    """

    __slots__ = ()

    def __new__(
        cls, shape: Any, dtype: Any, allow_missing: bool = False, default_value: Any = None
    ) -> FixedLenSequenceFeature:
        return super().__new__(cls, shape, dtype, allow_missing, default_value)


class Wanted:
    """Features as the ops take them: keys and types of sparse ones, keys, types, defaults and shapes of dense ones."""

    def __init__(self) -> None:
        self.sparse_keys: list[str] = []
        self.sparse_types: list[Any] = []
        self.dense_keys: list[str] = []
        self.dense_types: list[Any] = []
        self.dense_defaults: dict[str, Any] = {}
        self.dense_shapes: list[Any] = []

    @classmethod
    def of(cls, features: dict[str, Any] | None, kinds: Iterable[type]) -> Wanted:
        """Sorts the features of a dictionary, which may be of these kinds alone.

        Raises:
          ValueError: if one is of another kind, or says too little of itself.
        """
        found = cls()
        allowed = tuple(kinds)
        for key in sorted(features or {}):
            feature = features[key]  # type: ignore[index]
            named = type(feature).__name__
            if not isinstance(
                feature, (VarLenFeature, SparseFeature, FixedLenFeature, FixedLenSequenceFeature)
            ):
                raise ValueError(f"Invalid feature {key}:{feature}.")
            if not isinstance(feature, allowed):
                raise ValueError(f"Unsupported {named} {feature}.")
            if isinstance(feature, VarLenFeature):
                found._add_var_len(key, feature)
            elif isinstance(feature, SparseFeature):
                found._add_sparse(key, feature)
            else:
                found._add_dense(key, feature)
        return found

    def _add_var_len(self, key: str, feature: VarLenFeature) -> None:
        if not feature.dtype:
            raise ValueError(f"Missing type for feature {key}.")
        self.sparse_keys.append(key)
        self.sparse_types.append(feature.dtype)

    def _add_sparse(self, key: str, feature: SparseFeature) -> None:
        if not feature.index_key:
            raise ValueError(f"Missing index_key for SparseFeature {feature}.")
        if not feature.value_key:
            raise ValueError(f"Missing value_key for SparseFeature {feature}.")
        if not feature.dtype:
            raise ValueError(f"Missing type for feature {key}.")
        for index_key in sorted(index_keys(feature)):
            self._add_once(index_key, int64)
        self._add_once(feature.value_key, feature.dtype)

    def _add_once(self, key: str, dtype: Any) -> None:
        if key not in self.sparse_keys:
            self.sparse_keys.append(key)
            self.sparse_types.append(dtype)
            return
        known = self.sparse_types[self.sparse_keys.index(key)]
        if known != dtype:
            raise ValueError(f"Conflicting type {known!s} vs {dtype!s} for feature {key}.")

    def _add_dense(self, key: str, feature: Any) -> None:
        if not feature.dtype:
            raise ValueError(f"Missing type for feature {key}.")
        if feature.shape is None:
            raise ValueError(f"Missing shape for feature {key}.")
        sequence = isinstance(feature, FixedLenSequenceFeature)
        shape = as_shape(feature.shape)
        if not sequence and shape.ndims and shape[0].value is None:
            raise ValueError(
                f"First dimension of shape for feature {key} unknown. Consider using FixedLenSequenceFeature."
            )
        if not sequence and not shape.is_fully_defined():
            raise ValueError(
                f"All dimensions of shape for feature {key} need to be known but received {feature.shape!s}."
            )
        self.dense_keys.append(key)
        self.dense_types.append(feature.dtype)
        self.dense_shapes.append(feature.shape)
        if feature.default_value is not None:
            self.dense_defaults[key] = feature.default_value

    def check_disjoint(self) -> None:
        """Refuses keys that are both dense and sparse.

        Raises:
          ValueError: if there are such.
        """
        both = set(self.sparse_keys) & set(self.dense_keys)
        if both:
            raise ValueError(
                f"Dense and sparse keys must not intersect; intersection: {both}. A feature is parsed in one way."
            )

    def defaults(self, reshaped: bool = True) -> list[Tensor]:
        """A tensor for each dense feature: its default, empty where there is none."""
        return [
            self._default(key, dtype, as_shape(shape), reshaped)
            for key, dtype, shape in zip(
                self.dense_keys, self.dense_types, self.dense_shapes, strict=True
            )
        ]

    def _default(self, key: str, dtype: DType, shape: Any, reshaped: bool) -> Tensor:
        value = self.dense_defaults.get(key)
        named = re.sub(r"[^A-Za-z0-9_.\-/]", "_", key)
        if shape.ndims and shape[0].value is None:
            # what pads a sequence
            if value is None:
                return constant(b"" if dtype is string else 0, dtype=dtype)
            return reshape(convert_to_tensor(value, dtype=dtype, name="padding_" + named), [])
        if value is None:
            return constant([], dtype=dtype)
        if not isinstance(value, Tensor):
            value = convert_to_tensor(value, dtype=dtype, name="key_" + named)
            if reshaped:
                value = reshape(value, shape)
        return value


def index_keys(feature: SparseFeature) -> list[str]:
    """The features that hold the indices of a sparse one."""
    keys = feature.index_key
    return [keys] if isinstance(keys, str) else list(keys)
