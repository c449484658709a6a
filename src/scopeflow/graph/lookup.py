"""Finding nodes again: by name, or from any object that stands for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

if TYPE_CHECKING:
    from scopeflow.graph.core import Graph

_FORM = 'Tensor names must be of the form "<op_name>:<output_index>".'


class Lookup:
    """The part of a graph that finds operations and tensors."""

    _ops: list[Operation]
    _by_name: dict[str, Operation]

    def get_operations(self) -> list[Operation]:
        """All operations in the order in which they were made."""
        return list(self._ops)

    def _ops_in_order(self) -> list[Operation]:
        return self._ops

    def get_operation_by_name(self, name: str) -> Operation:
        """The operation called `name`.

        Raises:
          TypeError: if `name` is not a string.
          ValueError: if it is a tensor's name.
          KeyError: if there is no such operation.
        """
        if not isinstance(name, str):
            raise TypeError(f"Operation names are strings (or similar), not {type(name).__name__}.")
        return self.as_graph_element(name, allow_tensor=False, allow_operation=True)

    def get_tensor_by_name(self, name: str) -> Tensor:
        """The tensor called `name`, e.g. "dense/MatMul:0".

        Raises:
          TypeError: if `name` is not a string.
          ValueError: if it is an operation's name or malformed.
          KeyError: if there is no such tensor.
        """
        if not isinstance(name, str):
            raise TypeError(f"Tensor names are strings (or similar), not {type(name).__name__}.")
        return self.as_graph_element(name, allow_tensor=True, allow_operation=False)

    def _get_operation_by_name_unsafe(self, name: str) -> Operation:
        return self._by_name[name]

    def as_graph_element(
        self, obj: Any, allow_tensor: bool = True, allow_operation: bool = True
    ) -> Any:
        """The Tensor or Operation of this graph that `obj` means.

        Args:
          obj: a Tensor, an Operation, a name, or an object with `_as_graph_element()` such as a variable.
          allow_tensor: whether a Tensor may be returned.
          allow_operation: whether an Operation may be returned.

        Raises:
          TypeError: if `obj` can mean no node.
          ValueError: if it belongs to another graph, or its name means the other kind of node.
          KeyError: if no node has that name.
        """
        if allow_tensor and allow_operation:
            kinds = "Tensor or Operation"
        elif allow_tensor:
            kinds = "Tensor"
        elif allow_operation:
            kinds = "Operation"
        else:
            raise ValueError("allow_tensor and allow_operation can't both be False.")
        convert = getattr(obj, "_as_graph_element", None)
        element = convert() if callable(convert) else None
        if element is not None:
            obj = element
        if isinstance(obj, bytes):
            obj = obj.decode()
        if isinstance(obj, str):
            return self._by_text(obj, allow_tensor, allow_operation)
        if isinstance(obj, Tensor) and allow_tensor:
            if obj.graph is not self:
                raise ValueError(
                    f"Tensor {obj} is not an element of this graph." + _made_at(obj.op)
                )
            return obj
        if isinstance(obj, Operation) and allow_operation:
            if obj.graph is not self:
                raise ValueError(
                    f"Operation {obj} is not an element of this graph." + _made_at(obj)
                )
            return obj
        raise TypeError(
            f"Can not convert a {type(obj).__name__} into a {kinds}. Give one of the graph, or its name."
        )

    def _by_text(self, name: str, allow_tensor: bool, allow_operation: bool) -> Any:
        if ":" in name and allow_tensor:
            return self._tensor_by_text(name)
        if ":" not in name and allow_operation:
            op = self._by_name.get(name)
            if op is None:
                raise KeyError(
                    f"The name {name!r} refers to an Operation not in the graph."
                    + self._nearest(name, 0 if allow_tensor else None)
                )
            return op
        if ":" not in name:
            if name in self._by_name:
                raise ValueError(
                    f"The name {name!r} refers to an Operation, not a Tensor. {_FORM} Did you mean '{name}:0'?"
                )
            raise ValueError(
                f"The name {name!r} looks like an (invalid) Operation name, not a Tensor. {_FORM}"
                + self._nearest(name, 0)
            )
        raise ValueError(
            f"Name {name!r} appears to refer to a Tensor, not a Operation. "
            f"The operation's name is what stands before the colon: '{name.split(':')[0]}'."
        )

    def _tensor_by_text(self, name: str) -> Tensor:
        op_name, _, index_text = name.partition(":")
        try:
            index = int(index_text)
        except ValueError:
            raise ValueError(
                f"The name {name!r} looks a like a Tensor name, but is not a valid one. {_FORM}"
            ) from None
        op = self._by_name.get(op_name)
        if op is None:
            raise KeyError(
                f"The name {name!r} refers to a Tensor which does not exist. The operation, "
                f"{op_name!r}, does not exist in the graph." + self._nearest(op_name, index)
            )
        try:
            return op._outputs[index]
        except IndexError:
            raise KeyError(
                f"The name {name!r} refers to a Tensor which does not exist. The operation, "
                f"{op_name!r}, exists but only has {len(op._outputs)} outputs."
            ) from None

    def _nearest(self, name: str, index: int | None) -> str:
        """A hint that names the most alike nodes, or another graph that has the name; '' where there are none.

        Args:
          name: the operation's name.
          index: the output that was asked for; None if an operation was.
        """
        from scopeflow.graph.alike import alike, elsewhere  # needed only for an error's text

        graph: Graph = self  # type: ignore[assignment]
        near = [self._as_asked(one, index) for one in alike(name, self._by_name)]
        hint = f" The nearest names are {', '.join(repr(n) for n in near)}." if near else ""
        return hint + elsewhere(graph, name)

    def _as_asked(self, name: str, index: int | None) -> str:
        """An operation's name as it fetches a value, if one was asked for."""
        outputs = len(self._by_name[name]._outputs)
        if index is None or not outputs:
            return name
        return f"{name}:{index if 0 <= index < outputs else 0}"

    def _assert_same_graph(self, tensor: Tensor) -> None:
        graph: Graph = self  # type: ignore[assignment]
        if tensor.graph is not graph:
            raise ValueError(
                f"{tensor} must be from the same graph as this operation." + _made_at(tensor.op)
            )

    def _assert_same_graph_op(self, op: Operation) -> None:
        if op.graph is not self:
            raise ValueError(f"Operation {op} is not an element of this graph." + _made_at(op))

    def is_feedable(self, tensor: Any) -> bool:
        """Whether a run may feed `tensor`."""
        return tensor not in self._unfeedable

    def is_fetchable(self, tensor_or_op: Any) -> bool:
        """Whether a run may fetch this tensor or operation."""
        op = tensor_or_op.op if isinstance(tensor_or_op, Tensor) else tensor_or_op
        return op not in self._unfetchable

    def prevent_feeding(self, tensor: Any) -> None:
        """Marks a tensor as not to be fed."""
        self._unfeedable.add(tensor)

    def prevent_fetching(self, op: Operation) -> None:
        """Marks an operation as not to be fetched."""
        self._unfetchable.add(op)

    def _init_lookup(self) -> None:
        self._ops = []
        self._by_name = {}
        self._unfeedable: set[Any] = set()
        self._unfetchable: set[Any] = set()


def _made_at(op: Operation) -> str:
    origin = op.origin
    replaced = op.graph.__dict__.get("_replaced_by")
    if replaced is not None:
        return f" It was made at {origin} and taken away when {replaced} was run again: run the code that makes it again."
    return (
        f" It was made at {origin} in another graph." if origin else " It belongs to another graph."
    )
