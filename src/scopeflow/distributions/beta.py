"""The beta distribution."""

from __future__ import annotations

from typing import Any

from scopeflow.distributions.base import Distribution
from scopeflow.distributions.divergence import RegisterKL
from scopeflow.distributions.parameters import (
    assert_same_float_dtype,
    checked_positive,
    gen_new_seed,
)
from scopeflow.distributions.reparameterization import FULLY_REPARAMETERIZED
from scopeflow.distributions.shapes import nan_for, param_shape
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.math.arithmetic import xlogy
from scopeflow.ops.math.elementwise import digamma, lgamma, log1p
from scopeflow.ops.math.logical import logical_and
from scopeflow.ops.math.special import betainc
from scopeflow.ops.random.gamma import random_gamma
from scopeflow.ops.scoping import name_scope


class Beta(Distribution):
    """Beta distributions over (0, 1), of two concentrations.

    Args:
      concentration1: positive floats: the larger, the more weight near 1.
      concentration0: positive floats of the same dtype: likewise near 0; both broadcast.
      validate_args: whether runs check that both are positive, and samples within (0, 1).
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.distributions.Beta(3.0, 1.0).mean()))
    0.75

    ```
    """

    def __init__(
        self,
        concentration1: Any = None,
        concentration0: Any = None,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Beta",
    ) -> None:
        parameters = dict(locals())
        message = "Concentration parameter must be positive."
        with name_scope(name, values=[concentration1, concentration0]) as full:
            self._concentration1 = checked_positive(
                convert_to_tensor(concentration1, name="concentration1"), validate_args, message
            )
            self._concentration0 = checked_positive(
                convert_to_tensor(concentration0, name="concentration0"), validate_args, message
            )
            assert_same_float_dtype([self._concentration1, self._concentration0])
            self._total_concentration = self._concentration1 + self._concentration0
        super().__init__(
            dtype=self._total_concentration.dtype,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            reparameterization_type=FULLY_REPARAMETERIZED,
            parameters=parameters,
            graph_parents=[
                self._concentration1,
                self._concentration0,
                self._total_concentration,
            ],
            name=full,
        )

    @staticmethod
    def _param_shapes(sample_shape: Any) -> dict[str, Any]:
        sizes = param_shape(sample_shape)
        return {"concentration1": sizes, "concentration0": sizes}

    @property
    def concentration1(self) -> Tensor:
        """The concentration of 1."""
        return self._concentration1

    @property
    def concentration0(self) -> Tensor:
        """The concentration of 0."""
        return self._concentration0

    @property
    def total_concentration(self) -> Tensor:
        """The sum of the two."""
        return self._total_concentration

    def _batch_shape_tensor(self) -> Tensor:
        return shape(self.total_concentration)

    def _batch_shape(self) -> TensorShape:
        return self.total_concentration.shape

    def _event_shape_tensor(self) -> Tensor:
        return constant([], dtype=dtypes.int32)

    def _event_shape(self) -> TensorShape:
        return TensorShape([])

    def _sample_n(self, n: Any, seed: int | None = None) -> Tensor:
        concentration1 = ones_like(self.total_concentration, dtype=self.dtype) * self.concentration1
        concentration0 = ones_like(self.total_concentration, dtype=self.dtype) * self.concentration0
        gamma1 = random_gamma(shape=[n], alpha=concentration1, dtype=self.dtype, seed=seed)
        gamma0 = random_gamma(
            shape=[n], alpha=concentration0, dtype=self.dtype, seed=gen_new_seed(seed, "beta")
        )
        return gamma1 / (gamma1 + gamma0)

    def _log_prob(self, x: Any) -> Tensor:
        return self._log_unnormalized_prob(x) - self._log_normalization()

    def _cdf(self, x: Any) -> Tensor:
        return betainc(self.concentration1, self.concentration0, self._checked_sample(x))

    def _log_unnormalized_prob(self, x: Any) -> Tensor:
        x = self._checked_sample(x)
        return xlogy(self.concentration1 - 1.0, x) + (self.concentration0 - 1.0) * log1p(-x)

    def _log_normalization(self) -> Tensor:
        return (
            lgamma(self.concentration1)
            + lgamma(self.concentration0)
            - lgamma(self.total_concentration)
        )

    def _entropy(self) -> Tensor:
        return (
            self._log_normalization()
            - (self.concentration1 - 1.0) * digamma(self.concentration1)
            - (self.concentration0 - 1.0) * digamma(self.concentration0)
            + (self.total_concentration - 2.0) * digamma(self.total_concentration)
        )

    def _mean(self) -> Tensor:
        return self.concentration1 / self.total_concentration

    def _variance(self) -> Tensor:
        return self._mean() * (1.0 - self._mean()) / (1.0 + self.total_concentration)

    def _mode(self) -> Tensor:
        mode = (self.concentration1 - 1.0) / (self.total_concentration - 2.0)
        if self.allow_nan_stats:
            nan = nan_for(self)
            is_defined = logical_and(self.concentration1 > 1.0, self.concentration0 > 1.0)
            return where_v2(is_defined, mode, nan)
        # imported here: most programs never ask for checks
        from scopeflow.ops.arrays.filling import ones
        from scopeflow.ops.checks.comparing import assert_less
        from scopeflow.ops.control.grouping import with_dependencies

        checks = [
            assert_less(
                ones([], dtype=self.dtype),
                concentration,
                message=f"Mode undefined for concentration{which} <= 1.",
            )
            for which, concentration in ((1, self.concentration1), (0, self.concentration0))
        ]
        return with_dependencies(checks, mode)

    def _checked_sample(self, x: Any) -> Tensor:
        if not self.validate_args:
            return x
        # imported here: most programs never ask for checks
        from scopeflow.ops.arrays.filling import ones
        from scopeflow.ops.checks.comparing import assert_less, assert_positive
        from scopeflow.ops.control.grouping import with_dependencies

        checks = [
            assert_positive(x, message="sample must be positive"),
            assert_less(x, ones([], self.dtype), message="sample must be less than `1`."),
        ]
        return with_dependencies(checks, x)


@RegisterKL(Beta, Beta)
def _kl_beta_beta(d1: Beta, d2: Beta, name: str | None = None) -> Tensor:
    def term(field: str) -> Tensor:
        x, y = getattr(d1, field), getattr(d2, field)
        return digamma(x) * (y - x)

    with name_scope(
        name,
        "kl_beta_beta",
        values=[
            d1.concentration1,
            d1.concentration0,
            d1.total_concentration,
            d2.concentration1,
            d2.concentration0,
            d2.total_concentration,
        ],
    ):
        d2_normalization = d2._log_normalization()
        d1_normalization = d1._log_normalization()
        return (
            (d2_normalization - d1_normalization)
            - term("concentration1")
            - term("concentration0")
            + term("total_concentration")
        )
