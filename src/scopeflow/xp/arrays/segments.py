"""Segments: the slices of an array that have equal ids, reduced to one slice each.

The ids are ordered (`segment_sum` and its like, whose result is as long as the last id says), or in any order
with the number of segments given.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import NeedsHost, check, static_int
from scopeflow.xp.face import is_tracer, kernel, lift, quiet

from .offending import wrong_element
from .shaping import known


def _show(dims: Any) -> str:
    return "[" + ",".join(map(str, dims)) + "]"


def _limit(dtype: Any, highest: bool) -> Any:
    """The largest or smallest number of a dtype, infinity left out."""
    dtype = np.dtype(dtype)
    if dtype.kind in "iu":
        info: Any = np.iinfo(dtype)
    else:
        import ml_dtypes

        info = ml_dtypes.finfo(dtype) if dtype.kind not in "fc" else np.finfo(dtype)
    return dtype.type(info.max if highest else info.min)


def _start(how: str, dtype: Any) -> Any:
    """What a segment of no slices comes to."""
    if how in ("min", "max"):
        return _limit(dtype, how == "min")
    return np.ones((), dtype) if how == "prod" else np.zeros((), dtype)


# -- ids in any order ------------------------------------------------------------------------------

_AT = {"sum": np.add.at, "prod": np.multiply.at, "min": np.minimum.at, "max": np.maximum.at}
_JAX_AT = {"sum": "add", "prod": "multiply", "min": "min", "max": "max"}


def _checked(data: Any, ids: Any, count: int) -> None:
    check(
        data.shape[: ids.ndim] == ids.shape,
        None,
        "data.shape = %s does not start with segment_ids.shape = %s",
        _show(data.shape),
        _show(ids.shape),
    )
    if not ids.size or not data.size:
        return  # nothing is written, and TensorFlow looks at no id
    numpy = isinstance(ids, (np.ndarray, np.generic))
    bad = ids >= count
    if numpy and not np.any(bad):
        return
    ok, value, place = wrong_element(bad, ids)
    where = ",".join(["%s"] * ids.ndim)
    at = f"[{where}]" if ids.ndim else ""
    check(ok, None, f"segment_ids{at} = %s is out of range [0, %s)", *place, value, count)


def _in_order_of_nan(face: Any, how: str, rows: Any, ids: Any, count: int) -> tuple[Any, Any]:
    """A NaN takes the place of what came before it, and any number takes the place of a NaN."""
    numbers = face.arange(rows.shape[0]).reshape((-1, *(1,) * (rows.ndim - 1)))
    is_nan = face.isnan(rows)
    shown = face.where(is_nan, numbers, -1)
    last = face.full((count, *rows.shape[1:]), -1)
    end = face.full((count, *(1,) * (rows.ndim - 1)), -1)
    if face is np:
        np.maximum.at(last, ids, shown)
        np.maximum.at(end, ids, numbers)
    else:
        last, end = last.at[ids].max(shown, mode="drop"), end.at[ids].max(numbers, mode="drop")
    covered = numbers <= last[face.clip(ids, 0, count - 1)] if count else is_nan
    return face.where(covered, _start(how, rows.dtype), rows), (last == end) & (last >= 0)


def _is_float(dtype: Any) -> bool:
    return np.dtype(dtype).kind not in "iubc"


def _unsorted_jax(data: Any, ids: Any, count: Any, how: str = "sum") -> Any:
    jnp = door.jnp()
    (data,), (ids,) = lift(data), lift(ids)
    count = _count(count)
    _checked(data, ids, count)
    inner = data.shape[ids.ndim :]
    rows = data.reshape((ids.size, *inner))
    flat = ids.reshape(-1)
    # what has a negative id goes out of bounds, where it is dropped
    flat = jnp.where(flat < 0, count, flat)
    made = jnp.full((count, *inner), _start(how, data.dtype), data.dtype)
    if not data.size:
        return made
    if how in ("min", "max") and _is_float(data.dtype) and ids.size:
        rows, is_nan = _in_order_of_nan(jnp, how, rows, flat, count)
        made = getattr(made.at[flat], how)(rows, mode="drop")
        return jnp.where(is_nan, jnp.asarray(np.nan, data.dtype), made)
    return getattr(made.at[flat], _JAX_AT[how])(rows, mode="drop")


def _count(count: Any) -> int:
    count = np.asarray(count) if not hasattr(count, "ndim") else count
    check(
        count.ndim == 0, None, "num_segments should be a scalar, not shape %s", _show(count.shape)
    )
    number = static_int(count, "The number of segments")
    check(number >= 0, None, "Input num_segments == %s must not be negative.", number)
    return number


@kernel(_unsorted_jax, arrays=2, exact=False)
@quiet
def unsorted_segment(data: Any, ids: Any, count: Any, how: str = "sum") -> Any:
    """One slice for each of `count` segments: the "sum", "prod", "min" or "max" of its slices of `data`.

    Args:
      data: an array whose shape starts with that of `ids`.
      ids: ints smaller than `count`; slices of negative ids are left out.
      count: how many segments there are.
      how: what is made of a segment's slices.
    """
    data, ids = known(data), known(ids)
    count = _count(count)
    _checked(data, ids, count)
    inner = data.shape[ids.ndim :]
    rows = data.reshape((ids.size, *inner))
    flat = ids.reshape(-1)
    if flat.size and flat.min() < 0:
        rows, flat = rows[flat >= 0], flat[flat >= 0]
    made = np.full((count, *inner), _start(how, data.dtype), data.dtype)
    if not data.size:
        return made
    if how in ("min", "max") and _is_float(data.dtype) and np.isnan(rows).any():
        rows, is_nan = _in_order_of_nan(np, how, rows, flat, count)
        _AT[how](made, flat, rows)
        made[is_nan] = np.nan
        return made
    _AT[how](made, flat, rows)
    return made


# -- ordered ids -----------------------------------------------------------------------------------


def _runs(ids: np.ndarray, count: int) -> np.ndarray:
    """Where each run of equal ids starts; refuses ids that fall, or lie out of the range."""
    starts = np.flatnonzero(np.concatenate([[True], ids[1:] != ids[:-1]])) if ids.size else ids[:0]
    firsts = ids[starts].astype(np.int64)
    falls = np.append(firsts[1:] <= firsts[:-1], False) if starts.size else np.zeros(0, bool)
    outside = (firsts < 0) | (firsts >= count)
    wrong = falls | outside
    if wrong.any():
        first = int(np.argmax(wrong))
        check(not falls[first], None, "segment ids are not increasing")
        check(
            False,
            None,
            "Segment id %s out of range [0, %s), possibly because 'segment_ids' input is not sorted.",
            firsts[first],
            count,
        )
    return starts


def _reduced(rows: np.ndarray, starts: np.ndarray, how: str) -> np.ndarray:
    """One slice for each run of rows."""
    if how in ("min", "max"):
        made = (np.fmin if how == "min" else np.fmax).reduceat(rows, starts)
        if _is_float(rows.dtype) and np.isnan(made).any():
            # of several NaNs and nothing else; a lone one stays
            lengths = np.diff(np.append(starts, len(rows))).reshape((-1, *(1,) * (rows.ndim - 1)))
            infinite = np.asarray(np.inf if how == "min" else -np.inf, rows.dtype)
            made = np.where(np.isnan(made) & (lengths > 1), infinite, made)
        return made
    if how == "prod":
        return np.multiply.reduceat(rows, starts, dtype=rows.dtype)
    return np.add.reduceat(rows, starts, dtype=rows.dtype)


def _divided(sums: np.ndarray, lengths: np.ndarray, how: str) -> np.ndarray:
    lengths = lengths.reshape((-1, *(1,) * (sums.ndim - 1)))
    if how == "sqrt_n":
        return sums / np.sqrt(lengths.astype(sums.dtype))
    if sums.dtype.kind in "iu":
        from scopeflow.xp.math.arithmetic import truncate_div

        return truncate_div(sums, lengths.astype(sums.dtype))
    return (sums / lengths.astype(sums.dtype)).astype(sums.dtype)


@quiet
def segment(data: Any, ids: Any, how: str = "sum") -> np.ndarray:
    """One slice for each id up to the last: the "sum", "mean", "prod", "min" or "max" of its slices of `data`.

    Args:
      data: an array of one dimension or more.
      ids: a vector of ints that never fall, as long as `data`.
      how: what is made of a segment's slices; of none it is 0, or 1 for "prod".

    Raises:
      NeedsHost: if something is traced.
    """
    data, ids = _host(data), _host(ids)
    check(ids.ndim == 1, None, "segment_ids should be a vector.")
    check(
        data.ndim > 0 and data.shape[0] == ids.size,
        None,
        "segment_ids should be the same size as dimension 0 of input.",
    )
    count = int(ids[-1]) + 1 if ids.size else 0
    check(count > 0 or not ids.size, None, "segment ids must be >= 0")
    return _of_runs(data, ids, count, how)


def _of_runs(rows: np.ndarray, ids: np.ndarray, count: int, how: str) -> np.ndarray:
    starts = _runs(ids, count)
    empty = np.ones((), rows.dtype) if how == "prod" else np.zeros((), rows.dtype)
    made = np.full((count, *rows.shape[1:]), empty, rows.dtype)
    if starts.size and math.prod(rows.shape[1:]):
        reduced = _reduced(rows, starts, how)
        if how in ("mean", "sqrt_n"):
            reduced = _divided(reduced, np.diff(np.append(starts, len(rows))), how)
        made[ids[starts]] = reduced
    return made


def _host(x: Any) -> np.ndarray:
    if is_tracer(x):
        raise NeedsHost("How many segments there are depends on values that only the run knows.")
    return known(x) if not hasattr(x, "devices") else np.asarray(x)


segment.exact = False  # type: ignore[attr-defined]


# -- ordered ids of chosen rows --------------------------------------------------------------------


def _chosen(indices: Any, ids: Any, count: Any) -> None:
    check(indices.ndim == 1, None, "indices should be a vector.")
    check(ids.ndim == 1, None, "segment_ids should be a vector.")
    check(indices.size == ids.size, None, "segment_ids and indices should have same size.")
    if count is not None:
        count = np.asarray(count) if not hasattr(count, "ndim") else count
        check(
            count.ndim == 0,
            None,
            "num_segments should be a scalar, not shape %s",
            _show(count.shape),
        )


def _check_places(indices: Any, limit: int) -> None:
    numpy = isinstance(indices, np.ndarray)
    bad = (indices < 0) | (indices >= limit)
    if not indices.size or (numpy and not bad.any()):
        return
    first = (np if numpy else door.jnp()).argmax(bad)
    check(
        ~bad.any(),
        None,
        "Bad: indices[%s] == %s out of range [0, %s)",
        first,
        indices[first],
        limit,
    )


def _sparse_jax(data: Any, indices: Any, ids: Any, count: Any = None, how: str = "sum") -> Any:
    if count is None:
        raise NeedsHost("How many segments there are depends on values that only the run knows.")
    jnp = door.jnp()
    (data,), (indices,), (ids,) = lift(data), lift(indices), lift(ids)
    _chosen(indices, ids, count)
    rows = static_int(count, "The number of segments")
    check(rows >= 0, None, "segment ids must be >= 0")
    if not ids.size:
        return jnp.zeros((rows, *data.shape[1:]), data.dtype)
    check(ids[-1] < rows, None, "segment ids must be < num_segments")
    check(jnp.all(ids[1:] >= ids[:-1]), None, "segment ids are not increasing")
    check(
        ids[0] >= 0,
        None,
        "Segment id %s out of range [0, %s), possibly because 'segment_ids' input is not sorted.",
        ids[0],
        rows,
    )
    _check_places(indices, data.shape[0])
    ids = jnp.where(ids < 0, rows, ids)
    taken = jnp.take(data, indices, axis=0, mode="clip")
    made = jnp.zeros((rows, *data.shape[1:]), data.dtype).at[ids].add(taken, mode="drop")
    if how == "sum":
        return made
    lengths = jnp.zeros(rows, data.dtype).at[ids].add(jnp.ones((), data.dtype), mode="drop")
    lengths = jnp.maximum(lengths, jnp.ones((), data.dtype))
    lengths = lengths.reshape((-1, *(1,) * (data.ndim - 1)))
    return made / (jnp.sqrt(lengths) if how == "sqrt_n" else lengths)


@kernel(_sparse_jax, arrays=3, exact=False)
@quiet
def sparse_segment(data: Any, indices: Any, ids: Any, count: Any = None, how: str = "sum") -> Any:
    """The "sum", "mean" or "sqrt_n" of the rows `indices` of `data`, segment by segment.

    Args:
      data: an array of one dimension or more.
      indices: the rows, a vector of ints.
      ids: a vector of ints that never fall, as long as `indices`.
      count: how many segments there are; by default as many as the last id says.
      how: what is made of a segment's rows; "sqrt_n" divides the sum by the root of their number.
    """
    data, indices, ids = known(data), known(indices), known(ids)
    _chosen(indices, ids, count)
    needed = int(ids[-1]) + 1 if ids.size else 0
    rows = needed if count is None else static_int(count)
    check(rows >= 0 and (needed > 0 or not ids.size), None, "segment ids must be >= 0")
    check(needed <= rows, None, "segment ids must be < num_segments")
    starts = _runs(ids, rows)
    _check_places(indices, data.shape[0])
    made = np.zeros((rows, *data.shape[1:]), data.dtype)
    if starts.size and math.prod(data.shape[1:]):
        sums = np.add.reduceat(data[indices], starts, dtype=data.dtype)
        if how != "sum":
            sums = _divided(sums, np.diff(np.append(starts, ids.size)), how)
        made[ids[starts]] = sums
    return made


def _sparse_grad(face: Any, grad: Any, indices: Any, ids: Any, rows: Any, how: str) -> Any:
    check(indices.ndim == 1, None, "indices should be a vector.")
    check(ids.ndim == 1, None, "segment_ids should be a vector.")
    rows = np.asarray(rows) if not hasattr(rows, "ndim") else rows
    check(rows.ndim == 0, None, "output_dim0 should be a scalar.")
    check(indices.size == ids.size, None, "segment_ids and indices should have same size.")
    height = static_int(rows, "The height of the result")
    count = grad.shape[0]
    if not ids.size:
        return face.zeros((height, *grad.shape[1:]), grad.dtype)
    if face is np:
        check(int(ids[-1]) < count, None, "Invalid number of segments")
    else:
        check(ids[-1] < count, None, "Invalid number of segments")
    for what, numbers, limit in (("Segment id", ids, count), ("Index", indices, height)):
        bad = (numbers < 0) | (numbers >= limit)
        if face is not np or bad.any():
            check(
                ~bad.any(),
                None,
                f"{what} %s out of range [0, %s).",
                numbers[face.argmax(bad)],
                limit,
            )
    one = face.ones((), grad.dtype)
    if face is np:
        lengths = np.bincount(ids, minlength=count).astype(grad.dtype)
    else:
        lengths = face.zeros(count, grad.dtype).at[ids].add(one, mode="drop")
    if how == "sqrt_n":
        lengths = face.sqrt(lengths)
    scale = one / face.maximum(lengths, one)
    parts = grad[ids] * scale[ids].reshape((-1, *(1,) * (grad.ndim - 1)))
    made = face.zeros((height, *grad.shape[1:]), grad.dtype)
    if face is np:
        np.add.at(made, indices, parts)
        return made
    return made.at[indices].add(parts, mode="drop")


def _sparse_grad_jax(grad: Any, indices: Any, ids: Any, rows: Any, how: str = "mean") -> Any:
    (grad,), (indices,), (ids,) = lift(grad), lift(indices), lift(ids)
    return _sparse_grad(door.jnp(), grad, indices, ids, rows, how)


@kernel(_sparse_grad_jax, arrays=3, exact=False)
@quiet
def sparse_segment_grad(grad: Any, indices: Any, ids: Any, rows: Any, how: str = "mean") -> Any:
    """The gradient of `sparse_segment` ("mean" or "sqrt_n") for its data, which has `rows` rows."""
    return _sparse_grad(np, known(grad), known(indices), known(ids), rows, how)
