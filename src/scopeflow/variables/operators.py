"""Arithmetic on variables: their operators are those of the tensor that they are read as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from scopeflow.graph.tensor import Tensor

T = TypeVar("T", bound=type)

_OPERATORS = (
    *(f"__{side}{name}__" for name in ("add", "sub", "mul", "div", "truediv", "floordiv", "mod", "pow", "matmul",
                                       "and", "or", "xor") for side in ("", "r")),
    *(f"__{name}__" for name in ("lt", "le", "gt", "ge", "invert", "neg", "abs")),
)  # fmt: skip


def _on_value(operator: str) -> Callable[..., Any]:
    def apply(self: Any, *args: Any) -> Any:
        return getattr(Tensor, operator)(self.value(), *args)

    apply.__name__ = operator
    return apply


def with_operators_of_its_value(kind: T) -> T:
    """A class decorator: operators act on what the object's `value()` returns."""
    for operator in _OPERATORS:
        setattr(kind, operator, _on_value(operator))
    return kind
