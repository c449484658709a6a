"""Session: fetches and feeds in, NumPy values out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.engine.execute import Engine
from scopeflow.engine.plan import Plan
from scopeflow.fetching import Structure, structure_of
from scopeflow.graph import dtypes, ports
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.default import DefaultStack
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor

SESSION_STACK = DefaultStack()
SESSION_STACK.enforce_nesting = False


@ports.default_session.register
def get_default_session() -> Any:
    """The innermost session entered with `with` or `as_default` in this thread, or None."""
    return SESSION_STACK.top()


class _Context:
    """What `ctx` is to a lowering that asks for it."""

    __slots__ = ("op", "session")

    def __init__(self, session: BaseSession, op: Operation) -> None:
        self.session = session
        self.op = op


class BaseSession:
    """What Session and InteractiveSession share."""

    def __init__(self, target: Any = "", graph: Graph | None = None, config: Any = None) -> None:
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError(f"graph must be a tf.Graph, but got {type(graph)}")
        if not isinstance(target, (str, bytes)):
            raise TypeError(f"target must be a string, but got {type(target)}")
        if config is not None and type(config).__name__ != "ConfigProto":
            raise TypeError(f"config must be a tf.ConfigProto, but got {type(config)}")
        self._graph = get_default_graph() if graph is None else graph
        self._target = target.encode() if isinstance(target, str) else target
        self._config = config
        self._engine = Engine()
        self._plans: dict[Any, _Prepared] = {}
        self._lock = threading.Lock()
        self._closed = False

    # -- what it is --------------------------------------------------------------------------------

    @property
    def graph(self) -> Graph:
        """The graph this session runs."""
        return self._graph

    @property
    def graph_def(self) -> Any:
        """The session's graph as a GraphDef proto."""
        return self._graph.as_graph_def()

    @property
    def sess_str(self) -> Any:
        """The target this session was made for."""
        return self._target

    def list_devices(self) -> list[Any]:
        """The devices that a run may use, as (name, type, memory) records."""
        from scopeflow.engine.devices import devices

        return devices()

    def close(self) -> None:
        """Frees the variables; the session cannot be used afterwards."""
        self._closed = True
        self._plans.clear()
        self._engine = Engine()

    def as_default(self) -> Any:
        """A context manager that makes this the default session of this thread; it does not close it."""
        return SESSION_STACK.enter(self)

    # -- running -----------------------------------------------------------------------------------

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        """Computes `fetches` and everything they need.

        Args:
          fetches: a tensor, operation, variable, name, or any nesting of lists, tuples, named tuples and
            dicts of them.
          feed_dict: values for tensors: any tensor of the graph can be replaced by a value.
          options: a RunOptions proto.
          run_metadata: a RunMetadata proto to fill.

        Returns:
          The same structure with NumPy arrays, NumPy scalars, bytes, or None for operations.

        Raises:
          RuntimeError: if the session is closed or its graph is empty.
          TypeError: if a fetch or a feed's key is of a type that cannot be one.
          ValueError: if a name is unknown or a fed value has the wrong shape.
          tf.errors.OpError: if an operation fails; no variable has changed then.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     sess.run(tf.constant(5.0) * tf.constant(6.0))
        np.float32(30.0)

        ```
        """
        if self._closed:
            raise RuntimeError("Attempted to use a closed Session.")
        if not self._graph._ops:
            raise RuntimeError(
                "The Session graph is empty.  Add operations to the graph before calling run(). The session runs the "
                "graph that was the default when it was made."
            )
        if options is not None and type(options).__name__ != "RunOptions":
            raise TypeError(f"Argument 'options' must be a RunOptions, but got {type(options)}")
        if run_metadata is not None and type(run_metadata).__name__ != "RunMetadata":
            raise TypeError(f"Argument 'run_metadata' must be a RunMetadata, but got {type(run_metadata)}")
        prepared, values = self._prepare(fetches, feed_dict)
        results = self._engine.run(prepared.plan, values, prepared.context)
        return prepared.structure.rebuild(results)

    def _prepare(self, fetches: Any, feed_dict: Any) -> tuple[_Prepared, list[Any]]:
        tensors: list[Tensor] = []
        values: list[Any] = []
        if feed_dict:
            for key, value in self._flat_feeds(feed_dict):
                tensors.append(key)
                values.append(value)
        try:
            name = (_plan_key(fetches), tuple(tensors))
            prepared = self._plans.get(name)
        except TypeError:
            name, prepared = None, None
        if prepared is None or not prepared.plan.is_current():
            structure = structure_of(fetches, self._graph)
            prepared = _Prepared(self, structure, Plan(structure.leaves, tensors))
            if name is not None:
                with self._lock:
                    self._plans[name] = prepared
        return prepared, [
            value if type(value) is np.ndarray and value.dtype == tensor.dtype.as_numpy_dtype and _fits(value, tensor)
            else _fed_value(tensor, value)
            for tensor, value in zip(tensors, values, strict=True)
        ]

    def _flat_feeds(self, feed_dict: Any) -> list[tuple[Tensor, Any]]:
        if not hasattr(feed_dict, "items"):
            raise TypeError(f"feed_dict must map tensors to values, but got {type(feed_dict)}")
        graph = self._graph
        flat = []
        for key, value in feed_dict.items():
            if type(key) is not Tensor or key._op.graph is not graph:
                try:
                    key = graph.as_graph_element(key, allow_tensor=True, allow_operation=False)
                except Exception as error:
                    text = error.args[0] if error.args else error
                    raise TypeError(f"Cannot interpret feed_dict key as Tensor: {text}") from None
            if key in graph._unfeedable:
                raise ValueError(f"Tensor {key} may not be fed.")
            flat.append((key, value))
        return flat

    def make_callable(self, fetches: Any, feed_list: Sequence[Any] | None = None, accept_options: bool = False) -> Any:
        """A function that runs `fetches` with values for `feed_list`; faster than `run`.

        Args:
          fetches: as for `run`.
          feed_list: the tensors that the function's arguments feed, in order.
          accept_options: whether it takes `options` and `run_metadata` as keywords.

        Raises:
          TypeError: if `feed_list` is no list.
        """
        if feed_list is not None and not isinstance(feed_list, (list, tuple)):
            raise TypeError("`feed_list` must be a list or tuple.")
        if self._closed:
            raise RuntimeError("Attempted to use a closed Session.")
        keys = [self._flat_feeds({key: None})[0][0] for key in feed_list or ()]
        structure = structure_of(fetches, self._graph)
        prepared = _Prepared(self, structure, Plan(structure.leaves, keys))

        def call(*values: Any, **named: Any) -> Any:
            nonlocal prepared
            if named and not (accept_options and set(named) <= {"options", "run_metadata"}):
                raise TypeError(f"this callable takes no keyword {next(iter(named))!r}")
            if len(values) != len(keys):
                raise ValueError(f"this callable takes {len(keys)} values, one per tensor of feed_list: got {len(values)}")
            if self._closed:
                raise RuntimeError("Attempted to use a closed Session.")
            if not prepared.plan.is_current():
                prepared = _Prepared(self, structure, Plan(structure.leaves, keys))
            fed = [_fed_value(key, value) for key, value in zip(keys, values, strict=True)]
            return structure.rebuild(self._engine.run(prepared.plan, fed, prepared.context))

        return call


