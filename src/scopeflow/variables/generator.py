"""`Generator`: random numbers from a state in a variable, which programs see, set and save."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.calling import call
from scopeflow.ops.random import stateful
from scopeflow.ops.random.sampling import shape_tensor
from scopeflow.ops.scoping import name_scope
from scopeflow.variables.variable import Variable

# algorithm -> the size of its state
_STATE_SIZES = {1: 3, 2: 2}
_MASK = 2**64 - 1


def _state_size(alg: Any) -> int:
    if alg not in _STATE_SIZES:
        raise ValueError(f"Unsupported algorithm id: {alg}. 1 is Philox, 2 ThreeFry.")
    return _STATE_SIZES[alg]


def _one_state(seed: int) -> np.ndarray:
    """A number of any size as int64 words, the lowest first; the sign fills the rest."""
    words = [seed >> 64 * i & _MASK for i in range(3)]
    return np.array(words, np.uint64).view(np.int64)


def create_rng_state(seed: Any, algorithm: int) -> Any:
    """The state of an algorithm that follows from a seed.

    Args:
      seed: an int of any size, or a vector of int64 numbers.
      algorithm: 1 for Philox.

    Returns:
      int64 numbers: the seed's words, lowest first, for an int; the end of a longer vector is cut,
      zeros stand before a shorter one.

    Raises:
      ValueError: for another algorithm.

    ```python
    >>> import scopeflow as tf
    >>> tf.random.experimental.create_rng_state(5, 1).tolist()
    [5, 0, 0]

    ```
    """
    size = _state_size(algorithm)
    if isinstance(seed, (int, np.integer)):
        return _one_state(int(seed))[:size]
    words = np.asarray(seed, np.int64).reshape(-1)[:size]
    return np.concatenate([np.zeros(size - len(words), np.int64), words])


class Generator:
    """A source of random numbers whose state is a variable.

    Each op of a generator moves its state on; runs of a program that start from one state draw the same numbers.
    It is made by `from_state`, `from_seed`, `from_key_counter` or `from_non_deterministic_state`.

    Args:
      copy_from: another generator, whose state this one starts from.
      state: numbers or a Tensor, the state, int64 [3].
      alg: the algorithm; 1 is Philox.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     generator = tf.random.experimental.Generator.from_seed(1)
    ...     numbers = generator.uniform([2])
    ...     sess.run(tf.global_variables_initializer())
    ...     first, second = sess.run(numbers), sess.run(numbers)
    ...     print((first == second).any())
    False

    ```
    """

    _alg: Any

    def __init__(
        self, copy_from: Generator | None = None, state: Any = None, alg: Any = None
    ) -> None:
        if copy_from is not None:
            if state is not None or alg is not None:
                raise ValueError("copy_from says state and alg; leave them out.")
            initial: Any = copy_from._read
            self._alg = copy_from._alg
        else:
            if state is None or alg is None:
                raise AssertionError("A generator needs a state and an algorithm: use from_seed.")
            self._alg = alg
            initial = _checked(state, alg)
        self._variable: Any = Variable(
            initial, dtype=dtypes.int64, trainable=False, use_resource=True
        )

    @classmethod
    def from_state(cls, state: Any, alg: Any) -> Generator:
        """A generator with a given state."""
        return cls(state=state, alg=alg)

    @classmethod
    def from_seed(cls, seed: Any, alg: Any = None) -> Generator:
        """A generator whose state follows from a seed, as `create_rng_state` says."""
        alg = stateful.PHILOX if alg is None else alg
        return cls(state=create_rng_state(seed, alg), alg=alg)

    @classmethod
    def from_non_deterministic_state(cls, alg: Any = None) -> Generator:
        """A generator whose state comes from the operating system in each initialization."""
        alg = stateful.PHILOX if alg is None else alg
        shape = np.array([_state_size(alg)], np.int64)
        return cls(state=stateful.non_deterministic_ints(shape, dtype=dtypes.int64), alg=alg)

    @classmethod
    def from_key_counter(cls, key: Any, counter: Any, alg: Any) -> Generator:
        """A generator with a key, an int64 scalar, and a counter, a vector of int64."""
        return cls(state=_joined(key, counter), alg=alg)

    def _read(self) -> Tensor:
        return call("ReadVariableOp", self._variable.handle, dtype=dtypes.int64)

    # -- the state ---------------------------------------------------------------------------------

    @property
    def state(self) -> Any:
        """The variable that holds the state."""
        return self._variable

    @property
    def algorithm(self) -> Any:
        """The algorithm's number."""
        return self._alg

    @property
    def key(self) -> Tensor:
        """The key, an int64 scalar Tensor."""
        if self._alg != stateful.PHILOX:
            raise ValueError(f"Unsupported algorithm id: {self._alg}")
        return self._variable[-1]

    def reset(self, state: Any) -> Any:
        """Gives the generator another state; a run of what this returns does it."""
        return self._variable.assign(_checked(state, self._alg))

    def reset_from_seed(self, seed: Any) -> Any:
        """Gives the generator the state that follows from a seed."""
        return self._variable.assign(create_rng_state(seed, self._alg))

    def reset_from_key_counter(self, key: Any, counter: Any) -> Any:
        """Gives the generator a key and a counter."""
        return self._variable.assign(_joined(key, counter))

    def skip(self, delta: Any) -> Any:
        """Moves the state on as drawing `delta` numbers does; an operation does it, which this returns."""
        return stateful.skip(self._variable.handle, self._alg, delta)

    # -- numbers -----------------------------------------------------------------------------------

    def uniform(
        self,
        shape: Any,
        minval: Any = 0,
        maxval: Any = None,
        dtype: Any = dtypes.float32,
        name: str | None = None,
    ) -> Tensor:
        """Numbers equally likely between `minval` and `maxval`, the latter excluded.

        Raises:
          ValueError: for an integer dtype without `maxval`.
        """
        dtype = as_dtype(dtype)
        if maxval is None:
            if dtype.is_integer:
                raise ValueError(f"Must specify maxval for integer dtype {dtype!r}")
            maxval = 1
        with name_scope(name, "stateful_uniform", [shape, minval, maxval]) as scope:
            shape = shape_tensor(shape)
            low = convert_to_tensor(minval, dtype, name="min")
            high = convert_to_tensor(maxval, dtype, name="max")
            if dtype.is_integer:
                return stateful.uniform_int(
                    self._variable.handle, self._alg, shape, low, high, name=scope
                )
            unit = stateful.uniform(self._variable.handle, self._alg, shape, dtype=dtype)
            width = call("Sub", high, low, name="sub")
            return call("Add", call("Mul", unit, width, name="mul"), low, name=scope)

    def uniform_full_int(
        self, shape: Any, dtype: Any = dtypes.uint64, name: str | None = None
    ) -> Tensor:
        """Integers, all of a dtype of 32 or 64 bits equally likely."""
        with name_scope(name, "stateful_uniform_full_int", [shape]) as scope:
            shape = shape_tensor(shape)
            return stateful.full_int(
                self._variable.handle, self._alg, shape, dtype=as_dtype(dtype), name=scope
            )

    def normal(
        self,
        shape: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = dtypes.float32,
        name: str | None = None,
    ) -> Tensor:
        """Normal deviates."""
        return self._scaled(
            stateful.normal, "stateful_normal", shape, mean, stddev, as_dtype(dtype), name
        )

    def truncated_normal(
        self,
        shape: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = dtypes.float32,
        name: str | None = None,
    ) -> Tensor:
        """Normal deviates within two standard deviations of the mean."""
        return self._scaled(
            stateful.truncated_normal,
            "truncated_normal",
            shape,
            mean,
            stddev,
            as_dtype(dtype),
            name,
        )

    def _scaled(
        self, draw: Any, default: str, shape: Any, mean: Any, stddev: Any, dtype: Any, name: Any
    ) -> Tensor:
        with name_scope(name, default, [shape, mean, stddev]) as scope:
            shape = shape_tensor(shape)
            mean = convert_to_tensor(mean, dtype, name="mean")
            stddev = convert_to_tensor(stddev, dtype, name="stddev")
            drawn = draw(self._variable.handle, self._alg, shape, dtype=dtype)
            return call("Add", call("Mul", drawn, stddev, name="mul"), mean, name=scope)

    def make_seeds(self, count: int = 1) -> Tensor:
        """Seeds for stateless random functions: int64 [2, count]."""
        seeds = self.uniform_full_int(shape=[count], dtype=dtypes.int64)
        return stack([seeds, zeros_like(seeds)])


def _checked(state: Any, alg: Any) -> Tensor:
    """The state as a tensor of the algorithm's size."""
    state = convert_to_tensor(state, dtypes.int64, name=None)
    if _state_size(alg) != (state._dims or (None,))[0] or len(state._dims or ()) != 1:
        shape = TensorShape.of(state._dims)
        raise ValueError(f"Shapes {shape} and [{_state_size(alg)}] are incompatible")
    return state


def _joined(key: Any, counter: Any) -> Tensor:
    counter = convert_to_tensor(counter, dtypes.int64, name=None)
    key = convert_to_tensor(key, dtypes.int64, name=None)
    return concat([counter, reshape(key, [1])], 0)


_global: Generator | None = None


def get_global_generator() -> Generator:
    """The generator that programs share; made with a state of the operating system at first use."""
    global _global
    if _global is None:
        _global = Generator.from_non_deterministic_state()
    return _global


def set_global_generator(generator: Generator) -> None:
    """Makes a generator the one that programs share."""
    global _global
    _global = generator
