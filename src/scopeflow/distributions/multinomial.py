"""The multinomial distribution."""

from __future__ import annotations

from typing import Any

from scopeflow.distributions.base import Distribution
from scopeflow.distributions.parameters import (
    checked_counts,
    log_combinations,
    logits_and_probs,
)
from scopeflow.distributions.reparameterization import NOT_REPARAMETERIZED
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import one_hot
from scopeflow.ops.arrays.diagonals import matrix_set_diag
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.nn.softmax import log_softmax
from scopeflow.ops.random.categorical import multinomial
from scopeflow.ops.scoping import name_scope


class Multinomial(Distribution):
    """Multinomial distributions: how many of so many things fall into each class.

    Args:
      total_count: floats, whole numbers, how many things there are.
      logits: floats `[..., k]`, the logarithms of the probabilities but for a constant; or None.
      probs: floats `[..., k]`, the probabilities; or None.  One of the two has to be given.
      validate_args: whether runs check the arguments.
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: unless one of `logits` and `probs` is given.
    """

    def __init__(
        self,
        total_count: Any,
        logits: Any = None,
        probs: Any = None,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Multinomial",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[total_count, logits, probs]) as full:
            self._total_count = convert_to_tensor(total_count, name="total_count")
            if validate_args:
                self._total_count = checked_counts(self._total_count)
            self._logits, self._probs = logits_and_probs(
                logits=logits, probs=probs, several=True, validate_args=validate_args, name=full
            )
            self._mean_value = self._total_count[..., newaxis] * self._probs
        super().__init__(
            dtype=self._probs.dtype,
            reparameterization_type=NOT_REPARAMETERIZED,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            parameters=parameters,
            graph_parents=[self._total_count, self._logits, self._probs],
            name=full,
        )

    @property
    def total_count(self) -> Tensor:
        """How many things there are."""
        return self._total_count

    @property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities, but for a constant."""
        return self._logits

    @property
    def probs(self) -> Tensor:
        """The probabilities."""
        return self._probs

    def _batch_shape_tensor(self) -> Tensor:
        return shape(self._mean_value)[:-1]

    def _batch_shape(self) -> TensorShape:
        return self._mean_value.shape.with_rank_at_least(1)[:-1]

    def _event_shape_tensor(self) -> Tensor:
        return shape(self._mean_value)[-1:]

    def _event_shape(self) -> TensorShape:
        return self._mean_value.shape.with_rank_at_least(1)[-1:]

    def _sample_n(self, n: Any, seed: int | None = None) -> Tensor:
        # imported here: loops are a world of their own
        from scopeflow.ops.control.functional import map_fn

        n_draws = cast(self.total_count, dtype=dtypes.int32)
        k = self.event_shape_tensor()[0]
        # the counts and the logits in one batch shape, as a list of distributions
        n_draws = ones_like(self.logits[..., 0], dtype=n_draws.dtype) * n_draws
        logits = ones_like(n_draws[..., newaxis], dtype=self.logits.dtype) * self.logits
        flat_logits = reshape(logits, [-1, k])
        flat_draws = n * reshape(n_draws, [-1])

        def one(args: Any) -> Tensor:
            logits, count = args[0], args[1]
            x = multinomial(logits[newaxis, ...], count, seed)
            x = reshape(x, shape=[n, -1])
            return reduce_sum(one_hot(x, depth=k), axis=-2)

        x = map_fn(one, [flat_logits, flat_draws], dtype=self.dtype)
        x = transpose(x, perm=[1, 0, 2])
        return reshape(x, concat([[n], self.batch_shape_tensor(), [k]], 0))

    def _log_prob(self, counts: Any) -> Tensor:
        return self._log_unnormalized_prob(counts) - self._log_normalization(counts)

    def _log_unnormalized_prob(self, counts: Any) -> Tensor:
        counts = self._checked_sample(counts)
        return reduce_sum(counts * log_softmax(self.logits), -1)

    def _log_normalization(self, counts: Any) -> Tensor:
        counts = self._checked_sample(counts)
        return -log_combinations(self.total_count, counts)

    def _mean(self) -> Tensor:
        return identity(self._mean_value)

    def _covariance(self) -> Tensor:
        p = self.probs * ones_like(self.total_count)[..., newaxis]
        mean = self._mean_value
        return matrix_set_diag(-matmul(mean[..., newaxis], p[..., newaxis, :]), self._variance())

    def _variance(self) -> Tensor:
        p = self.probs * ones_like(self.total_count)[..., newaxis]
        return self._mean_value - self._mean_value * p

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
                message="counts must sum to `self.total_count`",
            ),
        ]
        return with_dependencies(checks, counts)
