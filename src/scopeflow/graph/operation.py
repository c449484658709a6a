"""Operation: one node of a graph, as data: type, name, inputs, attributes, device, and who made it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import CodeType
from typing import TYPE_CHECKING, Any

from scopeflow import errors
from scopeflow.graph import ports
from scopeflow.graph.device import device_text
from scopeflow.graph.origin import Origin, resolve
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed

if TYPE_CHECKING:
    from scopeflow.graph.core import Graph

Attrs = dict[str, Any]


class Operation:
    """A node of a `Graph` that computes zero or more tensors from zero or more tensors.

    Operations are made by functions such as `tf.matmul`, never directly.

    Attributes:
      name: its unique name in the graph.
      type: the kind of operation, e.g. "MatMul".
      graph: the Graph that holds it.
      inputs: the tensors it takes.
      outputs: the tensors it computes.
      control_inputs: operations that must run before it.
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_attrs",
        "_code",
        "_control_flow_context",
        "_control_inputs",
        "_device",
        "_extra",
        "_id",
        "_inputs",
        "_lasti",
        "_name",
        "_outputs",
        "definition",
        "graph",
    )

    graph: Graph
    definition: Any
    _attrs: Attrs
    _extra: dict[str, tuple[str, Any]] | None

    def __init__(
        self,
        graph: Graph,
        op_id: int,
        name: str,
        definition: Any,
        inputs: tuple[Tensor, ...],
        control_inputs: tuple[Operation, ...],
        attrs: Attrs,
        code: CodeType | None,
        lasti: int,
    ) -> None:
        self.graph = graph
        self._id = op_id
        self._name = name
        self.definition = definition
        self._inputs = inputs
        self._control_inputs = control_inputs
        self._attrs = attrs
        self._code = code
        self._lasti = lasti
        self._device = ""
        self._extra = None
        self._control_flow_context = None
        self._outputs: tuple[Tensor, ...] = ()

    @property
    def name(self) -> str:
        """The unique name of this operation in its graph."""
        return self._name

    @property
    def type(self) -> str:
        """The kind of operation, e.g. "MatMul"."""
        return self.definition.type

    @property
    def op_def(self) -> Any:
        """The OpDef proto of this kind of operation: its inputs, outputs and attributes."""
        return ports.op_def.call(self.definition)

    @property
    def device(self) -> str:
        """The device string asked for; '' if none."""
        return self._device

    @property
    def inputs(self) -> InputList:
        """The tensors this operation takes."""
        return InputList(self._inputs)

    @property
    def outputs(self) -> list[Tensor]:
        """The tensors this operation computes."""
        return list(self._outputs)

    @property
    def control_inputs(self) -> list[Operation]:
        """The operations that must run before this one, besides those it takes inputs from."""
        return list(self._control_inputs)

    @property
    def _control_outputs(self) -> list[Operation]:
        return [op for op in self.graph._ops if self in op._control_inputs]

    @property
    def origin(self) -> Origin | None:
        """The line of user code that made this operation."""
        return None if self._code is None else resolve(self._code, self._lasti)

    @property
    def traceback(self) -> list[tuple[str, int, str, str]]:
        """(file, line, function, source) of the user's call that made this operation."""
        origin = self.origin
        return (
            []
            if origin is None
            else [(origin.filename, origin.line, origin.function, origin.source)]
        )

    @property
    def node_def(self) -> Any:
        """This operation as a NodeDef proto."""
        return ports.node_def.call(self)

    def values(self) -> tuple[Tensor, ...]:
        """The outputs as a tuple."""
        return self._outputs

    def colocation_groups(self) -> list[bytes]:
        """The groups this operation must share a device with; its own name's group if none was asked for."""
        given = None if self._extra is None else self._extra.get("_class")
        if given is not None:
            groups = [c for c in given[1] if c.startswith(b"loc:@")]
            if groups:
                return groups
        return [b"loc:@" + self._name.encode()]

    def get_attr(self, name: str) -> Any:
        """The value of attribute `name`.

        Raises:
          ValueError: if this operation has no such attribute.
        """
        if self._extra is not None and name in self._extra:
            return _public_value(*self._extra[name])
        if name not in self._attrs:
            raise ValueError(f"Operation '{self._name}' has no attr named '{name}'.")
        return _public_value(self.definition.attr_kind(name), self._attrs[name])

    def _attr_items(self) -> Iterator[tuple[str, str, Any]]:
        """(name, kind, value) of every attribute, those of the definition first."""
        kind_of = self.definition.attr_kind
        extra = self._extra
        for name, value in self._attrs.items():
            if extra is None or name not in extra:
                yield name, kind_of(name), value
        if extra is not None:
            for name, (kind, value) in extra.items():
                yield name, kind, value

    def _set_attr(self, name: str, value: Any) -> None:
        """Sets an attribute: `value` is an AttrValue proto or a (kind, value) pair."""
        pair = value if isinstance(value, tuple) else ports.from_attr_value.call(value)
        # the table may be that of other nodes made under the same scope of attributes
        self._extra = {name: pair} if self._extra is None else {**self._extra, name: pair}

    def _clear_attr(self, name: str) -> None:
        if self._extra is not None:
            self._extra = {key: pair for key, pair in self._extra.items() if key != name}
        if name in self._attrs:
            self._attrs = {key: value for key, value in self._attrs.items() if key != name}

    def _set_device(self, device: Any) -> None:
        self._device = device_text(device)

    def _update_input(self, index: int, tensor: Tensor) -> None:
        """Replaces one input; plans that hold this operation are no longer valid."""
        self.graph._assert_same_graph(tensor)
        inputs = list(self._inputs)
        if not 0 <= index < len(inputs):
            raise errors.OutOfRangeError(
                None,
                None,
                f"Cannot update edge. Input index [{index}] is greater than the number of total inputs [{len(inputs)}].",
            )
        if not _may_agree(tensor._dims, inputs[index]._dims):
            raise errors.InvalidArgumentError(
                None,
                None,
                f"Cannot update edge, incompatible shapes: {_shape_text(tensor._dims)} and {_shape_text(inputs[index]._dims)}.",
            )
        inputs[index] = tensor
        self._inputs = tuple(inputs)
        self.graph._note_change(self)

    def _add_control_inputs(self, ops: Iterable[Operation]) -> None:
        fresh = [op for op in dict.fromkeys(ops) if op not in self._control_inputs]
        if fresh:
            self._control_inputs += tuple(fresh)
            self.graph._note_change(self)

    def _add_control_input(self, op: Operation) -> None:
        self._add_control_inputs([op])

    def _remove_all_control_inputs(self) -> None:
        if self._control_inputs:
            self._control_inputs = ()
            self.graph._note_change(self)

    def _get_control_flow_context(self) -> Any:
        return self._control_flow_context

    def _set_control_flow_context(self, context: Any) -> None:
        self._control_flow_context = context

    @property
    def _is_stateful(self) -> bool:
        return self.definition.stateful

    @property
    def _output_types(self) -> list[Any]:
        return [tensor.dtype for tensor in self._outputs]

    @property
    def _input_types(self) -> list[Any]:
        return [tensor.dtype.base_dtype for tensor in self._inputs]

    def run(self, feed_dict: Any = None, session: Any = None) -> None:
        """Runs this operation in `session` or the default session.

        Raises:
          ValueError: if there is no session, or it holds another graph.
        """
        ports.evaluate.call(self, feed_dict, self.graph, session)

    def __str__(self) -> str:
        return str(self.node_def)

    def __repr__(self) -> str:
        return f"<tf.Operation '{self._name}' type={self.type}>"


