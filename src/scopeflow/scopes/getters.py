"""Custom getters: functions that stand between get_variable and the store, and how they nest."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any


def nested(inner: Any, outer: Any) -> Any:
    """The getter of a scope that sets `inner`, inside one whose getter is `outer`.

    `inner` is called first; what it knows as `getter` is `outer`, which gets the true one.
    """
    if outer is None:
        return inner

    def wrapped_custom_getter(getter: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return inner(functools.partial(outer, getter), *args, **kwargs)

    return wrapped_custom_getter


def check(custom_getter: Any) -> None:
    """Raises ValueError unless `custom_getter` can be called."""
    if not callable(custom_getter):
        raise ValueError(
            f"Passed a custom_getter which is not callable: {custom_getter}. "
            "It is a function(getter, name, *args, **kwargs) that returns a variable."
        )


def takes_constraint(custom_getter: Any) -> bool:
    """Whether a custom getter can be given `constraint`: older ones have a fixed list of arguments."""
    try:
        parameters = inspect.signature(custom_getter).parameters.values()
    except (TypeError, ValueError):
        return True
    return any(
        p.kind is inspect.Parameter.VAR_KEYWORD or p.name == "constraint" for p in parameters
    )
