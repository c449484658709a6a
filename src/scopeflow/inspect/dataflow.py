"""Who uses a variable's value in a model, and where the data of a node come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.inspect.name_parts import VARIABLE_OPS

_HELPER_ROOMS = (f"{os.sep}autodiff{os.sep}", f"{os.sep}train{os.sep}")
_READS = frozenset({"Identity", "ReadVariableOp"})
# What makes data of its own though it takes inputs: a shape, an iterator, a queue, a file's name.
_SOURCES = ("IteratorGetNext", "Random", "TruncatedNormal", "QueueDequeue", "Reader", "PyFunc")
_NO_USE = frozenset(
    {"Assign", "AssignVariableOp", "VarIsInitializedOp", "IsVariableInitialized", "SaveV2"}
)


class Dataflow:
    """Questions about one graph's values, without what gradients and optimizers added.

    Args:
      graph: the graph.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._helpers = {
            full
            for full, (_, _, trail) in graph._scope_notes.items()
            if trail[0] is not None and any(room in trail[0].co_filename for room in _HELPER_ROOMS)
        }

    def is_helper(self, op: Operation) -> bool:
        """Whether gradients, an optimizer or a saver made the operation."""
        name = op.name
        end = name.find("/")
        while end > 0:
            if name[:end] in self._helpers:
                return True
            end = name.find("/", end + 1)
        return False

    def users(self, variable: Any) -> list[Operation]:
        """The operations of the model that take a variable's value."""
        found: dict[Operation, None] = {}
        waiting = list(variable.op._outputs)
        own = variable.op.name + "/"
        while waiting:
            for op in self.graph._consumers_of(waiting.pop()):
                if op.type in _READS and (op.name.startswith(own) or op.type == "ReadVariableOp"):
                    waiting += op._outputs
                elif op.type not in _NO_USE and not self.is_helper(op):
                    found[op] = None
        return list(found)

    def reach(self, marks: dict[Operation, int]) -> dict[Operation, int]:
        """Which marks reach each operation's inputs.

        Args:
          marks: operation -> the bits that its outputs carry, besides those that reach it.

        Returns:
          operation -> the bits that reach it; operations that none reaches are left out.
        """
        reached: dict[Operation, int] = {}
        carried: dict[Operation, int] = {}
        # inputs are made before what takes them, but for the way back in a loop
        for op in self.graph._ops:
            bits = 0
            for tensor in op._inputs:
                bits |= carried.get(tensor._op, 0)
            own = marks.get(op, 0)
            if bits:
                if self._helpers and self.is_helper(op):
                    continue
                reached[op] = bits
            if bits or own:
                carried[op] = bits | own
        return reached

    def sources(self) -> Callable[[Iterable[Operation]], int]:
        """A function that tells where the data of operations come from, as bits: equal bits are equal sources.

        Sources are placeholders, iterators and the like, and constants where there are none. Variables are no data, and
        neither is a single number, such as a rate that all parts of a model take.
        """
        leaves = [op for op in self.graph._ops if op._outputs and op.type not in VARIABLE_OPS]
        data = [
            op
            for op in leaves
            if (not op._inputs or op.type.startswith(_SOURCES))
            and op.type != "Const"
            and op._outputs[0]._dims != ()
        ]
        constants = [op for op in leaves if op.type == "Const" and _is_floating(op)]
        from_data, from_constants = [
            self.reach({op: 1 << number for number, op in enumerate(ops)})
            for ops in (data, constants)
        ]

        def sources_of(ops: Iterable[Operation]) -> int:
            ops = list(ops)
            bits = 0
            for op in ops:
                bits |= from_data.get(op, 0)
            if bits:
                return bits
            for op in ops:
                bits |= from_constants.get(op, 0)
            return bits << len(data)

        return sources_of


def _is_floating(op: Operation) -> bool:
    output = op._outputs[0]
    return bool(output.dtype.is_floating) and output._dims != ()
