"""Sums of many tensors of one shape."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_n_to_tensor, internal_convert
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.refusal import converts_again
from scopeflow.ops.rules import Dims


def _all_equal(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims: Dims = inputs[-1]._dims
    for index in reversed(range(len(inputs) - 1)):
        try:
            dims = rules.merge(inputs[index]._dims, dims)
        except ShapeMismatch as mismatch:
            raise ShapeMismatch(
                f"{mismatch}\n\tFrom merging shape {index} with other shapes."
            ) from None
    return (dims,)


def _total(inputs: Sequence[Any], name: str) -> Any:
    for index, part in enumerate(inputs[1:], 1):
        if part.shape == inputs[0].shape:
            continue
        xp.check(
            False,
            None,
            "Inputs to operation %s of type AddN must have the same size and shape.  Input 0: %s != input %s: %s",
            name,
            compact(inputs[0].shape),
            index,
            compact(part.shape),
        )
    return functools.reduce(xp.add, inputs)


@op(
    "AddN(inputs: N * T; N: int >= 1, T: {float32|float64|int32|uint8|int16|int8|complex64|int64|qint8|quint8|qint32"
    "|bfloat16|uint16|complex128|float16|uint32|uint64|variant}) -> (sum: T) # commutative aggregate",
    shape=_all_equal,
)
def _raw_add_n(inputs, *, ctx=None):
    """The sum of all inputs."""
    return _total(inputs, ctx.op.name if ctx is not None else "AddN")


def _shape_attr(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    return (attrs["shape"],)


@op("AccumulateNV2(inputs: N * T; N: int >= 1, T: number, shape: shape) -> (sum: T) # commutative aggregate",
    shape=_shape_attr)  # fmt: skip
def _raw_accumulate_n(inputs):
    """The sum of all inputs."""
    for part in inputs[1:]:
        xp.check(part.shape == inputs[0].shape, None, "Parameters and update must be the same size")
    return _total(inputs, "AccumulateNV2")


@converts_again("inputs", each=True)
def add_n(inputs: Any, name: str | None = None) -> Tensor:
    """The sum of tensors of one shape and dtype; a single one is returned as it is.

    Args:
      inputs: a list of Tensors of numbers.
      name: a name for the operation.

    Raises:
      ValueError: if the list is empty, or the shapes differ.
      TypeError: if the dtypes differ.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.add_n([tf.constant([1, 2]), tf.constant([3, 4])]))
    Tensor("AddN:0", shape=(2,), dtype=int32)

    ```
    """
    iter(inputs)  # a tensor, and what is no collection, is refused in Python's words
    if (
        not isinstance(inputs, (list, tuple))
        or not inputs
        or any(value is None for value in inputs)
    ):
        raise ValueError(
            "inputs must be a list of at least one Tensor/IndexedSlices with the same dtype and shape. "
            f"Got {inputs}."
        )
    # rows of tensors stay such until the node takes them: they are named after it
    inputs = [v if isinstance(v, IndexedSlices) else internal_convert(v) for v in inputs]
    if len(inputs) == 1:
        only = internal_convert(inputs[0])
        return identity(only, name=name) if name else only
    return _raw_add_n(inputs, name=name)


def accumulate_n(
    inputs: Any, shape: Any = None, tensor_dtype: Any = None, name: str | None = None
) -> Tensor:
    """The sum of tensors of one shape and dtype, declared as one accumulation.

    Args:
      inputs: a list of Tensors of numbers.
      shape: the shape of the result; worked out from the inputs if None.
      tensor_dtype: the dtype that the inputs must have.
      name: a name for the operation.

    Raises:
      ValueError: if `inputs` is no list of such tensors, or the shapes contradict each other.
      TypeError: if the dtype is not `tensor_dtype`.
    """
    refusal = "inputs must be a list of at least one Tensor with the same dtype and shape. "
    if (
        not isinstance(inputs, (list, tuple))
        or not inputs
        or any(value is None for value in inputs)
    ):
        raise ValueError(f"{refusal}Got {inputs}.")
    inputs = convert_n_to_tensor(inputs)
    kind = inputs[0].dtype
    if any(tensor.dtype is not kind for tensor in inputs):
        raise ValueError(f"{refusal}Got {[tensor.dtype.name for tensor in inputs]}.")
    known: TensorShape = as_shape(shape)
    for tensor in inputs:
        known = known.merge_with(tensor.get_shape())
    if tensor_dtype is not None and dtypes.as_dtype(tensor_dtype) is not kind:
        raise TypeError(
            f"tensor_dtype is {tensor_dtype}, but input is of type {kind}. Leave out the one, or cast the other."
        )
    if len(inputs) == 1:
        return identity(inputs[0], name=name) if name is not None else inputs[0]
    return _raw_accumulate_n(inputs, shape=known, name=name)
