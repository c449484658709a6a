"""Gradients of joining tensors: taking the result's gradient apart, as TensorFlow does it."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import fill
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.offsets import concat_offset
from scopeflow.ops.arrays.shaping import expand_dims, rank, shape, shape_n, squeeze
from scopeflow.ops.arrays.slicing import slice as slice_
from scopeflow.ops.arrays.splitting import unstack
from scopeflow.ops.control.contexts import output_context
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.arithmetic import add
from scopeflow.ops.math.comparison import greater_equal, less
from scopeflow.ops.math.logical import logical_and
from scopeflow.ops.static_value import get_static_value


@gradient("Pack")
def _pack(op: Operation, grad: Any) -> Any:
    return unstack(grad, num=op.get_attr("N"), axis=op.get_attr("axis"))


@gradient("Concat")
def _concat(op: Operation, grad: Any) -> Any:
    return _taken_apart(op, grad, 0, 1, len(op.inputs))


@gradient("ConcatV2")
def _concat_v2(op: Operation, grad: Any) -> Any:
    count = len(op.inputs) - 1
    return _taken_apart(op, grad, count, 0, count)


def _sizes_of(values: list[Tensor]) -> list[Tensor]:
    """The shapes of tensors: constants if all are known, else from one node."""
    sizes = []
    for value in values:
        one = shape(value)
        if one.op.type != "Const":
            return shape_n(values)
        sizes.append(one)
    return sizes


def _taken_apart(op: Operation, grad: Any, axis_index: int, start: int, end: int) -> list[Any]:
    axis = _known_axis(op.inputs[axis_index])
    values = op.inputs[start:end]
    missing = [None] * (len(op.inputs) - len(values))
    if len(values) == 1:
        return [grad, *missing] if end <= axis_index else [*missing, grad]
    if axis.op.type == "Const" and output_context(axis.op) is not output_context(grad.op):
        axis = constant(get_static_value(axis), axis.dtype)  # so that it need not enter a loop
    nonnegative = axis % rank(values[0])
    if isinstance(grad, Tensor):
        parts = _slices(nonnegative, values, grad)
    elif _is_first(axis, values[0]):
        parts = _rows(nonnegative, [shape(value) for value in values], grad)
    else:
        parts = _columns(nonnegative, [shape(value) for value in values], grad)
    return [*parts, *missing] if end <= axis_index else [*missing, *parts]


def _known_axis(axis: Tensor) -> Tensor:
    """In a loop of gradients an axis that is constant in the forward loop is made anew."""
    context = axis.graph._get_control_flow_context()
    if axis.op.type != "Const" or context is None or context.grad_state is None:
        return axis
    return constant(get_static_value(axis), axis.dtype)


def _slices(nonnegative: Tensor, values: list[Tensor], grad: Tensor) -> list[Any]:
    sizes = _sizes_of(values)
    offsets = concat_offset(nonnegative, sizes)
    return [slice_(grad, begin, size) for begin, size in zip(offsets, sizes, strict=True)]


def _is_first(axis: Tensor, value: Tensor) -> bool:
    """Whether the axis is the one that the rows of a sparse gradient lie along.

    Raises:
      ValueError: if the axis is not known while building.
    """
    refusal = "Can only compute IndexedSlices gradient with statically-known concat_dim"
    known = get_static_value(axis)
    if known is None:
        raise ValueError(refusal)
    if known < 0:
        count = get_static_value(rank(value))
        if count is None:
            raise ValueError(refusal)
        known = known % count
    return not known


def _columns(axis: Tensor, sizes: list[Tensor], grad: IndexedSlices) -> list[Any]:
    """Each part has the same rows, and some of their columns."""
    dims = shape(sizes[0])
    before = fill(expand_dims(axis, 0), 0)
    after = fill(dims - axis - 1, 0)
    mask = concat([before, [1], after], 0)
    begin: Any = fill(dims, 0)
    parts = []
    for size in sizes:
        wanted = concat([[-1], slice_(size, [1], [-1])], 0)
        values = slice_(grad.values, begin, wanted)
        parts.append(IndexedSlices(values, grad.indices, size))
        begin = add(begin, size * mask)
    return parts


def _rows(axis: Tensor, sizes: list[Tensor], grad: IndexedSlices) -> list[Any]:
    """Each part has some of the rows."""
    start: Any = constant(0, dtype=grad.indices.dtype)
    parts = []
    for size in sizes:
        end = start + gather(size, axis)
        inside = logical_and(greater_equal(grad.indices, start), less(grad.indices, end))
        chosen = squeeze(where(inside), axis=[1])
        indices = gather(grad.indices, chosen) - start
        parts.append(IndexedSlices(gather(grad.values, chosen), indices, size))
        start = end
    return parts
