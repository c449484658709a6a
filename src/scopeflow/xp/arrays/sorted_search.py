"""Places in sorted rows, and coordinates of flat indices."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static_ints
from scopeflow.xp.face import kernel, lift

from .shaping import known


def _checked(rows: Any, values: Any) -> None:
    check(rows.ndim == 2, None, "sorted input argument must be a matrix")
    check(values.ndim == 2, None, "values argument must be a matrix")
    check(
        rows.shape[0] == values.shape[0],
        None,
        "Leading dim_size of both tensors must match.",
    )


def _bound(name: str, side: Any, doc: str) -> Any:
    def jax_face(rows: Any, values: Any, out_type: Any = np.int32) -> Any:
        rows, values = lift(rows, values)
        _checked(rows, values)
        # like a search by comparisons alone: NaN is neither below nor above anything
        pairs = rows[:, None, :], values[:, :, None]
        before = pairs[0] < pairs[1] if side == "left" else ~(pairs[1] < pairs[0])
        return before.sum(-1).astype(out_type)

    def numpy_face(rows: Any, values: Any, out_type: Any = np.int32) -> Any:
        rows, values = known(rows), known(values)
        _checked(rows, values)
        made = np.empty(values.shape, out_type)
        for row, wanted, places in zip(rows, values, made, strict=True):
            places[:] = np.searchsorted(row, wanted, side)
            if wanted.dtype.kind == "f":
                places[np.isnan(wanted)] = 0 if side == "left" else row.size
        return made

    numpy_face.__name__ = numpy_face.__qualname__ = name
    numpy_face.__doc__ = doc
    return kernel(jax_face, arrays=2)(numpy_face)


lower_bound = _bound(
    "lower_bound", "left", "For each value how many elements of its sorted row are below it."
)
upper_bound = _bound(
    "upper_bound", "right", "For each value how many elements of its sorted row are not above it."
)


def _coordinates(face: Any, indices: Any, dims: tuple[int, ...]) -> Any:
    """By truncating division, unchecked: what lies outside comes in again."""
    rows = []
    stride = 1
    for dim in reversed(dims):
        quotient = face.sign(indices) * (face.abs(indices) // stride)
        rows.append((face.sign(quotient) * (face.abs(quotient) % dim)).astype(indices.dtype))
        stride *= dim
    return face.stack(rows[::-1])


def _unravel_index_jax(indices: Any, dims: Any) -> Any:
    (indices,) = lift(indices)
    return _coordinates(door.jnp(), indices, _checked_dims(indices, dims))


def _checked_dims(indices: Any, dims: Any) -> tuple[int, ...]:
    check(
        indices.ndim <= 1,
        None,
        'The indices can only be scalar or vector, got "%s"',
        "[" + ",".join(map(str, indices.shape)) + "]",
    )
    sizes = static_ints(dims, "The sizes of unravel_index")
    check(0 not in sizes, None, "Input dims cannot contain a dim of zero")
    return sizes


@kernel(_unravel_index_jax)
def unravel_index(indices: Any, dims: Any) -> Any:
    """The coordinates, one row for each axis, of flat indices into an array of the sizes `dims`."""
    indices = known(indices)
    return _coordinates(np, indices, _checked_dims(indices, dims))
