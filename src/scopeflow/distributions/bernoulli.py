"""The Bernoulli distribution."""

from __future__ import annotations

from typing import Any

from scopeflow.distributions.base import Distribution
from scopeflow.distributions.divergence import RegisterKL
from scopeflow.distributions.parameters import logits_and_probs
from scopeflow.distributions.reparameterization import NOT_REPARAMETERIZED
from scopeflow.distributions.shapes import param_shape
from scopeflow.graph import dtypes
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import less
from scopeflow.ops.nn.activation import sigmoid, softplus
from scopeflow.ops.nn.logistic import sigmoid_cross_entropy_with_logits
from scopeflow.ops.random.sampling import random_uniform
from scopeflow.ops.scoping import name_scope


class Bernoulli(Distribution):
    """Bernoulli distributions: 1 with some probability, else 0.

    Args:
      logits: floats, the log-odds of a 1; or None.
      probs: floats, the probabilities of a 1; or None.  One of the two has to be given.
      dtype: the dtype of the samples.
      validate_args: whether runs check that the probabilities lie within [0, 1].
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: unless one of `logits` and `probs` is given.
    """

    def __init__(
        self,
        logits: Any = None,
        probs: Any = None,
        dtype: Any = dtypes.int32,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Bernoulli",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name) as full:
            self._logits, self._probs = logits_and_probs(
                logits=logits, probs=probs, validate_args=validate_args, name=full
            )
        super().__init__(
            dtype=dtype,
            reparameterization_type=NOT_REPARAMETERIZED,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            parameters=parameters,
            graph_parents=[self._logits, self._probs],
            name=full,
        )

    @staticmethod
    def _param_shapes(sample_shape: Any) -> dict[str, Any]:
        return {"logits": param_shape(sample_shape)}

    @property
    def logits(self) -> Tensor:
        """The log-odds of a 1."""
        return self._logits

    @property
    def probs(self) -> Tensor:
        """The probability of a 1."""
        return self._probs

    def _batch_shape_tensor(self) -> Tensor:
        return shape(self._logits)

    def _batch_shape(self) -> TensorShape:
        return self._logits.shape

    def _event_shape_tensor(self) -> Tensor:
        return constant([], dtype=dtypes.int32)

    def _event_shape(self) -> TensorShape:
        return TensorShape([])

    def _sample_n(self, n: Any, seed: int | None = None) -> Tensor:
        sizes = concat([[n], self.batch_shape_tensor()], 0)
        uniform = random_uniform(sizes, seed=seed, dtype=self.probs.dtype)
        return cast(less(uniform, self.probs), self.dtype)

    def _log_prob(self, event: Any) -> Tensor:
        event = cast(event, self.logits.dtype)
        logits = self.logits
        same = event.shape.is_fully_defined() and logits.shape.is_fully_defined()
        if not same or event.shape != logits.shape:
            logits, event = ones_like(event) * logits, ones_like(logits) * event
        return -sigmoid_cross_entropy_with_logits(labels=event, logits=logits)

    def _entropy(self) -> Tensor:
        return (-self.logits) * (sigmoid(self.logits) - 1) + softplus(-self.logits)

    def _mean(self) -> Tensor:
        return identity(self.probs)

    def _variance(self) -> Tensor:
        return self._mean() * (1.0 - self.probs)

    def _mode(self) -> Tensor:
        return cast(self.probs > 0.5, self.dtype)


@RegisterKL(Bernoulli, Bernoulli)
def _kl_bernoulli_bernoulli(a: Bernoulli, b: Bernoulli, name: str | None = None) -> Tensor:
    with name_scope(name, "kl_bernoulli_bernoulli", values=[a.logits, b.logits]):
        of_zero = softplus(-b.logits) - softplus(-a.logits)
        of_one = softplus(b.logits) - softplus(a.logits)
        return sigmoid(a.logits) * of_zero + sigmoid(-a.logits) * of_one
