"""Nested structures of Python values: their leaves in order, and the same structure around other leaves.

Lists, tuples, named tuples and dicts are structures (a dict's leaves come in the order of its sorted
keys); everything else, None included, is a leaf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


def is_nested(value: Any) -> bool:
    """Whether `value` is a structure."""
    return isinstance(value, (list, tuple, Mapping))


def _parts(structure: Any) -> list[Any]:
    if isinstance(structure, Mapping):
        return [structure[key] for key in sorted(structure)]
    return list(structure)


def leaves(structure: Any) -> list[Any]:
    """The leaves of a structure in order; a leaf is its own only leaf."""
    if not is_nested(structure):
        return [structure]
    found: list[Any] = []
    for part in _parts(structure):
        found.extend(leaves(part))
    return found


def rebuild(structure: Any, new_leaves: Iterator[Any]) -> Any:
    """The same structure around the next of `new_leaves`."""
    if not is_nested(structure):
        return next(new_leaves)
    return _like(structure, [rebuild(part, new_leaves) for part in _parts(structure)])


def _like(structure: Any, parts: list[Any]) -> Any:
    if isinstance(structure, Mapping):
        by_key = dict(zip(sorted(structure), parts, strict=True))
        return type(structure)((key, by_key[key]) for key in structure)  # type: ignore[call-arg]
    if hasattr(structure, "_fields"):
        return type(structure)(*parts)
    return type(structure)(parts)


def map_leaves(function: Callable[[Any], Any], structure: Any) -> Any:
    """The same structure around `function` of each leaf."""
    return rebuild(structure, iter([function(leaf) for leaf in leaves(structure)]))


def assert_same_structure(first: Any, second: Any) -> None:
    """Refuses two structures that differ in more than their leaves.

    Raises:
      TypeError: if two sequences in the same place are of different types.
      ValueError: if they differ otherwise.
    """
    found = _difference(first, second)
    if found is not None:
        error, what = found
        raise error(
            "The two structures don't have the same nested structure.\n\n"
            f"First structure: {_show(first)}\n\nSecond structure: {_show(second)}\n\n"
            f"More specifically: {what}"
        )


def _show(value: Any) -> str:
    return f"type={type(value).__name__} str={value}"


def _difference(first: Any, second: Any) -> tuple[type[Exception], str] | None:
    if is_nested(first) != is_nested(second):
        nested, leaf = (first, second) if is_nested(first) else (second, first)
        return (
            ValueError,
            f'Substructure "{_show(nested)}" is a sequence, while substructure "{_show(leaf)}" is not',
        )
    if not is_nested(first):
        return None
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        if set(first) != set(second):
            return ValueError, (
                "The two dictionaries don't have the same set of keys. First structure has keys "
                f"{_show(list(first))}, while second structure has keys {_show(list(second))}"
            )
    elif type(first) is not type(second):
        return TypeError, (
            "The two namedtuples don't have the same sequence type. First structure "
            f"{_show(first)} has type {type(first).__name__}, while second structure "
            f"{_show(second)} has type {type(second).__name__}"
        )
    ones, others = _parts(first), _parts(second)
    if len(ones) != len(others):
        return ValueError, (
            "The two structures don't have the same number of elements. "
            f"First structure: {_show(first)}. Second structure: {_show(second)}"
        )
    for one, other in zip(ones, others, strict=True):
        found = _difference(one, other)
        if found is not None:
            return found
    return None
