"""Putting strings together: string_join, reduce_join, unsorted_segment_join."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.calling import call
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.refusal import converts_again
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value
from scopeflow.ops.strings.each import flat, texts


def _joined(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    if all(tensor._dims == () for tensor in inputs):
        return ((),)
    dims: rules.Dims = None
    for tensor in inputs:
        if tensor._dims != ():
            dims = rules.merge(dims, tensor._dims)
    return (dims,)


@op('StringJoin(inputs: N * string; N: int >= 1, separator: string = "") -> (output: string)',
    shape=_joined, host=True)  # fmt: skip
def _string_join(inputs, *, separator):
    """Strings joined elementwise; scalars stand beside every element."""
    between = separator.encode() if isinstance(separator, str) else separator
    shapes = {np.shape(value) for value in inputs} - {()}
    if len(shapes) > 1:
        first, *others = (s for s in map(np.shape, inputs) if s)
        other = next(s for s in others if s != first)
        raise invalid_argument(
            f"Input shapes do not match: {bracketed(first)} vs. {bracketed(other)}"
        )
    shape = shapes.pop() if shapes else ()
    columns = [flat(np.broadcast_to(np.asarray(value, object), shape)) for value in inputs]
    return texts((between.join(row) for row in zip(*columns, strict=True)), shape)


@converts_again("inputs", each=True)
def string_join(inputs: Any, separator: Any = "", name: str | None = None) -> Tensor:
    """Joins the strings of a list of tensors, elementwise.

    Args:
      inputs: a list of string tensors of one shape; scalars stand beside every element.
      separator: a string to put between them.
      name: the wish for the node's name.

    Returns:
      A string tensor.

    Raises:
      ValueError: if the list is empty or the shapes differ.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.join(["a", ["b", "c"]], separator="-")).tolist()
    [b'a-b', b'a-c']

    ```
    """
    if not isinstance(inputs, (list, tuple)):
        raise TypeError(f"Expected list for 'inputs' argument to 'string_join' Op, not {inputs!r}.")
    return _string_join(inputs, separator=separator, name=name)


# -- along axes ------------------------------------------------------------------------------------


def _reduced(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    axes = constant_value(inputs[1])
    if dims is None:
        return (None,)
    rank = len(dims)
    if axes is None:
        return ((None,) * rank if attrs["keep_dims"] else None,)
    reduced = set()
    for axis in axes.reshape(-1).tolist():
        if not -rank <= axis < rank:
            raise ShapeMismatch(
                f"Invalid reduction dimension {axis} for input with {rank} dimensions.", values=(1,)
            )
        reduced.add(axis % rank)
    if attrs["keep_dims"]:
        return (tuple(1 if i in reduced else d for i, d in enumerate(dims)),)
    return (tuple(d for i, d in enumerate(dims) if i not in reduced),)


@op(
    'ReduceJoin(inputs: string, reduction_indices: int32; keep_dims: bool = False, separator: string = "") '
    "-> (output: string)",
    shape=_reduced,
    host=True,
)
def _reduce_join(inputs, reduction_indices, *, keep_dims, separator):
    """Strings joined along axes, the first axis given varying first."""
    strings = np.asarray(inputs, object)
    between = separator.encode() if isinstance(separator, str) else separator
    rank = strings.ndim
    axes = []
    for axis in np.asarray(reduction_indices).reshape(-1).tolist():
        if not -rank <= axis < rank:
            raise errors.OutOfRangeError(
                None, None, f"Invalid reduction dimension {axis} for input with {rank} dimension(s)"
            )
        if axis % rank in axes:
            raise invalid_argument(f"Duplicate reduction dimension {axis % rank}")
        axes.append(axis % rank)
    kept = [axis for axis in range(rank) if axis not in axes]
    if keep_dims:
        shape = tuple(1 if axis in axes else size for axis, size in enumerate(strings.shape))
    else:
        shape = tuple(strings.shape[axis] for axis in kept)
    count = int(np.prod(shape))
    if not strings.size:
        return texts([b""] * count, shape)
    rows = strings.transpose(kept + axes[::-1]).reshape(count, -1).tolist()
    return texts((between.join(row) for row in rows), shape)


@converts_again("inputs")
def reduce_join(
    inputs: Any,
    axis: Any = None,
    keep_dims: bool | None = None,
    separator: Any = "",
    name: str | None = None,
    reduction_indices: Any = None,
    keepdims: bool | None = None,
) -> Tensor:
    """Joins the strings of a tensor along axes.

    Args:
      inputs: a string tensor.
      axis: an int or a list of ints, the first of which varies first; all axes, the last of
        which varies first, if None.
      keep_dims: the older name of `keepdims`.
      separator: a string to put between them.
      name: the wish for the node's name.
      reduction_indices: the older name of `axis`.
      keepdims: leave axes of size 1 in place of those joined.

    Returns:
      A string tensor.

    Raises:
      ValueError: if an axis is given twice by its names, or is out of range.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.reduce_join([["a", "b"], ["c", "d"]], axis=1, separator="+")).tolist()
    [b'a+b', b'c+d']

    ```
    """
    if keepdims is not None:
        if keep_dims is not None:
            raise ValueError("Cannot specify both 'keep_dims' and 'keepdims'")
        keep_dims = keepdims
    if reduction_indices is not None:
        if axis is not None:
            raise ValueError("Cannot specify both 'reduction_indices' and 'axis'")
        axis = reduction_indices
    with name_scope(None, "ReduceJoin", [inputs, axis]):
        tensor = convert_to_tensor(inputs)
        return _reduce_join(
            tensor,
            _all_axes_reversed(tensor) if axis is None else axis,
            keep_dims=bool(keep_dims),
            separator=separator,
            name=name,
        )


def _all_axes_reversed(tensor: Tensor) -> Any:
    rank = tensor.shape.ndims
    if rank is not None:
        return convert_to_tensor(np.arange(rank - 1, -1, -1, dtype=np.int32))
    return call("Range", call("Sub", call("Rank", tensor), 1, name="sub"), -1, -1, name="range")


# -- by segment ------------------------------------------------------------------------------------


def _segments(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    data, ids = inputs[0]._dims, inputs[1]._dims
    rules.with_rank(inputs[2]._dims, 0)
    if data is None or ids is None:
        return (None,)
    if len(ids) > len(data):
        raise ShapeMismatch(f"Shape must be at least rank {len(ids)} but is rank {len(data)}")
    for one, other in zip(data, ids, strict=False):
        rules.merge_dim(one, other)
    count = constant_value(inputs[2])
    if count is not None and count < 0:
        raise ShapeMismatch(
            f"Dimension size, given by scalar input 2, must be non-negative but is {int(count)}",
            values=(2,),
        )
    return ((None if count is None else int(count), *data[len(ids) :]),)


@op(
    "UnsortedSegmentJoin(inputs: string, segment_ids: Tindices, num_segments: Tnumsegments; "
    'separator: string = "", Tindices: index, Tnumsegments: index = int32) -> (output: string)',
    shape=_segments,
    host=True,
)
def _unsorted_segment_join(inputs, segment_ids, num_segments, *, separator):
    """The strings of each segment joined in their order."""
    between = separator.encode() if isinstance(separator, str) else separator
    strings, ids = np.asarray(inputs, object), np.asarray(segment_ids)
    count = int(num_segments)
    if count < 0:
        raise invalid_argument(f"num_segments must be non-negative, but is {count}")
    if ids.ndim == 0:
        raise invalid_argument("Segment_id cannot have rank 0")
    for rank, (wanted, size) in enumerate(zip(ids.shape, strings.shape, strict=False)):
        if wanted != size:
            raise invalid_argument(
                f"Segment dimension is {wanted} while input dimension is {strings.ndim} in rank {rank}"
            )
    if ids.ndim > strings.ndim:
        raise invalid_argument(
            f"Segment_ids rank {ids.ndim} is larger than the inputs' rank {strings.ndim}"
        )
    if ((ids < 0) | (ids >= count)).any():
        raise invalid_argument(
            "segment_ids are not allowed to exceed num_segments or to have negative values."
        )
    rows = strings.reshape(ids.size, math.prod(strings.shape[ids.ndim :]))
    found: list[list[list[bytes]]] = [[[] for _ in range(rows.shape[1])] for _ in range(count)]
    for row, segment in zip(rows.tolist(), ids.reshape(-1).tolist(), strict=True):
        for parts, item in zip(found[segment], row, strict=True):
            parts.append(item)
    items = [_in_one(between, parts) for segment in found for parts in segment]
    return texts(items, (count, *strings.shape[ids.ndim :]))


def _in_one(between: bytes, parts: list[bytes]) -> bytes:
    """The parts joined; empty ones at the beginning leave no separator."""
    start = next((i for i, part in enumerate(parts) if part), len(parts))
    return between.join(parts[start:])


def unsorted_segment_join(
    inputs: Any, segment_ids: Any, num_segments: Any, separator: Any = "", name: str | None = None
) -> Tensor:
    """Joins the strings that belong to one segment, in their order.

    Args:
      inputs: a string tensor.
      segment_ids: an int tensor whose shape begins that of `inputs`; none may be negative.
      num_segments: how many segments there are: a scalar.
      separator: a string to put between them.
      name: the wish for the node's name.

    Returns:
      A string tensor (num_segments, ...).

    Raises:
      ValueError: if the shapes do not fit.
    """
    return _unsorted_segment_join(inputs, segment_ids, num_segments, separator=separator, name=name)
