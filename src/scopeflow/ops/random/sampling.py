"""Random tensors: uniform, normal, truncated normal, shuffled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dimension import dimension_value
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.calling import call
from scopeflow.ops.define import op
from scopeflow.ops.random.seeds import get_seed
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value_as_shape


def _shape_from_input(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 1)
    return (constant_value_as_shape(inputs[0]),)


def _int_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[1]._dims, 0)
    rules.with_rank(inputs[2]._dims, 0)
    return _shape_from_input(inputs, attrs)


@op(
    "RandomUniform(shape: T; seed: int = 0, seed2: int = 0, dtype: floating, T: index) -> (output: dtype) # stateful",
    shape=_shape_from_input,
    static=("shape",),
)
def _random_uniform(shape: Any, *, dtype: Any, rng: Any) -> Any:
    """Floats in [0, 1)."""
    return rng.uniform(shape, dtype.as_numpy_dtype)


@op(
    "RandomUniformInt(shape: T, minval: Tout, maxval: Tout; seed: int = 0, seed2: int = 0, Tout: index, T: index) "
    "-> (output: Tout) # stateful",
    shape=_int_shape,
    static=("shape",),
)
def _random_uniform_int(shape: Any, minval: Any, maxval: Any, *, Tout: Any, rng: Any) -> Any:
    """Integers in [minval, maxval)."""
    return rng.uniform_int(shape, minval, maxval, Tout.as_numpy_dtype)


@op(
    "RandomStandardNormal(shape: T; seed: int = 0, seed2: int = 0, dtype: floating, T: index) "
    "-> (output: dtype) # stateful",
    shape=_shape_from_input,
    static=("shape",),
)
def _random_standard_normal(shape: Any, *, dtype: Any, rng: Any) -> Any:
    """Normal deviates of mean 0 and standard deviation 1."""
    return rng.normal(shape, dtype.as_numpy_dtype)


@op(
    "TruncatedNormal(shape: T; seed: int = 0, seed2: int = 0, dtype: floating, T: index) "
    "-> (output: dtype) # stateful",
    shape=_shape_from_input,
    static=("shape",),
)
def _truncated_normal(shape: Any, *, dtype: Any, rng: Any) -> Any:
    """Normal deviates within two standard deviations."""
    return rng.truncated_normal(shape, dtype.as_numpy_dtype)


@op(
    "RandomShuffle(value: T; seed: int = 0, seed2: int = 0, T: type) -> (output: T) # stateful",
    shape=rules.unchanged,
    host=True,
)
def _random_shuffle(value: Any, *, rng: Any) -> Any:
    """The rows of value in a random order."""
    return rng.shuffle(value)


def shape_tensor(shape: Any) -> Tensor:
    """The shape that a random function is given, as its node `shape`."""
    if not isinstance(shape, (tuple, list)):
        return convert_to_tensor(shape, name="shape")
    sizes = tuple([dimension_value(size) for size in shape])
    return convert_to_tensor(sizes, None if sizes else dtypes.int32, name="shape")


def random_uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = dtypes.float32,
    seed: Any = None,
    name: str | None = None,
) -> Tensor:
    """Random values that are equally likely between `minval` and `maxval`, the latter excluded.

    Args:
      shape: the result's shape, a list of ints or an int vector tensor.
      minval: the lower bound.
      maxval: the upper bound; 1 for floats, required for integers.
      dtype: float16, bfloat16, float32, float64, int32 or int64.
      seed: an int that fixes the values; see `set_random_seed`.
      name: the wish for the node's name.

    Raises:
      ValueError: for another dtype, or an integer dtype without `maxval`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.random_uniform([2, 3], -1.0, 1.0, seed=1)
    <tf.Tensor 'random_uniform:0' shape=(2, 3) dtype=float32>

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
    with name_scope(name, "random_uniform", [shape, minval, maxval]) as scope:
        shape = shape_tensor(shape)
        low = convert_to_tensor(minval, dtype, name="min")
        high = convert_to_tensor(maxval, dtype, name="max")
        seed1, seed2 = get_seed(seed)
        if dtype.is_integer:
            return _random_uniform_int(shape, low, high, seed=seed1, seed2=seed2, name=scope)
        seeds = {} if seed1 is None else {"seed": seed1, "seed2": seed2}
        given = {"dtype": dtype, **seeds}
        unit = _random_uniform.build((shape,), given, None)
        width = call("Sub", high, low, name="sub")
        return call("Add", call("Mul", unit, width, name="mul"), low, name=scope)


_UNIFORM = (
    dtypes.float16, dtypes.bfloat16, dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64,
)  # fmt: skip


def _require(dtype: Any, allowed: Sequence[Any]) -> None:
    if dtype not in allowed:
        names = ", ".join(one.name for one in allowed)
        raise ValueError(f"Invalid dtype {dtype!r}. It must be one of {names}.")


def random_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    seed: Any = None,
    name: str | None = None,
) -> Tensor:
    """Normally distributed random values.

    Args:
      shape: the result's shape, a list of ints or an int vector tensor.
      mean: the mean; broadcasts against the shape.
      stddev: the standard deviation; broadcasts against the shape.
      dtype: float16, bfloat16, float32 or float64.
      seed: an int that fixes the values; see `set_random_seed`.
      name: the wish for the node's name.
    """
    return _scaled(_random_standard_normal, "random_normal", shape, mean, stddev, dtype, seed, name)


def truncated_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    seed: Any = None,
    name: str | None = None,
) -> Tensor:
    """Normally distributed random values, none of them further than two deviations from the mean.

    Args:
      shape: the result's shape, a list of ints or an int vector tensor.
      mean: the mean of the distribution before truncation.
      stddev: its standard deviation.
      dtype: float16, bfloat16, float32 or float64.
      seed: an int that fixes the values; see `set_random_seed`.
      name: the wish for the node's name.
    """
    return _scaled(_truncated_normal, "truncated_normal", shape, mean, stddev, dtype, seed, name)


def _scaled(
    source: Any,
    default: str,
    shape: Any,
    mean: Any,
    stddev: Any,
    dtype: Any,
    seed: Any,
    name: str | None,
) -> Tensor:
    with name_scope(name, default, [shape, mean, stddev]) as scope:
        shape = shape_tensor(shape)
        mean = convert_to_tensor(mean, dtype, name="mean")
        stddev = convert_to_tensor(stddev, dtype, name="stddev")
        seed1, seed2 = get_seed(seed)
        deviates = source(shape, dtype=dtype, seed=seed1, seed2=seed2)
        return call("Add", call("Mul", deviates, stddev, name="mul"), mean, name=scope)


def random_shuffle(value: Any, seed: Any = None, name: str | None = None) -> Tensor:
    """The rows of `value` in a random order.

    Args:
      value: a tensor; what moves is its slices along the first dimension.
      seed: an int that fixes the order; see `set_random_seed`.
      name: the wish for the node's name.
    """
    seed1, seed2 = get_seed(seed)
    return _random_shuffle(value, seed=seed1, seed2=seed2, name=name)
