"""`tf.nest`: structures that nest, with TensorFlow 1.15's rules of what is one.

Lists, tuples, named tuples, mappings and their views, classes made by `attrs`, and every other `collections.abc.Sequence`
but strings are structures.  What a mapping holds comes in the order of its sorted keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MappingView, Sequence
from typing import Any

from scopeflow.graph.composite import CompositeTensor


def is_nested(seq: Any) -> bool:
    """Whether `seq` is a structure, and no leaf.

    ```python
    >>> import numpy as np
    >>> import scopeflow as tf
    >>> [tf.nest.is_nested(x) for x in ([1], {"a": 1}, "text", np.zeros(2), None)]
    [True, True, False, False, False]

    ```
    """
    if isinstance(seq, (str, bytes)):
        return False
    return isinstance(seq, (Sequence, Mapping, MappingView)) or _is_attrs(seq)


def _is_attrs(value: Any) -> bool:
    return hasattr(type(value), "__attrs_attrs__")


def _opens(value: Any, composites: bool) -> bool:
    return is_nested(value) or (composites and isinstance(value, CompositeTensor))


def _parts(structure: Any) -> list[Any]:
    if isinstance(structure, Mapping):
        return [structure[key] for key in sorted(structure)]
    if isinstance(structure, CompositeTensor):
        return structure._tensors()
    if _is_attrs(structure):
        return [getattr(structure, field.name) for field in type(structure).__attrs_attrs__]
    return list(structure)


def _like(structure: Any, parts: list[Any]) -> Any:
    """A structure of the same kind around other parts."""
    if isinstance(structure, Mapping):
        by_key = dict(zip(sorted(structure), parts, strict=True))
        pairs = ((key, by_key[key]) for key in structure)
        if isinstance(structure, defaultdict):
            return defaultdict(structure.default_factory, pairs)
        return type(structure)(pairs)  # type: ignore[call-arg]
    if isinstance(structure, (MappingView, range)):
        return list(parts)
    if isinstance(structure, CompositeTensor):
        return structure._with_tensors(parts)
    if hasattr(structure, "_fields") or _is_attrs(structure):
        return type(structure)(*parts)
    return type(structure)(parts)


def flatten(structure: Any, expand_composites: bool = False) -> list[Any]:
    """The leaves of a structure in order; a leaf is its own only leaf.

    Args:
      structure: any value.
      expand_composites: open what several tensors make up too, such as a SparseTensor.

    ```python
    >>> import scopeflow as tf
    >>> tf.nest.flatten({"b": [1, 2], "a": (3, {"c": 4})})
    [3, 4, 1, 2]

    ```
    """
    if not _opens(structure, expand_composites):
        return [structure]
    found: list[Any] = []
    for part in _parts(structure):
        found.extend(flatten(part, expand_composites))
    return found


def with_paths(structure: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """(path, leaf) for each leaf of a structure: the keys, field names and indices that lead to it, behind `path`."""
    if not is_nested(structure):
        yield path, structure
        return
    names: Iterable[Any]
    if isinstance(structure, Mapping):
        names = sorted(structure)
    elif _is_attrs(structure):
        names = [field.name for field in type(structure).__attrs_attrs__]
    else:
        names = getattr(structure, "_fields", range(len(structure)))
    for name, part in zip(names, _parts(structure), strict=True):
        yield from with_paths(part, (*path, name))


def pack_sequence_as(structure: Any, flat_sequence: Any, expand_composites: bool = False) -> Any:
    """The same structure around other leaves.

    Args:
      structure: a structure, or a leaf.
      flat_sequence: a list of as many leaves as it has.
      expand_composites: count what several tensors make up as a structure.

    Raises:
      TypeError: if `flat_sequence` is no sequence.
      ValueError: if there are more or fewer leaves than it takes.

    ```python
    >>> import scopeflow as tf
    >>> tf.nest.pack_sequence_as({"b": 0, "a": [0, 0]}, [1, 2, 3])
    {'b': 3, 'a': [1, 2]}

    ```
    """
    if not _opens(flat_sequence, expand_composites):
        raise TypeError("flat_sequence must be a sequence")
    if not _opens(structure, expand_composites):
        if len(flat_sequence) != 1:
            raise ValueError(
                f"Structure is a scalar but len(flat_sequence) == {len(flat_sequence)} > 1"
            )
        return flat_sequence[0]
    count = len(flatten(structure, expand_composites))
    if count != len(flat_sequence):
        raise ValueError(
            f"Could not pack sequence. Structure had {count} elements, but flat_sequence had {len(flat_sequence)} "
            f"elements.  Structure: {structure}, flat_sequence: {flat_sequence}."
        )
    return rebuild(structure, iter(flat_sequence), expand_composites)


def rebuild(structure: Any, leaves: Iterator[Any], composites: bool = False) -> Any:
    """The same structure around the next of `leaves`."""
    if not _opens(structure, composites):
        return next(leaves)
    return _like(structure, [rebuild(part, leaves, composites) for part in _parts(structure)])


def map_structure(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """The same structure around what `func` gives for each leaf.

    Args:
      func: called with one leaf of each structure.
      *structure: structures that differ in nothing but their leaves.
      check_types: whether lists and tuples, and two classes of named tuples, differ; True by default.
      expand_composites: open what several tensors make up too; False by default.

    Raises:
      TypeError: if `func` is no function, or types differ.
      ValueError: if there is no structure, they differ, or a keyword is unknown.

    ```python
    >>> import scopeflow as tf
    >>> tf.nest.map_structure(lambda x, y: x + y, [1, {"a": 2}], [10, {"a": 20}])
    [11, {'a': 22}]

    ```
    """
    if not callable(func):
        raise TypeError(f"func must be callable, got: {func}")
    if not structure:
        raise ValueError("Must provide at least one structure")
    check_types = kwargs.pop("check_types", True)
    composites = kwargs.pop("expand_composites", False)
    if kwargs:
        raise ValueError(
            "Only valid keyword arguments are `check_types` and `expand_composites`, not: "
            f"`{'`, `'.join(kwargs)}`"
        )
    for other in structure[1:]:
        assert_same_structure(structure[0], other, check_types, composites)
    flat = [flatten(one, composites) for one in structure]
    return pack_sequence_as(
        structure[0], [func(*leaves) for leaves in zip(*flat, strict=True)], composites
    )


def assert_same_structure(
    nest1: Any, nest2: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Refuses two structures that differ in more than their leaves.

    Args:
      nest1: a structure, or a leaf.
      nest2: another.
      check_types: whether lists and tuples, two classes of named tuples, and the keys of mappings are compared; mappings of
        different types are alike, and so are lists.
      expand_composites: open what several tensors make up too.

    Raises:
      TypeError: if types differ.
      ValueError: if they differ otherwise.
    """
    found = _difference(nest1, nest2, check_types, expand_composites)
    if found is not None:
        error, what = found
        dots = [
            str(rebuild(nest, iter([_DOT] * len(flatten(nest))), False)) for nest in (nest1, nest2)
        ]
        raise error(
            "The two structures don't have the same nested structure.\n\n"
            f"First structure: {_show(nest1)}\n\nSecond structure: {_show(nest2)}\n\n"
            f"More specifically: {what}\n"
            f"Entire first structure:\n{dots[0]}\nEntire second structure:\n{dots[1]}"
        )


