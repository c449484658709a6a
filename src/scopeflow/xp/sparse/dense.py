"""Sparse tensors beside dense ones: densified, multiplied, added; reduced to dense ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.indexing import gather_nd
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check, static_ints
from scopeflow.xp.face import is_known, kernel, lift, quiet
from scopeflow.xp.math import arithmetic


def show(dims: Any) -> str:
    """[2,3]"""
    return "[" + ",".join(str(int(d)) for d in np.reshape(dims, -1)) + "]"


def spaced(dims: Any) -> str:
    """The sizes with blanks between them, as some of TensorFlow's messages have them."""
    return " ".join(str(int(d)) for d in np.reshape(dims, -1))


# -- to dense --------------------------------------------------------------------------------------


def check_order(rows: Any, limits: tuple[int, ...]) -> None:
    """Every row of coordinates lies inside of the limits, and behind the row before it."""
    count, rank = rows.shape
    if not count:
        return
    numpy = isinstance(rows, np.ndarray)
    face = np if numpy else door.jnp()
    bounds = np.asarray(limits, np.int64).reshape(1, rank)
    outside = face.any((rows < 0) | (rows >= bounds), axis=1)
    where = ",".join(["%s"] * rank)
    change = rows[1:] - rows[:-1]
    if rank:
        first = face.argmax(change != 0, axis=1)[:, None]
        step = face.take_along_axis(change, first, 1)[:, 0]
    else:
        step = face.zeros(count - 1, rows.dtype)
    falls = face.concatenate([np.zeros(1, bool), step < 0])
    equal = face.concatenate([np.zeros(1, bool), step == 0])
    wrong = outside | falls | equal
    if numpy and not wrong.any():
        return
    i = face.argmax(wrong)
    row = [rows[i, k] for k in range(rank)]
    head = f"indices[%s] = [{where}]"
    check(
        ~outside[i], None, f"{head} is out of bounds: need 0 <= index < {show(limits)}", i, *row
    )  # fmt: skip
    check(
        ~(falls[i] & ~outside[i]),
        None,
        f"{head} is out of order. Many sparse ops require sorted indices.\n"
        "    Use `tf.sparse.reorder` to create a correctly ordered copy.",
        i,
        *row,
    )
    check(~(equal[i] & ~outside[i] & ~falls[i]), None, f"{head} is repeated", i, *row)


def _to_dense(
    face: Any, indices: Any, shape: Any, values: Any, default: Any, validate: bool
) -> Any:
    check(
        indices.ndim <= 2,
        None,
        "sparse_indices should be a scalar, vector, or matrix, got shape %s",
        show(indices.shape),
    )
    count = indices.shape[0] if indices.ndim else 1
    rank = indices.shape[1] if indices.ndim > 1 else 1
    shape = np.asarray(shape) if not hasattr(shape, "ndim") else shape
    check(
        shape.ndim == 1, None, "output_shape should be a vector, got shape %s", show(shape.shape)
    )  # fmt: skip
    check(
        shape.size == rank,
        None,
        "output_shape has incorrect number of elements: %s should be: %s",
        shape.size,
        rank,
    )
    check(
        values.ndim == 0 or values.shape == (count,),
        None,
        "sparse_values has incorrect shape %s, should be [] or [%s]",
        show(values.shape),
        count,
    )
    check(default.ndim == 0, None, "default_value should be a scalar.")
    dims = static_ints(shape, "The shape of a dense tensor")
    rows = indices.reshape((count, rank))
    if validate:
        check_order(rows, dims)
    elif count:
        inside = (rows >= 0) & (rows < np.asarray(dims, np.int64).reshape(1, rank))
        check(
            face.all(inside), None, "Indices are not valid (out of bounds).  Shape: %s", show(dims)
        )  # fmt: skip
    at = tuple(rows[:, i] for i in range(rank))
    if face is np:
        out = np.empty(dims, values.dtype)
        out[...] = default[()]
        out[at] = values
        return out
    return face.broadcast_to(default, dims).at[at].set(values, mode="drop")


def _to_dense_jax(
    indices: Any, shape: Any, values: Any, default: Any, validate: bool = True
) -> Any:
    (indices,), (values,), (default,) = lift(indices), lift(values), lift(default)
    return _to_dense(door.jnp(), indices, shape, values, default, validate)