class _Prepared:
    """A plan with what it takes to run it in one session."""

    __slots__ = ("context", "plan", "structure")

    def __init__(self, session: BaseSession, structure: Structure, plan: Plan) -> None:
        self.structure = structure
        self.plan = plan
        self.context: Callable[[Operation], Any] = lambda op: _Context(session, op)


class Session(BaseSession):
    """Runs operations of a graph and keeps the values of its variables.

    Args:
      target: accepted for compatibility; everything runs in this process.
      graph: the graph to run; the default graph if None.
      config: a ConfigProto.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     with tf.Session() as sess:
    ...         _ = sess.run(v.initializer)
    ...         sess.run(v + 1.0)
    np.float32(2.0)

    ```
    """

    def __enter__(self) -> Session:
        self._entered = [self._graph.as_default(), self.as_default()]
        for context in self._entered:
            context.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        for context in reversed(self._entered):
            context.__exit__(*exc)
        self.close()

    @staticmethod
    def reset(target: str, containers: Any = None, config: Any = None) -> None:
        """Accepted for compatibility: sessions of one process share nothing, so there is nothing to reset."""


class InteractiveSession(BaseSession):
    """A session that is the default from its making until it is closed."""

    def __init__(self, target: Any = "", graph: Graph | None = None, config: Any = None) -> None:
        super().__init__(target, graph, config)
        self._explicit_graph = graph
        self._contexts = [self.as_default()]
        if graph is not None:
            self._contexts.append(graph.as_default())
        for context in self._contexts:
            context.__enter__()

    def close(self) -> None:
        """Closes the session; it is no longer the default."""
        for context in reversed(self._contexts):
            context.__exit__(None, None, None)
        self._contexts = []
        super().close()


