"""What a refused call leaves behind: TensorFlow converts the lists among its arguments once more.

It asks whether another kind of tensor could take the call.  The constants that this makes are never
used, but they count: later names and graph-level seeds depend on them.
"""

from __future__ import annotations

import functools
import inspect
import numbers
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.dispatch import answer

_LEFT_ALONE = (Tensor, numbers.Number, str, bytes, np.ndarray, np.generic, type(None))

F = TypeVar("F", bound=Callable[..., Any])


def converts_again(*names: str, each: bool = False, early: str = "") -> Callable[[F], F]:
    """Marks a function whose refusal converts these arguments again.

    Args:
      *names: the parameters; what is not a list or tuple is left alone.
      each: the arguments are lists of tensors: convert the lists among their items.
      early: how the message of a refusal begins that comes too early for that.
    """

    def wrap(function: F) -> F:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except (TypeError, ValueError) as error:
                if early and str(error).startswith(early):
                    raise
                found = answer(call, function.__name__, args, kwargs)
                if found is not NotImplemented:
                    return found
                try:
                    given = signature.bind(*args, **kwargs).arguments
                except TypeError:
                    given = {}
                values = [given.get(name) for name in names]
                _convert_lists(values[0] if each else values)
                raise

        return call  # type: ignore[return-value]

    return wrap


def _convert_lists(values: Any) -> None:
    if isinstance(values, Tensor) or not isinstance(values, Iterable):
        return
    try:
        values = list(values)
    except TypeError:  # a variable says only now that it cannot be walked
        return
    for value in values:
        # neither plain values nor variables; operations and other objects end the search
        if isinstance(value, (list, tuple)) or not isinstance(value, _LEFT_ALONE):
            if hasattr(value, "_as_graph_element"):
                continue
            try:
                convert_to_tensor(value)
            except (TypeError, ValueError):
                return
