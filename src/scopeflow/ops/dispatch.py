"""Calls whose arguments are no tensors but made of several: who answers them.

An op refuses a SparseTensor or a RaggedTensor as it refuses anything else.  Then the handlers here are asked, as
TensorFlow asks them: after the attempt, whose names stay taken.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, TypeVar

from scopeflow.graph.composite import CompositeTensor

F = TypeVar("F", bound=Callable[..., Any])
# handler(function, its name, args, kwargs) -> the result, or NotImplemented
Handler = Callable[[Any, str, tuple[Any, ...], dict[str, Any]], Any]

# By the kind of composite, the module that registers its handler, and the handler once it is there.
_HOMES = {
    "SparseTensor": "scopeflow.ops.sparse.dispatch",
    "RaggedTensor": "scopeflow.ops.ragged.dispatch",
}
_HANDLERS: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """Sets the handler of calls with composites whose class is called `kind`."""
    _HANDLERS[kind] = handler


def _composites(values: Iterable[Any]) -> Iterable[CompositeTensor]:
    for value in values:
        if isinstance(value, CompositeTensor):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from _composites(value)


def answer(function: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What a call that was refused gives for composites, or NotImplemented.

    Args:
      function: what was called.
      name: the name of its op or of the function.
      args: its positional arguments.
      kwargs: its keyword arguments.
    """
    for found in _composites((*args, *kwargs.values())):
        kind = type(found).__name__
        home = _HOMES.get(kind)
        if home is None:
            continue
        if kind not in _HANDLERS:
            import_module(home)
        result = _HANDLERS[kind](function, name, args, kwargs)
        if result is not NotImplemented:
            return result
    return NotImplemented


def dispatched(function: F) -> F:
    """Marks a function whose refused calls are answered for composites."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except (TypeError, ValueError):
            found = answer(call, function.__name__, args, kwargs)
            if found is NotImplemented:
                raise
            return found

    return call  # type: ignore[return-value]
