"""Checks of what a new variable is given, the same for both flavours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.convert import internal_convert
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.tensor import Tensor


def check_initial_value(initial_value: Any) -> None:
    """Raises ValueError if there is none."""
    if initial_value is None:
        raise ValueError(
            "initial_value must be specified. Give a tensor, a value, or a function that returns one."
        )


def checked_collections(
    collections: Any, constraint: Callable[..., Any] | None, trainable: Any
) -> Any:
    """The keys of the collections that a new variable is to be in.

    Raises:
      ValueError: if `collections` is no list, tuple or set, or `constraint` cannot be called.
    """
    if collections is None:
        collections = [GraphKeys.GLOBAL_VARIABLES]
    if not isinstance(collections, (list, tuple, set)):
        raise ValueError(
            "collections argument to Variable constructor must be a list, tuple, or set. "
            f"Got {collections} of type {type(collections)}"
        )
    if constraint is not None and not callable(constraint):
        raise ValueError(
            "The `constraint` argument must be a callable. It gets the value and returns the value."
        )
    if trainable and GraphKeys.TRAINABLE_VARIABLES not in collections:
        return [*collections, GraphKeys.TRAINABLE_VARIABLES]
    return collections


def initial_tensor(value: Any, dtype: Any, scope: str | None = None) -> Tensor:
    """The initial value as a tensor.

    Args:
      value: what the user gave, or what his function returned.
      dtype: the DType asked for, or None.
      scope: the variable's name scope, if it is to be refused where it stands in a loop or conditional.

    Raises:
      ValueError: if it was made inside a loop or conditional.
    """
    tensor = internal_convert(value, None if dtype is None else as_dtype(dtype), "initial_value")
    if scope is not None and tensor.op._get_control_flow_context() is not None:
        raise ValueError(
            f"Initializer for variable {scope} is from inside a control-flow construct, such as a loop or "
            "conditional. When creating a variable inside a loop or conditional, use a lambda as the initializer."
        )
    return tensor
