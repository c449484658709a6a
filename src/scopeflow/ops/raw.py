"""Ops called by their type, with keyword arguments alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from scopeflow.ops import removed
from scopeflow.ops.catalog import find

# Types that no function of the reference makes by name, or that are this library's own.
_HIDDEN = frozenset({"Const", "Vjp", "_Arg", "_Retval"})


def keyword_only(op_type: str) -> Callable[..., Any] | None:
    """The function that adds a node of type `op_type`, or None if there is no such op.

    Raises (when called):
      TypeError: for positional arguments, missing or unknown ones.
    """
    if op_type[:1].islower() or op_type.startswith("__") or op_type in _HIDDEN:
        return None
    if op_type in removed.REMOVED:
        return _refused(op_type)
    definition = find(op_type)
    if definition is None:
        return None

    def made(*args: Any, **kwargs: Any) -> Any:
        if args:
            keys = list(definition.__signature__.parameters)
            raise TypeError(
                f"{op_type} only takes keyword args (possible keys: {keys}). "
                "Please pass these args as kwargs instead."
            )
        try:
            return definition(**kwargs)
        except TypeError as error:
            words = str(error)
            own = f"{definition.__name__}()"
            if not words.startswith(own):
                raise
            raise TypeError(op_type + words[len(own) - 2 :]) from None

    made.__name__ = made.__qualname__ = op_type
    made.__doc__ = definition.__doc__
    made.__signature__ = definition.__signature__  # type: ignore[attr-defined]
    return made


def _refused(op_type: str) -> Callable[..., NoReturn]:
    def made(**kwargs: Any) -> NoReturn:
        raise removed.refusal(op_type)

    made.__name__ = made.__qualname__ = op_type
    made.__doc__ = str(removed.refusal(op_type))
    made.__not_supported__ = True  # type: ignore[attr-defined]
    return made
