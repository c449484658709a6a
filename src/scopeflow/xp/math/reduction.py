"""Reductions over axes and running sums: results keep the dtype, and integers wrap in it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check, static_int, static_ints
from scopeflow.xp.elementwise import name_kernel
from scopeflow.xp.face import arithmetic, kernel
from scopeflow.xp.floats import bfloat16, flush, flushed

_HALVES = (np.dtype(np.float16), bfloat16)
_LEAF = (
    1024  # TensorFlow adds up to so many numbers of a type without vector instructions one by one
)


def _axes(axis: Any, rank: int) -> tuple[int, ...]:
    """The axes as sorted distinct ints; None means all."""
    if axis is None:
        return tuple(range(rank))
    axes = static_ints(axis, "The axis of a reduction")
    if len(axes) < 2 and all(0 <= a < rank for a in axes):
        return axes
    for a in axes:
        check(
            -rank <= a < rank,
            None,
            "Invalid reduction dimension (%s for input with %s dimension(s)",
            a,
            rank,
        )
    return tuple(sorted({a % rank for a in axes}))


def _count(shape: tuple[int, ...], axes: tuple[int, ...]) -> int:
    return math.prod([shape[a] for a in axes])


def _reduction(
    name: str, numpy: Any, jax: Any, doc: str, *, exact: bool, default: Any = None
) -> Any:
    """A kernel ``name(x, axis=None, keepdims=False)``; `numpy` and `jax` get the array, its axes
    and keepdims."""

    @arithmetic
    def numpy_face(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        x = known(x)
        axes = _axes(axis, x.ndim)
        if not axes:
            return x
        return numpy(x, axes, keepdims)

    def jax_face(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        axes = _axes(axis, x.ndim)
        return jax(x, axes, keepdims) if axes else x

    return name_kernel(kernel(jax_face, exact=exact)(numpy_face), name, doc)


def _tree(function: Any, x: Any) -> Any:
    """`function` over the last axis in halves down to leaves, which are folded one by one."""
    n = x.shape[-1]
    if n > _LEAF:
        return function(_tree(function, x[..., : n // 2]), _tree(function, x[..., n // 2 :]))
    return function.accumulate(x, axis=-1, dtype=x.dtype)[..., -1]


def _fold(function: Any, x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    """The sum or product in x's own dtype; 16-bit floats are rounded after every step."""
    if x.dtype in _HALVES and x.size and _count(x.shape, axes) > 1:
        rest = tuple(i for i in range(x.ndim) if i not in axes)
        moved = x.transpose(rest + axes).reshape([x.shape[i] for i in rest] + [-1])
        if x.ndim - 1 in axes:
            out = _tree(function, moved)
        else:
            out = function.accumulate(moved, axis=-1, dtype=x.dtype)[..., -1]
        return np.expand_dims(out, axes) if keepdims else out
    return function.reduce(x, axis=axes, dtype=x.dtype, keepdims=keepdims)


