"""Slices of tensors as checkpoints spell them: "5 2 0,3:-" is rows 0 to 2 of a [5, 2] tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scopeflow import errors

WHOLE = -1  # the length of an extent that is all of its dimension


class Slice(NamedTuple):
    """A part of a tensor.

    Attributes:
      full: the shape of the tensor.
      extents: (start, length) of each dimension; (0, WHOLE) for all of it.
    """

    full: tuple[int, ...]
    extents: tuple[tuple[int, int], ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the part."""
        return tuple(
            size if length == WHOLE else length
            for size, (_, length) in zip(self.full, self.extents, strict=True)
        )

    @property
    def is_whole(self) -> bool:
        """Whether it is spelled as all of the tensor."""
        return all(length == WHOLE for _, length in self.extents)

    @property
    def bounds(self) -> list[tuple[int, int]]:
        """(begin, end) of each dimension."""
        return [
            (start, start + size) for (start, _), size in zip(self.extents, self.shape, strict=True)
        ]

    def __str__(self) -> str:
        return ":".join(
            "-" if length == WHOLE else f"{start},{length}" for start, length in self.extents
        )


def whole(full: Sequence[int]) -> Slice:
    """All of a tensor."""
    return Slice(tuple(full), ((0, WHOLE),) * len(full))


def parse(spec: str) -> Slice:
    """The slice that a checkpoint spells so.

    Raises:
      InvalidArgumentError: if it is no such text.
      InternalError: if the slice is not within the shape.
    """
    words = spec.split(" ")
    if len(words) < 2:
        raise _wrong(f"Need least two elements in shape_and_slice specification: {spec}")
    *sizes, places = words
    try:
        full = tuple(int(size) for size in sizes)
    except ValueError:
        raise _wrong(f"Non numerical dimension in shape_and_slice: {spec}") from None
    extents = []
    for place in places.split(":") if places else ():
        if place == "-":
            extents.append((0, WHOLE))
            continue
        try:
            start, length = (int(number) for number in place.split(","))
        except ValueError:
            start, length = -1, 0
        if start < 0 or length <= 0:
            raise _wrong(f"Expected a pair of numbers or '-' but got '{place}': string = {places}")
        extents.append((start, length))
    made = Slice(full, tuple(extents))
    shape = ",".join(map(str, full))
    if len(extents) != len(full):
        raise errors.InternalError(
            None, None, f"Mismatching ranks: shape = [{shape}], slice = {made}"
        )
    for axis, (size, (start, length)) in enumerate(zip(full, extents, strict=True)):
        if length != WHOLE and start + length > size:
            raise errors.InternalError(
                None,
                None,
                f"Extent in dimension {axis} out of bounds: shape = [{shape}], slice = {made}",
            )
    return made


def _wrong(sentence: str) -> errors.InvalidArgumentError:
    return errors.InvalidArgumentError(None, None, sentence)


def overlap(a: Slice, b: Slice) -> list[tuple[int, int]] | None:
    """(begin, end) per dimension of what two slices of a tensor have in common, or None."""
    common = [
        (max(begin, other), min(end, last))
        for (begin, end), (other, last) in zip(a.bounds, b.bounds, strict=True)
    ]
    return common if all(begin < end for begin, end in common) else None


def within(bounds: list[tuple[int, int]], outer: Slice) -> tuple[slice, ...]:
    """What cuts `bounds` out of an array that holds `outer`."""
    return tuple(
        slice(begin - start, end - start)
        for (begin, end), (start, _) in zip(bounds, outer.bounds, strict=True)
    )
