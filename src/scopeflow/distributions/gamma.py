"""The gamma distribution, and the exponential one among them."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.distributions.base import Distribution
from scopeflow.distributions.divergence import RegisterKL
from scopeflow.distributions.parameters import (
    assert_same_float_dtype,
    checked_positive,
    positive_if,
)
from scopeflow.distributions.reparameterization import FULLY_REPARAMETERIZED
from scopeflow.distributions.shapes import nan_for, param_shape
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import broadcast_dynamic_shape, broadcast_static_shape
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.math.arithmetic import xlogy
from scopeflow.ops.math.elementwise import digamma, lgamma, log, sqrt, square
from scopeflow.ops.math.special import igamma
from scopeflow.ops.random.gamma import random_gamma
from scopeflow.ops.random.sampling import random_uniform
from scopeflow.ops.scoping import name_scope


class Gamma(Distribution):
    """Gamma distributions, of a concentration and a rate.

    Args:
      concentration: positive floats.
      rate: positive floats of the same dtype; both broadcast.
      validate_args: whether runs check that both, and samples, are positive.
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.

    Raises:
      TypeError: if the two are of different dtypes.
    """

    def __init__(
        self,
        concentration: Any,
        rate: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Gamma",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[concentration, rate]) as full:
            with positive_if(validate_args, concentration, rate):
                self._concentration = identity(concentration, name="concentration")
                self._rate = identity(rate, name="rate")
            assert_same_float_dtype([self._concentration, self._rate])
        super().__init__(
            dtype=self._concentration.dtype,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            reparameterization_type=FULLY_REPARAMETERIZED,
            parameters=parameters,
            graph_parents=[self._concentration, self._rate],
            name=full,
        )

    @staticmethod
    def _param_shapes(sample_shape: Any) -> dict[str, Any]:
        sizes = param_shape(sample_shape)
        return {"concentration": sizes, "rate": sizes}

    @property
    def concentration(self) -> Tensor:
        """The concentration."""
        return self._concentration

    @property
    def rate(self) -> Tensor:
        """The rate."""
        return self._rate

    def _batch_shape_tensor(self) -> Tensor:
        return broadcast_dynamic_shape(shape(self.concentration), shape(self.rate))

    def _batch_shape(self) -> TensorShape:
        return broadcast_static_shape(self.concentration.shape, self.rate.shape)

    def _event_shape_tensor(self) -> Tensor:
        return constant([], dtype=dtypes.int32)

    def _event_shape(self) -> TensorShape:
        return TensorShape([])

    def _sample_n(self, n: Any, seed: int | None = None) -> Tensor:
        return random_gamma(
            shape=[n], alpha=self.concentration, beta=self.rate, dtype=self.dtype, seed=seed
        )

    def _log_prob(self, x: Any) -> Tensor:
        return self._log_unnormalized_prob(x) - self._log_normalization()

    def _cdf(self, x: Any) -> Tensor:
        x = self._checked_sample(x)
        return igamma(self.concentration, self.rate * x)

    def _log_unnormalized_prob(self, x: Any) -> Tensor:
        x = self._checked_sample(x)
        return xlogy(self.concentration - 1.0, x) - self.rate * x

    def _log_normalization(self) -> Tensor:
        return lgamma(self.concentration) - self.concentration * log(self.rate)

    def _entropy(self) -> Tensor:
        return (
            self.concentration
            - log(self.rate)
            + lgamma(self.concentration)
            + (1.0 - self.concentration) * digamma(self.concentration)
        )

    def _mean(self) -> Tensor:
        return self.concentration / self.rate

    def _variance(self) -> Tensor:
        return self.concentration / square(self.rate)

    def _stddev(self) -> Tensor:
        return sqrt(self.concentration) / self.rate

    def _mode(self) -> Tensor:
        mode = (self.concentration - 1.0) / self.rate
        if self.allow_nan_stats:
            nan = nan_for(self)
            return where_v2(self.concentration > 1.0, mode, nan)
        # imported here: most programs never ask for checks
        from scopeflow.ops.checks.comparing import assert_less
        from scopeflow.ops.control.grouping import with_dependencies

        check = assert_less(
            ones([], self.dtype),
            self.concentration,
            message="mode not defined when any concentration <= 1",
        )
        return with_dependencies([check], mode)

    def _checked_sample(self, x: Any) -> Tensor:
        return checked_positive(x, self.validate_args)


@RegisterKL(Gamma, Gamma)
def _kl_gamma_gamma(g0: Gamma, g1: Gamma, name: str | None = None) -> Tensor:
    with name_scope(
        name, "kl_gamma_gamma", values=[g0.concentration, g0.rate, g1.concentration, g1.rate]
    ):
        return (
            (g0.concentration - g1.concentration) * digamma(g0.concentration)
            + lgamma(g1.concentration)
            - lgamma(g0.concentration)
            + g1.concentration * log(g0.rate)
            - g1.concentration * log(g1.rate)
            + g0.concentration * (g1.rate / g0.rate - 1.0)
        )


class Exponential(Gamma):
    """Exponential distributions: gamma distributions of the concentration 1.

    Args:
      rate: positive floats.
      validate_args: whether runs check that the rate is positive.
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.
    """

    def __init__(
        self,
        rate: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Exponential",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[rate]) as full:
            self._rate = convert_to_tensor(rate, name="rate")
        super().__init__(
            concentration=ones([], dtype=self._rate.dtype),
            rate=self._rate,
            allow_nan_stats=allow_nan_stats,
            validate_args=validate_args,
            name=full,
        )
        self._parameters = parameters
        self._graph_parents += [self._rate]

    @staticmethod
    def _param_shapes(sample_shape: Any) -> dict[str, Any]:
        return {"rate": param_shape(sample_shape)}

    def _sample_n(self, n: Any, seed: int | None = None) -> Tensor:
        sizes = concat([[n], shape(self._rate)], 0)
        # zero itself would give infinity
        sampled = random_uniform(
            sizes,
            minval=np.finfo(self.dtype.as_numpy_dtype).tiny,
            maxval=1.0,
            seed=seed,
            dtype=self.dtype,
        )
        return -log(sampled) / self._rate
