"""Kernels that move values without computing any: the result has the bits of the arguments,
strings included."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static_int, static_ints
from scopeflow.xp.face import is_known, kernel, lift


def known(x: Any) -> np.ndarray:
    """A NumPy or Python value as an array; byte strings and text become object arrays."""
    if isinstance(x, np.ndarray):
        return x
    if isinstance(x, (bytes, str)):
        out = np.empty((), object)
        out[()] = x.encode() if isinstance(x, str) else x
        return out
    return np.asarray(x)


def _show(dims: Sequence[int]) -> str:
    return "[" + ",".join(map(str, dims)) + "]"


def _resolve(shape: tuple[int, ...], wanted: Any) -> tuple[int, ...]:
    """`wanted` with its -1 replaced, checked against the number of values in `shape`."""
    dims = static_ints(wanted, "The shape of reshape")
    total = prod(shape)
    if prod(dims) == total and (not dims or min(dims) >= 0):
        return dims
    negative = [i for i, d in enumerate(dims) if d < 0]
    check(
        len(negative) < 2, None, "Only one input size may be -1, not both %s and %s", *negative[:2]
    )
    if negative:
        i = negative[0]
        check(dims[i] == -1, None, "Size %s must be non-negative, not %s", i, dims[i])
        rest = prod([d for d in dims if d >= 0])
        if not rest:  # an empty array: the sizes other than zero tell what is missing
            total = prod([d for d in shape if d])
            rest = prod([d for d in dims if d > 0])
        check(
            total % rest == 0,
            None,
            "Input to reshape is a tensor with %s values, but the requested shape "
            "requires a multiple of %s",
            total,
            rest,
        )
        return (*dims[:i], total // rest, *dims[i + 1 :])
    check(
        False,
        None,
        "Input to reshape is a tensor with %s values, but the requested shape has %s",
        total,
        prod(dims),
    )
    return dims


def _reshape_jax(x: Any, shape: Any) -> Any:
    return x.reshape(_resolve(x.shape, shape))


@kernel(_reshape_jax)
def reshape(x: Any, shape: Any) -> Any:
    """`x` with another shape of as many values; one -1 is inferred."""
    x = known(x)
    return x.reshape(_resolve(x.shape, shape))


def _permutation(perm: Any, rank: int) -> tuple[int, ...]:
    if perm is None:
        return tuple(reversed(range(rank)))
    perm = static_ints(perm, "The permutation of transpose")
    check(
        len(perm) == rank,
        None,
        "transpose expects a vector of size %s. But input(1) is a vector of size %s",
        rank,
        len(perm),
    )
    if sorted(perm) == list(range(rank)):
        return perm
    for i in perm:
        check(0 <= i < rank, None, "%s is out of range [0 .. %s)", i, rank)
    for i in range(rank):
        check(i in perm, None, "%s is missing from {%s}.", i, ",".join(map(str, perm)))
    return perm


def _transpose_jax(x: Any, perm: Any = None) -> Any:
    return door.lax().transpose(x, _permutation(perm, x.ndim))


@kernel(_transpose_jax)
def transpose(x: Any, perm: Any = None) -> Any:
    """`x` with its dimensions in the order `perm`, by default reversed."""
    x = known(x)
    return x.transpose(_permutation(perm, x.ndim))


def _expanded(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    axis = static_int(axis, "The axis of expand_dims")
    rank = len(shape)
    check(
        -1 - rank <= axis <= rank,
        None,
        "Tried to expand dim index %s for tensor with %s dimensions.",
        axis,
        rank,
    )
    axis += rank + 1 if axis < 0 else 0
    return (*shape[:axis], 1, *shape[axis:])


def _expand_dims_jax(x: Any, axis: Any) -> Any:
    return x.reshape(_expanded(x.shape, axis))


@kernel(_expand_dims_jax)
def expand_dims(x: Any, axis: Any) -> Any:
    """`x` with a dimension of 1 put in before `axis`; a negative axis counts from the end of the
    result."""
    x = known(x)
    return x.reshape(_expanded(x.shape, axis))


def _squeezed(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    axes = static_ints(axis, "The axes of squeeze") if axis is not None else ()
    if not axes:
        return tuple(d for d in shape if d != 1)
    rank = len(shape)
    for a in axes:
        check(
            -rank <= a < rank,
            None,
            "Tried to squeeze dim index %s for tensor with %s dimensions.",
            a,
            rank,
        )
    gone = {a % rank for a in axes}
    for a in sorted(gone):
        check(
            shape[a] == 1,
            None,
            "Can not squeeze dim[%s], expected a dimension of 1, got %s",
            a,
            shape[a],
        )
    return tuple(d for i, d in enumerate(shape) if i not in gone)


def _squeeze_jax(x: Any, axis: Any = None) -> Any:
    return x.reshape(_squeezed(x.shape, axis))


@kernel(_squeeze_jax)
def squeeze(x: Any, axis: Any = None) -> Any:
    """`x` without the dimensions of 1 named in `axis`, by default without all of them."""
    x = known(x)
    return x.reshape(_squeezed(x.shape, axis))


# Several arrays ----------------------------------------------------------------------------------


def concat(values: Sequence[Any], axis: Any) -> Any:
    """The arrays one after the other along `axis`; they agree in all other dimensions."""
    axis = static_int(axis, "The axis of concat")
    shapes = [np.shape(v) for v in values]
    rank = len(shapes[0])
    check(
        -rank <= axis < rank,
        None,
        "ConcatOp : Expected concatenating dimensions in the range [%s, %s), but got %s",
        -rank,
        rank,
        axis,
    )
    axis %= rank
    before, behind = shapes[0][:axis], shapes[0][axis + 1 :]
    for i, shape in enumerate(shapes):
        if len(shape) == rank and shape[:axis] == before and shape[axis + 1 :] == behind:
            continue
        check(
            len(shape) == rank,
            None,
            "ConcatOp : Ranks of all input tensors should match: shape[0] = %s vs. shape[%s] = %s",
            _show(shapes[0]),
            i,
            _show(shape),
        )
        same = all(
            a == b for k, (a, b) in enumerate(zip(shapes[0], shape, strict=True)) if k != axis
        )
        check(
            same,
            None,
            "ConcatOp : Dimensions of inputs should match: shape[0] = %s vs. shape[%s] = %s",
            _show(shapes[0]),
            i,
            _show(shape),
        )
    if is_known(values):
        return np.concatenate([known(v) for v in values], axis)
    return door.lax().concatenate(lift(*values), axis)


def stack(values: Sequence[Any], axis: Any = 0) -> Any:
    """The arrays, all of one shape, as slices of a new dimension `axis`."""
    axis = static_int(axis, "The axis of stack")
    first = np.shape(values[0])
    rank = len(first) + 1
    check(-rank <= axis < rank, None, "axis = %s not in [%s, %s)", axis, -rank, rank)
    for i, v in enumerate(values):
        if np.shape(v) == first:
            continue
        check(
            False,
            None,
            "Shapes of all inputs must match: values[0].shape = %s != values[%s].shape = %s",
            _show(first),
            i,
            _show(np.shape(v)),
        )
    shape = _expanded(first, axis)
    axis %= rank
    if is_known(values):
        return np.concatenate([known(v).reshape(shape) for v in values], axis)
    return door.lax().concatenate([v.reshape(shape) for v in lift(*values)], axis)


concat.exact = stack.exact = True  # type: ignore[attr-defined]


def _axis(axis: Any, rank: int) -> int:
    axis = static_int(axis, "The axis")
    check(-rank <= axis < rank, None, "axis = %s not in [%s, %s)", axis, -rank, rank)
    return axis % rank


def _along(x: Any, axis: int, start: int, stop: int) -> Any:
    return x[(slice(None),) * axis + (slice(start, stop),)]


def _unstack(x: Any, num: int, axis: Any = 0) -> list[Any]:
    axis = _axis(axis, x.ndim)
    check(
        x.shape[axis] == num,
        None,
        "Input shape axis %s must equal %s, got shape %s",
        axis,
        num,
        _show(x.shape),
    )
    shape = x.shape[:axis] + x.shape[axis + 1 :]
    return [_along(x, axis, i, i + 1).reshape(shape) for i in range(num)]


@kernel(_unstack)
def unstack(x: Any, num: int, axis: Any = 0) -> list[Any]:
    """The list of the `num` slices of `x` along `axis`, without that dimension."""
    return _unstack(known(x), num, axis)


def _split(x: Any, sizes: Any, axis: Any = 0) -> list[Any]:
    axis, rank = static_int(axis, "The axis of split"), x.ndim
    check(
        -rank <= axis < rank,
        None,
        "-input rank(-%s) <= split_dim < input rank (%s), but got %s",
        rank,
        rank,
        axis,
    )
    axis %= rank
    length = x.shape[axis]
    if isinstance(sizes, int):
        check(
            length % sizes == 0,
            None,
            "Number of ways to split should evenly divide the split dimension, but got "
            "split_dim %s (size = %s) and num_split %s",
            axis,
            length,
            sizes,
        )
        parts: tuple[int, ...] = (length // sizes,) * sizes
    else:
        parts = static_ints(sizes, "The sizes of split")
        total = sum(p for p in parts if p != -1)
        check(
            total == length if -1 not in parts else total <= length,
            None,
            "Determined shape must either match input shape along split_dim exactly if fully "
            "specified, or be "
            "less than the size of the input along split_dim if not fully specified.  Got: %s",
            total,
        )
        parts = tuple(length - total if p == -1 else p for p in parts)
    out, start = [], 0
    for part in parts:
        out.append(_along(x, axis, start, start + part))
        start += part
    return out


@kernel(_split)
def split(x: Any, sizes: Any, axis: Any = 0) -> list[Any]:
    """`x` cut along `axis`: into as many equal parts as the int `sizes` says, or into parts of
    these sizes."""
    return _split(known(x), sizes, axis)
