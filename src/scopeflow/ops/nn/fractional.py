"""Fractional pools: pools over regions of several sizes, whose bounds are drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.define import op
from scopeflow.ops.nn.windows import int_list, known_rank
from scopeflow.ops.rules import Dims
from scopeflow.ops.static import constant_value_as_shape
from scopeflow.xp.nn import fractional

_KINDS = "T: {float32|float64|int32|int64}"
_ATTRS = (
    "pooling_ratio: list(float) >= 4, pseudo_random: bool = False, overlapping: bool = False, "
    f"deterministic: bool = False, seed: int = 0, seed2: int = 0, {_KINDS}"
)
_OUTPUTS = "(output: T, row_pooling_sequence: int64, col_pooling_sequence: int64)"


def _regions(size: int, ratio: float) -> int:
    """How many regions a dimension has; the quotient is one of float32, in which 6 / 1.2 is 5."""
    return int(np.float32(size) / np.float32(ratio))


def _shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims, Dims]:
    dims = known_rank(inputs[0]._dims, 4)
    made = [
        None if dim is None else _regions(dim, ratio)
        for dim, ratio in zip(dims, attrs["pooling_ratio"][:4], strict=True)
    ]
    # the sequences are one longer than this, but TensorFlow says so
    return tuple(made), (made[1],), (made[2],)


def _bounds(
    value: Any, pooling_ratio: Any, pseudo_random: bool, deterministic: bool, seed: int, seed2: int
) -> tuple[np.ndarray, np.ndarray]:
    xp.check(len(pooling_ratio) == 4, None, "pooling_ratio field must specify 4 dimensions")
    if pooling_ratio[0] != 1 or pooling_ratio[3] != 1:
        raise errors.UnimplementedError(
            None,
            None,
            "Fractional pooling is not yet supported on the batch nor channel dimension.",
        )
    if not deterministic:
        xp.check(
            seed == 0 and seed2 == 0,
            None,
            "Both seed and seed2 should be 0 if deterministic is false.",
        )
        seed, seed2 = np.random.default_rng().integers(1, 2**62, 2).tolist()
    xp.check(value.ndim == 4, None, "tensor_in must be 4-dimensional")
    draws = fractional.Draws(seed, seed2)
    made = []
    for size, ratio in zip(value.shape[1:3], pooling_ratio[1:3], strict=True):
        count = _regions(size, ratio)
        xp.check(
            0 < count <= size,
            None,
            "pooling_ratio must leave between 1 and %s regions of a dimension of that size, not %s",
            size,
            count,
        )
        made.append(fractional.bounds(size, count, pseudo_random, draws))
    return made[0], made[1]


@op(f"FractionalMaxPool(value: T; {_ATTRS}) -> {_OUTPUTS}", shape=_shape, host=True)
def raw_max(value, *, pooling_ratio, pseudo_random, overlapping, deterministic, seed, seed2):
    """The largest value of each region, and the regions' bounds."""
    rows, columns = _bounds(value, pooling_ratio, pseudo_random, deterministic, seed, seed2)
    return fractional.max_regions(value, rows, columns, overlapping), rows, columns


@op(f"FractionalAvgPool(value: T; {_ATTRS}) -> {_OUTPUTS}", shape=_shape, host=True)
def raw_avg(value, *, pooling_ratio, pseudo_random, overlapping, deterministic, seed, seed2):
    """The mean of each region, and the regions' bounds."""
    rows, columns = _bounds(value, pooling_ratio, pseudo_random, deterministic, seed, seed2)
    return fractional.mean_regions(value, rows, columns, overlapping), rows, columns


