"""Sparse tensors made of sparse tensors: added, joined, cut, ordered, reshaped; all in NumPy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check
from scopeflow.xp.face import quiet

from .dense import show, spaced

Sparse = tuple[np.ndarray, np.ndarray, np.ndarray]


def order_of(indices: np.ndarray) -> np.ndarray:
    """What puts rows of coordinates in row-major order; equal ones stay as they are."""
    if not indices.shape[1]:
        return np.arange(len(indices))
    return np.lexsort(indices.T[::-1])


def grouped(
    indices: np.ndarray, columns: Sequence[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of coordinates in groups of equal `columns`.

    Returns:
      The order that brings them together, where each group starts in it, and the columns of each group.
    """
    keys = indices[:, list(columns)]
    order = order_of(keys)
    keys = keys[order]
    if not len(keys):
        return order, np.zeros(0, np.int64), keys
    new = np.ones(len(keys), bool)
    new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    starts = np.flatnonzero(new)
    return order, starts, keys[starts]


def is_ordered(indices: np.ndarray) -> bool:
    """Whether rows of coordinates are in row-major order, each once."""
    if len(indices) < 2:
        return True
    change = indices[1:] - indices[:-1]
    if not change.shape[1]:
        return False
    first = np.argmax(change != 0, axis=1)
    return bool((np.take_along_axis(change, first[:, None], 1) > 0).all())


def _same_shapes(a: np.ndarray, b: np.ndarray) -> None:
    check(
        a.size == b.size,
        None,
        "Operands do not have the same ranks; got shapes: %s and %s",
        spaced(a),
        spaced(b),
    )
    for i, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        check(
            x == y, None, "Operands' shapes do not match: got %s and %s for dimension %s", x, y, i
        )  # fmt: skip


