"""What a tensor's value is known to be, for code that builds graphs: `tf.get_static_value`.

It knows less than the shape rules do (see `static`): TensorFlow looks through the few ops here and no others, and what
a program builds depends on that.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor


def get_static_value(tensor: Any, partial: bool = False) -> Any:
    """The value of a tensor if it can be told without a run, else None.

    It can be told for constants, and for shapes, ranges, casts, concatenations and fills of what can be told. A tensor
    whose value was told can no longer be fed.

    Args:
      tensor: a Tensor; any other value that is no variable is its own.
      partial: tell a stack of scalars of which only some are known, as an array of objects with None for the others.

    Returns:
      A NumPy array, or None.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.get_static_value(tf.range(3)), tf.get_static_value(tf.placeholder(tf.int32)))
    [0 1 2] None

    ```
    """
    if not isinstance(tensor, Tensor):
        return None if hasattr(tensor, "_as_graph_element") else tensor
    value = _told(tensor, partial)
    if value is not None:
        tensor.graph.prevent_feeding(tensor)
    return value


def _told(tensor: Tensor, partial: bool) -> Any:
    rule = _RULES.get(tensor._op.type)
    return None if rule is None else rule(tensor._op, partial)


def _const(op: Operation, partial: bool) -> Any:
    value = op._attrs["value"]
    return value if type(value) is np.ndarray else np.array(value)


def _dtype(op: Operation) -> Any:
    return op._outputs[0].dtype.as_numpy_dtype


def _shape(op: Operation, partial: bool) -> Any:
    dims = op._inputs[0]._dims
    return None if dims is None or None in dims else np.array(dims, _dtype(op))


def _size(op: Operation, partial: bool) -> Any:
    dims = op._inputs[0]._dims
    return None if dims is None or None in dims else _dtype(op)(math.prod(d or 0 for d in dims))


def _rank(op: Operation, partial: bool) -> Any:
    dims = op._inputs[0]._dims
    return None if dims is None else np.array(len(dims), np.int32)


def _range(op: Operation, partial: bool) -> Any:
    ends = [get_static_value(tensor) for tensor in op._inputs]
    return None if any(end is None for end in ends) else np.arange(*ends, dtype=ends[0].dtype)


def _cast(op: Operation, partial: bool) -> Any:
    value = get_static_value(op._inputs[0])
    return None if value is None else value.astype(op._attrs["DstT"].as_numpy_dtype)


def _joined(parts: Any, axis: Tensor) -> Any:
    along = get_static_value(axis)
    if along is None:
        return None
    values = [get_static_value(part) for part in parts]
    return None if any(value is None for value in values) else np.concatenate(values, axis=along)


def _concat(op: Operation, partial: bool) -> Any:
    return _joined(op._inputs[1:], op._inputs[0])


def _concat_v2(op: Operation, partial: bool) -> Any:
    return _joined(op._inputs[:-1], op._inputs[-1])


def _pack(op: Operation, partial: bool) -> Any:
    # only what is stacked along the first axis is told
    if op._attrs["axis"] != 0 or not op._inputs:
        return None
    if any(part._dims is None or None in part._dims for part in op._inputs):
        return None
    values = [get_static_value(part, partial) for part in op._inputs]
    if any(value is None for value in values) and not partial:
        return None
    if any(value is None for value in values):
        holes = np.empty(len(values), object)
        holes[:] = values
        return holes
    return np.array(values)


def _fill(op: Operation, partial: bool) -> Any:
    dims, value = op._outputs[0]._dims, get_static_value(op._inputs[1])
    if dims is None or None in dims or value is None:
        return None
    return np.full(dims, value, dtype=value.dtype)


def _equal(op: Operation, partial: bool) -> Any:
    values = [get_static_value(tensor) for tensor in op._inputs]
    return None if any(value is None for value in values) else np.equal(*values)


def _not_equal(op: Operation, partial: bool) -> Any:
    values = [get_static_value(tensor) for tensor in op._inputs]
    return None if any(value is None for value in values) else np.not_equal(*values)


_RULES: dict[str, Callable[[Operation, bool], Any]] = {
    "Const": _const,
    "Shape": _shape,
    "Size": _size,
    "Rank": _rank,
    "Range": _range,
    "Cast": _cast,
    "Concat": _concat,
    "ConcatV2": _concat_v2,
    "Pack": _pack,
    "Fill": _fill,
    "Equal": _equal,
    "NotEqual": _not_equal,
}
