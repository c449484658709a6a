"""Random numbers of the gamma and Poisson distributions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.define import op
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.random.seeds import get_seed
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value_as_shape
from scopeflow.xp.random.drawing import gammas, poissons


def _samples_of_each(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    rules.with_rank(inputs[0]._dims, 1)
    samples, parameters = constant_value_as_shape(inputs[0]), inputs[1]._dims
    return (None if samples is None or parameters is None else samples + parameters,)


@op(
    "RandomGamma(shape: S, alpha: T; seed: int = 0, seed2: int = 0, S: index, T: {float16|float32|float64}) "
    "-> (output: T) # stateful",
    shape=_samples_of_each,
    host=True,
)
def _random_gamma(shape: Any, alpha: Any, *, rng: Any, T: Any) -> Any:
    """Gamma deviates of scale 1."""
    return gammas(shape, alpha, rng, T.as_numpy_dtype)


@op(
    "RandomGammaGrad(alpha: T, sample: T; T: {float32|float64}) -> (output: T)",
    shape=rules.broadcast,
)
def random_gamma_grad(alpha: Any, sample: Any) -> Any:
    """How a gamma deviate changes with alpha while its probability stays."""
    return xp.random_gamma_grad(alpha, sample)


@op(
    "RandomPoisson(shape: S, rate: dtype; seed: int = 0, seed2: int = 0, S: index, dtype: {float16|float32|float64}) "
    "-> (output: dtype) # stateful",
    shape=_samples_of_each,
    host=True,
)
def _old_random_poisson(shape: Any, rate: Any, *, rng: Any, dtype: Any) -> Any:
    """Poisson deviates, of the rate's dtype."""
    return poissons(shape, rate, rng, dtype.as_numpy_dtype)


@op(
    "RandomPoissonV2(shape: S, rate: R; seed: int = 0, seed2: int = 0, S: index, "
    "R: {float16|float32|float64|int32|int64} = float64, dtype: {float16|float32|float64|int32|int64} = int64) "
    "-> (output: dtype) # stateful",
    shape=_samples_of_each,
    host=True,
)
def _random_poisson(shape: Any, rate: Any, *, rng: Any, dtype: Any) -> Any:
    """Poisson deviates."""
    return poissons(shape, rate, rng, dtype.as_numpy_dtype)


def random_gamma(
    shape: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = dtypes.float32,
    seed: Any = None,
    name: str | None = None,
) -> Tensor:
    """Random numbers of gamma distributions; gradients flow to `alpha` and `beta`.

    Args:
      shape: the shape of the samples for each pair of parameters, a list of ints or an int32 vector Tensor.
      alpha: the shape parameters, of any shape.
      beta: the rates (inverse scales), which broadcast against `alpha`; 1 by default.
      dtype: float16, float32 or float64.
      seed: an int that fixes the numbers; see `set_random_seed`.
      name: a name for the scope of the operations.

    Returns:
      A Tensor of shape `shape` and the parameters' shape.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.random_gamma([10], alpha=[0.5, 1.5], seed=1).shape.as_list()
    [10, 2]

    ```
    """
    with name_scope(name, "random_gamma", [shape, alpha, beta]):
        shape = convert_to_tensor(shape, dtypes.int32, name="shape")
        alpha = convert_to_tensor(alpha, dtype, name="alpha")
        beta = convert_to_tensor(1 if beta is None else beta, dtype, name="beta")
        each = alpha + zeros_like(beta)
        seed1, seed2 = get_seed(seed)
        drawn = _random_gamma(shape, each, seed=seed1, seed2=seed2)
        return maximum(np.finfo(alpha.dtype.as_numpy_dtype).tiny, drawn / beta)


def random_poisson(
    lam: Any,
    shape: Any,
    dtype: Any = dtypes.float32,
    seed: Any = None,
    name: str | None = None,
) -> Tensor:
    """Random numbers of Poisson distributions.

    Args:
      lam: the rates, of any shape: floats or ints.
      shape: the shape of the samples for each rate, a list of ints or an int32 vector Tensor.
      dtype: the result's dtype: float16, float32, float64, int32 or int64.
      seed: an int that fixes the numbers; see `set_random_seed`.
      name: a name for the scope of the operations.

    Returns:
      A Tensor of shape `shape` and the rates' shape.
    """
    with name_scope(name, "random_poisson", [lam, shape]):
        shape = convert_to_tensor(shape, dtypes.int32, name="shape")
        seed1, seed2 = get_seed(seed)
        return _random_poisson(shape, lam, seed=seed1, seed2=seed2, dtype=dtypes.as_dtype(dtype))
