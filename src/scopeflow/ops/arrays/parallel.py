"""`tf.parallel_stack`, which wants all shapes known, and `tf.guarantee_const`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.shaping import expand_dims
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.scoping import name_scope


@op(
    "GuaranteeConst(input: T; T: type) -> (output: T) # stateful", shape=rules.unchanged, alias=True
)
def guarantee_const(input: Any) -> Any:
    """The same value, promised never to change from run to run; nothing relies on the promise here.

    Args:
      input: any tensor.
      name: the wish for the node's name.

    Returns:
      A tensor of the same shape and dtype.
    """
    return input


def _stacked(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = attrs["shape"]
    if dims is None or None in dims:
        raise ShapeMismatch("shape attr must be fully defined.")
    if any(tensor._dims is None or None in tensor._dims for tensor in inputs):
        raise ShapeMismatch("All input shapes must be fully defined.")
    merged = inputs[0]._dims
    for index, tensor in enumerate(inputs[1:], 1):
        try:
            merged = rules.merge(tensor._dims, merged)
        except ShapeMismatch as mismatch:
            raise ShapeMismatch(
                f"{mismatch}\n\tFrom merging shape {index} with other shapes."
            ) from None
    if merged is not None and merged[1:] != dims[1:]:
        rules.merge(merged[1:], dims[1:])
    return (dims,)


@op(
    "ParallelConcat(values: N * T; N: int >= 1, T: type, shape: shape) -> (output: T)",
    shape=_stacked,
)
def _parallel_concat(values: Any) -> Any:
    """The values one after the other along the first dimension."""
    return xp.concat(values, 0)


def parallel_stack(values: Any, name: str = "parallel_stack") -> Tensor:
    """Tensors of one known shape as the slices of a new first dimension.

    Args:
      values: a list of tensors of one shape and dtype.
      name: the wish for the scope's name.

    Raises:
      ValueError: if a shape is not known, or they differ.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.parallel_stack([tf.constant([1, 2]), tf.constant([3, 4])])
    <tf.Tensor 'parallel_stack/ParallelConcat:0' shape=(2, 2) dtype=int32>

    ```
    """
    with name_scope(name):
        first = convert_to_tensor(values[0])._dims
        whole = None if first is None else (len(values), *first)
        return _parallel_concat([expand_dims(value, 0) for value in values], shape=whole)
