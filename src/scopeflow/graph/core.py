"""Graph: the nodes in the order they were made, and everything that a new node picks up."""

from __future__ import annotations

import sys
import threading
from threading import get_ident
from types import CodeType, FrameType
from typing import Any

from scopeflow.graph import live_graphs, ports
from scopeflow.graph.collecting import Collections
from scopeflow.graph.control import ControlDependencies
from scopeflow.graph.default import DefaultEntry, DefaultStack
from scopeflow.graph.lookup import Lookup
from scopeflow.graph.names import NameScopes, check_op_name, is_good_wish
from scopeflow.graph.operation import Operation
from scopeflow.graph.origin import user_frame
from scopeflow.graph.placement import Placement, PushedState
from scopeflow.graph.tensor import Tensor


class Graph(NameScopes, Collections, ControlDependencies, Placement, Lookup):
    """A dataflow graph: operations, and the tensors that flow between them.

    One graph is always the default; functions such as `tf.constant` add to it.

    ```python
    >>> import scopeflow as tf
    >>> g = tf.Graph()
    >>> with g.as_default():
    ...     c = tf.constant(30.0)
    >>> c.graph is g
    True

    ```
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._last_id = 0
        self._version = 0
        self._finalized = False
        self._pin: tuple[FrameType, CodeType | None, int] | None = None
        self._fixed_origin: tuple[int, CodeType | None, int] | None = None
        self._seed: int | None = None
        # whether a random op was made that has its seed from the graph's
        self._seed_used = False
        # what changes below a plan's feet: operation -> how often it was changed after it was made
        self._changes: dict[Operation, int] = {}
        self._change_count = 0
        # how often it went back to an earlier state
        self._rollbacks = 0
        self._consumers: dict[int, list[Operation]] = {}
        self._consumers_upto = 0
        # the functions that nodes of this graph name in their attributes
        self._functions: dict[str, Any] = {}
        # tensor -> (the last id given out, the shape before) of each `set_shape` that changed it
        self._earlier_dims: dict[Tensor, list[tuple[int, Any]]] = {}
        self._init_names()
        self._init_collections()
        self._init_control()
        self._init_placement()
        self._init_lookup()
        live_graphs.note(self)

    # -- state ---------------------------------------------------------------------------------

    @property
    def version(self) -> int:
        """A number that grows as operations are added."""
        return self._version

    @property
    def seed(self) -> int | None:
        """The graph-level random seed; None if none was set."""
        return self._seed

    @seed.setter
    def seed(self, seed: int | None) -> None:
        self._seed = seed

    @property
    def finalized(self) -> bool:
        """True once `finalize` was called."""
        return self._finalized

    def finalize(self) -> None:
        """Makes this graph read-only: adding anything raises RuntimeError afterwards."""
        self._finalized = True

    def _unsafe_unfinalize(self) -> None:
        self._finalized = False

    def _check_not_finalized(self) -> None:
        if self._finalized:
            raise RuntimeError(
                "Graph is finalized and cannot be modified. Build everything before calling finalize()."
            )

    @property
    def building_function(self) -> bool:
        """Whether this graph is a function's body; False."""
        return False

    def _add_function(self, function: Any) -> None:
        """Makes a function known under its name to the nodes of this graph."""
        self._functions[function.name] = function

    def _function(self, name: str) -> Any:
        """The function called `name`, or None."""
        found = self._functions.get(name)
        # one that was read from a GraphDef is built when it is first asked for
        return found if found is None or isinstance(found, Graph) else found.built()

    @property
    def graph_def_versions(self) -> Any:
        """The GraphDef version information of this graph, a VersionDef proto."""
        return self.as_graph_def().versions

    def as_graph_def(self, from_version: int | None = None, add_shapes: bool = False) -> Any:
        """This graph as a GraphDef proto.

        Args:
          from_version: only operations made after this `version`.
          add_shapes: add an `_output_shapes` attribute to each node.
        """
        return ports.graph_def.call(self, from_version, add_shapes)

    def as_default(self) -> DefaultEntry:
        """A context manager that makes this graph the default one of this thread."""
        return _GraphEntry(GRAPH_STACK, self)

    def switch_to_thread_local(self) -> None:
        """Accepted for compatibility: name scopes are always per thread."""

    def __str__(self) -> str:
        return f"<tf.Graph with {len(self._ops)} operations at {id(self):#x}>"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return ports.graph_picture.call(self)

    # -- new nodes -----------------------------------------------------------------------------

    def add_node(
        self,
        definition: Any,
        name: str,
        inputs: tuple[Tensor, ...],
        attrs: dict[str, Any],
        out_dtypes: tuple[Any, ...],
        depth: int = 2,
    ) -> Operation:
        """Adds a node whose name is final, and gives it shapes, device and control inputs.

        Args:
          definition: the op's definition (its `infer` gives output dims; raises ValueError).
          name: a reserved name, without a trailing '/'.
          inputs: the data inputs, all of this graph.
          attrs: all attributes of the definition; may be shared between nodes, so it is not changed.
          out_dtypes: one DType per output.
          depth: how many of the nearest callers, this method's frame and one more among them, need not
            be asked whether they are the user's.
        """
        if self._finalized:
            self._check_not_finalized()
        control = self._control_inputs_for(inputs) if self._control_stack else ()
        code: CodeType | None
        fixed, pin = self._fixed_origin, self._pin
        if fixed is not None and fixed[0] == get_ident():
            _, code, lasti = fixed
        else:
            frame = user_frame(depth, None if pin is None else pin[0])
            if pin is not None and frame is pin[0]:
                _, code, lasti = pin
            else:
                code, lasti = (frame.f_code, frame.f_lasti) if frame is not None else (None, -1)
        with self._lock:
            self._last_id = op_id = self._last_id + 1
            op = Operation(self, op_id, name, definition, inputs, control, attrs, code, lasti)
            if name in self._by_name:
                raise ValueError(
                    f"Duplicate node name in graph: '{name}'"
                    + (
                        f" (the first was made at {self._by_name[name].origin})"
                        if self._by_name[name].origin
                        else ""
                    )
                )
            if out_dtypes:
                dims = definition.infer(op, inputs, attrs)
                if len(out_dtypes) == 1:
                    op._outputs = (Tensor(op, 0, out_dtypes[0], dims[0]),)
                else:
                    op._outputs = tuple(
                        Tensor(op, index, dtype, dims[index])
                        for index, dtype in enumerate(out_dtypes)
                    )
            elif definition.shape is not None:
                definition.infer(op, inputs, attrs)
            self._by_name[name] = op
            self._ops.append(op)
            self._version = op_id
        for controller in self._control_stack:
            if controller.ops:
                controller.seen.add(op)
        context = self._control_flow_context
        if self._check_regions is not None:
            self._check_regions(op, context)
        if context is not None:
            op._control_flow_context = context
            # what the context adds for this operation is named under it
            scope = self._name_scope
            # (a constant has no scope of its own: what it needs is named beside it)
            above = name.rpartition("/")[0] if definition.type == "Const" else name
            outer, scope.current = scope.current, above
            try:
                context.AddOp(op)
            finally:
                scope.current = outer
        if self._marks_nodes:
            self._mark_node(op)
        return op

    def pin_origin(self) -> Any:
        """From now on nodes made by the caller's own code come from the user's line that called it.

        Saves the walk up a deep stack for each of many nodes; lines of user code nearer to a node still
        count as its origin.  Returns what `unpin_origin` takes, in a `finally`.
        """
        before = self._pin
        inner = sys._getframe(1)
        frame = user_frame(2, None if before is None else before[0])
        if before is not None and frame is before[0]:
            self._pin = (inner, before[1], before[2])
        elif frame is not None:
            self._pin = (inner, frame.f_code, frame.f_lasti)
        return before

    def unpin_origin(self, before: Any) -> None:
        """Undoes `pin_origin`."""
        self._pin = before

    def fix_origin(self) -> Any:
        """Like `pin_origin`, which must have been called, for as long as this thread runs no code of the user's.

        No line of his can be nearer to a node then, and no stack is walked.  Returns what `unfix_origin` takes.
        """
        before, pin = self._fixed_origin, self._pin
        # another thread may have pinned its own line meanwhile
        if pin is not None and user_frame(2, pin[0]) is pin[0]:
            self._fixed_origin = (get_ident(), pin[1], pin[2])
        return before

    def unfix_origin(self, before: Any) -> None:
        """Undoes `fix_origin`."""
        self._fixed_origin = before

    def final_name(self, name: str) -> str:
        """Turns a wish into an operation's name: made unique, or taken as it is if it ends in '/'."""
        if name and name[-1] == "/":
            name = name[:-1]
        else:
            stack = self._name_scope.current
            full = self._names.reserve(stack + "/" + name if stack else name)
            if type(name) is str and is_good_wish(name) and (not stack or is_good_wish(stack)):
                # what is good in itself is good behind a good scope, and with a suffix
                return full
            name = full
        if isinstance(name, bytes):  # as in TensorFlow, reserved as bytes and named by the text
            name = name.decode()
        check_op_name(name)
        return name

    def create_op(
        self,
        op_type: str,
        inputs: Any,
        dtypes: Any = None,
        input_types: Any = None,
        name: str | None = None,
        attrs: Any = None,
        op_def: Any = None,
        compute_shapes: bool = True,
        compute_device: bool = True,
    ) -> Operation:
        """Adds an operation by its type's name, as TensorFlow's own low-level call does.

        Args:
          op_type: a registered type, e.g. "MatMul".
          inputs: the tensors it takes.
          dtypes: the output DTypes; worked out from the definition if None.
          name: the wish for a name; the type if None.
          attrs: attribute name -> AttrValue proto or Python value.

        Raises:
          TypeError: if an input is no Tensor.
          ValueError: for an unknown type or shapes that do not fit.
        """
        self._check_not_finalized()
        for index, value in enumerate(inputs):
            if not isinstance(value, Tensor):
                raise TypeError(f"Input #{index} is not a tensor: {value}")
        return ports.create_op.call(
            self, op_type, tuple(inputs), dtypes, name or op_type, attrs or {}
        )

    def _note_change(self, op: Operation) -> None:
        """Records that a node was changed after it was made: plans that hold it are stale."""
        self._change_count += 1
        self._changes[op] = self._changes.get(op, 0) + 1
        self._consumers.clear()
        self._consumers_upto = 0

    def _consumers_of(self, tensor: Tensor) -> list[Operation]:
        op, index = tensor._op, tensor._value_index
        users = self._all_consumers().get(op._id, ())
        if len(op._outputs) == 1:
            return list(users)
        return [
            user
            for user in dict.fromkeys(users)
            for taken in user._inputs
            if taken._op is op and taken._value_index == index
        ]

    def _all_consumers(self) -> dict[int, list[Operation]]:
        """Number of an operation -> the operations that take its outputs, once for each such input."""
        if self._consumers_upto != len(self._ops):
            with self._lock:
                table = self._consumers
                for op in self._ops[self._consumers_upto :]:
                    for taken in op._inputs:
                        number = taken._op._id
                        users = table.get(number)
                        if users is None:
                            table[number] = [op]
                        else:
                            users.append(op)
                self._consumers_upto = len(self._ops)
        return self._consumers


