"""Student's t distribution."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.distributions.base import Distribution
from scopeflow.distributions.parameters import (
    assert_same_float_dtype,
    gen_new_seed,
    positive_if,
)
from scopeflow.distributions.reparameterization import FULLY_REPARAMETERIZED
from scopeflow.distributions.shapes import nan_for, param_shape
from scopeflow.graph import dtypes
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import fill, ones, ones_like
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import broadcast_dynamic_shape, broadcast_static_shape
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.math.comparison import greater
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import digamma, lgamma, log, log1p, rsqrt, square
from scopeflow.ops.math.special import betainc, lbeta
from scopeflow.ops.random.gamma import random_gamma
from scopeflow.ops.random.sampling import random_normal
from scopeflow.ops.scoping import name_scope


class StudentT(Distribution):
    """Student's t distributions, of degrees of freedom, a location and a scale.

    Args:
      df: positive floats, the degrees of freedom.
      loc: floats of the same dtype, the median.
      scale: floats of the same dtype; its sign does not matter.  All three broadcast.
      validate_args: whether runs check that `df` is positive.
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.

    Raises:
      TypeError: if the parameters are of different dtypes.
    """

    def __init__(
        self,
        df: Any,
        loc: Any,
        scale: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "StudentT",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[df, loc, scale]) as full, positive_if(validate_args, df):
            self._df = identity(df, name="df")
            self._loc = identity(loc, name="loc")
            self._scale = identity(scale, name="scale")
            assert_same_float_dtype([self._df, self._loc, self._scale])
        super().__init__(
            dtype=self._scale.dtype,
            reparameterization_type=FULLY_REPARAMETERIZED,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            parameters=parameters,
            graph_parents=[self._df, self._loc, self._scale],
            name=full,
        )

    @staticmethod
    def _param_shapes(sample_shape: Any) -> dict[str, Any]:
        sizes = param_shape(sample_shape)
        return {"df": sizes, "loc": sizes, "scale": sizes}

    @property
    def df(self) -> Tensor:
        """The degrees of freedom."""
        return self._df

    @property
    def loc(self) -> Tensor:
        """The location."""
        return self._loc

    @property
    def scale(self) -> Tensor:
        """The scale."""
        return self._scale

    def _batch_shape_tensor(self) -> Tensor:
        return broadcast_dynamic_shape(
            shape(self.df), broadcast_dynamic_shape(shape(self.loc), shape(self.scale))
        )

    def _batch_shape(self) -> TensorShape:
        return broadcast_static_shape(
            broadcast_static_shape(self.df.shape, self.loc.shape), self.scale.shape
        )

    def _event_shape_tensor(self) -> Tensor:
        return constant([], dtype=dtypes.int32)

    def _event_shape(self) -> TensorShape:
        return TensorShape([])

    def _sample_n(self, n: Any, seed: int | None = None) -> Tensor:
        # a normal deviate over the root of one of chi square, which is a gamma distribution
        sizes = concat([[n], self.batch_shape_tensor()], 0)
        normal = random_normal(sizes, dtype=self.dtype, seed=seed)
        df = self.df * ones(self.batch_shape_tensor(), dtype=self.dtype)
        gamma = random_gamma(
            [n],
            0.5 * df,
            beta=0.5,
            dtype=self.dtype,
            seed=gen_new_seed(seed, salt="student_t"),
        )
        samples = normal * rsqrt(gamma / df)
        return samples * self.scale + self.loc

    def _log_prob(self, x: Any) -> Tensor:
        return self._log_unnormalized_prob(x) - self._log_normalization()

    def _log_unnormalized_prob(self, x: Any) -> Tensor:
        y = (x - self.loc) / self.scale
        return -0.5 * (self.df + 1.0) * log1p(y**2.0 / self.df)

    def _log_normalization(self) -> Tensor:
        return (
            log(magnitude(self.scale))
            + 0.5 * log(self.df)
            + 0.5 * np.log(np.pi)
            + lgamma(0.5 * self.df)
            - lgamma(0.5 * (self.df + 1.0))
        )

    def _cdf(self, x: Any) -> Tensor:
        y = (x - self.loc) / magnitude(self.scale)
        ratio = self.df / (y**2.0 + self.df)
        below = 0.5 * betainc(0.5 * self.df, 0.5, ratio)
        return where_v2(y < 0.0, below, 1.0 - below)

    def _entropy(self) -> Tensor:
        v = ones(self.batch_shape_tensor(), dtype=self.dtype)[..., newaxis]
        u = v * self.df[..., newaxis]
        beta_arg = concat([u, v], -1) / 2.0
        return (
            log(magnitude(self.scale))
            + 0.5 * log(self.df)
            + lbeta(beta_arg)
            + 0.5 * (self.df + 1.0) * (digamma(0.5 * (self.df + 1.0)) - digamma(0.5 * self.df))
        )

    def _mean(self) -> Tensor:
        mean = self.loc * ones(self.batch_shape_tensor(), dtype=self.dtype)
        if self.allow_nan_stats:
            return where_v2(
                greater(self.df, ones(self.batch_shape_tensor(), dtype=self.dtype)),
                mean,
                nan_for(self),
            )
        return self._defined(mean, "mean not defined for components of df <= 1")

    def _variance(self) -> Tensor:
        # what is not chosen below must not be infinite: its gradient would be NaN
        denominator = where_v2(greater(self.df, 2.0), self.df - 2.0, ones_like(self.df))
        variance = (
            ones(self.batch_shape_tensor(), dtype=self.dtype)
            * square(self.scale)
            * self.df
            / denominator
        )
        infinite = np.array(np.inf, dtype=self.dtype.as_numpy_dtype)
        result = where_v2(
            self.df > fill(self.batch_shape_tensor(), 2.0),
            variance,
            fill(self.batch_shape_tensor(), infinite, name="inf"),
        )
        if self.allow_nan_stats:
            return where_v2(
                greater(self.df, ones(self.batch_shape_tensor(), dtype=self.dtype)),
                result,
                nan_for(self),
            )
        return self._defined(result, "variance not defined for components of df <= 1")

    def _defined(self, value: Tensor, message: str) -> Tensor:
        # imported here: most programs never ask for checks
        from scopeflow.ops.checks.comparing import assert_less
        from scopeflow.ops.control.grouping import with_dependencies

        check = assert_less(ones([], dtype=self.dtype), self.df, message=message)
        return with_dependencies([check], value)

    def _mode(self) -> Tensor:
        return identity(self.loc)
