"""tf.transform: a Python function that uses get_variable and scopes, as functions of its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from scopeflow.fetching import Structure, structure_of
from scopeflow.functional.function import GraphFunction
from scopeflow.functional.streams import is_number
from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.core import Graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.placeholder import placeholder
from scopeflow.ops.random.seeds import set_random_seed
from scopeflow.ops.scoping import name_scope
from scopeflow.variables.variable import Variable
from scopeflow.xp import door

# A function keeps the graphs of so many kinds of arguments.
_MOST_GRAPHS = 32


class Built:
    """The graph that one call of a function has built.

    Attributes:
      variables: its variables.
      trainable: the names of those that are trained.
      apply: computes what the function returned, and with `updates` what the collection UPDATE_OPS holds.
    """

    def __init__(
        self, function: Callable[..., Any], call: Call, seed: int | None, name: str
    ) -> None:
        graph = self.graph = Graph()
        with graph.as_default():
            if seed is not None:
                set_random_seed(seed)
            self.feeds = call.placeholders()
            args, kwargs = call.with_arrays(self.feeds)
            self.result = function(*args, **kwargs)
        self.name = name
        every = graph.get_collection(GraphKeys.GLOBAL_VARIABLES)
        every = every + graph.get_collection(GraphKeys.LOCAL_VARIABLES)
        self.variables: list[Any] = list(dict.fromkeys(every))
        trained = graph.get_collection(GraphKeys.TRAINABLE_VARIABLES)
        self.trainable = [variable.op.name for variable in trained]
        self._initial: GraphFunction | None = None
        self._functions: dict[bool, GraphFunction] = {}

    def initial(self) -> GraphFunction:
        """Gives the variables their initial values."""
        if self._initial is None:
            wanted = [variable.initializer for variable in self.variables]
            structure = structure_of(wanted, self.graph)
            self._initial = GraphFunction(structure, self.feeds, None, f"init of {self.name}")
        return self._initial

    def function(self, stateful: bool) -> GraphFunction:
        """Computes what the function returned; a stateful one also what stands in UPDATE_OPS."""
        found = self._functions.get(stateful)
        if found is None:
            updates = self.graph.get_collection(GraphKeys.UPDATE_OPS) if stateful else []
            structure = _with_others(self.result, updates, self.graph)
            name = f"apply of {self.name}"
            found = self._functions[stateful] = GraphFunction(structure, self.feeds, None, name)
        return found


class Transformed:
    """A function over scopes as two pure ones; `tf.transform` makes it."""

    def __init__(self, function: Callable[..., Any], stateful: bool) -> None:
        self._function = function
        self._stateful = stateful
        self._name = getattr(function, "__name__", type(function).__name__)
        self._built: dict[Any, Built] = {}
        self._trainable: set[str] = set()

    def __repr__(self) -> str:
        return f"<tf.transform of {self._name}>"

    def init(self, rng: Any, /, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The variables' initial values, by name.

        Args:
          rng: a JAX key; or a whole number, for the values that a session gives a graph after `tf.set_random_seed(number)`.
          *args, **kwargs: as for `apply`. Of arrays only shapes and types count: `jax.ShapeDtypeStruct` will do.
        """
        call = Call(args, kwargs, self._name)
        number = is_number(rng)
        built = self._graph(call, int(rng) if number else None)
        initial = built.initial()
        _, params = initial({}, *call.values(initial), rng=None if number else rng)
        return params

    def apply(
        self, params: Mapping[str, Any], /, *args: Any, rng: Any = None, **kwargs: Any
    ) -> Any:
        """What the function returns, for these values of its variables.

        Args:
          params: values by variable name.
          *args, **kwargs: the function's arguments. Arrays, in whatever nesting, reach it as tensors; everything else, Python
            numbers, texts and booleans among it, as it is.
          rng: a JAX key, or a number to make one of; needed if the function draws random numbers without seeds.

        Returns:
          The function's result with arrays in place of tensors; of a stateful one a pair of it and new parameters.

        Raises:
          KeyError: if a variable is missing from `params`.
          ValueError: if the function writes variables and was not transformed with `stateful=True`, or draws random numbers
            and there is no `rng`.
        """
        call = Call(args, kwargs, self._name)
        function = self._graph(call, None).function(self._stateful)
        if function.updates and not self._stateful:
            raise ValueError(
                f"{self._name} writes the variables {function.updates}. tf.transform({self._name}, stateful=True).apply gives "
                "their new values together with the result."
            )
        key = door.jax().random.key(int(rng)) if rng is not None and is_number(rng) else rng
        result = function(params, *call.values(function), rng=key)
        if self._stateful and not function.updates:
            return result, dict(params)
        return result

    def trainable(self, params: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Parts parameters into those that are trained and the others, as `trainable=` said where they were made.

        `init` or `apply` must have been called before.
        """
        chosen = {name: value for name, value in params.items() if name in self._trainable}
        return chosen, {name: value for name, value in params.items() if name not in chosen}

    def _graph(self, call: Call, seed: int | None) -> Built:
        key = call.key(seed)
        built = None if key is None else self._built.get(key)
        if built is None:
            built = Built(self._function, call, seed, self._name)
            self._trainable.update(built.trainable)
            if key is not None:
                while len(self._built) >= _MOST_GRAPHS:
                    del self._built[next(iter(self._built))]
                self._built[key] = built
        return built


class Call:
    """The arguments of one call: arrays apart from everything else."""

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any], name: str) -> None:
        self._leaves, self._tree = door.jax().tree.flatten((args, kwargs))
        self._name = name
        self._is_array = [_is_array(leaf) for leaf in self._leaves]
        self.arrays = [
            leaf for leaf, array in zip(self._leaves, self._is_array, strict=True) if array
        ]

    def key(self, seed: int | None) -> Any:
        """What is equal for calls that build the same graph; None if that cannot be told."""
        parts = [
            (tuple(leaf.shape), str(leaf.dtype)) if array else (type(leaf), leaf)
            for leaf, array in zip(self._leaves, self._is_array, strict=True)
        ]
        key = (seed, self._tree, tuple(parts))
        try:
            hash(key)
        except TypeError:
            return None
        return key

    def placeholders(self) -> list[Tensor]:
        """A placeholder for each array, in the graph that is being built."""
        with name_scope("transform/"):
            return [
                placeholder(np.dtype(leaf.dtype), tuple(leaf.shape), name="argument")
                for leaf in self.arrays
            ]

    def with_arrays(self, tensors: list[Tensor]) -> Any:
        """The arguments, with these in place of the arrays."""
        waiting = iter(tensors)
        leaves = [
            next(waiting) if array else leaf
            for leaf, array in zip(self._leaves, self._is_array, strict=True)
        ]
        return door.jax().tree.unflatten(self._tree, leaves)

    def values(self, function: GraphFunction) -> list[Any]:
        """The arrays; zeros for those that only have a shape and a type and are not looked at."""
        made = []
        for leaf, used in zip(self.arrays, function.uses, strict=True):
            if isinstance(leaf, (np.ndarray, np.generic, door.jax().Array)):
                made.append(leaf)
            elif used:
                raise ValueError(
                    f"init of {self._name}: initial values depend on an argument of which only shape and type are known"
                )
            else:
                made.append(np.broadcast_to(np.zeros((), leaf.dtype), leaf.shape))
        return made


def transform(function: Callable[..., Any], stateful: bool = False) -> Transformed:
    """Makes pure functions of a Python function that uses `tf.get_variable` and scopes.

    The function is called once for each combination of its arguments' shapes and types, in a graph of its own. Variables are
    shared by name, as in any graph: parameters are a plain dict from names to arrays.

    Args:
      function: builds tensors from its arguments.
      stateful: whether it may write variables; `apply` then also runs what is in the collection `UPDATE_OPS`, as
        `tf.layers.batch_normalization` leaves it there, and gives a pair of the result and new parameters.

    Returns:
      An object with `init(rng, *args) -> params` and `apply(params, *args, rng=None) -> result`, both usable under `jax.jit`,
      `jax.vmap` and, `apply`, `jax.grad`; and `trainable(params)`, which parts parameters.

    ```python
    >>> import jax
    >>> import numpy as np
    >>> import scopeflow as tf
    >>> def net(x):
    ...     with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
    ...         w = tf.get_variable("w", [3, 3], initializer=tf.ones_initializer())
    ...     return tf.matmul(x, w)
    >>> twice = tf.transform(lambda x: net(net(x)))
    >>> x = np.ones([1, 3], np.float32)
    >>> params = twice.init(jax.random.key(0), x)
    >>> list(params)
    ['net/w']
    >>> jax.jit(twice.apply)(params, x)
    Array([[9., 9., 9.]], dtype=float32)

    ```
    """
    return Transformed(function, stateful)


def _is_array(leaf: Any) -> bool:
    if isinstance(leaf, (np.ndarray, np.generic, door.jax().Array)):
        return True
    return hasattr(leaf, "shape") and hasattr(leaf, "dtype") and not _is_fetch(leaf)


def _is_fetch(leaf: Any) -> bool:
    return isinstance(leaf, (Tensor, Operation, Variable, CompositeTensor)) or hasattr(
        leaf, "_as_graph_element"
    )


def _with_others(result: Any, updates: list[Any], graph: Graph) -> Structure:
    """The structure of a function's result, in which what is nothing to fetch stays as it is; updates come with it."""
    leaves, tree = door.jax().tree.flatten(result)
    places = [index for index, leaf in enumerate(leaves) if _is_fetch(leaf)]
    inner = structure_of([[leaves[index] for index in places], list(updates)], graph)

    def rebuild(values: list[Any]) -> Any:
        fetched, _ = inner.rebuild(values)
        made = list(leaves)
        for index, value in zip(places, fetched, strict=True):
            made[index] = value
        return door.jax().tree.unflatten(tree, made)

    return Structure(inner.leaves, rebuild)
