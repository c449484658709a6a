"""Slices: by begin and size, and Python's ``x[...]`` with its strides, ellipsis and new axes."""

from __future__ import annotations

import builtins
from typing import Any

from scopeflow.xp import door
from scopeflow.xp.checks import NotStatic, check, static_ints
from scopeflow.xp.face import is_known, is_tracer, kernel, lift

from .shaping import known


def _box(x: Any, begin: Any, size: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The known begin and the sizes with -1 resolved, checked."""
    starts = static_ints(begin, "The begin of slice")
    sizes = list(static_ints(size, "The size of slice"))
    check(
        len(starts) == len(sizes) == len(x.shape),
        None,
        "Expected begin and size arguments to be 1-D tensors of size %s, but got shapes [%s] and "
        "[%s] instead.",
        len(x.shape),
        len(starts),
        len(sizes),
    )
    for i, (start, d) in enumerate(zip(starts, x.shape, strict=True)):
        if not d:
            check(
                start == 0 and sizes[i] in (0, -1),
                None,
                "Expected begin[%s] == 0 (got %s) and size[%s] == 0 (got %s) when input.dim_size(%s) == 0",
                *(i, start, i, 0 if sizes[i] == -1 else sizes[i], i),
            )
        check(0 <= start <= d, None, "Expected begin[%s] in [0, %s], but got %s", i, d, start)
        if sizes[i] == -1:
            sizes[i] = d - start
        ok = sizes[i] >= 0 and start + sizes[i] <= d
        check(ok, None, "Expected size[%s] in [0, %s], but got %s", i, d - start, sizes[i])
    return starts, tuple(sizes)


def _slice_jax(x: Any, begin: Any, size: Any) -> Any:
    if not is_tracer(begin):
        (x,) = lift(x)
        starts, sizes = _box(x, begin, size)
        return door.lax().slice(x, starts, [a + b for a, b in zip(starts, sizes, strict=True)])
    (x,) = lift(x)
    sizes = static_ints(size, "The size of slice")
    if -1 in sizes:
        raise NotStatic("A slice of size -1 needs a begin that is known when the program is made.")
    for i, d in enumerate(x.shape):
        ok = (begin[i] >= 0) & (begin[i] <= d)
        check(ok, None, "Expected begin[%s] in [0, %s], but got %s", i, d, begin[i])
        check(
            begin[i] + sizes[i] <= d,
            None,
            "Expected size[%s] in [0, %s], but got %s",
            i,
            d - begin[i],
            sizes[i],
        )
    return door.lax().dynamic_slice(x, [begin[i] for i in range(x.ndim)], sizes)


@kernel(_slice_jax, arrays=2)
def slice_(x: Any, begin: Any, size: Any) -> Any:
    """The box of `x` that starts at `begin` and has the shape `size`; -1 means up to the end."""
    x = known(x)
    starts, sizes = _box(x, begin, size)
    return x[tuple(builtins.slice(a, a + b) for a, b in zip(starts, sizes, strict=True))]


def _index(
    shape: tuple[int, ...],
    begin: Any,
    end: Any,
    strides: Any,
    begin_mask: int,
    end_mask: int,
    ellipsis_mask: int,
    new_axis_mask: int,
    shrink_axis_mask: int,
) -> tuple[Any, ...]:
    """The tuple that indexes an array of that shape as the op's vectors and masks say."""
    steps = static_ints(strides, "The strides of a slice")
    count = len(steps)
    traced = is_tracer(begin)
    begins = (
        [begin[i] for i in range(count)] if traced else static_ints(begin, "The begin of a slice")
    )
    if not traced:
        ends: Any = None if is_tracer(end) else static_ints(end, "The end of a slice")
    else:
        ends = None
    wanted = sum(1 for i in range(count) if not (ellipsis_mask | new_axis_mask) >> i & 1)
    out: list[Any] = []
    dim = 0
    for i in range(count):
        bit = 1 << i
        if ellipsis_mask & bit:
            skipped = len(shape) - wanted
            out.append(...)
            dim += skipped
            continue
        if new_axis_mask & bit:
            out.append(None)
            continue
        check(
            dim < len(shape),
            None,
            "Index out of range using input dim %s; input has only %s dims",
            dim,
            len(shape),
        )
        d = shape[dim]
        check(steps[i] != 0, None, "strides[%s] must be non-zero", i)
        if shrink_axis_mask & bit:
            check(steps[i] > 0, None, "only stride 1 allowed on non-range indexing.")
            start = begins[i]
            if traced:
                start = door.jnp().where(start < 0, start + d, start)
            else:
                start = start + d if start < 0 else start
            check(
                (start >= 0) & (start < d),
                None,
                "slice index %s of dimension %s out of bounds.",
                start,
                dim,
            )
            out.append(start)
        else:
            whole = begin_mask & bit and end_mask & bit
            if not whole and (traced or ends is None):
                raise NotStatic("The ends of a slice must be known when the program is made.")
            first = None if begin_mask & bit else begins[i]
            last = None if end_mask & bit else ends[i]
            out.append(_range(first, last, steps[i], d))
        dim += 1
    return tuple(out)


def _range(first: int | None, last: int | None, step: int, d: int) -> slice:
    """``first:last:step`` for a dimension of length d; Python clamps as TensorFlow does."""
    return (
        builtins.slice(*builtins.slice(first, last, step).indices(d))
        if step > 0
        else builtins.slice(first, last, step)
    )


def _strided_slice_jax(
    x: Any,
    begin: Any,
    end: Any,
    strides: Any,
    *,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
) -> Any:
    (x,) = lift(x)
    return x[
        _index(
            x.shape,
            begin,
            end,
            strides,
            begin_mask,
            end_mask,
            ellipsis_mask,
            new_axis_mask,
            shrink_axis_mask,
        )
    ]


@kernel(_strided_slice_jax, arrays=3)
def strided_slice(
    x: Any,
    begin: Any,
    end: Any,
    strides: Any,
    *,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
) -> Any:
    """``x[begin:end:strides, ...]`` with one bit per entry in each mask.

    Args:
      x: an array.
      begin, end, strides: int vectors of one length, known; in the JAX face the begin of an entry
        with its
        bit in `shrink_axis_mask` may be traced, if all others are whole dimensions.
      begin_mask, end_mask: this begin or end is left out.
      ellipsis_mask: this entry is ``...``.
      new_axis_mask: this entry is a new axis.
      shrink_axis_mask: this entry is an index, and the dimension goes.
    """
    x = known(x)
    index = _index(
        x.shape,
        begin,
        end,
        strides,
        begin_mask,
        end_mask,
        ellipsis_mask,
        new_axis_mask,
        shrink_axis_mask,
    )
    return x[index if ... in index else (*index, ...)]


def strided_slice_assign(
    x: Any,
    value: Any,
    begin: Any,
    end: Any,
    strides: Any,
    *,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
) -> Any:
    """A copy of `x` in which the slice has been replaced by `value`; the arguments are
    strided_slice's."""
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    if is_known(x) and is_known(value) and is_known(begin):
        out = known(x).copy()
        index = _index(out.shape, begin, end, strides, *masks)
        out[index if ... in index else (*index, ...)] = known(value)
        return out
    x, value = lift(x, value)
    return x.at[_index(x.shape, begin, end, strides, *masks)].set(value)


strided_slice_assign.exact = True  # type: ignore[attr-defined]