def _sum(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if _count(x.shape, axes) == 1:
        return _alone(x, axes, keepdims)
    return flush(_fold(np.add, flush(x), axes, keepdims))


def _prod(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if _count(x.shape, axes) == 1:
        return _alone(x, axes, keepdims)
    return flush(_fold(np.multiply, flush(x), axes, keepdims))


def _alone(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    """The reduction of single values: the values, NaN and denormal numbers included."""
    shape = [1 if i in axes else d for i, d in enumerate(x.shape)]
    return x.reshape(shape if keepdims else [d for i, d in enumerate(x.shape) if i not in axes])


def _mean(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    total = _sum(x, axes, keepdims)
    count = _count(x.shape, axes)
    if x.dtype.kind in "iu":
        if not count:
            return total
        signed = np.asarray(total).astype(np.int64)
        return np.asarray(np.sign(signed) * (np.abs(signed) // count)).astype(x.dtype)[()]
    if not count and x.dtype.kind == "c":
        return total
    return flush(np.true_divide(total, np.asarray(count, x.dtype)))[()]


def _sum_jax(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    return door.jnp().sum(x, axes, dtype=x.dtype, keepdims=keepdims)


def _prod_jax(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    return door.jnp().prod(x, axes, dtype=x.dtype, keepdims=keepdims)


def _mean_jax(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    jnp = door.jnp()
    total = _sum_jax(x, axes, keepdims)
    count = _count(x.shape, axes)
    if not count and x.dtype.kind in "iuc":
        return total
    if x.dtype.kind in "iu":
        signed = total.astype(np.int64)
        return (jnp.sign(signed) * (jnp.abs(signed) // count)).astype(x.dtype)
    return total / np.asarray(count, x.dtype)


sum_ = _reduction("sum", _sum, _sum_jax, "The sum over the axes; integers wrap.", exact=False)
prod = _reduction(
    "prod", _prod, _prod_jax, "The product over the axes; integers wrap.", exact=False
)
mean = _reduction(
    "mean",
    _mean,
    _mean_jax,
    "The sum divided by the count; integers are cut off towards zero.",
    exact=False,
)


def _norm(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    total = _sum(np.asarray(flush(np.square(np.abs(x)))).astype(x.dtype), axes, keepdims)
    return np.asarray(np.sqrt(total)).astype(x.dtype)[()]


def _norm_jax(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    jnp = door.jnp()
    total = _sum_jax(jnp.square(jnp.abs(x)).astype(x.dtype), axes, keepdims)
    return jnp.sqrt(total).astype(x.dtype)


euclidean_norm = _reduction(
    "euclidean_norm",
    _norm,
    _norm_jax,
    "The square root of the sum of squares over the axes.",
    exact=False,
)


# Extremes: NaN loses against every number --------------------------------------------------------


def _lowest(dtype: np.dtype) -> Any:
    return (
        np.asarray(-np.inf, dtype)
        if dtype.kind not in "iub"
        else np.asarray(np.iinfo(dtype).min, dtype)
    )


def _highest(dtype: np.dtype) -> Any:
    return (
        np.asarray(np.inf, dtype)
        if dtype.kind not in "iub"
        else np.asarray(np.iinfo(dtype).max, dtype)
    )


def _extreme(function: Any, jax_name: str, start: Any) -> tuple[Any, Any]:
    def numpy_face(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
        if _count(x.shape, axes) == 1:
            return _alone(x, axes, keepdims)
        worst = start(x.dtype)
        found = function.reduce(x, axis=axes, keepdims=keepdims, initial=worst)
        if x.dtype.kind in "iu":
            return found
        if np.isnan(found).any():
            # (any NaN shows in the result)
            x = np.where(np.isnan(x), worst, x)
            found = function.reduce(x, axis=axes, keepdims=keepdims, initial=worst)
        return flush(found)

    def jax_face(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
        if _count(x.shape, axes) == 1:
            return _alone(x, axes, keepdims)
        jnp = door.jnp()
        worst = start(np.dtype(x.dtype))
        if np.dtype(x.dtype).kind not in "iu":
            x = jnp.where(jnp.isnan(x), worst, x)
        return getattr(jnp, jax_name)(x, axes, keepdims=keepdims, initial=worst)

    return numpy_face, jax_face


max_ = _reduction(
    "max",
    *_extreme(np.maximum, "max", _lowest),
    "The largest value; NaN is passed over, and no value gives -inf or the smallest integer.",
    exact=True,
)
min_ = _reduction(
    "min",
    *_extreme(np.minimum, "min", _highest),
    "The smallest value; NaN is passed over, and no value gives inf or the largest integer.",
    exact=True,
)
all_ = _reduction(
    "all",
    lambda x, axes, keepdims: np.logical_and.reduce(x, axis=axes, keepdims=keepdims),
    lambda x, axes, keepdims: door.jnp().all(x, axes, keepdims=keepdims),
    "Whether all are true.",
    exact=True,
)
any_ = _reduction(
    "any",
    lambda x, axes, keepdims: np.logical_or.reduce(x, axis=axes, keepdims=keepdims),
    lambda x, axes, keepdims: door.jnp().any(x, axes, keepdims=keepdims),
    "Whether one is true.",
    exact=True,
)


def _arg(name: str, start: Any, doc: str) -> Any:
    def prepare(face: Any, x: Any, axis: Any) -> tuple[Any, int]:
        axis = given = static_int(axis, "The axis of " + name)
        rank = x.ndim
        check(
            -rank <= axis < rank,
            None,
            "Expected dimension in the range [%s, %s), but got %s",
            -rank,
            rank,
            axis,
        )
        axis %= rank
        shown = "[" + ",".join(map(str, x.shape)) + "]"
        check(bool(x.shape[axis]), None, "Reduction axis %s is empty in shape %s", given, shown)
        if np.dtype(x.dtype).kind not in "iub":
            x = face.where(face.isnan(x), start(np.dtype(x.dtype)), x)
        return x, axis

    def jax_face(x: Any, axis: Any = 0, dtype: Any = np.int64) -> Any:
        x, axis = prepare(door.jnp(), x, axis)
        return getattr(door.jnp(), name)(x, axis).astype(dtype)

    def numpy_face(x: Any, axis: Any = 0, dtype: Any = np.int64) -> Any:
        x, axis = prepare(np, flush(known(x)), axis)
        return np.asarray(getattr(np, name)(x, axis), dtype)[()]

    return name_kernel(kernel(jax_face)(arithmetic(numpy_face)), name, doc)


argmax = _arg(
    "argmax", _lowest, "The index of the first largest value along `axis`; NaN is passed over."
)
argmin = _arg(
    "argmin", _highest, "The index of the first smallest value along `axis`; NaN is passed over."
)


# Running sums ------------------------------------------------------------------------------------


def _running(name: str, function: Any, unit: int, doc: str) -> Any:
    def shifted(face: Any, run: Any, x: Any, axis: Any, exclusive: bool, reverse: bool) -> Any:
        axis = static_int(axis, "The axis of " + name)
        check(
            -x.ndim <= axis < x.ndim,
            None,
            "ScanOp: Expected scan axis in the range [%s, %s), but got %s",
            -x.ndim,
            x.ndim,
            axis + x.ndim if axis < 0 else axis,
        )
        axis %= x.ndim
        if reverse:
            x = face.flip(x, axis)
        if exclusive:
            head = (slice(None),) * axis
            first = face.full_like(x[(*head, slice(0, 1))], unit)
            x = face.concatenate([first, x[(*head, slice(0, -1))]], axis)
        x = run(x, axis)
        return face.flip(x, axis) if reverse else x

    def jax_face(x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False) -> Any:
        jnp = door.jnp()
        return shifted(
            jnp, lambda v, a: getattr(jnp, name)(v, a, dtype=v.dtype), x, axis, exclusive, reverse
        )

    @arithmetic
    def numpy_face(x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False) -> Any:
        run = lambda v, a: function.accumulate(v, axis=a, dtype=v.dtype)  # noqa: E731
        # (the first number is handed on as it is)
        return flush(shifted(np, run, flushed(known(x)), axis, exclusive, reverse))

    return name_kernel(kernel(jax_face, exact=False)(numpy_face), name, doc)


cumsum = _running(
    "cumsum", np.add, 0, "The running sum along `axis`, without or (exclusive) before each value."
)
cumprod = _running("cumprod", np.multiply, 1, "The running product along `axis`.")
