"""Which variables an optimizer has made: slots by name and variable, and those that stand for themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.contexts import colocate_with, init_scope
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.trackable import TrackableReference
from scopeflow.train.optimizers import slots
from scopeflow.variables.handles import BaseResourceVariable
from scopeflow.variables.variable import Variable


class SlotTable:
    """The variables of one optimizer."""

    def __init__(self) -> None:
        self._slots: dict[str, dict[Any, Any]] = {}
        self._non_slot_dict: dict[tuple[str, Any], Any] = {}

    # -- asking ------------------------------------------------------------------------------------

    def get_slot(self, var: Any, name: str) -> Any:
        """The slot called `name` that belongs to `var`, or None.

        Args:
          var: a variable that `apply_gradients` or `minimize` was given.
          name: one of `get_slot_names()`.
        """
        named = self._slots.get(name)
        return named.get(_key(var)) if named else None

    def get_slot_names(self) -> list[str]:
        """The names of the slots that there are, sorted."""
        return sorted(self._slots)

    def variables(self) -> list[Any]:
        """The slots and other variables that this optimizer has made in the default graph, by name."""
        graph = get_default_graph()
        made = [v for v in self._non_slot_variables() if v.op.graph is graph]
        made += [
            slot
            for named in self._slots.values()
            for slot in named.values()
            if slot.op.graph is graph
        ]
        return sorted(made, key=lambda variable: variable.name)

    @property
    def _checkpoint_dependencies(self) -> list[TrackableReference]:
        """What is saved with the optimizer beside its slots: its variables in the default graph, by name."""
        graph = get_default_graph()
        found = [(name, v) for (name, home), v in self._non_slot_dict.items() if home is graph]
        return [TrackableReference(name, v) for name, v in sorted(found, key=lambda pair: pair[0])]

    # -- making: what subclasses call --------------------------------------------------------------

    def _slot_dict(self, slot_name: str) -> dict[Any, Any]:
        """The slots of that name, by variable."""
        return self._slots.setdefault(slot_name, {})

    def _get_or_make_slot(self, var: Any, val: Any, slot_name: str, op_name: str) -> Any:
        """The slot `slot_name` of `var`; a new one begins as the tensor `val` and is called `op_name`."""
        return self._found(var, slot_name, lambda: slots.create_slot(var, val, op_name))

    def _get_or_make_slot_with_initializer(
        self, var: Any, initializer: Any, shape: Any, dtype: Any, slot_name: str, op_name: str
    ) -> Any:
        """The slot `slot_name` of `var`; a new one begins as an initializer says."""
        return self._found(
            var,
            slot_name,
            lambda: slots.create_slot_with_initializer(var, initializer, shape, dtype, op_name),
        )

    def _zeros_slot(self, var: Any, slot_name: str, op_name: str) -> Any:
        """The slot `slot_name` of `var`; a new one begins as zeros."""
        return self._found(var, slot_name, lambda: slots.create_zeros_slot(var, op_name))

    def _found(self, var: Any, slot_name: str, make: Callable[[], Any]) -> Any:
        named = self._slot_dict(slot_name)
        key = _key(var)
        if key not in named:
            named[key] = make()
        return named[key]

    def _create_non_slot_variable(self, initial_value: Any, name: str, colocate_with: Any) -> Any:
        """The variable `name` that belongs to no other; it stands beside `colocate_with`."""
        key = (name, colocate_with.graph)
        found = self._non_slot_dict.get(key)
        if found is None:
            found = self._non_slot_dict[key] = _variable_beside(colocate_with, initial_value, name)
        return found

    def _get_non_slot_variable(self, name: str, graph: Any = None) -> Any:
        """The variable of that name in a graph, or None."""
        return self._non_slot_dict.get((name, graph))

    def _non_slot_variables(self) -> Any:
        return self._non_slot_dict.values()

    def _in_this_graph(self, *names: str) -> list[Any]:
        """The variables of these names in the graph that is being built."""
        with init_scope():
            graph = get_default_graph()
        return [self._get_non_slot_variable(name, graph=graph) for name in names]


def _variable_beside(other: Any, initial_value: Any, name: str) -> Any:
    with colocate_with(other.op):
        return Variable(
            initial_value,
            name=name,
            trainable=False,
            use_resource=isinstance(other, BaseResourceVariable),
        )


def _key(var: Any) -> Any:
    return (var.op.graph, var.op.name) if hasattr(var, "op") else var._unique_id
