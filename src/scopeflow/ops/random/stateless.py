"""Random tensors that follow from a seed of two integers alone: the same in every run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.calling import call
from scopeflow.ops.define import Definition, ShapeMismatch, op
from scopeflow.ops.random.categorical import drawn_shape
from scopeflow.ops.random.sampling import _UNIFORM, _require, shape_tensor
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value_as_shape
from scopeflow.xp.random.drawing import categories, seeded_stream


def _two_seeds(seed: Tensor) -> None:
    dims = rules.with_rank(seed._dims, 1)
    if dims is not None and dims[0] not in (2, None):
        raise ShapeMismatch(f"Dimension must be 2 but is {dims[0]}")


def _shaped(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    _two_seeds(inputs[1])
    for bound in inputs[2:]:
        rules.with_rank(bound._dims, 0)
    rules.with_rank(inputs[0]._dims, 1)
    return (constant_value_as_shape(inputs[0]),)


_FLOATS = "(shape: T, seed: Tseed; dtype: floating = float32, T: index = int32, Tseed: index = int64) -> (output: dtype)"


@op(f"StatelessRandomUniform{_FLOATS}", shape=_shaped, static=("shape",))
def _uniform(shape: Any, seed: Any, *, dtype: Any) -> Any:
    """Floats in [0, 1)."""
    return seeded_stream(seed).uniform(shape, dtype.as_numpy_dtype)


@op(f"StatelessRandomNormal{_FLOATS}", shape=_shaped, static=("shape",))
def _normal(shape: Any, seed: Any, *, dtype: Any) -> Any:
    """Normal deviates of mean 0 and standard deviation 1."""
    return seeded_stream(seed).normal(shape, dtype.as_numpy_dtype)


@op(f"StatelessTruncatedNormal{_FLOATS}", shape=_shaped, static=("shape",))
def _truncated(shape: Any, seed: Any, *, dtype: Any) -> Any:
    """Normal deviates within two standard deviations."""
    return seeded_stream(seed).truncated_normal(shape, dtype.as_numpy_dtype)


@op(
    "StatelessRandomUniformInt(shape: T, seed: Tseed, minval: dtype, maxval: dtype; "
    "dtype: index, T: index, Tseed: index = int64) -> (output: dtype)",
    shape=_shaped,
    static=("shape",),
)
def _uniform_int(shape: Any, seed: Any, minval: Any, maxval: Any, *, dtype: Any) -> Any:
    """Integers in [minval, maxval)."""
    return seeded_stream(seed).uniform_int(shape, minval, maxval, dtype.as_numpy_dtype)


def _drawn(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    _two_seeds(inputs[2])
    return drawn_shape(inputs, attrs)


@op(
    "StatelessMultinomial(logits: T, num_samples: int32, seed: Tseed; "
    "T: real, Tseed: index = int64, output_dtype: index = int64) -> (output: output_dtype)",
    shape=_drawn,
    static=("num_samples",),
)
def _multinomial(logits: Any, num_samples: Any, seed: Any, *, output_dtype: Any) -> Any:
    """Classes drawn for each row."""
    return categories(logits, num_samples, seeded_stream(seed), output_dtype.as_numpy_dtype)


def stateless_random_uniform(
    shape: Any,
    seed: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """Values that are equally likely between `minval` and `maxval`, the latter excluded.

    Args:
      shape: the result's shape, a list of ints or an int vector Tensor.
      seed: two ints, or an int Tensor of shape [2], from which all values follow.
      minval: the lower bound.
      maxval: the upper bound; 1 for floats, required for integers.
      dtype: float16, bfloat16, float32, float64, int32 or int64.
      name: a name for the operation and the scope of the others.

    Raises:
      ValueError: for another dtype, or an integer dtype without `maxval`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random.stateless_uniform([3], seed=[1, 2])))
    [0.8440604  0.19204533 0.9962232 ]

    ```
    """
    dtype = as_dtype(dtype)
    _require(dtype, _UNIFORM)
    if maxval is None:
        if dtype.is_integer:
            raise ValueError(
                f"Must specify maxval for integer dtype {dtype!r}. Floats default to [0, 1); write maxval= for integers."
            )
        maxval = 1
    with name_scope(name, "stateless_random_uniform", [shape, seed, minval, maxval]) as scope:
        shape = shape_tensor(shape)
        low = convert_to_tensor(minval, dtype, name="min")
        high = convert_to_tensor(maxval, dtype, name="max")
        if dtype.is_integer:
            return _uniform_int(shape, seed, low, high, name=scope)
        unit = _uniform(shape, seed, dtype=dtype)
        width = call("Sub", high, low, name="sub")
        return call("Add", call("Mul", unit, width, name="mul"), low, name=scope)


def stateless_random_normal(
    shape: Any,
    seed: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """Normally distributed values.

    Args:
      shape: the result's shape, a list of ints or an int vector Tensor.
      seed: two ints, or an int Tensor of shape [2], from which all values follow.
      mean: the mean; broadcasts against the shape.
      stddev: the standard deviation; broadcasts against the shape.
      dtype: float16, bfloat16, float32 or float64.
      name: a name for the operation and the scope of the others.
    """
    return _scaled(_normal, "stateless_random_normal", shape, seed, mean, stddev, dtype, name)


def stateless_truncated_normal(
    shape: Any,
    seed: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """Normally distributed values, none of them further than two deviations from the mean.

    Args:
      shape: the result's shape, a list of ints or an int vector Tensor.
      seed: two ints, or an int Tensor of shape [2], from which all values follow.
      mean: the mean of the distribution before truncation.
      stddev: its standard deviation.
      dtype: float16, bfloat16, float32 or float64.
      name: a name for the operation and the scope of the others.
    """
    return _scaled(_truncated, "stateless_truncated_normal", shape, seed, mean, stddev, dtype, name)


def _scaled(
    source: Definition,
    default: str,
    shape: Any,
    seed: Any,
    mean: Any,
    stddev: Any,
    dtype: Any,
    name: str | None,
) -> Tensor:
    with name_scope(name, default, [shape, seed, mean, stddev]) as scope:
        shape = shape_tensor(shape)
        mean = convert_to_tensor(mean, dtype, name="mean")
        stddev = convert_to_tensor(stddev, dtype, name="stddev")
        deviates = source(shape, seed, dtype=dtype)
        return call("Add", call("Mul", deviates, stddev, name="mul"), mean, name=scope)


def stateless_multinomial(
    logits: Any,
    num_samples: Any,
    seed: Any,
    output_dtype: Any = dtypes.int64,
    name: str | None = None,
) -> Tensor:
    """The older name of `tf.random.stateless_categorical`.

    Args:
      logits: a Tensor of floats of shape [batch, classes].
      num_samples: an int scalar, how many classes to draw for each row.
      seed: two ints, or an int Tensor of shape [2], from which all samples follow.
      output_dtype: int32 or int64.
      name: a name for the scope of the operation.
    """
    with name_scope(name, "stateless_multinomial", [logits, seed]):
        return _draw(logits, num_samples, seed, output_dtype)


def stateless_categorical(
    logits: Any,
    num_samples: Any,
    seed: Any,
    dtype: Any = dtypes.int64,
    name: str | None = None,
) -> Tensor:
    """Draws classes with the probabilities softmax(logits).

    Args:
      logits: a Tensor of floats of shape [batch, classes].
      num_samples: an int scalar, how many classes to draw for each row.
      seed: two ints, or an int Tensor of shape [2], from which all samples follow.
      dtype: int32 or int64.
      name: a name for the scope of the operation.

    Returns:
      A Tensor of shape [batch, num_samples].
    """
    with name_scope(name, "stateless_categorical", [logits, seed]):
        return _draw(logits, num_samples, seed, dtype)


def _draw(logits: Any, num_samples: Any, seed: Any, dtype: Any) -> Tensor:
    logits = convert_to_tensor(logits, name="logits")
    return _multinomial(logits, num_samples, seed, output_dtype=as_dtype(dtype))
