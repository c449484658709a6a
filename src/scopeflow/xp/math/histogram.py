"""How often numbers are there, and how many fall into bins of one width."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check, static_int
from scopeflow.xp.face import kernel, lift, quiet


def _bins(arr: Any, size: Any, weights: Any) -> int:
    count = static_int(size, "The number of bins")
    check(count >= 0, None, "size (%s) must be non-negative", count)
    check(
        not weights.size or weights.shape == arr.shape,
        None,
        "If weights are passed, they must have the same shape (%s) as arr (%s)",
        "[" + ",".join(map(str, weights.shape)) + "]",
        "[" + ",".join(map(str, arr.shape)) + "]",
    )
    return count


def _bincount_jax(arr: Any, size: Any, weights: Any) -> Any:
    jnp = door.jnp()
    (arr,), (weights,) = lift(arr), lift(weights)
    count = _bins(arr, size, weights)
    flat = arr.reshape(-1)
    check(~jnp.any(flat < 0), None, "Input arr must be non-negative!")
    each = weights.reshape(-1) if weights.size else jnp.ones(flat.shape, weights.dtype)
    places = jnp.where(flat < 0, count, flat)
    return jnp.zeros(count, weights.dtype).at[places].add(each, mode="drop")


@kernel(_bincount_jax, arrays=3, exact=False)
@quiet
def bincount(arr: Any, size: Any, weights: Any) -> Any:
    """How often each number below `size` is in `arr`, or the sums of the weights where it is.

    Args:
      arr: int32, none negative; what is not below `size` is left out.
      size: how many counts there are.
      weights: of the shape of `arr`, or empty; the result has its dtype.
    """
    arr, weights = known(arr), known(weights)
    count = _bins(arr, size, weights)
    flat = arr.reshape(-1)
    check(not np.any(flat < 0), None, "Input arr must be non-negative!")
    inside = flat < count
    made = np.zeros(count, weights.dtype)
    each = weights.reshape(-1)[inside] if weights.size else np.ones((), weights.dtype)
    np.add.at(made, flat[inside], each)
    return made


def _placed(face: Any, values: Any, ends: Any, count: int) -> Any:
    """The bin of each value, as int32; what lies outside is in those at the ends."""
    check(
        ends[0] < ends[1],
        None,
        "value_range should satisfy value_range[0] < value_range[1], but got '[%g, %g]'",
        ends[0],
        ends[1],
    )
    width = (ends[1].astype(np.float64) - ends[0].astype(np.float64)) / count
    step = (values.astype(np.float64) - ends[0].astype(np.float64)) / width
    # NaN counts as the lower end
    step = face.where(step >= 0, step, face.zeros_like(step))
    return face.minimum(step, np.float64(count - 1)).astype(np.int32)


def _counted(values: Any, ends: Any, nbins: Any) -> int:
    check(ends.shape == (2,), None, "value_range should be a vector of 2 elements.")
    count = static_int(nbins, "The number of bins")
    check(count > 0, None, "nbins should be a positive number, but got '%s'", count)
    return count


def _histogram_jax(values: Any, ends: Any, nbins: Any, dtype: Any = np.int32) -> Any:
    jnp = door.jnp()
    (values,), (ends,) = lift(values), lift(ends)
    count = _counted(values, ends, nbins)
    places = _placed(jnp, values.reshape(-1), ends, count)
    return jnp.zeros(count, dtype).at[places].add(np.ones((), dtype), mode="drop")


@kernel(_histogram_jax, arrays=2)
@quiet
def histogram_fixed_width(values: Any, ends: Any, nbins: Any, dtype: Any = np.int32) -> Any:
    """How many values fall into each of `nbins` bins of one width between two ends; those outside count at the ends."""
    values, ends = known(values), known(ends)
    count = _counted(values, ends, nbins)
    places = _placed(np, values.reshape(-1), ends, count)
    return np.bincount(places, minlength=count).astype(dtype)