def _plan_key(fetches: Any) -> Any:
    """A hashable value that is equal for equal fetches.

    Raises:
      TypeError: if there is something unhashable in them.
    """
    kind = type(fetches)
    if kind is list or kind is tuple:
        return (kind, *[_plan_key(fetch) for fetch in fetches])
    if isinstance(fetches, dict):
        return (kind, *[(key, _plan_key(value)) for key, value in fetches.items()])
    if isinstance(fetches, tuple):
        return (kind, *[_plan_key(fetch) for fetch in fetches])
    hash(fetches)
    return fetches


def _fits(value: np.ndarray, tensor: Tensor) -> bool:
    dims = tensor._dims
    if dims is None:
        return True
    shape = value.shape
    if shape == dims:
        return True
    return len(shape) == len(dims) and all(d is None or d == s for d, s in zip(dims, shape, strict=True))


def _fed_value(tensor: Tensor, value: Any) -> np.ndarray:
    """A fed value as an array of the tensor's dtype.

    Raises:
      TypeError: if it is a tensor, or an integer that the dtype cannot hold.
      ValueError: if its shape does not fit.
    """
    if isinstance(value, Tensor):
        raise TypeError(
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python scalars, strings, "
            f"lists, numpy ndarrays, or TensorHandles. For reference, the tensor object was {value} which was passed "
            f"to the feed with key {tensor}."
        )
    wanted = tensor.dtype.as_numpy_dtype
    if tensor.dtype.base_dtype is dtypes.string:
        array = _string_array(value)
    else:
        if isinstance(value, int) and np.dtype(wanted).kind in "iu" and int(np.array(value).astype(wanted)) != value:
            raise TypeError(
                f"Type of feed value {value} with type {type(value)} is not compatible with Tensor type {wanted}. Try "
                "explicitly setting the type of the feed tensor to a larger type (e.g. int64)."
            )
        array = np.asarray(value, dtype=wanted)
    if not _fits(array, tensor):
        raise ValueError(
            f"Cannot feed value of shape {array.shape!r} for Tensor {tensor.name!r}, which has shape "
            f"{str(TensorShape.of(tensor._dims))!r}"
        )
    return array


def _string_array(value: Any) -> np.ndarray:
    array = np.asarray(value, dtype=object)
    flat = np.empty(array.size, dtype=object)
    flat[:] = [item.encode() if isinstance(item, str) else item for item in array.reshape(-1)]
    return flat.reshape(array.shape)


@ports.evaluate.register
def evaluate(target: Any, feed_dict: Any, graph: Graph, session: Any) -> Any:
    """`Tensor.eval` and `Operation.run`: in the given session or the default one."""
    is_op = isinstance(target, Operation)
    call = "run()" if is_op else "eval()"
    verb = "execute operation" if is_op else "evaluate tensor"
    explicit = f"pass an explicit session to `{'run' if is_op else 'eval'}(session=sess)`"
    if session is None:
        session = get_default_session()
        if session is None:
            colon = ":" if is_op else ""
            raise ValueError(
                f"Cannot {verb} using `{call}`: No default session is registered. Use `with "
                f"sess.as_default(){colon}` or {explicit}"
            )
        if session.graph is not graph:
            noun = "operation" if is_op else "tensor"
            raise ValueError(
                f"Cannot use the default session to {verb}: the {noun}'s graph is different from the session's graph. "
                f"{explicit[0].upper()}{explicit[1:]}."
            )
    elif session.graph is not graph:
        noun = "operation" if is_op else "tensor"
        raise ValueError(
            f"Cannot use the given session to {verb}: the {noun}'s graph is different from the session's graph."
        )
    return session.run(target, feed_dict)
