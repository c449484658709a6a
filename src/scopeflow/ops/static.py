"""What is known of a tensor's value while the graph is built, for the shape rules.

`constant_value` folds: a tensor that depends on constants alone is computed by the NumPy face of
its ops' own bodies.  `constant_value_as_shape` also sees through Shape, ShapeN, Pack, ConcatV2 and
StridedSlice where only some of the sizes are known, and through nothing else, as TensorFlow's shape
functions do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import Definition
from scopeflow.xp.figures import figure

Dims = tuple[int | None, ...] | None

_MAX_END = 2**63 - 1
# A folded array is kept in memory for as long as one shape is worked out; this many elements at most.
_SIZE_LIMIT = 10_000_000
_UNKNOWN = object()
# Ops whose value follows from their input's static shape, if something is computed from them.
_SHAPE_QUESTIONS = ("Shape", "Size", "Rank")
_NEVER = frozenset(
    [
        "Placeholder",
        "PlaceholderV2",
        "PlaceholderWithDefault",
        "Merge",
        "RefSwitch",
        "RefMerge",
        "Enter",
        "RefEnter",
        "Exit",
        "RefExit",
        "NextIteration",
        "RefNextIteration",
        "LoopCond",
    ]
)


def constant_value(tensor: Tensor) -> np.ndarray | None:
    """The value of `tensor` if it is already known, else None.

    It is known if it is a constant, or computed from constants by ops without state.
    """
    op = tensor._op
    kind = op.definition.type
    if kind == "Const":
        return op._attrs["value"]
    if not _foldable(op):
        return None
    values = _fold(op)
    return None if values is None else values[tensor._value_index]


def _foldable(op: Operation) -> bool:
    definition: Definition = op.definition
    return not (
        definition.stateful
        or definition.type in _NEVER
        or definition.reads
        or definition.writes
        or any(tensor.dtype._is_ref_dtype for tensor in op._inputs)
    )


def _asked_shape(op: Operation) -> tuple[np.ndarray] | None:
    """The value of a Shape, Size or Rank node whose input's shape is known."""
    dims = dims_when_made(op, 0)
    kind = op.definition.type
    if dims is None or (kind != "Rank" and None in dims):
        return None
    dtype = op._outputs[0].dtype.as_numpy_dtype
    if kind == "Shape":
        return (np.array(dims, dtype),)
    return (np.array(len(dims) if kind == "Rank" else math.prod(d or 0 for d in dims), dtype),)


def _fold(last: Operation) -> tuple[Any, ...] | None:
    """The outputs of `last`, computed with everything it depends on; None if something is not known."""
    order: list[Operation] = []
    found: dict[Operation, tuple[Any, ...] | None] = {}
    pending = [last]
    while pending:
        op = pending.pop()
        if op in found:
            continue
        found[op] = None
        kind = op.definition.type
        if kind == "Const":
            found[op] = (op._attrs["value"],)
            continue
        if kind in _SHAPE_QUESTIONS and op is not last:
            asked = _asked_shape(op)
            if asked is not None:
                found[op] = asked
                continue
        if not _foldable(op):
            return None
        order.append(op)
        pending.extend([tensor._op for tensor in op._inputs])
    waiting = sorted(order, key=lambda op: op._id)
    while waiting:
        # an op in a branch may be older than the Switch that leads its input there
        ready = [op for op in waiting if all(found[t._op] is not None for t in op._inputs)]
        if not ready:
            return None
        for op in ready:
            found[op] = _computed(op, found)
            if found[op] is None:
                return None
        waiting = [op for op in waiting if found[op] is None]
    return found[last]


def _computed(
    op: Operation, found: dict[Operation, tuple[Any, ...] | None]
) -> tuple[Any, ...] | None:
    """The outputs of one op from those of the ops before it; None if they cannot be told."""
    if any(_size(tensor) > _SIZE_LIMIT for tensor in op._outputs):
        return None
    values = [found[tensor._op][tensor._value_index] for tensor in op._inputs]  # type: ignore[index]
    if any(value is None for value in values):
        return None  # on the side of a Switch that is not taken
    if op.definition.type == "Switch":
        data, pred = values
        return (None, data) if pred else (data, None)
    try:
        return compute(op, values)
    except Exception:
        # What a run would refuse is no value; the run will say so.
        return None


def _size(tensor: Tensor) -> int:
    size = 1
    for dim in tensor._dims or ():
        size *= dim or 1
    return size


def compute(op: Operation, values: Sequence[Any]) -> tuple[Any, ...]:
    """The outputs of `op` for these values of its inputs, as NumPy arrays.

    Raises:
      whatever the op's body raises for them.
    """
    definition: Definition = op.definition
    left = list(values)
    arguments: list[Any] = []
    for arg in definition.schema.inputs:
        if arg.is_list:
            attr = op._attrs[arg.number_attr or arg.list_attr or ""]
            count = attr if arg.number_attr else len(attr)
            arguments.append(left[:count])
            del left[:count]
        else:
            arguments.append(left.pop(0))
    result = definition.body(
        *arguments,
        **{name: op._attrs[name] for name in definition.body_attrs if name in op._attrs},
    )
    return tuple(result) if isinstance(result, (tuple, list)) else (result,)