def _of_input(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    return (known_rank(inputs[0]._dims, 4),)


def _of_sizes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    return (known_rank(constant_value_as_shape(inputs[0]), 4),)


def _check_bounds(grad: Any, rows: Any, columns: Any, shape: Any) -> None:
    for bounds, size, count in (
        (rows, shape[1], grad.shape[1]),
        (columns, shape[2], grad.shape[2]),
    ):
        good = (
            bounds.ndim == 1
            and bounds.size == count + 1
            and bool((np.diff(bounds) >= 0).all())
            and bounds[0] >= 0
            and bounds[-1] <= size
        )
        xp.check(good, None, "The pooling sequences do not fit the shapes of the pool")


@op(
    "FractionalMaxPoolGrad(orig_input: T, orig_output: T, out_backprop: T, row_pooling_sequence: int64, "
    f"col_pooling_sequence: int64; overlapping: bool = False, {_KINDS}) -> (output: T)",
    shape=_of_input,
    host=True,
)
def raw_max_grad(
    orig_input,
    orig_output,
    out_backprop,
    row_pooling_sequence,
    col_pooling_sequence,
    *,
    overlapping,
):
    """The gradient of a fractional max pool."""
    xp.check(orig_output.shape == out_backprop.shape, None, "out_backprop has another shape")
    _check_bounds(out_backprop, row_pooling_sequence, col_pooling_sequence, orig_input.shape)
    return fractional.max_regions_grad(
        orig_input,
        orig_output,
        out_backprop,
        row_pooling_sequence,
        col_pooling_sequence,
        overlapping,
    )


@op(
    "FractionalAvgPoolGrad(orig_input_tensor_shape: int64, out_backprop: T, row_pooling_sequence: int64, "
    f"col_pooling_sequence: int64; overlapping: bool = False, {_KINDS}) -> (output: T)",
    shape=_of_sizes,
    host=True,
)
def raw_avg_grad(
    orig_input_tensor_shape,
    out_backprop,
    row_pooling_sequence,
    col_pooling_sequence,
    *,
    overlapping,
):
    """The gradient of a fractional mean pool."""
    shape = xp.static_ints(orig_input_tensor_shape)
    xp.check(
        len(shape) == 4, None, "original input tensor shape must be 1-dimensional and 4 elements"
    )
    _check_bounds(out_backprop, row_pooling_sequence, col_pooling_sequence, shape)
    return fractional.mean_regions_grad(
        shape, out_backprop, row_pooling_sequence, col_pooling_sequence, overlapping
    )


def fractional_max_pool(
    value: Any,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    deterministic: bool = False,
    seed: int = 0,
    seed2: int = 0,
    name: str | None = None,
) -> Any:
    """The largest value of each of the regions into which random bounds cut images.

    Args:
      value: a Tensor of float32, float64, int32 or int64 [batch, height, width, channels].
      pooling_ratio: a list [1.0, rows, columns, 1.0]: how much smaller the result is, about between 1 and 2.
      pseudo_random: bounds in regular steps from a random shift, instead of steps in random order.
      overlapping: each region takes the first row and column of the next one too.
      deterministic: the same bounds in every run, those of the seeds; without it the seeds must be 0.
      seed, seed2: the seeds.
      name: a name for the operation.

    Returns:
      (output, row_pooling_sequence, col_pooling_sequence): the values, and the bounds as int64 vectors, one longer than
      the result is high or wide.

    Raises:
      TypeError: if `pooling_ratio` is no list.
      InvalidArgumentError: in a run, for seeds that nothing uses.
    """
    return raw_max(
        value,
        pooling_ratio=int_list(pooling_ratio, "pooling_ratio", "fractional_max_pool"),
        pseudo_random=pseudo_random,
        overlapping=overlapping,
        deterministic=deterministic,
        seed=seed,
        seed2=seed2,
        name=name,
    )


def fractional_avg_pool(
    value: Any,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    deterministic: bool = False,
    seed: int = 0,
    seed2: int = 0,
    name: str | None = None,
) -> Any:
    """The mean of each of the regions into which random bounds cut images.

    Args:
      value: a Tensor of float32, float64, int32 or int64 [batch, height, width, channels].
      pooling_ratio: a list [1.0, rows, columns, 1.0]: how much smaller the result is, about between 1 and 2.
      pseudo_random: bounds in regular steps from a random shift, instead of steps in random order.
      overlapping: each region takes the first row and column of the next one too.
      deterministic: the same bounds in every run, those of the seeds; without it the seeds must be 0.
      seed, seed2: the seeds.
      name: a name for the operation.

    Returns:
      (output, row_pooling_sequence, col_pooling_sequence), as `fractional_max_pool` gives them.

    Raises:
      TypeError: if `pooling_ratio` is no list.
      InvalidArgumentError: in a run, for seeds that nothing uses.
    """
    return raw_avg(
        value,
        pooling_ratio=int_list(pooling_ratio, "pooling_ratio", "fractional_avg_pool"),
        pseudo_random=pseudo_random,
        overlapping=overlapping,
        deterministic=deterministic,
        seed=seed,
        seed2=seed2,
        name=name,
    )
