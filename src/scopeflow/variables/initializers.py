"""Initializers: objects that make a variable's initial value from its shape and dtype.

init = tf.random_normal_initializer(stddev=0.1)
value = init([3, 2], dtype=tf.float32, partition_info=None)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType, as_dtype
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones, zeros
from scopeflow.ops.random.sampling import random_normal, random_uniform, truncated_normal
from scopeflow.variables.deprecation import warn_argument

_GIVE_DTYPE_LATER = (
    "Call initializer instance with the dtype argument instead of passing it to the constructor"
)


class Initializer:
    """What all initializers have in common: they are called, and can be written down and read back."""

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """The initial value.

        Args:
          shape: the shape of the variable, or of the part of it.
          dtype: its DType; the initializer's own if None.
          partition_info: for a part of a variable, an object with `full_shape` and `var_offset`.
        """
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """The arguments it was made with, as values that JSON can hold."""
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """The initializer that `get_config` described.

        Args:
          config: a dictionary of arguments.
        """
        return cls(**config)


def given_dtype(owner: Initializer, dtype: Any) -> DType:
    """The dtype passed when an initializer is made, which is deprecated: it is said when it is called."""
    if dtype is not dtypes.float32:
        warn_argument(f"{type(owner).__name__}.__init__", "dtype", _GIVE_DTYPE_LATER)
    return as_dtype(dtype)


def floating(dtype: Any) -> DType:
    """A floating dtype.

    Raises:
      ValueError: if it is another.
    """
    found = as_dtype(dtype)
    if not found.is_floating:
        raise ValueError(
            f"Expected floating point type, got {found}. Random values are drawn as floats."
        )
    return found


class Zeros(Initializer):
    """Makes zeros.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.zeros_initializer()([2], tf.int32)
    <tf.Tensor 'zeros:0' shape=(2,) dtype=int32>

    ```
    """

    def __init__(self, dtype: Any = dtypes.float32) -> None:
        self.dtype = given_dtype(self, dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        return zeros(shape, self.dtype if dtype is None else dtype)

    def get_config(self) -> dict[str, Any]:
        return {"dtype": self.dtype.name}


class Ones(Initializer):
    """Makes ones."""

    def __init__(self, dtype: Any = dtypes.float32) -> None:
        self.dtype = given_dtype(self, dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        return ones(shape, self.dtype if dtype is None else dtype)

    def get_config(self) -> dict[str, Any]:
        return {"dtype": self.dtype.name}


class Constant(Initializer):
    """Makes a constant.

    Args:
      value: a number, a string, nested lists of them, or an array; fewer values than the shape holds
        are continued with the last one.
      dtype: the DType where the call gives none.
      verify_shape: refuse a value of another shape.

    Raises:
      TypeError: if `value` is of another kind.
    """

    def __init__(
        self, value: Any = 0, dtype: Any = dtypes.float32, verify_shape: bool = False
    ) -> None:
        if not (np.isscalar(value) or isinstance(value, (list, tuple, np.ndarray))):
            raise TypeError(
                f"Invalid type for initial value: {type(value)} (expected Python scalar, list or tuple of values, or "
                "numpy.ndarray)."
            )
        if verify_shape:
            warn_argument(
                "Constant.__init__",
                "verify_shape",
                "Objects must now be the required shape or no shape can be specified",
            )
        self.value = value
        self.dtype = given_dtype(self, dtype)
        self._verify_shape = verify_shape

    def __call__(
        self,
        shape: Any,
        dtype: Any = None,
        partition_info: Any = None,
        verify_shape: bool | None = None,
    ) -> Tensor:
        """The initial value; `verify_shape` overrides that of the initializer."""
        return constant(
            self.value,
            dtype=self.dtype if dtype is None else dtype,
            shape=shape,
            verify_shape=self._verify_shape if verify_shape is None else verify_shape,
        )

    def get_config(self) -> dict[str, Any]:
        # verify_shape is left out: it is deprecated
        return {"value": self.value, "dtype": self.dtype.name}


class RandomUniform(Initializer):
    """Draws values that are equally likely in a range.

    Args:
      minval: the lower bound.
      maxval: the upper bound, excluded; 1 for floats if None.
      seed: an int that fixes the values; see `tf.set_random_seed`.
      dtype: the DType where the call gives none.
    """

    def __init__(
        self, minval: Any = 0, maxval: Any = None, seed: Any = None, dtype: Any = dtypes.float32
    ) -> None:
        self.minval = minval
        self.maxval = maxval
        self.seed = seed
        self.dtype = given_dtype(self, dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        return random_uniform(
            shape, self.minval, self.maxval, self.dtype if dtype is None else dtype, seed=self.seed
        )

    def get_config(self) -> dict[str, Any]:
        return {
            "minval": self.minval,
            "maxval": self.maxval,
            "seed": self.seed,
            "dtype": self.dtype.name,
        }


class RandomNormal(Initializer):
    """Draws from a normal distribution.

    Args:
      mean: its mean.
      stddev: its standard deviation.
      seed: an int that fixes the values; see `tf.set_random_seed`.
      dtype: the floating DType where the call gives none.

    Raises:
      ValueError: for a dtype that is not floating.
    """

    def __init__(
        self, mean: Any = 0.0, stddev: Any = 1.0, seed: Any = None, dtype: Any = dtypes.float32
    ) -> None:
        self.mean = mean
        self.stddev = stddev
        self.seed = seed
        self.dtype = floating(given_dtype(self, dtype))

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        return random_normal(
            shape, self.mean, self.stddev, self.dtype if dtype is None else dtype, seed=self.seed
        )

    def get_config(self) -> dict[str, Any]:
        return {
            "mean": self.mean,
            "stddev": self.stddev,
            "seed": self.seed,
            "dtype": self.dtype.name,
        }


class TruncatedNormal(Initializer):
    """Draws from a normal distribution, and again what is more than two standard deviations away.

    Args:
      mean: its mean.
      stddev: its standard deviation before cutting.
      seed: an int that fixes the values; see `tf.set_random_seed`.
      dtype: the floating DType where the call gives none.

    Raises:
      ValueError: for a dtype that is not floating.
    """

    def __init__(
        self, mean: Any = 0.0, stddev: Any = 1.0, seed: Any = None, dtype: Any = dtypes.float32
    ) -> None:
        self.mean = mean
        self.stddev = stddev
        self.seed = seed
        self.dtype = floating(given_dtype(self, dtype))

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        return truncated_normal(
            shape, self.mean, self.stddev, self.dtype if dtype is None else dtype, seed=self.seed
        )

    def get_config(self) -> dict[str, Any]:
        return {
            "mean": self.mean,
            "stddev": self.stddev,
            "seed": self.seed,
            "dtype": self.dtype.name,
        }
