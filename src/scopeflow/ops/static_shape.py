"""What shape an int vector is known to hold, for code that builds graphs.

It knows less than the shape rules do (`static.constant_value_as_shape`): TensorFlow looks through the few ops here and no
others, and what a program builds depends on that.
"""

from __future__ import annotations

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.static_value import get_static_value

Dims = tuple[int | None, ...] | None


def static_shape(tensor: Tensor) -> Dims:
    """The dims that an int vector holds, as far as they can be told; -1 counts as unknown.

    Args:
      tensor: a vector of int32 or int64.

    Returns:
      A tuple of sizes with None for those that are not known, or None if not even their number is.
    """
    if tensor._dims == (0,):
        return ()
    op = tensor._op
    if op.type == "Shape":
        return op._inputs[0]._dims
    if op.type == "Pack":
        return tuple([_size(part) for part in op._inputs])
    if op.type == "ConcatV2":
        whole: tuple[int | None, ...] = ()
        for part in op._inputs[:-1]:
            dims = static_shape(part)
            if dims is None:
                return None
            whole += dims
        return whole
    if op.type == "StridedSlice":
        found = _sliced(op)
        if found is not None:
            return found
    value = get_static_value(tensor)
    if value is not None:
        return tuple([None if size < 0 else size for size in value.reshape(-1).tolist()])
    count = None if tensor._dims is None else tensor._dims[0]
    return None if count is None else (None,) * count


def _size(part: Tensor) -> int | None:
    value = get_static_value(part)
    return None if value is None or value < 0 else int(value)


def _sliced(op: Operation) -> Dims:
    """A slice of a shape by numbers that are known."""
    attrs = op._attrs
    if attrs["ellipsis_mask"] or attrs["new_axis_mask"] or attrs["shrink_axis_mask"]:
        return None
    if attrs["begin_mask"] > 1 or attrs["end_mask"] > 1:
        return None
    ends = [get_static_value(part) for part in op._inputs[1:]]
    if any(end is None for end in ends):
        return None
    first, last, step = (int(end[0]) for end in ends)
    whole = static_shape(op._inputs[0])
    if whole is None:
        return None
    return whole[
        None if attrs["begin_mask"] else first : None if attrs["end_mask"] else last : step
    ]
