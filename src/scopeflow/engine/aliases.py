"""Tensors that are no values: those that share a variable's memory, and handles that name a variable.

A ref variable's output, the output of its assignments, and what alias ops make of them have no value
of their own: each consumer that is no alias reads the variable at its own position in the plan.
"""

from __future__ import annotations

from typing import NamedTuple

from scopeflow.engine.sharing import shared_input
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

VarKey = tuple[str, str, str]


# Aliases that show a variable as it is.
_NOTHING_TO_DO = frozenset(
    ["Enter", "Identity", "IdentityN", "RefEnter", "RefIdentity", "RefSwitch", "StopGradient"]
)


def _hands_on(op: Operation) -> bool:
    """Whether an op hands a reference on to where it is: into a branch, or into every trip of a loop."""
    return op.type == "RefSwitch" or (op.type == "Enter" and op._attrs["is_constant"])


class Variable(NamedTuple):
    """A variable as a plan knows it."""

    key: VarKey
    op: Operation

    @property
    def name(self) -> str:
        return self.key[2]


class Live(NamedTuple):
    """A tensor without a value of its own: a variable, seen through alias ops (the outermost last).

    Each link of the chain is an operation and the index of the input that it hands on.
    """

    variable: Variable
    chain: tuple[tuple[Operation, int], ...]


def variable_of(op: Operation) -> Variable:
    """The variable that a VariableV2 or VarHandleOp node stands for."""
    attrs = op._attrs
    name = attrs.get("shared_name") or op.name
    return Variable((op.definition.variable, attrs.get("container", ""), name), op)


class Resolver:
    """Finds the variable behind tensors, under the feeds of one plan."""

    def __init__(
        self, feeds: frozenset[Tensor], handles: dict[Tensor, Variable] | None = None
    ) -> None:
        self._feeds = feeds
        self._handles = handles or {}
        self._live: dict[Tensor, Live | None] = {}

    def live(self, tensor: Tensor) -> Live | None:
        """What `tensor` is an alias of; None if it has a value of its own."""
        if tensor in self._feeds:
            return None
        known = self._live.get(tensor, self)
        if known is not self:
            return known  # type: ignore[return-value]
        chain: list[tuple[Tensor, int]] = []
        current: Tensor | None = tensor
        found: Live | None = None
        while current is not None and current not in self._feeds:
            if current in self._live:
                found = self._live[current]
                break
            op = current._op
            definition = op.definition
            if definition.variable == "ref":
                found = self._live[current] = Live(variable_of(op), ())
                break
            if definition.writes and current.dtype._is_ref_dtype:
                current = op._inputs[definition.input_index(definition.writes[0])]
                # what an assignment returns is the variable itself, seen as its own input saw it
                chain.append((op._outputs[0], -1))
                continue
            index = 0 if _hands_on(op) else shared_input(current, self._feeds)
            if index is None:
                break
            chain.append((current, index))
            current = op._inputs[index]
        for tensor_seen, index in reversed(chain):
            if found is not None and index >= 0 and tensor_seen._op.type not in _NOTHING_TO_DO:
                found = Live(found.variable, (*found.chain, (tensor_seen._op, index)))
            self._live[tensor_seen] = found
        return self._live.setdefault(tensor, found)

    def handle(self, tensor: Tensor) -> Variable | None:
        """The variable that a resource tensor names; None if that is not known before the run."""
        while tensor not in self._feeds:
            op = tensor._op
            if tensor in self._handles:
                return self._handles[tensor]
            if op.definition.variable == "resource":
                return variable_of(op)
            if op.definition.alias or op.type in ("Switch", "Enter"):
                tensor = op._inputs[0]
                continue
            break
        return None

    def target(self, op: Operation, argument: str) -> Variable | None:
        """The variable that `op` reads or writes through the input called `argument`."""
        tensor = op._inputs[op.definition.input_index(argument)]
        if tensor.dtype._is_ref_dtype:
            live = self.live(tensor)
            return None if live is None else live.variable
        return self.handle(tensor)
