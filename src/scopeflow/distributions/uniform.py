"""The uniform distribution."""

from __future__ import annotations

import math
from typing import Any

from scopeflow.distributions.base import Distribution
from scopeflow.distributions.parameters import assert_same_float_dtype
from scopeflow.distributions.reparameterization import FULLY_REPARAMETERIZED
from scopeflow.distributions.shapes import param_shape
from scopeflow.graph import dtypes
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones, ones_like, zeros, zeros_like
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import broadcast_dynamic_shape, broadcast_static_shape
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.math.elementwise import is_nan, log, square
from scopeflow.ops.math.logical import logical_or
from scopeflow.ops.random.sampling import random_uniform
from scopeflow.ops.scoping import name_scope


class Uniform(Distribution):
    """Uniform distributions over [low, high).

    Args:
      low: floats.
      high: floats of the same dtype, above `low`; both broadcast.
      validate_args: whether runs check that `low` is below `high`.
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.distributions.Uniform(0.0, 4.0).prob([1.0, 5.0])))
    [0.25 0.  ]

    ```
    """

    def __init__(
        self,
        low: Any = 0.0,
        high: Any = 1.0,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Uniform",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[low, high]) as full:
            checks = []
            if validate_args:
                # imported here: most programs never ask for checks
                from scopeflow.ops.checks.comparing import assert_less

                checks = [assert_less(low, high, message="uniform not defined when low >= high.")]
            with get_default_graph().control_dependencies(checks):
                self._low = identity(low, name="low")
                self._high = identity(high, name="high")
                assert_same_float_dtype([self._low, self._high])
        super().__init__(
            dtype=self._low.dtype,
            reparameterization_type=FULLY_REPARAMETERIZED,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            parameters=parameters,
            graph_parents=[self._low, self._high],
            name=full,
        )

    @staticmethod
    def _param_shapes(sample_shape: Any) -> dict[str, Any]:
        sizes = param_shape(sample_shape)
        return {"low": sizes, "high": sizes}

    @property
    def low(self) -> Tensor:
        """The lower bound."""
        return self._low

    @property
    def high(self) -> Tensor:
        """The upper bound."""
        return self._high

    def range(self, name: str = "range") -> Tensor:
        """high - low."""
        with self._name_scope(name):
            return self.high - self.low

    def _batch_shape_tensor(self) -> Tensor:
        return broadcast_dynamic_shape(shape(self.low), shape(self.high))

    def _batch_shape(self) -> TensorShape:
        return broadcast_static_shape(self.low.shape, self.high.shape)

    def _event_shape_tensor(self) -> Tensor:
        return constant([], dtype=dtypes.int32)

    def _event_shape(self) -> TensorShape:
        return TensorShape([])

    def _sample_n(self, n: Any, seed: int | None = None) -> Tensor:
        sizes = concat([[n], self.batch_shape_tensor()], 0)
        samples = random_uniform(shape=sizes, dtype=self.dtype, seed=seed)
        return self.low + self.range() * samples

    def _prob(self, x: Any) -> Tensor:
        spread = x * ones(self.batch_shape_tensor(), dtype=x.dtype)
        return where_v2(
            is_nan(spread),
            spread,
            where_v2(
                logical_or(spread < self.low, spread >= self.high),
                zeros_like(spread),
                ones_like(spread) / self.range(),
            ),
        )

    def _cdf(self, x: Any) -> Tensor:
        sizes = broadcast_dynamic_shape(shape(x), self.batch_shape_tensor())
        zero = zeros(sizes, dtype=self.dtype)
        one = ones(sizes, dtype=self.dtype)
        spread = x * one
        below = where_v2(x < self.low, zero, (spread - self.low) / self.range())
        return where_v2(x >= self.high, one, below)

    def _entropy(self) -> Tensor:
        return log(self.range())

    def _mean(self) -> Tensor:
        return (self.low + self.high) / 2.0

    def _variance(self) -> Tensor:
        return square(self.range()) / 12.0

    def _stddev(self) -> Tensor:
        return self.range() / math.sqrt(12.0)
