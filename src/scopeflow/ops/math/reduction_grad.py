"""Gradients of reductions: nodes, names and order are TensorFlow's."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.differences import setdiff1d
from scopeflow.ops.arrays.filling import fill
from scopeflow.ops.arrays.gathering import gather, invert_permutation
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import tile, transpose
from scopeflow.ops.arrays.shaping import rank, reshape, shape, size
from scopeflow.ops.arrays.stitching import dynamic_stitch
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.division import truediv
from scopeflow.ops.math.reduction import reduce_prod, reduce_sum
from scopeflow.ops.math.scanning import cumprod
from scopeflow.ops.static import constant_value
from scopeflow.ops.static_value import get_static_value


def reduced_shape(input_shape: Any, axes: Any) -> Tensor:
    """The shape of a reduction that keeps the reduced axes, of size 1.

    Args:
      input_shape: the shape of what is reduced, an int vector.
      axes: the axes, an int scalar or vector; negative ones count from the end.
    """
    input_shape = cast(input_shape, dtypes.int32)
    axes = cast(axes, dtypes.int32)
    count = size(input_shape)
    axes = (axes + count) % count
    how_many = shape(axes)
    return dynamic_stitch([range_(count), axes], [input_shape, fill(how_many, 1)])


def safe_shape_div(x: Any, y: Any) -> Any:
    """x // y for sizes; zero sizes count as one below."""
    return x // maximum(y, 1)


def _known_shapes(dims: tuple[Any, ...], axes: tuple[int, ...]) -> tuple[Any, Any]:
    """The kept shape and how often it is tiled; worked out by nodes once for each graph, as in TensorFlow."""
    graph = get_default_graph()
    known = graph.__dict__.setdefault("_reduced_shapes", {})
    found = known.get((dims, axes))
    if found is None:
        kept = _evaluated(reduced_shape(list(dims), list(axes)))
        below = maximum(list(kept), 1)
        found = known[dims, axes] = (kept, _evaluated(list(dims) // below))
    return found


def _evaluated(tensor: Tensor) -> tuple[int, ...]:
    value = constant_value(tensor)
    assert value is not None, "a shape made of constants is known"
    return tuple(value.tolist())


@gradient("Sum")
def _sum(op: Operation, grad: Any) -> Any:
    x, axes_input = op.inputs
    dims = x._dims
    if dims is not None:
        axes = get_static_value(axes_input)
        if axes is not None:
            count = len(dims)
            if np.array_equal(axes, np.arange(count)):
                grad = reshape(grad, [1] * count)
                whole = shape(x) if None in dims else constant(dims, dtypes.int32)
                return tile(grad, whole), None
            if None not in dims:
                kept, times = _known_shapes(dims, tuple(axes.reshape(-1).tolist()))
                return tile(reshape(grad, list(kept)), list(times)), None
    sizes = shape(x)
    with get_default_graph().colocate_with(sizes):
        kept = reduced_shape(sizes, axes_input)
        times = safe_shape_div(sizes, kept)
    return tile(reshape(grad, kept), times), None


@gradient("Mean")
def _mean(op: Operation, grad: Any) -> Any:
    total = _sum(op, grad)[0]
    x, y = op.inputs[0], op.outputs[0]
    dims, left = x._dims, y._dims
    if dims is not None and left is not None and None not in dims and None not in left:
        count = math.prod(dims) // max(math.prod(left), 1)  # type: ignore[arg-type]
        factor = constant(count, dtype=total.dtype)
    else:
        input_shape, output_shape = shape(x), shape(y)
        factor = safe_shape_div(reduce_prod(input_shape), reduce_prod(output_shape))
    return truediv(total, cast(factor, total.dtype)), None


@gradient("Max", "Min")
def _extreme(op: Operation, grad: Any) -> Any:
    x, axes = op.inputs
    kept = reduced_shape(shape(x), axes)
    y = reshape(op.outputs[0], kept)
    grad = reshape(grad, kept)
    # several equal extremes share the gradient
    winners = cast(equal(y, x), grad.dtype)
    count = reshape(reduce_sum(winners, axes), kept)
    return winners / count * grad, None


@gradient("Prod")
def _prod(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    sizes = shape(x)
    axes = reshape(op.inputs[1], [-1])
    kept = reduced_shape(sizes, op.inputs[1])
    times = safe_shape_div(sizes, kept)
    grad = tile(reshape(grad, kept), times)
    with get_default_graph().device("/cpu:0"):
        count = rank(x)
        axes = (axes + count) % count
        axes = cast(axes, dtypes.int32)
        others = setdiff1d(range_(count), axes)[0]
        perm = concat([axes, others], 0)
        reduced_count = reduce_prod(gather(sizes, axes))
        other_count = reduce_prod(gather(sizes, others))
    # the product of all others, from what comes before and what comes after; zeros stay harmless
    moved = transpose(x, perm)
    moved_shape = shape(moved)
    flat = reshape(moved, [reduced_count, other_count])
    left = cumprod(flat, axis=0, exclusive=True)
    right = cumprod(flat, axis=0, exclusive=True, reverse=True)
    rest = reshape(conj(left) * conj(right), moved_shape)
    out = grad * transpose(rest, invert_permutation(perm))
    return reshape(out, sizes), None
