"""Functions of numbers called with a SparseTensor: those that keep zero at zero work on its values."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.dispatch import register
from scopeflow.ops.sparse.elementwise import on_values
from scopeflow.ops.sparse.tensor import SparseTensor

_KEEP_ZERO = frozenset(["Abs", "Erf", "abs", "Neg", "Sign", "Sqrt", "Square", "Tanh"])


def _handle(function: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    given = args[0] if args else kwargs.get("x")
    if name not in _KEEP_ZERO or not isinstance(given, SparseTensor):
        return NotImplemented
    wish = kwargs.get("name", args[1] if len(args) > 1 else None)
    return on_values(given, lambda values: function(values, name=wish))


register("SparseTensor", _handle)