class _GraphEntry(DefaultEntry):
    """Makes a graph the default one; the graph notes which devices were asked for then."""

    __slots__ = ("_outer",)

    def __enter__(self) -> Graph:
        graph: Graph = super().__enter__()
        self._outer = graph._devices_at_default
        graph._devices_at_default = len(graph._hidden_devices)
        return graph

    def __exit__(self, *exc: object) -> None:
        self._default._devices_at_default = self._outer
        super().__exit__(*exc)


class _GraphStack(DefaultStack):
    """The default graphs of a thread: what `as_default` pushed, over the thread's own global graph."""

    def __init__(self) -> None:
        super().__init__()
        self.own: Graph | None = None

    def get(self) -> Graph:
        items = self.items
        if items:
            return items[-1]
        if self.own is None:
            self.own = Graph()
        return self.own


GRAPH_STACK = _GraphStack()
# The bodies of functions that are being built, in any thread; empty nearly always.
BUILDING: list[Graph] = []


def function_being_built() -> Any:
    """The function whose body this thread is building: nodes go there, wherever their inputs come from. Or None."""
    graph = GRAPH_STACK.get() if BUILDING else None
    return graph if graph is not None and graph.building_function else None


def get_default_graph() -> Graph:
    """The default graph of this thread: the innermost `as_default`, or the thread's global graph."""
    return GRAPH_STACK.get()


def reset_default_graph() -> None:
    """Replaces the global default graph by an empty one.

    Raises:
      AssertionError: inside a `with graph.as_default()`.
    """
    if GRAPH_STACK.items:
        raise AssertionError(
            "Do not use tf.reset_default_graph() to clear nested graphs. If you need a cleared graph, "
            "exit the nesting and create a new graph."
        )
    GRAPH_STACK.own = Graph()


__all__ = [
    "BUILDING",
    "GRAPH_STACK",
    "Graph",
    "PushedState",
    "function_being_built",
    "get_default_graph",
    "reset_default_graph",
]