@kernel(_to_dense_jax, arrays=4)
def sparse_to_dense(
    indices: Any, shape: Any, values: Any, default: Any, validate: bool = True
) -> Any:
    """An array of `default` with `values` at the rows of `indices`.

    Args:
      indices: coordinates: a matrix, or a vector or one number where the result is a vector.
      shape: the shape of the result; known.
      values: one for each row of coordinates, or one for all.
      default: what stands everywhere else.
      validate: refuse coordinates that are not in row-major order, or there twice.
    """
    indices, values, default = known(indices), known(values), known(default)
    return _to_dense(np, indices, shape, values, default, validate)


# -- place by place --------------------------------------------------------------------------------

_BINARY = {"mul": arithmetic.mul, "div": arithmetic.div, "add": arithmetic.add}


def sparse_dense_cwise(indices: Any, values: Any, shape: Any, dense: Any, how: str) -> Any:
    """`values` with what `dense`, broadcast to the sparse shape, has at their places: "mul", "div" or "add"."""
    if not is_known(dense) or not is_known(indices) or not is_known(shape):
        (indices,), (shape,), (dense,) = lift(indices), lift(shape), lift(dense)
    else:
        indices, shape, dense = known(indices), known(shape), known(dense)
    rank, extra = shape.shape[0], shape.shape[0] - dense.ndim
    sentence = "SparseDenseBinaryOpShared broadcasts dense to sparse only; got incompatible shapes: [%s] vs. [%s]"
    sizes = [shape[i] for i in range(rank)]
    shown = ",".join(["%s"] * rank)
    dims = ",".join(map(str, dense.shape))
    ok: Any = extra >= 0
    for i, size in enumerate(dense.shape):
        if extra >= 0 and size != 1:
            ok = ok & (sizes[extra + i] == size)
    check(ok, None, sentence % (shown, dims), *sizes)
    # a dimension of 1 is asked at 0
    whole = np.asarray([int(size != 1) for size in dense.shape], indices.dtype)
    places = indices[:, extra:] * whole
    return _BINARY[how](values, gather_nd(dense, places))


sparse_dense_cwise.exact = False  # type: ignore[attr-defined]


def _dense_add(face: Any, indices: Any, values: Any, shape: Any, dense: Any) -> Any:
    rank = shape.shape[0]
    check(
        rank == dense.ndim,
        None,
        "Two operands have different ranks; received: %s and %s",
        rank,
        dense.ndim,
    )
    for i in range(rank):
        check(
            shape[i] == dense.shape[i],
            None,
            "Dimension %s does not equal (no broadcasting is supported): sparse side %s vs dense side %s",
            i,
            shape[i],
            dense.shape[i],
        )
    for i in range(rank):
        if indices.shape[0]:
            column = indices[:, i]
            check(
                ~face.any((column < 0) | (column >= dense.shape[i])),
                None,
                "Sparse tensor has some invalid index on dimension %s; dense tensor shape: %s",
                i,
                show(dense.shape),
            )
    at = tuple(indices[:, i] for i in range(rank))
    if face is np:
        out = np.array(dense)
        np.add.at(out, at, values)
        return out
    return dense.at[at].add(values, mode="drop")


def _dense_add_jax(indices: Any, values: Any, shape: Any, dense: Any) -> Any:
    (indices,), (values,), (shape,), (dense,) = (
        lift(indices),
        lift(values),
        lift(shape),
        lift(dense),
    )
    return _dense_add(door.jnp(), indices, values, shape, dense)


@kernel(_dense_add_jax, arrays=4, exact=False)
@quiet
def sparse_dense_add(indices: Any, values: Any, shape: Any, dense: Any) -> Any:
    """A copy of `dense` with the values of a sparse tensor of the same shape added."""
    return _dense_add(np, known(indices), known(values), known(shape), known(dense))


# -- matrices --------------------------------------------------------------------------------------


