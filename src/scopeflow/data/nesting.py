"""Structures of elements: tuples, named tuples, dicts and classes made by `attrs`; a list is a value, and no structure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from scopeflow.ops.sparse.tensor import SparseTensorValue


def is_sequence(value: Any) -> bool:
    """Whether `value` is a structure, and no leaf."""
    if isinstance(value, SparseTensorValue):
        return False
    return isinstance(value, (tuple, Mapping)) or _is_attrs(value)


def _is_attrs(value: Any) -> bool:
    return hasattr(type(value), "__attrs_attrs__")


def _parts(structure: Any) -> list[Any]:
    if isinstance(structure, Mapping):
        try:
            return [structure[key] for key in sorted(structure)]
        except TypeError:
            raise TypeError("nest only supports dicts with sortable keys.") from None
    if _is_attrs(structure):
        return [getattr(structure, field.name) for field in type(structure).__attrs_attrs__]
    return list(structure)


def _like(structure: Any, parts: list[Any]) -> Any:
    """A structure of the same kind around other parts."""
    if isinstance(structure, Mapping):
        by_key = dict(zip(sorted(structure), parts, strict=True))
        pairs = [(key, by_key[key]) for key in structure]
        if isinstance(structure, defaultdict):
            return defaultdict(structure.default_factory, pairs)
        return type(structure)(pairs)  # type: ignore[call-arg]
    if hasattr(structure, "_fields") or _is_attrs(structure):
        return type(structure)(*parts)
    return tuple(parts)


def flatten(structure: Any) -> list[Any]:
    """The leaves in order; what a dict holds comes in the order of its sorted keys."""
    if not is_sequence(structure):
        return [structure]
    return [leaf for part in _parts(structure) for leaf in flatten(part)]


def pack(structure: Any, leaves: Iterable[Any]) -> Any:
    """The same structure around other leaves.

    Raises:
      ValueError: if there are more or fewer of them.
    """
    flat = list(leaves)
    count = len(flatten(structure))
    if is_sequence(structure) and count != len(flat):
        raise ValueError(
            f"Structure had {count} elements, but flat_sequence had {len(flat)} elements.  Structure: {structure}, "
            f"flat_sequence: {flat}."
        )
    if not is_sequence(structure) and len(flat) != 1:
        raise ValueError(f"Structure is a scalar but len(flat_sequence) == {len(flat)} > 1: {flat}")
    return _rebuild(structure, iter(flat))


def _rebuild(structure: Any, leaves: Iterator[Any]) -> Any:
    if not is_sequence(structure):
        return next(leaves)
    return _like(structure, [_rebuild(part, leaves) for part in _parts(structure)])


def map_structure(function: Callable[..., Any], *structures: Any, check_types: bool = True) -> Any:
    """The structure of what `function` makes of the leaves of several structures that are alike.

    Raises:
      ValueError, TypeError: if they are not alike.
    """
    for other in structures[1:]:
        assert_same_structure(structures[0], other, check_types=check_types)
    rows = zip(*map(flatten, structures), strict=True)
    return pack(structures[0], [function(*row) for row in rows])


def assert_same_structure(nest1: Any, nest2: Any, check_types: bool = True) -> None:
    """Raises ValueError unless two structures nest alike, and TypeError if their kinds differ."""
    left = flatten(nest1) if is_sequence(nest1) else [nest1]
    right = flatten(nest2) if is_sequence(nest2) else [nest2]
    if len(left) != len(right):
        raise ValueError(
            "The two structures don't have the same number of elements. "
            f"First structure: {nest1}, second structure: {nest2}."
        )
    _compare(nest1, nest2, check_types)


def _compare(nest1: Any, nest2: Any, check_types: bool) -> None:
    if is_sequence(nest1) != is_sequence(nest2):
        raise ValueError(
            "The two structures don't have the same nested structure. "
            f"First structure: {nest1}, second structure: {nest2}."
        )
    if not is_sequence(nest1):
        return
    if check_types and type(nest1) is not type(nest2):
        named = hasattr(nest1, "_fields") and hasattr(nest2, "_fields")
        same_name = named and type(nest1).__name__ == type(nest2).__name__
        mappings = isinstance(nest1, Mapping) and isinstance(nest2, Mapping)
        if not (same_name and nest1._fields == nest2._fields) and not mappings:
            raise TypeError(
                "The two structures don't have the same sequence type. First structure has type "
                f"{type(nest1)}, while second structure has type {type(nest2)}."
            )
    if isinstance(nest1, Mapping) and set(nest1) != set(nest2):
        raise ValueError(
            "The two dictionaries don't have the same set of keys. First structure has keys "
            f"{list(nest1)}, while second structure has keys {list(nest2)}."
        )
    for one, other in zip(_parts(nest1), _parts(nest2), strict=True):
        _compare(one, other, check_types)
