"""The losses and updates that layers collect, and which of them follow from given inputs."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.layers.calling import CALLS
from scopeflow.ops.nesting import leaves


class Collecting:
    """The part of a layer that holds losses and updates."""

    def __init__(self) -> None:
        # (loss or update, whether it holds whatever the inputs are)
        self._losses: list[tuple[Any, bool]] = []
        self._loss_functions: list[tuple[Callable[[], Any], bool]] = []
        self._updates: list[tuple[Any, bool]] = []

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Notes losses of this layer, and adds them to the graph's regularization losses.

        Args:
          losses: a scalar tensor, or a function without arguments that makes one; or several of them in a structure.
          inputs: the inputs that they depend on; None if they hold whatever the inputs are.
        """
        listed = leaves(losses)
        functions = [loss for loss in listed if callable(loss)]
        made = [_as_loss(loss) for loss in listed if loss is not None and not callable(loss)]
        self._losses += [(loss, inputs is None) for loss in made]
        self._loss_functions += [(function, inputs is None) for function in functions]
        made += [_as_loss(function()) for function in functions]
        add_new(GraphKeys.REGULARIZATION_LOSSES, (loss for loss in made if loss is not None))

    def _all_losses(self) -> list[tuple[Any, bool]]:
        found = list(self._losses)
        for function, unconditional in self._loss_functions:
            loss = _as_loss(function())
            if loss is not None:
                found.append((loss, unconditional))
        return found

    @property
    def losses(self) -> list[Any]:
        """The layer's losses.  Those that are functions are made anew each time this is read."""
        return [loss for loss, _ in self._all_losses()]

    def get_losses_for(self, inputs: Any) -> list[Any]:
        """The losses that depend on `inputs`; those that hold whatever the inputs are if None."""
        return _selected(self._all_losses(), inputs)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Notes operations to be run beside a training step; a call ends with adding them to the graph's update operations.

        Args:
          updates: an operation, or a tensor, or several of them in a list.
          inputs: ignored; they depend on the inputs of the call that this is part of, or on none.
        """
        listed = updates if isinstance(updates, (list, tuple)) else [updates]
        made = []
        for update in listed:
            if callable(update):
                update = update()
            if not isinstance(update, (Operation, Tensor)):
                update = getattr(update, "op", None) or convert_to_tensor(update)
            made.append(getattr(update, "op", update))
        reached = _reachable(leaves(CALLS.inputs))
        self._updates += [(update, update not in reached) for update in made]

    def _all_updates(self) -> list[tuple[Any, bool]]:
        trained = getattr(self, "trainable", True) or getattr(self, "stateful", False)
        return list(self._updates) if trained else []

    @property
    def updates(self) -> list[Any]:
        """The layer's update operations; none if it is neither trainable nor stateful."""
        return [update for update, _ in self._all_updates()]

    def get_updates_for(self, inputs: Any) -> list[Any]:
        """The updates that depend on `inputs`; those that hold whatever the inputs are if None."""
        return _selected(self._all_updates(), inputs)


def _as_loss(loss: Any) -> Any:
    if loss is None or isinstance(loss, Tensor):
        return loss
    return convert_to_tensor(loss, dtype=dtypes.float32)


def add_new(key: str, elements: Iterable[Any]) -> None:
    """Adds to a collection of the default graph what is not in it yet."""
    held = get_default_graph().get_collection_ref(key)
    for element in elements:
        if not any(map(operator.is_, held, itertools.repeat(element))):
            held.append(element)


def _selected(found: list[tuple[Any, bool]], inputs: Any) -> list[Any]:
    if inputs is None:
        return [element for element, unconditional in found if unconditional]
    reached = _reachable(leaves(inputs))
    return [
        element
        for element, unconditional in found
        if not unconditional and getattr(element, "op", element) in reached
    ]


def _reachable(inputs: list[Any]) -> set[Operation]:
    """The operations that depend on `inputs`, with those that make them."""
    waiting = [value for value in inputs if isinstance(value, Tensor)]
    reached = {tensor.op for tensor in waiting}
    while waiting:
        for op in waiting.pop().consumers():
            if op not in reached:
                reached.add(op)
                waiting.extend(op.outputs)
    return reached