def _matmul(
    face: Any, indices: Any, values: Any, shape: Any, b: Any, adjoint_a: bool, adjoint_b: bool
) -> Any:
    check(b.ndim == 2, None, "Tensor 'b' is not a matrix")
    dims = static_ints(shape, "The shape of a sparse matrix")
    check(len(dims) == 2, None, "Tensor 'a_shape' must have 2 elements")
    height, inner = dims[::-1] if adjoint_a else dims
    if adjoint_b:
        b = b.T.conj() if b.dtype.kind == "c" else b.T
    check(
        b.shape[0] == inner,
        None,
        "Cannot multiply A and B because inner dimension does not match: %s vs. %s.  Did you forget a transpose?  "
        "Dimensions of A: [%s, %s).  Dimensions of B: %s",
        inner,
        b.shape[0],
        height,
        inner,
        show(b.shape),
    )
    row, column = (1, 0) if adjoint_a else (0, 1)
    m, k = indices[:, row], indices[:, column]
    bad_k, bad_m = (k < 0) | (k >= inner), (m < 0) | (m >= height)
    if indices.shape[0] and (face is not np or (bad_k | bad_m).any()):
        first = face.argmax(bad_k | bad_m)
        check(
            ~bad_k[first],
            None,
            "k (%s) from index[%s,%s] out of bounds (>=%s)",
            k[first],
            first,
            column,
            inner,
        )
        check(
            ~bad_m[first],
            None,
            "m (%s) from index[%s,%s] out of bounds (>=%s)",
            m[first],
            first,
            row,
            height,
        )
    if face is np:
        parts = values[:, None] * b[k]
        out = np.zeros((height, b.shape[1]), values.dtype)
        if m.size and not np.any(m[1:] < m[:-1]):
            starts = np.flatnonzero(np.concatenate([[True], m[1:] != m[:-1]]))
            out[m[starts]] = np.add.reduceat(parts, starts, dtype=values.dtype)
        else:
            np.add.at(out, m, parts)
        return out
    parts = values[:, None] * face.take(b, k, axis=0, mode="clip")
    return face.zeros((height, b.shape[1]), values.dtype).at[m].add(parts, mode="drop")


def _matmul_jax(
    indices: Any, values: Any, shape: Any, b: Any, adjoint_a: bool = False, adjoint_b: bool = False
) -> Any:
    (indices,), (values,), (b,) = lift(indices), lift(values), lift(b)
    return _matmul(door.jnp(), indices, values, shape, b, adjoint_a, adjoint_b)


@kernel(_matmul_jax, arrays=4, exact=False)
@quiet
def sparse_dense_matmul(
    indices: Any, values: Any, shape: Any, b: Any, adjoint_a: bool = False, adjoint_b: bool = False
) -> Any:
    """The product of a sparse matrix, whose shape is known, and a dense one; either may be transposed.

    What TensorFlow calls the adjoint of the sparse one is its transpose: only the dense one is conjugated.
    """
    return _matmul(np, known(indices), known(values), shape, known(b), adjoint_a, adjoint_b)


# -- reductions ------------------------------------------------------------------------------------


def reduced_axes(axes: Any, rank: int) -> list[int]:
    """The dimensions that a reduction takes away, in order."""
    found = set()
    for axis in np.reshape(axes, -1).tolist():
        check(
            -rank <= axis < rank,
            None,
            "Invalid reduction dimension %s, for input with %s dimensions.",
            axis,
            rank,
        )
        found.add(axis % rank)
    return sorted(found)


def reduce_rows(values: np.ndarray, starts: np.ndarray, how: str) -> np.ndarray:
    """The sums or maxima of the runs of `values` that begin at `starts`."""
    if not starts.size:
        return values[:0]
    ufunc = np.add if how == "sum" else np.fmax
    return ufunc.reduceat(values, starts, dtype=values.dtype)


@quiet
def sparse_reduce(
    indices: Any, values: Any, shape: Any, axes: Any, keep_dims: bool, how: str
) -> np.ndarray:
    """The "sum" or "max" of a sparse tensor along some axes, dense; where there is no value it is 0."""
    from .tensors import grouped

    indices, values, shape = known(indices), known(values), known(shape)
    gone = reduced_axes(axes, shape.size)
    left = [i for i in range(shape.size) if i not in gone]
    dims = [int(shape[i]) for i in left]
    out = np.zeros(dims, values.dtype)
    # what lies outside of the shape is left out, as TensorFlow does
    inside = ((indices >= 0) & (indices < shape)).all(axis=1)
    indices, values = indices[inside], values[inside]
    order, starts, keys = grouped(indices, left)
    reduced = reduce_rows(values[order], starts, how)
    if left:
        out[tuple(keys[:, i] for i in range(len(left)))] = reduced
    elif reduced.size:
        out[...] = reduced[0]
    if keep_dims:
        out = out.reshape([1 if i in gone else int(size) for i, size in enumerate(shape)])
    return out


sparse_reduce.exact = False  # type: ignore[attr-defined]
