"""Objects that hold options: each has a type, and a value that nobody set is told apart from one that was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_Holder = TypeVar("_Holder", bound="OptionsBase")


class Option:
    """One option of a class of options.

    Args:
      kind: the type, or types, of its values.
      doc: what it says.
      default: makes the value that it has before it is set.
    """

    def __init__(self, kind: Any, doc: str, default: Callable[[], Any] = lambda: None) -> None:
        self._kind = kind
        self._default = default
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, holder: Any, owner: type | None = None) -> Any:
        if holder is None:
            return self
        values = holder._options
        if self._name not in values:
            made = self._default()
            if not isinstance(made, OptionsBase):
                return made
            # what holds options itself is changed in place
            values[self._name] = made
        return values[self._name]

    def __set__(self, holder: Any, value: Any) -> None:
        if not isinstance(value, self._kind) or (
            type(value) is bool and self._kind not in (bool, object)
        ):
            raise TypeError(
                f'Property "{self._name}" must be of type {self._kind}, got: {value!r} (type: {type(value)})'
            )
        holder._options[self._name] = value


class OptionsBase:
    """What classes of options share: they refuse unknown names, are equal if all options are, and can be merged."""

    _options: dict[str, Any]

    def __init__(self) -> None:
        object.__setattr__(self, "_options", {})

    def __setattr__(self, name: str, value: Any) -> None:
        if not hasattr(type(self), name):
            raise AttributeError(f"Cannot set the property {name} on {type(self).__name__}.")
        object.__setattr__(self, name, value)

    @classmethod
    def _names(cls) -> list[str]:
        return [name for name, option in vars(cls).items() if isinstance(option, Option)]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(
            getattr(self, name) == getattr(other, name) for name in self._names()
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]


def merged(first: _Holder, second: _Holder) -> _Holder:
    """Options that say what either says.

    Raises:
      TypeError: if they are of different kinds.
      ValueError: if they contradict each other.
    """
    if type(first) is not type(second):
        raise TypeError(f"Incompatible options type: {type(second)} vs {type(first)}")
    result = type(first)()
    for name in first._names():
        one, other = getattr(first, name), getattr(second, name)
        if isinstance(one, OptionsBase) and isinstance(other, OptionsBase):
            result._options[name] = merged(one, other)
            continue
        given = [holder._options.get(name) for holder in (first, second)]
        if given[0] is None or given[1] is None:
            value = given[1] if given[0] is None else given[0]
            if value is not None:
                result._options[name] = value
        elif given[0] == given[1]:
            result._options[name] = given[0]
        else:
            raise ValueError(
                f"Cannot merge incompatible values ({given[0]} and {given[1]}) of option: {name}"
            )
    return result
