"""Initializers whose spread follows from the shape: how many values go into one, and come out of it."""

from __future__ import annotations

import math
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.random.sampling import random_normal, random_uniform, truncated_normal
from scopeflow.variables.deprecation import deprecated, warn_argument
from scopeflow.variables.initializers import Initializer, floating, given_dtype

# the standard deviation of a standard normal cut at two standard deviations
_STDDEV_OF_CUT_NORMAL = 0.87962566103423978


class UniformUnitScaling(Initializer):
    """Draws uniformly so that the scale of the input is kept: within `factor * sqrt(3 / inputs)`.

    Args:
      factor: multiplies the range.
      seed: an int that fixes the values; see `tf.set_random_seed`.
      dtype: the floating DType where the call gives none.

    Raises:
      ValueError: for a dtype that is not floating.
    """

    @deprecated(
        "Use tf.initializers.variance_scaling instead with distribution=uniform to get equivalent behavior."
    )
    def __init__(self, factor: Any = 1.0, seed: Any = None, dtype: Any = dtypes.float32) -> None:
        self.factor = factor
        self.seed = seed
        self.dtype = floating(given_dtype(self, dtype))

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        dtype = self.dtype if dtype is None else dtype
        whole = shape if partition_info is None else partition_info.full_shape
        inputs = 1.0
        # the last dimension is the output's; an empty layer must not divide by zero
        for size in whole[:-1]:
            inputs *= float(size)
        bound = math.sqrt(3 / max(inputs, 1.0)) * self.factor
        return random_uniform(shape, -bound, bound, dtype, seed=self.seed)

    def get_config(self) -> dict[str, Any]:
        return {"factor": self.factor, "seed": self.seed, "dtype": self.dtype.name}


class VarianceScaling(Initializer):
    """Draws with the variance `scale / n`.

    Args:
      scale: a positive number.
      mode: what n is: "fan_in" (values going into one unit), "fan_out", or "fan_avg", their mean.
      distribution: "truncated_normal" (its older name is "normal"), "untruncated_normal" or "uniform".
      seed: an int that fixes the values; see `tf.set_random_seed`.
      dtype: the floating DType where the call gives none.

    Raises:
      ValueError: if an argument is not one of these.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.variance_scaling_initializer(2.0, mode="fan_out")([3, 2])
    <tf.Tensor 'truncated_normal:0' shape=(3, 2) dtype=float32>

    ```
    """

    def __init__(
        self,
        scale: Any = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Any = None,
        dtype: Any = dtypes.float32,
    ) -> None:
        if scale <= 0.0:
            raise ValueError("`scale` must be positive float.")
        if mode not in {"fan_in", "fan_out", "fan_avg"}:
            raise ValueError("Invalid `mode` argument:", mode)
        distribution = distribution.lower()
        if distribution not in {"normal", "uniform", "truncated_normal", "untruncated_normal"}:
            raise ValueError("Invalid `distribution` argument:", distribution)
        if distribution == "normal":
            warn_argument(
                "VarianceScaling.__init__", "distribution=normal",
                "`normal` is a deprecated alias for `truncated_normal`",
            )  # fmt: skip
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
        self.seed = seed
        self.dtype = floating(given_dtype(self, dtype))

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        dtype = self.dtype if dtype is None else dtype
        scale = self.scale / self._divisor(
            shape if partition_info is None else partition_info.full_shape
        )
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * scale)
            return random_uniform(shape, -limit, limit, dtype, seed=self.seed)
        if self.distribution == "untruncated_normal":
            return random_normal(shape, 0.0, math.sqrt(scale), dtype, seed=self.seed)
        return truncated_normal(
            shape, 0.0, math.sqrt(scale) / _STDDEV_OF_CUT_NORMAL, dtype, seed=self.seed
        )

    def _divisor(self, shape: Any) -> float:
        fan_in, fan_out = fans(shape)
        if self.mode == "fan_in":
            return max(1.0, fan_in)
        if self.mode == "fan_out":
            return max(1.0, fan_out)
        return max(1.0, (fan_in + fan_out) / 2.0)

    def get_config(self) -> dict[str, Any]:
        return {
            "scale": self.scale,
            "mode": self.mode,
            "distribution": self.distribution,
            "seed": self.seed,
            "dtype": self.dtype.name,
        }


def fans(shape: Any) -> tuple[int, int]:
    """(values going into one unit, values coming out): of a matrix, or of a convolution's kernel."""
    if len(shape) < 1:
        return 1, 1
    sizes = [int(size) for size in shape]
    if len(sizes) == 1:
        return sizes[0], sizes[0]
    *field, inputs, outputs = sizes
    places = math.prod(field)
    return inputs * places, outputs * places


class GlorotUniform(VarianceScaling):
    """Glorot's (Xavier's) uniform initializer: within `sqrt(6 / (fan_in + fan_out))`."""

    def __init__(self, seed: Any = None, dtype: Any = dtypes.float32) -> None:
        super().__init__(scale=1.0, mode="fan_avg", distribution="uniform", seed=seed, dtype=dtype)

    def get_config(self) -> dict[str, Any]:
        return {"seed": self.seed, "dtype": self.dtype.name}


class GlorotNormal(VarianceScaling):
    """Glorot's (Xavier's) normal initializer: standard deviation `sqrt(2 / (fan_in + fan_out))`."""

    def __init__(self, seed: Any = None, dtype: Any = dtypes.float32) -> None:
        super().__init__(
            scale=1.0, mode="fan_avg", distribution="truncated_normal", seed=seed, dtype=dtype
        )

    def get_config(self) -> dict[str, Any]:
        return {"seed": self.seed, "dtype": self.dtype.name}


def he_normal(seed: Any = None) -> VarianceScaling:
    """He's normal initializer: standard deviation `sqrt(2 / fan_in)`.

    Args:
      seed: an int that fixes the values; see `tf.set_random_seed`.
    """
    return VarianceScaling(scale=2.0, mode="fan_in", distribution="truncated_normal", seed=seed)


def he_uniform(seed: Any = None) -> VarianceScaling:
    """He's uniform initializer: within `sqrt(6 / fan_in)`; see `he_normal`."""
    return VarianceScaling(scale=2.0, mode="fan_in", distribution="uniform", seed=seed)


def lecun_normal(seed: Any = None) -> VarianceScaling:
    """LeCun's normal initializer: standard deviation `sqrt(1 / fan_in)`; see `he_normal`."""
    return VarianceScaling(scale=1.0, mode="fan_in", distribution="truncated_normal", seed=seed)


def lecun_uniform(seed: Any = None) -> VarianceScaling:
    """LeCun's uniform initializer: within `sqrt(3 / fan_in)`; see `he_normal`."""
    return VarianceScaling(scale=1.0, mode="fan_in", distribution="uniform", seed=seed)