def _merged(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The union of two lists of coordinates: its rows, and for each the place in `a` and in `b`, or -1."""
    if is_ordered(a) and is_ordered(b):
        both = np.concatenate([a, b])
        order, starts, keys = grouped(both, range(both.shape[1]))
        places = np.full((len(starts), 2), -1)
        group = np.zeros(len(both), np.int64)
        group[starts] = 1
        group = np.cumsum(group) - 1
        of_b = order >= len(a)
        places[group[~of_b], 0] = order[~of_b]
        places[group[of_b], 1] = order[of_b] - len(a)
        return keys, places[:, 0], places[:, 1]
    # not in order: two fingers, as TensorFlow has them
    i = j = 0
    rows: list[Any] = []
    pairs: list[tuple[int, int]] = []
    left, right = a.tolist(), b.tolist()
    while i < len(left) or j < len(right):
        if j == len(right) or (i < len(left) and left[i] < right[j]):
            rows.append(left[i])
            pairs.append((i, -1))
            i += 1
        elif i == len(left) or right[j] < left[i]:
            rows.append(right[j])
            pairs.append((-1, j))
            j += 1
        else:
            rows.append(left[i])
            pairs.append((i, j))
            i, j = i + 1, j + 1
    places = np.asarray(pairs, np.int64).reshape(-1, 2)
    return np.asarray(rows, np.int64).reshape(-1, a.shape[1]), places[:, 0], places[:, 1]


def _picked(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The values at the places; zeros for -1."""
    out = np.zeros(len(places), values.dtype)
    out[places >= 0] = values[places[places >= 0]]
    return out


@quiet
def sparse_add(
    ai: Any, av: Any, ashape: Any, bi: Any, bv: Any, bshape: Any, threshold: Any
) -> Sparse:
    """The sum of two sparse tensors; where both have a value, it is left out if smaller than `threshold`."""
    ai, av, ashape = known(ai), known(av), known(ashape)
    bi, bv, bshape = known(bi), known(bv), known(bshape)
    _same_shapes(ashape, bshape)
    rows, in_a, in_b = _merged(ai, bi)
    sums = (_picked(av, in_a) + _picked(bv, in_b)).astype(av.dtype)
    # a value that stands alone keeps its bits
    sums = np.where(in_b < 0, _picked(av, in_a), np.where(in_a < 0, _picked(bv, in_b), sums))
    kept = (in_a < 0) | (in_b < 0) | (np.abs(sums) >= known(threshold))
    return rows[kept], sums[kept], ashape


@quiet
def sparse_add_grad(grad: Any, ai: Any, bi: Any, sums: Any) -> tuple[np.ndarray, np.ndarray]:
    """The gradients of the values of two sparse tensors for that of their sum's values; `sums` are its coordinates."""
    grad, ai, bi, sums = known(grad), known(ai), known(bi), known(sums)
    check(
        grad.size == len(sums),
        None,
        "# elements in backprop_val_grad and # rows in sum_indices should match (#nnz of sum): got %s and %s",
        grad.size,
        len(sums),
    )

    def of(rows: np.ndarray) -> np.ndarray:
        place = {tuple(row): i for i, row in enumerate(sums.tolist())}
        found = [place.get(tuple(row), -1) for row in rows.tolist()]
        return _picked(grad, np.asarray(found, np.int64))

    return of(ai), of(bi)


@quiet
def sparse_extreme(
    ai: Any, av: Any, ashape: Any, bi: Any, bv: Any, bshape: Any, how: str
) -> tuple[np.ndarray, np.ndarray]:
    """The place by place "max" or "min" of two sparse tensors where one of them has a value; the other counts as 0."""
    ai, av, ashape = known(ai), known(av), known(ashape)
    bi, bv, bshape = known(bi), known(bv), known(bshape)
    _same_shapes(ashape, bshape)
    rows, in_a, in_b = _merged(ai, bi)
    function = np.maximum if how == "max" else np.minimum
    return rows, function(_picked(av, in_a), _picked(bv, in_b))


def sparse_concat(
    indices: Sequence[Any], values: Sequence[Any], shapes: Sequence[Any], dim: int
) -> Sparse:
    """Sparse tensors one after the other along a dimension, in row-major order."""
    indices, values = [known(i) for i in indices], [known(v) for v in values]
    shapes = [known(s) for s in shapes]
    rank = shapes[0].size
    check(
        -rank <= dim < rank,
        None,
        "Concat dimension must be in range [%s, %s), got %s",
        -rank,
        rank,
        dim,
    )
    dim %= rank
    whole = shapes[0].astype(np.int64)
    for position, shape in enumerate(shapes[1:], 1):
        check(
            shape.size == rank,
            None,
            "Ranks of all input tensors must match: expected %s but got %s at position %s",
            rank,
            shape.size,
            position,
        )
        for i in range(rank):
            check(
                i == dim or shape[i] == whole[i],
                None,
                "Input shapes must match: expected %s for dimension %s but got %s at position %s",
                whole[i],
                i,
                shape[i],
                position,
            )
    moved, start = [], 0
    for rows, shape in zip(indices, shapes, strict=True):
        rows = rows.copy()
        rows[:, dim] += start
        start += int(shape[dim])
        moved.append(rows)
    whole = whole.copy()
    whole[dim] = start
    rows, flat = np.concatenate(moved), np.concatenate(values)
    order = order_of(rows)
    return rows[order], flat[order], whole


def sparse_reorder(indices: Any, values: Any) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates in row-major order, with their values."""
    indices, values = known(indices), known(values)
    order = order_of(indices)
    return indices[order], values[order]


def sparse_reshape(indices: Any, shape: Any, wanted: Any) -> tuple[np.ndarray, np.ndarray]:
    """The coordinates of the same values in another shape, and that shape; one -1 in it is worked out."""
    indices, shape, wanted = known(indices), known(shape), known(wanted)
    check(
        indices.ndim == 2, None, "Input indices should be a matrix but received shape %s", show(indices.shape)
    )  # fmt: skip
    check(
        shape.ndim == 1, None, "Input shape should be a vector but received shape %s", show(shape.shape)
    )  # fmt: skip
    check(
        wanted.ndim == 1, None, "Target shape should be a vector but received shape %s", show(wanted.shape)
    )  # fmt: skip
    size = math.prod(shape.tolist())
    sizes = wanted.tolist()
    open_at = [i for i, d in enumerate(sizes) if d == -1]
    check(
        len(open_at) < 2,
        None,
        "only one output dimension may be -1, not both %s and %s",
        *(open_at[:2] if len(open_at) > 1 else (0, 0)),
    )
    for i, d in enumerate(sizes):
        check(d >= -1, None, "size %s must be non-negative, not %s", i, d)
    if open_at:
        rest = math.prod(d for d in sizes if d != -1)
        check(
            rest > 0,
            None,
            "reshape cannot infer the missing input size for an empty tensor unless all specified input sizes are "
            "non-zero",
        )
        check(
            size % rest == 0,
            None,
            "Input to reshape is a SparseTensor with %s dense values, but the requested shape requires a multiple "
            "of %s. input_shape=%s output_shape=%s",
            size,
            rest,
            show(shape),
            show(wanted),
        )
        sizes[open_at[0]] = size // rest
    check(
        math.prod(sizes) == size,
        None,
        "Input to reshape is a tensor with %s dense values, but the requested shape has %s. input_shape=%s "
        "output_shape=%s",
        size,
        math.prod(sizes),
        show(shape),
        show(wanted),
    )
    target = np.asarray(sizes, np.int64)
    if not len(indices):
        return np.zeros((0, len(sizes)), np.int64), target
    flat = np.zeros(len(indices), np.int64)
    for i, d in enumerate(shape.tolist()):
        flat = flat * d + indices[:, i]
    columns = []
    for d in reversed(sizes):
        columns.append(flat % d)
        flat //= d
    rows = np.stack(columns[::-1], axis=1) if columns else np.zeros((len(indices), 0), np.int64)
    return rows, target


def sparse_slice(indices: Any, values: Any, shape: Any, start: Any, size: Any) -> Sparse:
    """The part of a sparse tensor from `start` on, at most as large as `size`."""
    indices, values, shape = known(indices), known(values), known(shape)
    start, size = known(start), known(size)
    rank = shape.size
    for what, given in (("start", start), ("size", size)):
        check(
            given.ndim == 1 and given.size == rank,
            None,
            f"Expected {what} to be a vector of length %s but got length %s",
            rank,
            given.size,
        )
    dims = np.maximum(np.minimum(size, shape - start), 0)
    inside = ((indices >= start) & (indices < start + dims)).all(axis=1)
    return indices[inside] - start, values[inside], dims


def sparse_slice_grad(grad: Any, indices: Any, start: Any, found: Any) -> np.ndarray:
    """The gradient of the values of a sliced sparse tensor; `found` are the coordinates in the slice."""
    grad, indices, start, found = known(grad), known(indices), known(start), known(found)
    check(
        grad.size == len(found),
        None,
        "# elements in backprop_val_grad and # rows in output_indices should match: got %s and %s",
        grad.size,
        len(found),
    )
    place = {tuple(row): i for i, row in enumerate((found + start).tolist())}
    where = [place.get(tuple(row), -1) for row in indices.tolist()]
    return _picked(grad, np.asarray(where, np.int64))


def sparse_split(dim: Any, indices: Any, values: Any, shape: Any, count: int) -> list[Sparse]:
    """A sparse tensor in `count` parts along a dimension; the first ones are longer where it does not come out even."""
    axis = int(known(dim).reshape(-1)[0])
    indices, values, shape = known(indices), known(values), known(shape)
    check(
        0 <= axis < shape.size,
        None,
        "Input split_dim should be between 0 and rank (%s), got %s",
        shape.size,
        axis,
    )
    whole = int(shape[axis])
    check(
        1 <= count <= whole,
        None,
        "Input num_split should be between 1 and the splitting dimension size (%s), got %s",
        whole,
        count,
    )
    small, longer = divmod(whole, count)
    parts, start = [], 0
    for number in range(count):
        length = small + (number < longer)
        inside = (indices[:, axis] >= start) & (indices[:, axis] < start + length)
        rows, dims = indices[inside].copy(), shape.copy()
        rows[:, axis] -= start
        dims[axis] = length
        parts.append((rows, values[inside], dims))
        start += length
    return parts
