"""The Laplace distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow.distributions.base import Distribution
from scopeflow.distributions.parameters import assert_same_float_dtype, positive_if
from scopeflow.distributions.reparameterization import FULLY_REPARAMETERIZED
from scopeflow.distributions.shapes import param_shape
from scopeflow.graph import dtypes
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import broadcast_dynamic_shape, broadcast_static_shape
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import exp, log, log1p, sign
from scopeflow.ops.random.sampling import random_uniform
from scopeflow.ops.scoping import name_scope


class Laplace(Distribution):
    """Laplace distributions: the density falls by exp(-|x - loc| / scale) on both sides.

    Args:
      loc: floats, the mean.
      scale: positive floats of the same dtype; both broadcast.
      validate_args: whether runs check that the scale is positive.
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.

    Raises:
      TypeError: if `loc` and `scale` are of different dtypes.
    """

    def __init__(
        self,
        loc: Any,
        scale: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Laplace",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[loc, scale]) as full:
            with positive_if(validate_args, scale):
                self._loc = identity(loc, name="loc")
                self._scale = identity(scale, name="scale")
            assert_same_float_dtype([self._loc, self._scale])
        super().__init__(
            dtype=self._loc.dtype,
            reparameterization_type=FULLY_REPARAMETERIZED,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            parameters=parameters,
            graph_parents=[self._loc, self._scale],
            name=full,
        )

    @staticmethod
    def _param_shapes(sample_shape: Any) -> dict[str, Any]:
        sizes = param_shape(sample_shape)
        return {"loc": sizes, "scale": sizes}

    @property
    def loc(self) -> Tensor:
        """The mean."""
        return self._loc

    @property
    def scale(self) -> Tensor:
        """How fast the density falls."""
        return self._scale

    def _batch_shape_tensor(self) -> Tensor:
        return broadcast_dynamic_shape(shape(self.loc), shape(self.scale))

    def _batch_shape(self) -> TensorShape:
        return broadcast_static_shape(self.loc.shape, self.scale.shape)

    def _event_shape_tensor(self) -> Tensor:
        return constant([], dtype=dtypes.int32)

    def _event_shape(self) -> TensorShape:
        return TensorShape([])

    def _sample_n(self, n: Any, seed: int | None = None) -> Tensor:
        sizes = concat([[n], self.batch_shape_tensor()], 0)
        kind = self.dtype.as_numpy_dtype
        # -1 itself would give infinity
        uniform = random_uniform(
            shape=sizes,
            minval=np.nextafter(kind(-1.0), kind(0.0)),
            maxval=1.0,
            dtype=self.dtype,
            seed=seed,
        )
        return self.loc - self.scale * sign(uniform) * log1p(-magnitude(uniform))

    def _log_prob(self, x: Any) -> Tensor:
        return self._log_unnormalized_prob(x) - self._log_normalization()

    def _prob(self, x: Any) -> Tensor:
        return exp(self._log_prob(x))

    def _log_cdf(self, x: Any) -> Tensor:
        return self._log_cdf_of(self._z(x))

    def _log_survival_function(self, x: Any) -> Tensor:
        return self._log_cdf_of(-self._z(x))

    def _log_cdf_of(self, z: Tensor) -> Tensor:
        with name_scope("log_cdf_laplace", values=[z]):
            # each is accurate on its side of the middle
            lower = -math.log(2.0) + z
            upper = log1p(-0.5 * exp(-magnitude(z)))
            return where_v2(z < 0.0, lower, upper)

    def _cdf(self, x: Any) -> Tensor:
        z = self._z(x)
        return 0.5 + 0.5 * sign(z) * (1.0 - exp(-magnitude(z)))

    def _log_unnormalized_prob(self, x: Any) -> Tensor:
        return -magnitude(self._z(x))

    def _log_normalization(self) -> Tensor:
        return math.log(2.0) + log(self.scale)

    def _entropy(self) -> Tensor:
        # the scale in the shape of the batch
        scale = self.scale + zeros_like(self.loc)
        return math.log(2.0) + 1.0 + log(scale)

    def _mean(self) -> Tensor:
        return self.loc + zeros_like(self.scale)

    def _stddev(self) -> Tensor:
        return math.sqrt(2.0) * self.scale + zeros_like(self.loc)

    def _mode(self) -> Tensor:
        return self._mean()

    def _z(self, x: Any) -> Tensor:
        return (x - self.loc) / self.scale