class InputList(Sequence[Tensor]):
    """A read-only list of an operation's input tensors."""

    __slots__ = ("_inputs",)

    def __init__(self, inputs: tuple[Tensor, ...]) -> None:
        self._inputs = list(inputs)

    def __iter__(self) -> Iterator[Tensor]:
        return iter(self._inputs)

    def __len__(self) -> int:
        return len(self._inputs)

    def __getitem__(self, index: Any) -> Any:
        return self._inputs[index]

    def __bool__(self) -> bool:
        return bool(self._inputs)

    def __repr__(self) -> str:
        return f"InputList({self._inputs})"


def _public_value(kind: str, value: Any) -> Any:
    """An attribute as `get_attr` gives it: bytes for strings, protos for shapes and tensors."""
    if kind == "string":
        return value.encode() if isinstance(value, str) else value
    if kind == "list(string)":
        return [v.encode() if isinstance(v, str) else v for v in value]
    if kind in ("shape", "tensor"):
        proto = ports.to_attr_value.call(kind, value)
        return getattr(proto, kind)
    if kind.startswith("list("):
        inner = kind[5:-1]
        if inner in ("shape", "tensor"):
            return [getattr(ports.to_attr_value.call(inner, v), inner) for v in value]
        return list(value)
    return value


def _may_agree(a: tuple[int | None, ...] | None, b: tuple[int | None, ...] | None) -> bool:
    if a is None or b is None:
        return True
    return len(a) == len(b) and all(
        x == y or x is None or y is None for x, y in zip(a, b, strict=True)
    )


def _shape_text(dims: tuple[int | None, ...] | None) -> str:
    return "?" if dims is None else bracketed(dims)