class _Dot:
    """A leaf in the picture of a structure."""

    def __str__(self) -> str:
        return "."

    __repr__ = __str__


_DOT = _Dot()


def _show(value: Any) -> str:
    return f"type={type(value).__name__} str={value}"


def _difference(
    first: Any, second: Any, types: bool, composites: bool
) -> tuple[type[Exception], str] | None:
    opens = _opens(first, composites), _opens(second, composites)
    if opens[0] != opens[1]:
        nested, leaf = (first, second) if opens[0] else (second, first)
        return (
            ValueError,
            f'Substructure "{_show(nested)}" is a sequence, while substructure "{_show(leaf)}" is not',
        )
    if not opens[0]:
        return None
    if types:
        wrong = _type_difference(first, second)
        if wrong is not None:
            return wrong
    ones, others = _parts(first), _parts(second)
    if len(ones) != len(others):
        return ValueError, (
            "The two structures don't have the same number of elements. "
            f"First structure: {_show(first)}. Second structure: {_show(second)}"
        )
    for one, other in zip(ones, others, strict=True):
        found = _difference(one, other, types, composites)
        if found is not None:
            return found
    return None


def _type_difference(first: Any, second: Any) -> tuple[type[Exception], str] | None:
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        if set(first) != set(second):
            return ValueError, (
                "The two dictionaries don't have the same set of keys. First structure has keys "
                f"{_show(list(first))}, while second structure has keys {_show(list(second))}"
            )
        return None
    if type(first) is type(second) or (isinstance(first, list) and isinstance(second, list)):
        return None
    fields = getattr(first, "_fields", None)
    if (
        fields is not None
        and fields == getattr(second, "_fields", None)
        and type(first).__name__ == type(second).__name__
    ):
        return None
    return TypeError, (
        f"The two namedtuples don't have the same sequence type. First structure {_show(first)} has type "
        f"{type(first).__name__}, while second structure {_show(second)} has type {type(second).__name__}"
    )
