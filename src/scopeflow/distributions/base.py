"""What all distributions have in common: shapes, sampling, and the statistics that follow from others."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from scopeflow.distributions import divergence
from scopeflow.distributions.shapes import is_scalar, static_shapes, with_sample_shape_as_vector
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.math.elementwise import exp, log, log1p, sqrt, square
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


class Distribution:
    """A batch of probability distributions of one kind.

    A subclass gives the formulas it has as methods with a leading underscore: `_log_prob` or
    `_prob`, `_sample_n`, `_mean`, and so on; the public methods open a name scope and convert.

    Args:
      dtype: the DType of a sample.
      reparameterization_type: whether samples are differentiable.
      validate_args: whether runs check the arguments.
      allow_nan_stats: whether statistics that are not defined are NaN rather than errors.
      parameters: a dict of what the instance was made with.
      graph_parents: the tensors that the instance was made of.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: if one of `graph_parents` is no Tensor.
    """

    def __init__(
        self,
        dtype: Any,
        reparameterization_type: Any,
        validate_args: bool,
        allow_nan_stats: bool,
        parameters: dict[str, Any] | None = None,
        graph_parents: Sequence[Any] | None = None,
        name: str | None = None,
    ) -> None:
        parents = [] if graph_parents is None else list(graph_parents)
        for index, tensor in enumerate(parents):
            if not isinstance(tensor, Tensor) and not hasattr(tensor, "_as_graph_element"):
                raise ValueError(f"Graph parent item {index} is not a Tensor; {tensor}.")
        if not name or name[-1] != "/":
            with name_scope(name or type(self).__name__) as full:
                name = full
        self._dtype = dtype
        self._reparameterization_type = reparameterization_type
        self._validate_args = validate_args
        self._allow_nan_stats = allow_nan_stats
        self._parameters = parameters or {}
        self._graph_parents = parents
        self._name = name

    @contextlib.contextmanager
    def _name_scope(self, name: str, values: Sequence[Any] | None = None) -> Iterator[str]:
        with (
            name_scope(self.name),
            name_scope(name, values=[*(values or []), *self._graph_parents]) as scope,
        ):
            yield scope

    # -- what it is ----------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name scope of its operations, with a slash at the end."""
        return self._name

    @property
    def dtype(self) -> Any:
        """The DType of a sample."""
        return self._dtype

    @property
    def parameters(self) -> dict[str, Any]:
        """What the instance was made with."""
        return {
            key: value
            for key, value in self._parameters.items()
            if not key.startswith("__") and key != "self"
        }

    @property
    def reparameterization_type(self) -> Any:
        """Whether samples are differentiable functions of the parameters."""
        return self._reparameterization_type

    @property
    def allow_nan_stats(self) -> bool:
        """Whether statistics that are not defined are NaN rather than errors."""
        return self._allow_nan_stats

    @property
    def validate_args(self) -> bool:
        """Whether runs check the arguments."""
        return self._validate_args

    def copy(self, **override_parameters_kwargs: Any) -> Distribution:
        """A new instance of the class with the same parameters but for those given."""
        return type(self)(**{**self.parameters, **override_parameters_kwargs})

    @classmethod
    def param_shapes(
        cls, sample_shape: Any, name: str = "DistributionParamShapes"
    ) -> dict[str, Any]:
        """The shapes that the parameters need to have for samples of a shape."""
        with name_scope(name, values=[sample_shape]):
            return cls._param_shapes(sample_shape)

    @classmethod
    def param_static_shapes(cls, sample_shape: Any) -> dict[str, TensorShape]:
        """Like `param_shapes`, of a shape that is known.

        Raises:
          ValueError: if it is not.
        """
        return static_shapes(cls.param_shapes, sample_shape)

    @staticmethod
    def _param_shapes(sample_shape: Any) -> dict[str, Any]:
        raise NotImplementedError("_param_shapes not implemented")

    def _missing(self, what: str) -> NotImplementedError:
        return NotImplementedError(f"{what} is not implemented: {type(self).__name__}")

    # -- shapes --------------------------------------------------------------------------------

    def _batch_shape_tensor(self) -> Any:
        raise self._missing("batch_shape_tensor")

    def _batch_shape(self) -> Any:
        return TensorShape(None)

    def _event_shape_tensor(self) -> Any:
        raise self._missing("event_shape_tensor")

    def _event_shape(self) -> Any:
        return TensorShape(None)

    def batch_shape_tensor(self, name: str = "batch_shape_tensor") -> Tensor:
        """The shape of the batch, an int32 vector."""
        with self._name_scope(name):
            if self.batch_shape.is_fully_defined():
                return convert_to_tensor(
                    self.batch_shape.as_list(), dtype=dtypes.int32, name="batch_shape"
                )
            return self._batch_shape_tensor()

    @property
    def batch_shape(self) -> TensorShape:
        """The shape of the batch, as far as it is known."""
        return TensorShape(self._batch_shape())

    def event_shape_tensor(self, name: str = "event_shape_tensor") -> Tensor:
        """The shape of one sample of one distribution, an int32 vector."""
        with self._name_scope(name):
            if self.event_shape.is_fully_defined():
                return convert_to_tensor(
                    self.event_shape.as_list(), dtype=dtypes.int32, name="event_shape"
                )
            return self._event_shape_tensor()

    @property
    def event_shape(self) -> TensorShape:
        """The shape of one sample of one distribution, as far as it is known."""
        return TensorShape(self._event_shape())

    def is_scalar_event(self, name: str = "is_scalar_event") -> Tensor:
        """Whether a sample is a number, a bool scalar."""
        with self._name_scope(name):
            answer = is_scalar(self.event_shape, self.event_shape_tensor)
            return convert_to_tensor(answer, name="is_scalar_event")

    def is_scalar_batch(self, name: str = "is_scalar_batch") -> Tensor:
        """Whether there is one distribution, a bool scalar."""
        with self._name_scope(name):
            answer = is_scalar(self.batch_shape, self.batch_shape_tensor)
            return convert_to_tensor(answer, name="is_scalar_batch")

    # -- samples -------------------------------------------------------------------------------

    def _sample_n(self, n: Any, seed: int | None = None) -> Any:
        raise self._missing("sample_n")

    def sample(
        self, sample_shape: Any = (), seed: int | None = None, name: str = "sample"
    ) -> Tensor:
        """Random samples.

        Args:
          sample_shape: the shape of the samples: an int, a list of ints or an int32 Tensor.
          seed: the seed of the operation.
          name: a name for the scope of the operations.

        Returns:
          A Tensor `sample_shape + batch_shape + event_shape`.
        """
        with self._name_scope(name, values=[sample_shape]):
            sizes = convert_to_tensor(sample_shape, dtype=dtypes.int32, name="sample_shape")
            sizes, count = with_sample_shape_as_vector(sizes)
            samples = self._sample_n(count, seed)
            one = shape(samples)[1:]
            samples = reshape(samples, concat([sizes, one], 0))
            return self._with_static_shape(samples, sizes)

    def _with_static_shape(self, samples: Tensor, sizes: Tensor) -> Tensor:
        """The samples, told what is known of their shape."""
        known = constant_value(sizes)
        ndims = samples.shape.ndims
        outer = TensorShape(None if known is None else known.tolist())
        whole = outer.concatenate(self.batch_shape).concatenate(self.event_shape)
        if ndims is None or whole.ndims is not None:
            samples.set_shape(whole)
        return samples

    # -- densities -----------------------------------------------------------------------------

    def _either(self, what: str, *formulas: Any) -> Any:
        """The first of the formulas that the class has; else the first one's refusal."""
        refusal: NotImplementedError | None = None
        for formula in formulas:
            try:
                return formula()
            except NotImplementedError as error:
                refusal = refusal or error
        raise refusal or self._missing(what)

    def _log_prob(self, value: Any) -> Any:
        raise self._missing("log_prob")

    def _prob(self, value: Any) -> Any:
        raise self._missing("prob")

    def _log_cdf(self, value: Any) -> Any:
        raise self._missing("log_cdf")

    def _cdf(self, value: Any) -> Any:
        raise self._missing("cdf")

    def _log_survival_function(self, value: Any) -> Any:
        raise self._missing("log_survival_function")

    def _survival_function(self, value: Any) -> Any:
        raise self._missing("survival_function")

    def _quantile(self, value: Any) -> Any:
        raise self._missing("quantile")

    def log_prob(self, value: Any, name: str = "log_prob") -> Tensor:
        """The logarithm of the density (of the probability, of discrete distributions) at `value`."""
        with self._name_scope(name, values=[value]):
            value = convert_to_tensor(value, name="value", preferred_dtype=self.dtype)
            return self._either(
                "log_prob", lambda: self._log_prob(value), lambda: log(self._prob(value))
            )

    def prob(self, value: Any, name: str = "prob") -> Tensor:
        """The density (the probability, of discrete distributions) at `value`."""
        with self._name_scope(name, values=[value]):
            value = convert_to_tensor(value, name="value", preferred_dtype=self.dtype)
            return self._either(
                "prob", lambda: self._prob(value), lambda: exp(self._log_prob(value))
            )

    def log_cdf(self, value: Any, name: str = "log_cdf") -> Tensor:
        """The logarithm of the probability of a sample up to `value`."""
        with self._name_scope(name, values=[value]):
            value = convert_to_tensor(value, name="value", preferred_dtype=self.dtype)
            return self._either(
                "log_cdf", lambda: self._log_cdf(value), lambda: log(self._cdf(value))
            )

    def cdf(self, value: Any, name: str = "cdf") -> Tensor:
        """The probability of a sample up to `value`."""
        with self._name_scope(name, values=[value]):
            value = convert_to_tensor(value, name="value", preferred_dtype=self.dtype)
            return self._either("cdf", lambda: self._cdf(value), lambda: exp(self._log_cdf(value)))

    def log_survival_function(self, value: Any, name: str = "log_survival_function") -> Tensor:
        """The logarithm of the probability of a sample above `value`."""
        with self._name_scope(name, values=[value]):
            value = convert_to_tensor(value, name="value", preferred_dtype=self.dtype)
            return self._either(
                "log_survival_function",
                lambda: self._log_survival_function(value),
                lambda: log1p(-self.cdf(value)),
            )

    def survival_function(self, value: Any, name: str = "survival_function") -> Tensor:
        """The probability of a sample above `value`."""
        with self._name_scope(name, values=[value]):
            value = convert_to_tensor(value, name="value", preferred_dtype=self.dtype)
            return self._either(
                "survival_function",
                lambda: self._survival_function(value),
                lambda: 1.0 - self.cdf(value),
            )

    def quantile(self, value: Any, name: str = "quantile") -> Tensor:
        """The x with `cdf(x)` = value."""
        with self._name_scope(name, values=[value]):
            return self._quantile(
                convert_to_tensor(value, name="value", preferred_dtype=self.dtype)
            )

    # -- statistics ----------------------------------------------------------------------------

    def _entropy(self) -> Any:
        raise self._missing("entropy")

    def _mean(self) -> Any:
        raise self._missing("mean")

    def _variance(self) -> Any:
        raise self._missing("variance")

    def _stddev(self) -> Any:
        raise self._missing("stddev")

    def _covariance(self) -> Any:
        raise self._missing("covariance")

    def _mode(self) -> Any:
        raise self._missing("mode")

    def entropy(self, name: str = "entropy") -> Tensor:
        """Shannon's entropy, in nats."""
        with self._name_scope(name):
            return self._entropy()

    def mean(self, name: str = "mean") -> Tensor:
        """The mean."""
        with self._name_scope(name):
            return self._mean()

    def variance(self, name: str = "variance") -> Tensor:
        """The variance."""
        with self._name_scope(name):
            return self._either("variance", self._variance, lambda: square(self._stddev()))

    def stddev(self, name: str = "stddev") -> Tensor:
        """The standard deviation."""
        with self._name_scope(name):
            return self._either("stddev", self._stddev, lambda: sqrt(self._variance()))

    def covariance(self, name: str = "covariance") -> Tensor:
        """The matrix of covariances, of distributions of vectors."""
        with self._name_scope(name):
            return self._covariance()

    def mode(self, name: str = "mode") -> Tensor:
        """The most likely sample."""
        with self._name_scope(name):
            return self._mode()

    def _cross_entropy(self, other: Any) -> Any:
        return divergence.cross_entropy(self, other, allow_nan_stats=self.allow_nan_stats)

    def cross_entropy(self, other: Distribution, name: str = "cross_entropy") -> Tensor:
        """The cross entropy of this and another distribution."""
        with self._name_scope(name):
            return self._cross_entropy(other)

    def _kl_divergence(self, other: Any) -> Any:
        return divergence.kl_divergence(self, other, allow_nan_stats=self.allow_nan_stats)

    def kl_divergence(self, other: Distribution, name: str = "kl_divergence") -> Tensor:
        """The Kullback-Leibler divergence KL(self || other)."""
        with self._name_scope(name):
            return self._kl_divergence(other)

    def __str__(self) -> str:
        batch = "" if self.batch_shape.ndims is None else f", batch_shape={self.batch_shape}"
        event = "" if self.event_shape.ndims is None else f", event_shape={self.event_shape}"
        return f'tfp.distributions.{type(self).__name__}("{self.name}"{batch}{event}, dtype={self.dtype.name})'

    def __repr__(self) -> str:
        return (
            f"<tfp.distributions.{type(self).__name__} '{self.name}' batch_shape={self.batch_shape} "
            f"event_shape={self.event_shape} dtype={self.dtype.name}>"
        )
