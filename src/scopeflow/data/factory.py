"""The function that makes a dataset, for iterators that start themselves: a copy of the nodes behind the dataset."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from scopeflow.graph import ports
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.dtypes import variant
from scopeflow.graph.function import FunctionGraph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor


class CopyingGraph(FunctionGraph):
    """A function's body that takes nothing from outside: it copies the nodes behind what it uses.

    Args:
      name: the function's name.
      outer: the graph that it is built in.
      allowed: nodes that may be copied although they are stateful.
    """

    def __init__(self, name: str, outer: Graph, allowed: set[Operation]) -> None:
        super().__init__(name, outer)
        self._allowed = allowed
        self._copies: dict[Operation, Operation] = {}
        self.take_devices()

    def capture(self, tensor: Tensor, name: str | None = None) -> Tensor:
        if tensor._op.graph is self:
            return tensor
        return self._copy(tensor._op)._outputs[tensor._value_index]

    def _copy(self, op: Operation) -> Operation:
        known = self._copies.get(op)
        if known is not None:
            return known
        if op.definition.stateful and op not in self._allowed:
            raise ValueError(
                f"Cannot capture a stateful node (name:{op.name}, type:{op.type}) by value."
            )
        if op.type in ("Placeholder", "PlaceholderV2"):
            raise ValueError(
                f"Cannot capture a placeholder (name:{op.name}, type:{op.type}) by value."
            )
        inputs = tuple([self.capture(tensor) for tensor in op._inputs])
        with self.control_dependencies([self._copy(before) for before in op._control_inputs]):
            made: Operation = ports.create_op.call(
                self, op.type, inputs, None, op.name, dict(op._attrs)
            )
        self._copies[op] = made
        return made


def dataset_factory(dataset: Any, apply_options: Callable[[Any], Any]) -> CopyingGraph:
    """The function without arguments that makes `dataset`; the default graph knows it.

    Args:
      dataset: a Dataset.
      apply_options: gives the dataset as its options want it.

    Raises:
      ValueError: if the dataset needs what cannot be copied.
    """
    outer = get_default_graph()
    body = CopyingGraph("_make_dataset", outer, _variant_ops(dataset._variant_tensor._op))
    with body.building():
        made = apply_options(dataset)._variant_tensor
        body.outputs = [body.capture(made)]
    body.attrs["_disable_call_shape_inference"] = ("bool", True)
    body.description = "Factory function for a dataset."
    body.name = f"_make_dataset_{_digest(body)}"
    outer._add_function(body)
    return body


def _variant_ops(op: Operation) -> set[Operation]:
    """The nodes that make the datasets behind one, and itself."""
    found = {op}
    waiting = [op]
    while waiting:
        for tensor in waiting.pop()._inputs:
            before = tensor._op
            if tensor.dtype is variant and before not in found:
                found.add(before)
                waiting.append(before)
    return found


def _digest(body: FunctionGraph) -> str:
    """Eleven letters and digits that two different bodies hardly ever share."""
    text = hashlib.sha256()
    for op in body._ops:
        inputs = [(t._op.name, t._value_index) for t in op._inputs]
        text.update(f"{op.name} {op.type} {inputs} {sorted(op._attrs.items(), key=str)}".encode())
    letters = base64.b64encode(text.digest()[:8], b"Aa").decode()
    return letters.rstrip("=")
