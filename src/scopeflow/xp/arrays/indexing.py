"""Gather and scatter: reading and writing by index, every index checked."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static_int, static_ints
from scopeflow.xp.face import is_known, kernel, lift, quiet

from .offending import wrong_element
from .padded import outside
from .shaping import known, reshape


def _show(dims: Any) -> str:
    return "[" + ",".join(map(str, dims)) + "]"


def check_indices(indices: Any, limit: int) -> None:
    """Every index lies in [0, limit), or the first one that does not is reported with its place."""
    if not indices.size:
        return
    numpy = isinstance(indices, (np.ndarray, np.generic))
    bad = outside(indices, limit)
    if numpy and not np.any(bad):
        return
    if not indices.ndim:
        check(~bad if not numpy else False, None, "indices = %s is not in [0, %s)", indices, limit)
        return
    ok, value, place = wrong_element(bad, indices)
    where = ",".join(["%s"] * indices.ndim)
    check(ok, None, f"indices[{where}] = %s is not in [0, %s)", *place, value, limit)


def _not_empty(whole: int, indices: Any, updates: Any) -> None:
    """Nothing is written into an array without elements, not even nothing."""
    check(
        bool(whole) or not (indices.size or updates.size),
        None,
        "Indices and updates specified for empty output shape",
    )


def _gathers_something(params: Any, indices: Any) -> None:
    rows = math.prod(indices.shape[:-1])
    check(
        bool(params.size) or not rows,
        None,
        "Requested more than 0 entries, but params is empty.  Params shape: %s",
        _show(params.shape),
    )


def _check_rows(indices: Any, shape: tuple[int, ...], what: str) -> None:
    """Every row of `indices` (its last dimension) lies in an array of that shape."""
    depth = indices.shape[-1]
    if not indices.size:
        return
    numpy = isinstance(indices, np.ndarray)
    face = np if numpy else door.jnp()
    limits = np.asarray(shape[:depth], indices.dtype)
    bad = face.any((indices < 0) | (indices >= limits), axis=-1)
    if numpy and not np.any(bad):
        return
    outer = indices.shape[:-1]
    row = ", ".join(["%s"] * depth)
    if not outer:
        check(
            ~bad, None, f"indices = [{row}] does not index into {what} %s", *indices, _show(shape)
        )
        return
    place = face.unravel_index(face.argmax(bad.reshape(-1)), outer)
    where = ",".join(["%s"] * len(outer))
    values = [indices[(*place, i)] for i in range(depth)]
    check(
        ~face.any(bad),
        None,
        f"indices[{where}] = [{row}] does not index into {what} %s",
        *place,
        *values,
        _show(shape),
    )


def _gather_args(params: Any, indices: Any, axis: Any, batch_dims: int) -> tuple[int, int]:
    axis = static_int(axis, "The axis of gather")
    rank = params.ndim
    check(
        -rank <= axis < rank,
        None,
        "Expected axis in the range [%s, %s), but got %s",
        -rank,
        rank,
        axis,
    )
    if batch_dims:
        depth = indices.ndim
        check(
            -depth <= batch_dims < depth,
            None,
            "Expected batch_dims in the range [%s, %s), but got %s",
            -depth,
            depth,
            batch_dims,
        )
        batch_dims %= depth
        axis %= rank
        check(
            batch_dims <= axis, None, "batch_dims (%s) must be less than or equal to axis (%s).", batch_dims, axis
        )  # fmt: skip
        check(
            params.shape[:batch_dims] == indices.shape[:batch_dims],
            None,
            "params.shape[:%s] = %s must be indices.shape[:%s] = %s",
            batch_dims,
            _show(params.shape[:batch_dims]),
            batch_dims,
            _show(indices.shape[:batch_dims]),
        )
    return axis % rank, batch_dims


def _gather_jax(params: Any, indices: Any, axis: Any = 0, batch_dims: int = 0) -> Any:
    (params,) = lift(params)
    (indices,) = lift(indices)
    axis, batch = _gather_args(params, indices, axis, batch_dims)
    check_indices(indices, params.shape[axis])
    take = lambda p, i, a: door.jnp().take(p, i, axis=a, mode="clip")  # noqa: E731
    for _ in range(batch):
        take = door.jax().vmap(take, in_axes=(0, 0, None))
    return take(params, indices, axis - batch)


@kernel(_gather_jax, arrays=2)
def gather(params: Any, indices: Any, axis: Any = 0, batch_dims: int = 0) -> Any:
    """The slices of `params` along `axis` that `indices` names, in place of that dimension.

    Args:
      params: an array.
      indices: ints in [0, params.shape[axis]).
      axis: the dimension to choose from.
      batch_dims: so many leading dimensions of both arrays are walked together.
    """
    params, indices = known(params), known(indices)
    axis, batch = _gather_args(params, indices, axis, batch_dims)
    check_indices(indices, params.shape[axis])
    if not batch:
        return np.take(params, indices, axis)
    # the batch and all between it and the axis go to the front, where coordinates choose
    outer, between, inner = params.shape[:batch], params.shape[batch:axis], params.shape[axis + 1 :]
    places = indices.reshape((*outer, *(1,) * len(between), *indices.shape[batch:]))
    fixed = np.ix_(*[np.arange(size) for size in outer + between])
    behind = indices.ndim - batch
    fixed = tuple(axis_places.reshape(axis_places.shape + (1,) * behind) for axis_places in fixed)
    return params[(*fixed, places)].reshape(outer + between + indices.shape[batch:] + inner)


def _gather_nd_jax(params: Any, indices: Any) -> Any:
    _gathers_something(params, indices)
    (params,) = lift(params)
    (indices,) = lift(indices)
    _check_rows(indices, params.shape, "param shape")
    depth = indices.shape[-1]
    if not depth:
        return door.jnp().broadcast_to(params, indices.shape[:-1] + params.shape)
    return params.at[tuple(indices[..., i] for i in range(depth))].get(mode="clip")


@kernel(_gather_nd_jax, arrays=2)
def gather_nd(params: Any, indices: Any) -> Any:
    """The slices of `params` whose leading coordinates are the rows of `indices`."""
    params, indices = known(params), known(indices)
    _gathers_something(params, indices)
    _check_rows(indices, params.shape, "param shape")
    depth = indices.shape[-1]
    if not depth:
        return np.broadcast_to(params, indices.shape[:-1] + params.shape).copy()
    return params[(*(indices[..., i] for i in range(depth)), ...)]


# Writing -----------------------------------------------------------------------------------------


def _updates_shape(x: Any, indices: Any, updates: Any) -> None:
    wanted = indices.shape + x.shape[1:]
    check(
        updates.ndim == 0 or updates.shape == wanted,
        None,
        "Must have updates.shape = indices.shape + params.shape[1:] or updates.shape = [], "
        "got updates.shape %s, indices.shape %s, params.shape %s",
        _show(updates.shape),
        _show(indices.shape),
        _show(x.shape),
    )


def _divide_at(x: Any, indices: Any, updates: Any) -> None:
    from scopeflow.xp.math.arithmetic import div

    updates = np.broadcast_to(updates, indices.shape + x.shape[1:]).reshape((-1, *x.shape[1:]))
    for i, row in zip(indices.reshape(-1), updates, strict=True):
        x[i] = div(x[i], row)


_AT = {
    "add": np.add.at,
    "sub": np.subtract.at,
    "mul": np.multiply.at,
    "div": _divide_at,
    "min": np.minimum.at,
    "max": np.maximum.at,
}


def _scatter(name: str, doc: str) -> Any:
    @quiet
    def numpy_face(x: Any, indices: Any, updates: Any) -> Any:
        out = np.array(x)
        indices, updates = known(indices), known(updates)
        check_indices(indices, out.shape[0])
        _updates_shape(out, indices, updates)
        if not (updates.size and out.size):
            return out
        if name == "update":
            out[indices] = updates
        else:
            _AT[name](out, indices, updates)
        return out

    def jax_face(x: Any, indices: Any, updates: Any) -> Any:
        x, updates = lift(x, updates)
        (indices,) = lift(indices)
        check_indices(indices, x.shape[0])
        _updates_shape(x, indices, updates)
        at = x.at[indices]
        if name == "sub":
            return at.add(-updates, mode="drop")
        if name == "div":
            return at.divide(updates, mode="drop").astype(x.dtype)
        method = {"update": "set", "mul": "multiply"}.get(name, name)
        return getattr(at, method)(updates, mode="drop")

    numpy_face.__name__ = numpy_face.__qualname__ = "scatter_" + name
    numpy_face.__doc__ = doc
    return kernel(jax_face, arrays=3, exact=name == "update")(numpy_face)


scatter_update = _scatter(
    "update", "A copy of x whose rows `indices` are `updates`; of equal indices the last wins."
)
scatter_add = _scatter(
    "add", "A copy of x with `updates` added to its rows `indices`, one after the other."
)
scatter_sub = _scatter("sub", "A copy of x with `updates` subtracted from its rows `indices`.")
scatter_mul = _scatter("mul", "A copy of x with its rows `indices` multiplied by `updates`.")
scatter_div = _scatter("div", "A copy of x with its rows `indices` divided by `updates`.")
scatter_min = _scatter("min", "A copy of x with its rows `indices` not larger than `updates`.")
scatter_max = _scatter("max", "A copy of x with its rows `indices` not smaller than `updates`.")


def scatter_nd(indices: Any, updates: Any, shape: Any) -> Any:
    """Zeros of that shape to which the slices `updates` are added at the coordinates in the rows
    of `indices`."""
    dims = static_ints(shape, "The shape of scatter_nd")
    numpy = is_known(indices) and is_known(updates)
    if numpy:
        indices, updates = known(indices), known(updates)
    else:
        (indices,), (updates,) = lift(indices), lift(updates)
    depth = indices.shape[-1]
    outer = indices.shape[:-1]
    _not_empty(math.prod(dims), indices, updates)
    check(
        updates.shape[: len(outer)] == outer,
        None,
        "Outer dimensions of indices and update must match. Indices shape: %s, updates shape:%s",
        _show(indices.shape),
        _show(updates.shape),
    )
    check(
        depth <= len(dims) and updates.shape[len(outer) :] == dims[depth:],
        None,
        "Inner dimensions of output shape must match inner "
        "dimensions of updates shape. Output: %s updates: %s",
        _show(dims),
        _show(updates.shape),
    )
    _check_rows(indices, dims, "shape")
    at = tuple(indices[..., i] for i in range(indices.shape[-1]))
    if numpy:
        out = np.zeros(dims, updates.dtype)
        np.add.at(out, at, updates)
        return out
    return door.jnp().zeros(dims, updates.dtype).at[at].add(updates, mode="drop")


scatter_nd.exact = False  # type: ignore[attr-defined]  # the order of the additions is the device's


def _scatter_nd_into(name: str, doc: str) -> Any:
    rows_kernel = {"add": scatter_add, "sub": scatter_sub, "update": scatter_update}[name]

    def scatter(x: Any, indices: Any, updates: Any) -> Any:
        _not_empty(math.prod(x.shape), indices, updates)
        depth = indices.shape[-1]
        rows, rest = x.shape[:depth], x.shape[depth:]
        check(
            updates.shape == indices.shape[:-1] + rest,
            None,
            "Must have updates.shape = indices.shape[:batch_dim] + params_shape[slice_dim:], got updates.shape: %s, "
            "indices.shape: %s, params_shape: %s, slice_dim: %s, and batch_dim: %s",
            _show(updates.shape),
            _show(indices.shape),
            _show(x.shape),
            depth,
            len(indices.shape) - 1,
        )
        _check_rows(indices, x.shape, "shape")
        flat = reshape(x, (math.prod(rows), *rest))
        # a row of coordinates becomes one row number of the flattened array
        count = math.prod(indices.shape[:-1])
        numbers = sum(
            (indices[..., i] * indices.dtype.type(math.prod(rows[i + 1 :])) for i in range(depth)),
            np.zeros(indices.shape[:-1], indices.dtype),
        )
        changed = rows_kernel(flat, reshape(numbers, (count,)), reshape(updates, (count, *rest)))
        return reshape(changed, x.shape)

    scatter.__name__ = scatter.__qualname__ = "scatter_nd_" + name
    scatter.__doc__ = doc
    scatter.exact = rows_kernel.exact  # type: ignore[attr-defined]
    return scatter


scatter_nd_update = _scatter_nd_into(
    "update", "A copy of x whose slices at the rows of `indices` are `updates`."
)
scatter_nd_add = _scatter_nd_into(
    "add", "A copy of x with `updates` added at the coordinates in the rows of `indices`."
)
scatter_nd_sub = _scatter_nd_into(
    "sub", "A copy of x with `updates` subtracted at those coordinates."
)


def tensor_scatter(x: Any, indices: Any, updates: Any, how: str) -> Any:
    """A copy of x with the slices at the rows of `indices` replaced ("update"), added to or subtracted from."""
    if is_known(x) and is_known(indices) and is_known(updates):
        x, indices, updates = known(x), known(indices), known(updates)
    else:
        (x,), (indices,), (updates,) = lift(x), lift(indices), lift(updates)
    check(
        indices.ndim >= 1, None, "Indices shape must have rank at least one. Found:%s", _show(indices.shape)
    )  # fmt: skip
    check(
        updates.ndim >= 1, None, "Updates shape must have rank at least one. Found:%s", _show(updates.shape)
    )  # fmt: skip
    _not_empty(x.size, indices, updates)
    depth, outer = indices.shape[-1], indices.shape[:-1]
    check(
        updates.shape[: len(outer)] == outer,
        None,
        "Outer dimensions of indices and update must match. Indices shape: %s, updates shape:%s",
        _show(indices.shape),
        _show(updates.shape),
    )
    check(
        depth <= x.ndim and updates.shape[len(outer) :] == x.shape[depth:],
        None,
        "Inner dimensions of output shape must match inner dimensions of updates shape. Output: %s updates: %s",
        _show(x.shape),
        _show(updates.shape),
    )
    if not updates.size:
        return x
    scatter = {"update": scatter_nd_update, "add": scatter_nd_add, "sub": scatter_nd_sub}[how]
    return scatter(x, indices, updates)


tensor_scatter.exact = False  # type: ignore[attr-defined]  # the order of the additions is the device's
