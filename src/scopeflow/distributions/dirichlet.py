"""The Dirichlet distribution."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.distributions.base import Distribution
from scopeflow.distributions.divergence import RegisterKL
from scopeflow.distributions.parameters import checked_concentrations
from scopeflow.distributions.reparameterization import FULLY_REPARAMETERIZED
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.diagonals import matrix_set_diag
from scopeflow.ops.arrays.filling import fill
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.math.arithmetic import xlogy
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import digamma, rsqrt
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.math.reduction import reduce_all, reduce_sum
from scopeflow.ops.math.special import lbeta
from scopeflow.ops.random.gamma import random_gamma
from scopeflow.ops.scoping import name_scope


class Dirichlet(Distribution):
    """Dirichlet distributions, of vectors of positive numbers whose sum is 1.

    Args:
      concentration: positive floats `[..., k]`.
      validate_args: whether runs check that they are positive, and k at least 2.
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.
    """

    def __init__(
        self,
        concentration: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Dirichlet",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[concentration]) as full:
            self._concentration = checked_concentrations(
                convert_to_tensor(concentration, name="concentration"), validate_args
            )
            self._total_concentration = reduce_sum(self._concentration, -1)
        super().__init__(
            dtype=self._concentration.dtype,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            reparameterization_type=FULLY_REPARAMETERIZED,
            parameters=parameters,
            graph_parents=[self._concentration, self._total_concentration],
            name=full,
        )

    @property
    def concentration(self) -> Tensor:
        """The concentrations."""
        return self._concentration

    @property
    def total_concentration(self) -> Tensor:
        """Their sum."""
        return self._total_concentration

    def _batch_shape_tensor(self) -> Tensor:
        return shape(self.total_concentration)

    def _batch_shape(self) -> TensorShape:
        return self.total_concentration.shape

    def _event_shape_tensor(self) -> Tensor:
        return shape(self.concentration)[-1:]

    def _event_shape(self) -> TensorShape:
        return self.concentration.shape.with_rank_at_least(1)[-1:]

    def _sample_n(self, n: Any, seed: int | None = None) -> Tensor:
        sample = random_gamma(shape=[n], alpha=self.concentration, dtype=self.dtype, seed=seed)
        return sample / reduce_sum(sample, -1, keepdims=True)

    def _log_prob(self, x: Any) -> Tensor:
        return self._log_unnormalized_prob(x) - self._log_normalization()

    def _log_unnormalized_prob(self, x: Any) -> Tensor:
        x = self._checked_sample(x)
        return reduce_sum(xlogy(self.concentration - 1.0, x), -1)

    def _log_normalization(self) -> Tensor:
        return lbeta(self.concentration)

    def _entropy(self) -> Tensor:
        k = cast(self.event_shape_tensor()[0], self.dtype)
        return (
            self._log_normalization()
            + (self.total_concentration - k) * digamma(self.total_concentration)
            - reduce_sum((self.concentration - 1.0) * digamma(self.concentration), axis=-1)
        )

    def _mean(self) -> Tensor:
        return self.concentration / self.total_concentration[..., newaxis]

    def _covariance(self) -> Tensor:
        x = self._variance_scale_term() * self._mean()
        return matrix_set_diag(-matmul(x[..., newaxis], x[..., newaxis, :]), self._variance())

    def _variance(self) -> Tensor:
        scale = self._variance_scale_term()
        x = scale * self._mean()
        return x * (scale - x)

    def _variance_scale_term(self) -> Tensor:
        """What two of make the covariances out of products of means."""
        return rsqrt(1.0 + self.total_concentration[..., newaxis])

    def _mode(self) -> Tensor:
        k = cast(self.event_shape_tensor()[0], self.dtype)
        mode = (self.concentration - 1.0) / (self.total_concentration[..., newaxis] - k)
        if self.allow_nan_stats:
            value = np.array(np.nan, dtype=self.dtype.as_numpy_dtype)
            nan = fill(shape(mode), value, name="nan")
            return where_v2(reduce_all(self.concentration > 1.0, axis=-1), mode, nan)
        # imported here: most programs never ask for checks
        from scopeflow.ops.arrays.filling import ones
        from scopeflow.ops.checks.comparing import assert_less

        check = assert_less(
            ones([], self.dtype),
            self.concentration,
            message="Mode undefined when any concentration <= 1",
        )
        return with_dependencies([check], mode)

    def _checked_sample(self, x: Any) -> Tensor:
        if not self.validate_args:
            return x
        # imported here: most programs never ask for checks
        from scopeflow.ops.arrays.filling import ones
        from scopeflow.ops.checks.comparing import assert_near, assert_positive

        checks = [
            assert_positive(x, message="samples must be positive"),
            assert_near(
                ones([], dtype=self.dtype),
                reduce_sum(x, -1),
                message="sample last-dimension must sum to `1`",
            ),
        ]
        return with_dependencies(checks, x)


@RegisterKL(Dirichlet, Dirichlet)
def _kl_dirichlet_dirichlet(d1: Dirichlet, d2: Dirichlet, name: str | None = None) -> Tensor:
    with name_scope(name, "kl_dirichlet_dirichlet", values=[d1.concentration, d2.concentration]):
        of_sum = digamma(reduce_sum(d1.concentration, axis=-1, keepdims=True))
        difference = digamma(d1.concentration) - of_sum
        concentrations = d1.concentration - d2.concentration
        return (
            reduce_sum(concentrations * difference, axis=-1)
            - lbeta(d1.concentration)
            + lbeta(d2.concentration)
        )
