"""From a wish for a variable to the variable: the stack of creators, and the default one at its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from scopeflow.graph.core import Graph, function_being_built, get_default_graph
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization

Creator = Callable[..., Any]

_lock = threading.Lock()
_resource_by_default = False


class _CreatorStack(threading.local):
    """The creators of one graph, those to be asked last first; each thread has its own."""

    def __init__(self) -> None:
        self.entries: list[tuple[int, Creator]] = []


def creator_stack(graph: Graph) -> list[tuple[int, Creator]]:
    """The (priority, creator) pairs of `graph` in this thread; the last one is asked first."""
    stack = graph.__dict__.get("_variable_creators")
    if stack is None:
        with _lock:
            stack = graph.__dict__.setdefault("_variable_creators", _CreatorStack())
    return stack.entries


@contextmanager
def creator_scope(graph: Graph, creator: Creator, priority: int = 100) -> Iterator[None]:
    """A context manager: variables of `graph` made inside are made by `creator(next_creator, **kwargs)`.

    Args:
      graph: the graph whose variables are meant.
      creator: gets the next creator and the keyword arguments of `make_variable`; returns a variable.
      priority: creators of a lower priority are asked earlier, equal ones inner first.
    """
    entries = creator_stack(graph)
    before = list(entries)
    entries.append((priority, creator))
    entries.sort(key=lambda entry: entry[0])
    inside = list(entries)
    try:
        yield
    finally:
        if entries != inside:
            raise RuntimeError(
                "Exiting variable_creator_scope without proper nesting. Leave the scopes in the opposite "
                "order of entering them."
            )
        entries[:] = before


def create_variable(**kwargs: Any) -> Any:
    """A new variable of the default graph, made by its creators; see `make_variable` for the arguments."""
    make: Creator = make_variable
    for _, creator in creator_stack(get_default_graph()):
        make = _bound(creator, make)
    return make(**kwargs)


def _bound(creator: Creator, next_creator: Creator) -> Creator:
    def make(**kwargs: Any) -> Any:
        return creator(next_creator, **kwargs)

    return make


def _no_wish() -> bool | None:
    return None


class _ScopeWish:
    """Whether the current variable scope wants resource variables; told by the room of scopes."""

    ask: Callable[[], bool | None] = staticmethod(_no_wish)


def ask_scope_for_use_resource(function: Callable[[], bool | None]) -> Callable[[], bool | None]:
    """Registers the function that gives the current variable scope's `use_resource`."""
    _ScopeWish.ask = staticmethod(function)
    return function


def scope_wants_resources() -> bool:
    """Whether the current variable scope says that variables are resource variables."""
    return bool(_ScopeWish.ask())


def make_variable(
    *,
    initial_value: Any = None,
    trainable: bool | None = None,
    collections: Any = None,
    validate_shape: bool = True,
    caching_device: Any = None,
    name: str | None = None,
    variable_def: Any = None,
    dtype: Any = None,
    expected_shape: Any = None,
    import_scope: str | None = None,
    constraint: Callable[..., Any] | None = None,
    use_resource: bool | None = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
    shape: Any = None,
    **unused: Any,
) -> Any:
    """The creator at the end of the stack: makes a ref or a resource variable.

    The arguments are those of `tf.Variable`.

    Raises:
      ValueError, TypeError: as `tf.Variable` does.
    """
    from scopeflow.variables.ref import RefVariable
    from scopeflow.variables.resource import ResourceVariable

    if use_resource is None:
        use_resource = _ScopeWish.ask()
    if use_resource is None:
        use_resource = _resource_by_default
    common = {
        "initial_value": initial_value,
        "trainable": trainable,
        "collections": collections,
        "caching_device": caching_device,
        "name": name,
        "dtype": dtype,
        "constraint": constraint,
        "variable_def": variable_def,
        "import_scope": import_scope,
        "synchronization": synchronization,
        "aggregation": aggregation,
        "shape": shape,
    }
    inside = function_being_built()
    if inside is not None:
        # a function has no variables of its own: it captures one of the graph around it
        return inside.outside(lambda: ResourceVariable(**common))
    if use_resource:
        return ResourceVariable(**common)
    return RefVariable(validate_shape=validate_shape, **common)


def enable_resource_variables() -> None:
    """Makes variables resource variables where neither the call nor the scope says otherwise."""
    global _resource_by_default
    _resource_by_default = True


def disable_resource_variables() -> None:
    """Makes variables ref variables where neither the call nor the scope says otherwise."""
    global _resource_by_default
    _resource_by_default = False


def resource_variables_enabled() -> bool:
    """Whether variables are resource variables where neither the call nor the scope says otherwise."""
    return _resource_by_default
