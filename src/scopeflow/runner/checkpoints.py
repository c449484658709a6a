"""What the commands `scopeflow checkpoint ...` do, before anything is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from scopeflow import errors
from scopeflow.formats import filesystem, name_matching, tensor_files
from scopeflow.formats.name_matching import Form
from scopeflow.formats.tensor_files import Tensors
from scopeflow.graph import dtypes
from scopeflow.runner.renames import BadRule

# The key under which a checkpoint of objects keeps how they hang together, other keys among it.
_OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH"
_PART_OF_IT = re.compile(r"\.(index|meta|data-\d{5}-of-\d{5})$")


class Trouble(Exception):
    """A command cannot do what it was asked; the message is one line that says why."""


@contextmanager
def clear() -> Iterator[None]:
    """Within this, what is wrong with files and rules is raised as Trouble."""
    try:
        yield
    except errors.OpError as error:
        raise Trouble(error.message.split("\n", 1)[0]) from None
    except BadRule as error:
        raise Trouble(str(error)) from None
    except OSError as error:
        raise Trouble(f"{error.filename or ''}: {error.strerror or error}".lstrip(": ")) from None


def located(path: str) -> str:
    """The file or checkpoint that a user means: of a directory its newest checkpoint, of one of its files the whole."""
    if filesystem.is_directory(path):
        from scopeflow.train.checkpoint_state import latest_checkpoint

        found = latest_checkpoint(path)
        if not found:
            raise Trouble(
                f"{path}: no checkpoint in this directory (no file `checkpoint` names one)"
            )
        return found
    return _PART_OF_IT.sub("", path)


class Entry(NamedTuple):
    """A tensor as a listing shows it; `size` in bytes, None where only its values tell."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    size: int | None

    @property
    def elements(self) -> int:
        """How many elements it has."""
        count = 1
        for length in self.shape:
            count *= length
        return count


def entry(tensors: Tensors, name: str) -> Entry:
    """What a file says of one of its tensors, without reading it."""
    dtype, shape = tensors.dtype(name), tuple(tensors.shape(name))
    made = Entry(name, dtype.name, shape, None)
    return made if dtype is dtypes.string else made._replace(size=made.elements * dtype.size)


# -- differences -----------------------------------------------------------------------------------


class Change(NamedTuple):
    """A tensor that two files have in different forms."""

    first: Entry
    second: Entry


class Values(NamedTuple):
    """A tensor whose values differ: in how many elements, and by how much at most (None for text)."""

    entry: Entry
    elements: int
    most: float | None


class Difference(NamedTuple):
    """How two files differ."""

    only_first: list[Entry]
    only_second: list[Entry]
    changed: list[Change]
    values: list[Values]
    same: int
    compared: bool
    renamed: dict[str, str]

    @property
    def any(self) -> bool:
        """Whether they do."""
        return bool(self.only_first or self.only_second or self.changed or self.values)


def difference(
    first: Tensors,
    second: Tensors,
    names: Sequence[Sequence[str]],
    values: bool,
    rtol: float,
    atol: float,
) -> Difference:
    """Compares names, shapes and types, and on demand values, of which two tensors at a time are in memory.

    Args:
      first, second: the files.
      names: which tensors of each.
      values: whether to compare values.
      rtol, atol: numbers that differ by less than `atol + rtol * |second|` are equal.
    """
    one = {name: entry(first, name) for name in names[0]}
    two = {name: entry(second, name) for name in names[1]}
    changed, differing, same = [], [], 0
    for name in sorted(one.keys() & two.keys()):
        if one[name] != two[name]:
            changed.append(Change(one[name], two[name]))
            continue
        found = _differ(first.read(name), second.read(name), rtol, atol) if values else None
        if found is None:
            same += 1
        else:
            differing.append(Values(one[name], *found))
    gone = [one[name] for name in sorted(one.keys() - two.keys())]
    come = [two[name] for name in sorted(two.keys() - one.keys())]
    pairs = name_matching.paired(_forms(come), _forms(gone))
    told = name_matching.by_scope(pairs, set(pairs), lambda name: True)
    return Difference(gone, come, changed, differing, same, values, told)


def _forms(entries: Sequence[Entry]) -> dict[str, Form]:
    return {e.name: Form(e.shape, dtypes.as_dtype(e.dtype)) for e in entries}


def _differ(
    one: np.ndarray[Any, Any], two: np.ndarray[Any, Any], rtol: float, atol: float
) -> tuple[int, float | None] | None:
    """(elements that differ, by how much at most); None if none do. NaN equals NaN."""
    if one.dtype == object or one.dtype.names:
        count = int(np.sum(one != two))
        return (count, None) if count else None
    if one.dtype == two.dtype and one.tobytes() == two.tobytes():
        return None
    wide = np.complex128 if one.dtype.kind == "c" else np.float64
    a, b = (np.asarray(array).astype(wide) for array in (one, two))
    with np.errstate(all="ignore"):
        gap = np.abs(a - b)
        equal = (one == two) | (np.isnan(a) & np.isnan(b)) | (gap < atol + rtol * np.abs(b))
    if equal.all():
        return None
    apart = gap[~equal]
    return int(apart.size), float(np.nanmax(apart)) if not np.isnan(apart).all() else float("nan")


# -- writing ---------------------------------------------------------------------------------------


def written(
    path: str, kind: str, source: Tensors, names: dict[str, str], overwrite: bool
) -> tuple[int, int]:
    """Writes tensors into a new file; (how many, the bytes of the files).

    Raises:
      Trouble: if there is a file of this name already and it may not be overwritten.
    """
    if not overwrite:
        for file in tensor_files.files_of(path, kind):
            if filesystem.exists(file):
                raise Trouble(f"{file} is there already; --overwrite replaces it")
    tensor_files.write(path, kind, source, names)
    files = tensor_files.files_of(path, kind)
    return len(names), sum(filesystem.stat(file).length for file in files)


def breaks_objects(names: dict[str, str]) -> bool:
    """Whether new names leave a checkpoint of objects without what its own table names."""
    return names.get(_OBJECTS) == _OBJECTS and any(new != old for new, old in names.items())


def kind_for(target: str, source: str) -> str:
    """The kind of file that a target's name asks for; for a checkpoint the version that the source has."""
    kind = tensor_files.kind_of(target)
    if kind != "v2" or tensor_files.kind_of(source) != "v2":
        return kind
    return "v2" if filesystem.exists(tensor_files.files_of(source, "v2")[0]) else "v1"