def describe_inputs(inputs: Sequence[Tensor], values: Sequence[int], shapes: Sequence[int]) -> str:
    """What a shape rule knew of its inputs, as TensorFlow's shape errors end.

    Args:
      inputs: the inputs of the refused node.
      values: the inputs (by index) whose values were asked for.
      shapes: the inputs that were asked for as shapes.
    """
    text = ""
    known = [(index, constant_value(inputs[index])) for index in values]
    parts = [
        f"input[{index}] = <{_elements(value)}>" for index, value in known if value is not None
    ]
    if parts:
        text += " and with computed input tensors: " + ", ".join(parts)
    partial = [(index, constant_value_as_shape(inputs[index])) for index in shapes]
    parts = [f"input[{index}] = {compact(dims)}" for index, dims in partial if dims]
    if parts:
        text += " and with input tensors computed as partial shapes: " + ",".join(parts)
    return text


def _elements(value: np.ndarray) -> str:
    """`1 2 3`, or `[1 2][3 4]` for a matrix."""
    if value.ndim <= 1:
        return " ".join(
            item.decode("utf-8", "backslashreplace")
            if isinstance(item, bytes)
            else figure(item)
            if value.dtype.kind in "fiu"
            else str(item)
            for item in value.reshape(-1)
        )
    return "".join(f"[{_elements(row)}]" for row in value)


# -- partly known shapes ---------------------------------------------------------------------------


def dims_when_made(op: Operation, index: int) -> Dims:
    """The static shape that an input had when `op` was made; `set_shape` may have changed it since."""
    tensor = op._inputs[index]
    for last_id, dims in op.graph._earlier_dims.get(tensor, ()):
        if op._id <= last_id:
            return dims
    return tensor._dims


def constant_value_as_shape(tensor: Tensor) -> Dims:
    """The shape that the int vector `tensor` holds, as far as it is known; -1 counts as unknown.

    Raises:
      ValueError: if it holds a number below -1, or slices a shape out of its bounds.
    """
    dims = tensor._dims
    if dims is not None and len(dims) == 1 and dims[0] == 0:
        return ()
    op = tensor._op
    kind = op.definition.type
    partial = _PARTIAL.get(kind)
    if partial is not None:
        known = partial(op, tensor)
        if known is not _UNKNOWN:
            return known
    value = constant_value(tensor)
    if value is not None:
        return tuple(_checked(size) for size in value.reshape(-1).tolist())
    if dims is None or len(dims) != 1 or dims[0] is None:
        return None
    return (None,) * dims[0]


def _checked(size: int) -> int | None:
    if size < -1:
        raise ValueError(f"Invalid value in tensor used for shape: {size}")
    return None if size == -1 else size


def _of_shape(op: Operation, tensor: Tensor) -> Any:
    return dims_when_made(op, tensor._value_index)


def _of_pack(op: Operation, tensor: Tensor) -> Any:
    dims: list[int | None] = []
    for part in op._inputs:
        if part._dims not in ((), None):
            return _UNKNOWN
        value = constant_value(part)
        size = -1 if value is None else int(value)
        dims.append(None if size < 0 else size)
    return tuple(dims)


def _of_concat(op: Operation, tensor: Tensor) -> Any:
    whole: tuple[int | None, ...] = ()
    for part in op._inputs[:-1]:
        dims = constant_value_as_shape(part)
        if dims is None:
            return None
        whole += dims
    return whole


def _of_strided_slice(op: Operation, tensor: Tensor) -> Any:
    attrs = op._attrs
    if attrs["ellipsis_mask"] or attrs["new_axis_mask"] or attrs["shrink_axis_mask"]:
        return _UNKNOWN
    if attrs["begin_mask"] > 1 or attrs["end_mask"] > 1:
        return _UNKNOWN
    ends = [constant_value(part) for part in op._inputs[1:]]
    if any(end is None or end.size != 1 for end in ends[2:]):
        return _UNKNOWN
    first = 0 if attrs["begin_mask"] else _one(ends[0])
    last = _MAX_END if attrs["end_mask"] else _one(ends[1])
    step = _one(ends[2])
    if first is None or last is None or step is None:
        return _UNKNOWN
    whole = constant_value_as_shape(op._inputs[0])
    if whole is None:
        return _UNKNOWN if tensor._dims is not None and None not in tensor._dims else None
    return subshape(whole, first, last, step)


def _one(value: np.ndarray | None) -> int | None:
    return int(value.reshape(())) if value is not None and value.size == 1 else None


def subshape(dims: tuple[int | None, ...], first: int, last: int, step: int) -> Dims:
    """`dims[first:last:step]`, refused where TensorFlow refuses it.

    Raises:
      ValueError: if a bound lies before the start, or the bounds are in the wrong order.
    """
    rank = len(dims)
    bounds = []
    for what, given in (("start", first), ("end", last)):
        bound = min(given, rank)
        if bound < 0:
            bound += rank
            if bound < 0:
                raise ValueError(
                    f"Subshape {what} out of bounds: {given}, for shape with rank {rank}"
                )
        bounds.append(bound)
    start, end = bounds
    if (step > 0 and start > end) or (step < 0 and start < end):
        order, sign = ("<=", "") if step > 0 else (">=", "since stride is negative, ")
        stride = "" if step == 1 else f" and stride{step}"
        raise ValueError(
            f"Subshape must have computed start {order} end {sign}but is {start} and {end} "
            f"(computed from start {first} and end {last} over shape with rank {rank}{stride})"
        )
    return dims[start:end:step]


_PARTIAL = {
    "Shape": _of_shape,
    "ShapeN": _of_shape,
    "Pack": _of_pack,
    "ConcatV2": _of_concat,
    "StridedSlice": _of_strided_slice,
}
