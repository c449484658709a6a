"""Random tensors that follow from a variable, which each of them moves on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import Definition, op
from scopeflow.ops.static import constant_value_as_shape

PHILOX = 1
_STATE_SIZE = 3
_MASK = 2**64 - 1


def _shaped(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[1]._dims, 0)
    return (constant_value_as_shape(_vector(inputs[2])),)


def _vector(tensor: Tensor) -> Tensor:
    """The tensor, refused unless it is a vector."""
    rules.with_rank(tensor._dims, 1)
    return tensor


def _stream(state: Any, algorithm: Any) -> xp.RandomStream:
    if xp.is_tracer(state) or xp.is_tracer(algorithm):
        raise xp.NeedsHost("the counter of a generator is worked out in NumPy")
    if np.ndim(algorithm):
        raise invalid_argument(
            "algorithm must be of shape [], not " + bracketed(np.shape(algorithm))
        )
    if algorithm != PHILOX:
        raise invalid_argument(f"Unsupported algorithm id: {int(algorithm)}")
    if state.ndim != 1:
        raise invalid_argument(
            "RNG state must have one and only one dimension, not " + str(state.ndim)
        )
    if len(state) < _STATE_SIZE:
        raise invalid_argument(
            f"For the Philox algorithm, the size of state must be at least {_STATE_SIZE}; got {len(state)}"
        )
    low, high, key = (int(number) & _MASK for number in state[:_STATE_SIZE])
    words = [low, low >> 32, high, high >> 32]
    return xp.RandomStream(
        np.array([key & 0xFFFFFFFF, key >> 32], np.uint32),
        np.array([word & 0xFFFFFFFF for word in words], np.uint32),
        np,
    )


def _moved(state: np.ndarray, blocks: int) -> np.ndarray:
    """The state after so many blocks of random numbers."""
    low, high = (int(number) & _MASK for number in state[:2])
    total = (low | high << 64) + blocks
    moved: np.ndarray = np.array(state, copy=True)
    moved[:2] = np.array([total & _MASK, total >> 64 & _MASK], np.uint64).view(np.int64)
    return moved


def _drawing(
    kind: str, what: str, draw: Callable[..., Any], default: str = "float32"
) -> Definition:
    def body(resource: Any, algorithm: Any, shape: Any, *, dtype: Any) -> Any:
        stream = _stream(resource, algorithm)
        drawn = draw(stream, shape, np.dtype(dtype.as_numpy_dtype))
        return _moved(resource, stream.used), drawn

    body.__name__ = kind
    body.__doc__ = f"""{what}, from the state in a variable, which moves on.

    Args:
      resource: the variable: int64 [3], the counter's halves and the key.
      algorithm: an int64 scalar; 1 is Philox.
      shape: an int vector.
      dtype: the dtype of the numbers.
      name: the wish for the node's name.

    Raises:
      InvalidArgumentError: in a run, for another algorithm or a state of another shape.
    """
    text = (
        f"{kind}(resource: resource, algorithm: int64, shape: shape_dtype; dtype: type = {default}, "
        "shape_dtype: type = int64) -> (output: dtype) # stateful"
    )
    return op(text, shape=_shaped, writes="resource", static=("shape",))(body)


uniform = _drawing("StatefulUniform", "Floats in [0, 1)", lambda s, n, t: s.uniform(n, t))
normal = _drawing("StatefulStandardNormalV2", "Normal deviates", lambda s, n, t: s.normal(n, t))
truncated_normal = _drawing(
    "StatefulTruncatedNormal",
    "Normal deviates within two standard deviations",
    lambda s, n, t: s.truncated_normal(n, t),
)
full_int = _drawing(
    "StatefulUniformFullInt",
    "Integers, all of a dtype equally likely",
    lambda s, n, t: s.bits(n, t),
    "uint64",
)


@op(
    "StatefulUniformInt(resource: resource, algorithm: int64, shape: shape_dtype, minval: dtype, maxval: dtype; "
    "dtype: type = int64, shape_dtype: type = int64) -> (output: dtype) # stateful",
    shape=_shaped,
    writes="resource",
    static=("shape",),
)
def uniform_int(
    resource: Any, algorithm: Any, shape: Any, minval: Any, maxval: Any, *, dtype: Any
) -> Any:
    """Integers in [minval, maxval), from the state in a variable, which moves on."""
    stream = _stream(resource, algorithm)
    drawn = stream.uniform_int(shape, minval, maxval, dtype.as_numpy_dtype)
    return _moved(resource, stream.used), drawn


def _nothing(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    rules.with_rank(inputs[1]._dims, 0)
    rules.with_rank(inputs[2]._dims, 0)
    return ()


@op(
    "RngSkip(resource: resource, algorithm: int64, delta: int64; ) -> () # stateful",
    shape=_nothing,
    writes="resource",
)
def skip(resource: Any, algorithm: Any, delta: Any) -> Any:
    """Moves the state in a variable on, as drawing `delta` numbers does."""
    _stream(resource, algorithm)
    return _moved(resource, int(delta) * 256)


def _of_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (constant_value_as_shape(_vector(inputs[0])),)


@op(
    "NonDeterministicInts(shape: shape_dtype; dtype: type = int64, shape_dtype: type = int64)"
    " -> (output: dtype) # stateful",
    shape=_of_shape,
    host=True,
)
def non_deterministic_ints(shape: Any, *, dtype: Any) -> Any:
    """Integers of which nothing is known: they come from the operating system."""
    kind, sizes = np.dtype(dtype.as_numpy_dtype), [int(size) for size in np.asarray(shape)]
    data = secrets.token_bytes(int(np.prod(sizes)) * kind.itemsize)
    return np.frombuffer(data, kind).reshape(sizes)
