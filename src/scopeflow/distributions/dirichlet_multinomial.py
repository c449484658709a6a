"""The Dirichlet-multinomial distribution: a multinomial one whose probabilities are a Dirichlet sample."""

from __future__ import annotations

from typing import Any

from scopeflow.distributions.base import Distribution
from scopeflow.distributions.parameters import (
    checked_counts,
    checked_positive,
    gen_new_seed,
    log_combinations,
)
from scopeflow.distributions.reparameterization import NOT_REPARAMETERIZED
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import one_hot
from scopeflow.ops.arrays.diagonals import matrix_set_diag
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import log, sqrt
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.math.special import lbeta
from scopeflow.ops.random.categorical import multinomial
from scopeflow.ops.random.gamma import random_gamma
from scopeflow.ops.scoping import name_scope


class DirichletMultinomial(Distribution):
    """Dirichlet-multinomial distributions.

    Args:
      total_count: floats, whole numbers, how many things there are.
      concentration: positive floats `[..., k]`.
      validate_args: whether runs check the arguments.
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.
    """

    def __init__(
        self,
        total_count: Any,
        concentration: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "DirichletMultinomial",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[total_count, concentration]) as full:
            self._total_count = convert_to_tensor(total_count, name="total_count")
            if validate_args:
                self._total_count = checked_counts(self._total_count)
            self._concentration = checked_positive(
                convert_to_tensor(concentration, name="concentration"),
                validate_args,
                "Concentration parameter must be positive.",
            )
            self._total_concentration = reduce_sum(self._concentration, -1)
        super().__init__(
            dtype=self._concentration.dtype,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            reparameterization_type=NOT_REPARAMETERIZED,
            parameters=parameters,
            graph_parents=[self._total_count, self._concentration],
            name=full,
        )

    @property
    def total_count(self) -> Tensor:
        """How many things there are."""
        return self._total_count

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
        n_draws = cast(self.total_count, dtype=dtypes.int32)
        k = self.event_shape_tensor()[0]
        logits = reshape(
            log(random_gamma(shape=[n], alpha=self.concentration, dtype=self.dtype, seed=seed)),
            shape=[-1, k],
        )
        draws = multinomial(
            logits=logits,
            num_samples=n_draws,
            seed=gen_new_seed(seed, salt="dirichlet_multinomial"),
        )
        x = reduce_sum(one_hot(draws, depth=k), -2)
        final_shape = concat([[n], self.batch_shape_tensor(), [k]], 0)
        x = reshape(x, final_shape)
        return cast(x, self.dtype)

    def _log_prob(self, counts: Any) -> Tensor:
        counts = self._checked_sample(counts)
        ordered = lbeta(self.concentration + counts) - lbeta(self.concentration)
        return ordered + log_combinations(self.total_count, counts)

    def _mean(self) -> Tensor:
        return self.total_count * (self.concentration / self.total_concentration[..., newaxis])

    def _covariance(self) -> Tensor:
        x = self._variance_scale_term() * self._mean()
        return matrix_set_diag(-matmul(x[..., newaxis], x[..., newaxis, :]), self._variance())

    def _variance(self) -> Tensor:
        scale = self._variance_scale_term()
        x = scale * self._mean()
        return x * (self.total_count * scale - x)

    def _variance_scale_term(self) -> Tensor:
        """What two of make the covariances out of products of means."""
        total = self.total_concentration[..., newaxis]
        return sqrt((1.0 + total / self.total_count) / (1.0 + total))

    def _checked_sample(self, counts: Any) -> Tensor:
        if not self.validate_args:
            return counts
        # imported here: most programs never ask for checks
        from scopeflow.ops.checks.comparing import assert_equal

        counts = checked_counts(counts)
        checks = [
            assert_equal(
                self.total_count,
                reduce_sum(counts, -1),
                message="counts last-dimension must sum to `self.total_count`",
            ),
        ]
        return with_dependencies(checks, counts)
