"""Session: fetches and feeds in, NumPy values out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.engine.execute import Engine
from scopeflow.engine.plan import Plan
from scopeflow.engine.served import engine_for, reset, task_of
from scopeflow.engine.tracing import Trace
from scopeflow.feeding import fed_array, feeds_of, fits, for_engine
from scopeflow.fetching import structure_of
from scopeflow.graph import ports
from scopeflow.graph.alike import elsewhere
from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.default import DefaultStack
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.growth import Growth
from scopeflow.partial import RunsInParts
from scopeflow.prepared import Prepared

# A session remembers so many plans; one that is asked for more forgets those not run for longest.
MOST_PLANS = 1024

_CLOSED = (
    "Attempted to use a closed Session. Its variables are gone; a `with` block closes its session at the end: run inside "
    "it, or make a new session."
)
SESSION_STACK = DefaultStack()
SESSION_STACK.enforce_nesting = False


@ports.default_session.register
def get_default_session() -> Any:
    """The innermost session entered with `with` or `as_default` in this thread, or None."""
    return SESSION_STACK.top()


class BaseSession(RunsInParts):
    """What Session and InteractiveSession share."""

    def __init__(self, target: Any = "", graph: Graph | None = None, config: Any = None) -> None:
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError(f"graph must be a tf.Graph, but got {type(graph)}")
        if not isinstance(target, (str, bytes)):
            raise TypeError(f"target must be a string, but got {type(target)}")
        if config is not None and type(config).__name__ != "ConfigProto":
            raise TypeError(f"config must be a tf.ConfigProto, but got {type(config)}")
        super().__init__()
        self._graph = get_default_graph() if graph is None else graph
        self._target = target.encode() if isinstance(target, str) else target
        self._config = config
        alone = bool(getattr(config, "isolate_session_state", False))
        self._engine = engine_for(self._target, self, alone) if self._target else Engine()
        self._plans: dict[Any, Prepared] = {}
        self._runs = 0
        self._lock = threading.Lock()
        self._closed = False
        # what this thread's run allows for waiting
        self._limits = threading.local()
        self._lost = False  # whether its server has been reset
        self._growth = Growth(self._graph)

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
        if self._closed:
            raise errors.CancelledError(None, None, "Session has been closed.")
        from scopeflow.engine.devices import devices

        place = "/job:{}/replica:0/task:{}/".format(*task_of(self._target))
        return [d._replace(name=place + d.name.rpartition("/")[2]) for d in devices()]

    def close(self) -> None:
        """Frees the variables; the session cannot be used afterwards."""
        self._closed = True
        self._plans.clear()
        engine, self._engine = self._engine, Engine()
        engine.resources.close()

    def _refusal(self) -> Exception:
        """Why a closed session does not run."""
        if self._lost:
            return errors.AbortedError(
                None, None, f"Session {id(self):x} is not found. Its server has been reset."
            )
        return RuntimeError(_CLOSED)

    def as_default(self) -> Any:
        """A context manager that makes this the default session of this thread; it does not close it."""
        return SESSION_STACK.enter(self)

    # -- running -----------------------------------------------------------------------------------

    def run(
        self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None
    ) -> Any:
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
            raise self._refusal()
        if not self._graph._ops:
            raise RuntimeError(
                "The Session graph is empty.  Add operations to the graph before calling run(). The session runs the "
                "graph that was the default when it was made." + elsewhere(self._graph)
            )
        if options is not None and type(options).__name__ != "RunOptions":
            raise TypeError(f"Argument 'options' must be a RunOptions, but got {type(options)}")
        if run_metadata is not None and type(run_metadata).__name__ != "RunMetadata":
            raise TypeError(
                f"Argument 'run_metadata' must be a RunMetadata, but got {type(run_metadata)}"
            )
        if options is not None and options.timeout_in_ms not in (0, self._timeout_in_ms()):
            self._limits.timeout_in_ms = options.timeout_in_ms
            try:
                return self.run(fetches, feed_dict, options, run_metadata)
            finally:
                self._limits.timeout_in_ms = 0
        feeds = feeds_of(feed_dict, self._graph) if feed_dict else {}
        try:
            prepared = self._prepare(fetches, feeds)
        except Exception:
            # as in TensorFlow a bad value is refused before a bad fetch is
            for tensor, value in feeds.items():
                fed_array(tensor, value)
            raise
        if run_metadata is None or options is None or not options.trace_level:
            return self._execute(prepared, feeds, feeds.values())
        trace = Trace()
        results = self._execute(prepared, feeds, feeds.values(), trace)
        trace.fill(run_metadata.step_stats)
        if options.output_partition_graphs:
            run_metadata.partition_graphs.append(self.graph_def)
        return results

    def _timeout_in_ms(self) -> int:
        """How long an op of the running run may wait; 0 for ever."""
        limit = getattr(self._limits, "timeout_in_ms", 0)
        return limit or getattr(self._config, "operation_timeout_in_ms", 0)

    def _give_up_when(self, stopped: Callable[[], bool]) -> None:
        """Cancels ops that wait in this thread's runs once `stopped` is true."""
        self._limits.stopped = stopped

    def _given_up(self) -> bool:
        """Whether an op that waits in this thread is to be cancelled."""
        return getattr(self._limits, "stopped", bool)()

    def _prepare(self, fetches: Any, feeds: dict[Tensor, Any]) -> Prepared:
        """The plan for these fetches and feeds, made at the first such run."""
        if self._graph._version != self._growth.version:
            self._growth.grown()
        try:
            name = (_plan_key(fetches), tuple(feeds))
            prepared = self._plans.get(name)
        except TypeError:
            name, prepared = None, None
        if prepared is None or not prepared.is_current():
            prepared = self._planned(fetches, list(feeds))
            if name is not None:
                with self._lock:
                    if len(self._plans) >= MOST_PLANS:
                        self._forget_plans()
                    self._plans[name] = prepared
        self._runs += 1
        prepared.last_run = self._runs
        return prepared

    def _planned(self, fetches: Any, keys: list[Tensor]) -> Prepared:
        structure = structure_of(fetches, self._graph)
        return Prepared(self, structure, Plan(structure.leaves, keys))

    def _forget_plans(self) -> None:
        """Drops the half of the plans that were not run for longest."""
        by_age = sorted(self._plans.items(), key=lambda item: item[1].last_run)
        for name, _ in by_age[: len(by_age) // 2]:
            del self._plans[name]

    def _execute(
        self,
        prepared: Prepared,
        tensors: Iterable[Tensor],
        given: Iterable[Any],
        trace: Trace | None = None,
    ) -> Any:
        """Runs a plan with fed values, and puts the results in their places."""
        arrays: list[np.ndarray] = []
        values: list[np.ndarray] = []
        for tensor, value in zip(tensors, given, strict=True):
            if (
                type(value) is not np.ndarray
                or value.dtype != tensor.dtype.as_numpy_dtype
                or value.dtype.hasobject
                or not fits(value.shape, tensor)
            ):
                value = fed_array(tensor, value)
            arrays.append(value)
            values.append(for_engine(tensor, value) if value.dtype.hasobject else value)
        results = self._engine.run(prepared.plan, values, prepared.context, trace)
        return prepared.finish(self, results, arrays)

    def make_callable(
        self, fetches: Any, feed_list: Sequence[Any] | None = None, accept_options: bool = False
    ) -> Any:
        """A function that runs `fetches` with values for `feed_list`; faster than `run`.

        Args:
          fetches: as for `run`.
          feed_list: the tensors that the function's arguments feed, in order.
          accept_options: whether it takes `options` and `run_metadata` as keywords.

        Raises:
          TypeError: if `feed_list` is no list, or holds something that cannot be fed.
        """
        if feed_list is not None and not isinstance(feed_list, (list, tuple)):
            raise TypeError("`feed_list` must be a list or tuple.")
        given = list(feed_list or ())
        if any(isinstance(key, CompositeTensor) for key in given):
            # an argument may feed several tensors: which, its value says
            return lambda *values, **named: self.run(
                fetches, dict(zip(given, values, strict=False)), **named
            )
        keys = [next(iter(feeds_of({key: None}, self._graph))) for key in given]
        prepared = self._planned(fetches, keys)

        def call(*values: Any, **named: Any) -> Any:
            nonlocal prepared
            if named and not (accept_options and set(named) <= {"options", "run_metadata"}):
                raise TypeError(f"call() got an unexpected keyword argument {next(iter(named))!r}")
            if self._closed:
                raise errors.CancelledError(None, None, "Session has been closed.")
            if any(named.values()) or len(values) != len(keys):
                return self.run(fetches, dict(zip(keys, values, strict=False)), **named)
            if not prepared.is_current():
                prepared = self._planned(fetches, keys)
            return self._execute(prepared, keys, values)

        return call


@ports.new_session.register
def _new_session(graph: Graph) -> BaseSession:
    return BaseSession(graph=graph)


class Session(BaseSession):
    """Runs operations of a graph and keeps the values of its variables.

    Args:
      target: a server's `target`, whose sessions share their variables; "" for a session of its own. Everything runs in
        this process.
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
        """Forgets what the sessions of a server share, and closes them.

        Args:
          target: the server's target; sessions without one share nothing.
          containers: the containers to forget; all if None.

        Raises:
          NotFoundError: if no server of this process has this target.
        """
        given = target.encode() if isinstance(target, str) else target
        for session in reset(given, containers):
            session._lost = True
            session.close()


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
        return (kind, *[(type(key), key, _plan_key(value)) for key, value in fetches.items()])
    if isinstance(fetches, tuple):
        return (kind, *[_plan_key(fetch) for fetch in fetches])
    hash(fetches)
    return fetches


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
