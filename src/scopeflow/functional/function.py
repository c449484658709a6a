"""tf.to_jax: fetches of a graph as a pure function of variables and feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scopeflow.engine.aliases import Variable
from scopeflow.engine.failure import unborn
from scopeflow.engine.leaving import DEVICE_WORK
from scopeflow.feeding import fed_array, feeds_of, fits
from scopeflow.fetching import Structure, structure_of
from scopeflow.functional.computation import Computation, Inputs
from scopeflow.functional.gradients import Differentiable, Streams
from scopeflow.functional.refusals import missing_parameter
from scopeflow.functional.streams import is_number, moved_on, streams
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.session import Session, get_default_session
from scopeflow.xp import door


class GraphFunction:
    """A pure function that computes fetches; `tf.to_jax` makes one.

    Attributes:
      variables: the names of the variables whose values it reads.
      updates: the names of the variables that it gives new values to.
      random: the names of the nodes that draw random numbers.
    """

    def __init__(
        self,
        structure: Structure,
        feeds: Sequence[Tensor],
        keys: Sequence[str] | None,
        name: str,
        most_trips: int | None = None,
        native: bool = False,
    ) -> None:
        computation = Computation(structure.leaves, feeds, name, most_trips)
        self._structure, self._feeds, self._keys = structure, list(feeds), keys
        self._computation = computation
        self._differentiable = Differentiable(computation, native)
        self.__name__ = name.replace(" ", "_")  # what jax.jit calls its program
        self.variables = [variable.name for variable in computation.reads]
        self.updates = [variable.name for variable in computation.writes]
        self.random = [op.name for op in computation.random]
        self.uses = computation.used  # of each feed, whether its value counts

    def __repr__(self) -> str:
        feeds = [tensor.name for tensor in self._feeds]
        return f"<{self._computation.name} of feeds {feeds}, variables {self.variables}>"

    def __call__(self, variables: Mapping[str, Any], /, *values: Any, rng: Any = None) -> Any:
        """Computes the fetches.

        Args:
          variables: by name, the values of variables; others than those that are needed may be there.
          *values: one for each feed, or one dict if `feeds` was one.
          rng: where random numbers come from. None: the numbers of the first run of a new session. A whole number n: those of
            its nth run, the first being 0. A JAX key: numbers of its own.

        Returns:
          The fetches' structure; a pair of it and a new dict of variables if the fetches write variables.

        Raises:
          KeyError: if a variable is missing.
          TypeError: if the number of values is wrong, or one is of a type that does not fit.
          ValueError: if a shape does not fit, or a random op without a seed has no key.
        """
        given = self._given(values)
        inputs = self._inputs(variables, given)
        fetched, updates = self._differentiable(inputs, self._streams(inputs, rng))
        result = self._rebuilt(fetched)
        if not self.updates:
            return result
        return result, {**variables, **self._updated(variables, updates)}

    def _given(self, values: tuple[Any, ...]) -> list[Any]:
        name = self._computation.name
        if self._keys is not None:
            if len(values) != 1 or not isinstance(values[0], Mapping):
                raise TypeError(
                    f"{name} takes one dict with the keys {list(self._keys)} after the variables"
                )
            odd = sorted(map(str, set(self._keys) ^ set(values[0])))
            if odd:
                raise TypeError(f"{name} takes a dict with the keys {list(self._keys)}; see {odd}")
            return [values[0][key] for key in self._keys]
        if len(values) != len(self._feeds):
            feeds = [tensor.name for tensor in self._feeds]
            raise TypeError(
                f"{name} takes {len(feeds)} values after the variables, for {feeds}, but got {len(values)}"
            )
        return list(values)

    def _inputs(self, variables: Mapping[str, Any], values: Sequence[Any]) -> Inputs:
        computation = self._computation
        found = []
        for variable in computation.reads:
            value = variables.get(variable.name)
            if value is None and variable.key in computation.needed:
                raise missing_parameter(variable.name, computation.name, variables)
            found.append(None if value is None else _for_variable(variable, value))
        fed = [
            _for_feed(tensor, value) if used else None
            for tensor, value, used in zip(self._feeds, values, computation.used, strict=True)
        ]
        return Inputs(tuple(found), tuple(fed))

    def _streams(self, inputs: Inputs, rng: Any) -> Streams:
        computation = self._computation
        ops: list[Operation] = computation.random
        found = dict(zip(ops, streams(ops, rng, computation.name), strict=True))
        if ops and rng is not None and is_number(rng) and int(rng) != 0:
            drawn = computation.traced(inputs).drawn
            for op, blocks in zip(ops, drawn, strict=True):
                if blocks is None:
                    raise ValueError(
                        f"{computation.name}: only the run tells how many numbers {op.name!r} draws; give a JAX key as rng"
                    )
                found[op] = moved_on(found[op], int(rng) * blocks)
        return found

    def _rebuilt(self, fetched: list[Any]) -> Any:
        waiting = iter(fetched)
        leaves = self._structure.leaves
        return self._structure.rebuild(
            [next(waiting) if isinstance(leaf, Tensor) else None for leaf in leaves]
        )

    def _updated(self, variables: Mapping[str, Any], updates: Mapping[int, Any]) -> dict[str, Any]:
        """New values by name, each of the type that its old one was given in."""
        made = {}
        for index, value in updates.items():
            name = self._computation.writes[index].name
            old = variables.get(name)
            kind = getattr(old, "dtype", None)
            made[name] = value if kind is None or kind == value.dtype else value.astype(kind)
        return made


def to_jax(
    fetches: Any,
    feeds: Any = (),
    *,
    session: Any = None,
    most_trips: int | None = None,
    gradients: str = "tf",
) -> tuple[GraphFunction, dict[str, Any]]:
    """Fetches of a graph as a pure function for JAX, and the values of the variables that it takes.

    The function computes what `Session.run` does, and can be called under `jax.jit`, `jax.grad`, `jax.vmap`, in `lax.scan` and
    wherever else JAX takes functions. Its derivatives are those of `tf.gradients`, whose nodes are added to the graph, under
    `to_jax/`, when the first is asked for. Inside it computes with the graph's own types; what goes in and out has 64 bits only
    where JAX has (`jax.enable_x64`).

    Args:
      fetches: what `Session.run` takes: tensors, operations, names, and nestings of them.
      feeds: the tensors whose values are arguments: one, or a list; or a dict from names of your choice to them, and the
        function then takes such a dict.
      session: where the variables' values are taken from; by default the default session, and without one the values that
        the variables' initializers give.
      most_trips: how many trips a loop may make, where only a run tells; floats come out as NaN if one makes more. Only needed
        for loops that keep something of each trip, under JAX's transformations.
      gradients: "tf", or "jax" to let JAX differentiate what is computed, which forward mode needs; custom gradients have no
        effect then, and loops have reverse derivatives only where JAX finds some.

    Returns:
      `(function, variables)`: `function(variables, *values, rng=None)` gives the fetches with arrays in place of tensors. If
      the fetches write variables it gives `(fetches, new_variables)`. `rng` is for random ops: see `GraphFunction.__call__`.

    Raises:
      ValueError: if a node that is needed runs on the host or keeps something in a session.
      InvalidArgumentError: if a placeholder is needed that is not in `feeds`.
      FailedPreconditionError: if a variable has no value in the session.
      TypeError: if something is no fetch or no feed.

    ```python
    >>> import jax
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, [None], name="x")
    ...     with tf.variable_scope("line"):
    ...         a = tf.get_variable("a", initializer=3.0)
    ...     loss, variables = tf.to_jax(tf.reduce_sum(a * x * x), [x])
    >>> sorted(variables)
    ['line/a']
    >>> value, slope = jax.jit(jax.value_and_grad(loss))(variables, [1.0, 2.0])
    >>> float(value), float(slope["line/a"])
    (15.0, 5.0)

    ```
    """
    if gradients not in ("tf", "jax"):
        raise ValueError(f"gradients must be 'tf' or 'jax', not {gradients!r}")
    if session is None:
        session = get_default_session()
    elif hasattr(session, "_tf_sess"):
        session = session._tf_sess()  # a monitored session's own
    graph = get_default_graph() if session is None else session.graph
    structure = structure_of(fetches, graph)
    if session is None and structure.leaves:
        graph = structure.leaves[0].graph
    keys = list(feeds) if isinstance(feeds, Mapping) else None
    if isinstance(feeds, Mapping):
        tensors: list[Any] = list(feeds.values())
    else:
        tensors = list(feeds) if isinstance(feeds, (list, tuple)) else [feeds]
    found = [_feed(tensor, graph) for tensor in tensors]
    made = GraphFunction(structure, found, keys, "to_jax", most_trips, gradients == "jax")
    computation = made._computation
    wanted = list({v.key: v for v in (*computation.reads, *computation.writes)}.values())
    return made, _values(wanted, computation, session, graph)


def _feed(key: Any, graph: Graph) -> Tensor:
    found = list(feeds_of({key: None}, graph)) if not hasattr(key, "_tensors") else []
    if len(found) != 1:
        raise TypeError(
            f"to_jax: a feed must be one tensor, not {key!r}; name the tensors that it is made of"
        )
    return found[0]


def _for_variable(variable: Variable, value: Any) -> Any:
    dims = variable.op._attrs.get("shape")
    dims = dims._dims if isinstance(dims, TensorShape) else dims
    tensor = variable.op.outputs[0]
    value = _array(value, variable.op._attrs["dtype"].base_dtype, variable.name)
    if dims is not None and not _fits(value.shape, dims):
        raise ValueError(
            f"The variable {variable.name!r} has shape {TensorShape.of(dims)}, and was given a value of shape "
            f"{tuple(value.shape)} ({tensor.op.type})."
        )
    return value


def _fits(shape: Sequence[int], dims: Sequence[int | None]) -> bool:
    return len(shape) == len(dims) and all(
        d is None or d == s for d, s in zip(dims, shape, strict=True)
    )


def _for_feed(tensor: Tensor, value: Any) -> Any:
    jax = door.jax()
    if isinstance(value, (list, tuple)) and any(
        isinstance(leaf, jax.Array) for leaf in jax.tree.leaves(value)
    ):
        # under jax.jit a list's numbers are arrays of their own
        value = jax.numpy.asarray(value)
    if not isinstance(value, jax.Array):
        return fed_array(tensor, value)
    value = _array(value, tensor.dtype.base_dtype, tensor.name)
    if not fits(tuple(value.shape), tensor):
        raise ValueError(
            f"Cannot feed value of shape {tuple(value.shape)!r} for Tensor {tensor.name!r}, which has shape "
            f"{str(TensorShape.of(tensor._dims))!r}."
        )
    return value


def _array(value: Any, dtype: Any, name: str) -> Any:
    """A value as it is, if it is an array of a type that can stand for `dtype`."""
    wanted = np.dtype(dtype.as_numpy_dtype)
    if not isinstance(value, (door.jax().Array, np.ndarray)):
        return np.asarray(value, wanted)
    if value.dtype != wanted and not _same_kind(value.dtype, wanted):
        raise TypeError(f"The value of {name!r} must be {wanted.name}, not {value.dtype}")
    return value


def _same_kind(given: Any, wanted: np.dtype) -> bool:
    jnp = door.jnp()
    order = (np.bool_, np.integer, np.floating, np.complexfloating)
    ranks = [
        next((n for n, kind in enumerate(order) if jnp.issubdtype(one, kind)), -1)
        for one in (given, wanted)
    ]
    return 0 <= ranks[0] <= ranks[1] and (ranks[0] > 0 or ranks[1] == 0)


def _values(
    variables: Sequence[Variable], computation: Computation, session: Any, graph: Graph
) -> dict[str, Any]:
    """The values of variables, by name, in a session or as their initializers make them."""
    if not variables:
        return {}
    if session is None:
        with graph.as_default(), Session(graph=graph) as fresh:
            every = graph.get_collection(GraphKeys.GLOBAL_VARIABLES)
            every = every + graph.get_collection(GraphKeys.LOCAL_VARIABLES)
            fresh.run([one.initializer for one in every])
            return _values(variables, computation, fresh, graph)
    store = session._engine.store
    slots = [store.slot(variable) for variable in variables]
    held = store.lease(slots)
    try:
        with DEVICE_WORK:
            arrays = [None if value is None else np.array(value) for value in held]
    finally:
        store.release(slots)
    made = {}
    for variable, array in zip(variables, arrays, strict=True):
        if array is None and variable.key in computation.needed:
            readers = dict(((v.key, op) for v, op in computation.plan.needs_born))
            raise unborn(variable, readers[variable.key], store.has_resources(variable.key[1]))
        if array is not None:
            made[variable.name] = door.jnp().asarray(array)
    return made
