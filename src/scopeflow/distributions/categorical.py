"""The categorical distribution."""

from __future__ import annotations

from typing import Any

from scopeflow.distributions.base import Distribution
from scopeflow.distributions.divergence import RegisterKL
from scopeflow.distributions.parameters import logits_and_probs
from scopeflow.distributions.reparameterization import NOT_REPARAMETERIZED
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones, ones_like, zeros_like
from scopeflow.ops.arrays.grids import sequence_mask
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import rank, reshape, shape
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.math.scanning import argmax
from scopeflow.ops.nn.entropy import sparse_softmax_cross_entropy_with_logits
from scopeflow.ops.nn.softmax import log_softmax, softmax
from scopeflow.ops.random.categorical import multinomial
from scopeflow.ops.scoping import name_scope


def _broadcast(event: Tensor, params: Tensor, base_dtype: Any) -> tuple[Tensor, Tensor]:
    """Classes, and what is known of all classes, in one batch shape."""
    if event.dtype.is_floating:
        event = cast(event, base_dtype)
    elif not event.dtype.is_integer:
        raise TypeError("`value` should have integer `dtype` or `self.dtype` (which is int)")
    known = params.shape[:-1].is_fully_defined() and event.shape.is_fully_defined()
    if not known or params.shape[:-1] != event.shape:
        params *= ones_like(event[..., newaxis], dtype=params.dtype)
        event *= ones(shape(params)[:-1], dtype=event.dtype)
    return event, params


class Categorical(Distribution):
    """Categorical distributions: one of the classes 0, 1, ..., each with some probability.

    Args:
      logits: floats `[..., classes]`, the logarithms of the probabilities but for a constant; or
        None.
      probs: floats `[..., classes]`, the probabilities; or None.  One of the two has to be given.
      dtype: the dtype of the samples.
      validate_args: whether runs check the arguments.
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: unless one of `logits` and `probs` is given.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     coins = tf.distributions.Categorical(probs=[0.25, 0.75])
    ...     print(session.run([coins.prob(1), coins.mode()]), coins.sample(5).shape)
    [np.float32(0.75), np.int32(1)] (5,)

    ```
    """

    def __init__(
        self,
        logits: Any = None,
        probs: Any = None,
        dtype: Any = dtypes.int32,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Categorical",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[logits, probs]) as full:
            self._logits, self._probs = logits_and_probs(
                logits=logits, probs=probs, validate_args=validate_args, several=True, name=full
            )
            known = self._logits.shape.with_rank_at_least(1)
            if known.ndims is not None:
                self._batch_rank = convert_to_tensor(
                    known.ndims - 1, dtype=dtypes.int32, name="batch_rank"
                )
            else:
                with name_scope("batch_rank"):
                    self._batch_rank = rank(self._logits) - 1
            sizes = shape(self._logits, name="logits_shape")
            if known.ndims is not None and known.as_list()[-1] is not None:
                self._event_size = convert_to_tensor(
                    known.as_list()[-1], dtype=dtypes.int32, name="event_size"
                )
            else:
                with name_scope("event_size"):
                    self._event_size = sizes[self._batch_rank]
            if known[:-1].is_fully_defined():
                self._batch_shape_value = constant(
                    known[:-1].as_list(), dtype=dtypes.int32, name="batch_shape"
                )
            else:
                with name_scope("batch_shape"):
                    self._batch_shape_value = sizes[:-1]
        super().__init__(
            dtype=dtype,
            reparameterization_type=NOT_REPARAMETERIZED,
            validate_args=validate_args,
            allow_nan_stats=allow_nan_stats,
            parameters=parameters,
            graph_parents=[self._logits, self._probs],
            name=full,
        )

    @property
    def event_size(self) -> Tensor:
        """How many classes there are."""
        return self._event_size

    @property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities, but for a constant."""
        return self._logits

    @property
    def probs(self) -> Tensor:
        """The probabilities."""
        return self._probs

    def _batch_shape_tensor(self) -> Tensor:
        return identity(self._batch_shape_value)

    def _batch_shape(self) -> TensorShape:
        return self.logits.shape[:-1]

    def _event_shape_tensor(self) -> Tensor:
        return constant([], dtype=dtypes.int32)

    def _event_shape(self) -> TensorShape:
        return TensorShape([])

    def _sample_n(self, n: Any, seed: int | None = None) -> Tensor:
        logits = self.logits
        if logits.shape.ndims != 2:
            logits = reshape(logits, [-1, self.event_size])
        kind = dtypes.int64 if self.dtype.size > 4 else dtypes.int32
        draws = multinomial(logits, n, seed=seed, output_dtype=kind)
        draws = reshape(transpose(draws), concat([[n], self.batch_shape_tensor()], 0))
        return cast(draws, self.dtype)

    def _cdf(self, k: Any) -> Tensor:
        k = convert_to_tensor(k, name="k")
        k, probs = _broadcast(k, self.probs, self.dtype.base_dtype)
        flat_probs = reshape(probs, [-1, self._event_size])
        flat_k = reshape(k, [-1])
        below = sequence_mask(flat_k, self._event_size)
        total = reduce_sum(where(below, flat_probs, zeros_like(flat_probs)), axis=-1)
        return reshape(total, shape(k))

    def _log_prob(self, k: Any) -> Tensor:
        k = convert_to_tensor(k, name="k")
        k, logits = _broadcast(k, self.logits, self.dtype.base_dtype)
        return -sparse_softmax_cross_entropy_with_logits(labels=k, logits=logits)

    def _entropy(self) -> Tensor:
        return -reduce_sum(log_softmax(self.logits) * self.probs, axis=-1)

    def _mode(self) -> Tensor:
        mode = cast(argmax(self.logits, axis=self._batch_rank), self.dtype)
        mode.set_shape(self.batch_shape)
        return mode


@RegisterKL(Categorical, Categorical)
def _kl_categorical_categorical(a: Categorical, b: Categorical, name: str | None = None) -> Tensor:
    with name_scope(name, "kl_categorical_categorical", values=[a.logits, b.logits]):
        difference = log_softmax(a.logits) - log_softmax(b.logits)
        return reduce_sum(softmax(a.logits) * difference, axis=-1)
