"""What Python's operators do with ragged tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_BINARY = {
    "add": "add", "sub": "subtract", "mul": "multiply", "div": "div", "truediv": "truediv",
    "floordiv": "floordiv", "mod": "floormod", "pow": "pow", "and": "logical_and", "or": "logical_or",
    "xor": "logical_xor",
}  # fmt: skip
_COMPARED = {"lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal"}
_UNARY = {"neg": "negative", "abs": "abs", "invert": "logical_not"}


def _function(name: str) -> Callable[..., Any]:
    # imported at the first use: a program may make ragged tensors and calculate nothing
    from scopeflow.ops.math import arithmetic, comparison, division, elementwise, logical

    for module in (arithmetic, comparison, division, elementwise, logical):
        if hasattr(module, name):
            return getattr(module, name)
    raise AttributeError(name)


def _forward(name: str) -> Callable[..., Any]:
    def apply(self: Any, other: Any) -> Any:
        return _function(name)(self, other)

    return apply


def _reflected(name: str) -> Callable[..., Any]:
    def apply(self: Any, other: Any) -> Any:
        return _function(name)(other, self)

    return apply


def _single(name: str) -> Callable[..., Any]:
    def apply(self: Any) -> Any:
        return _function(name)(self)

    return apply


TABLE: dict[str, Callable[..., Any]] = {
    **{f"__{key}__": _forward(name) for key, name in {**_BINARY, **_COMPARED}.items()},
    **{f"__r{key}__": _reflected(name) for key, name in _BINARY.items()},
    **{f"__{key}__": _single(name) for key, name in _UNARY.items()},
}
