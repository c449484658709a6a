"""Tensors of places: sequence_mask, meshgrid."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.shaping import expand_dims, rank, reshape, size
from scopeflow.ops.calling import call
from scopeflow.ops.scoping import name_scope


def _all_dimensions(x: Tensor) -> Tensor:
    if x._dims is not None:
        return constant(np.arange(len(x._dims)), dtypes.int32)
    return call("Range", 0, rank(x), 1)


def sequence_mask(
    lengths: Any, maxlen: Any = None, dtype: Any = dtypes.bool, name: str | None = None
) -> Tensor:
    """True at the first `lengths[i, ...]` places of row `[i, ...]`.

    Args:
      lengths: an int tensor.
      maxlen: the length of the rows, an int scalar; the largest of `lengths` by default.
      dtype: the result's dtype.
      name: the wish for the scope's name.

    Returns:
      A tensor of the shape of `lengths`, with a dimension `maxlen` behind.

    Raises:
      ValueError: if `maxlen` is no scalar.
    """
    with name_scope(name, "SequenceMask", [lengths, maxlen]):
        lengths = convert_to_tensor(lengths)
        if maxlen is None:
            maxlen = call("Max", lengths, _all_dimensions(lengths))
            maxlen = call("Maximum", constant(0, maxlen.dtype), maxlen)
        else:
            maxlen = convert_to_tensor(maxlen)
        if maxlen._dims not in ((), None):
            raise ValueError("maxlen must be scalar for sequence_mask")
        row = call("Range", constant(0, maxlen.dtype), maxlen, constant(1, maxlen.dtype))
        ends = call("Cast", expand_dims(lengths, -1), DstT=maxlen.dtype)
        mask = row < ends
        wanted = as_dtype(dtype).base_dtype
        return mask if wanted is dtypes.bool else call("Cast", mask, DstT=wanted)


def meshgrid(*args: Any, **kwargs: Any) -> list[Tensor]:
    """The coordinates of all points of a grid.

    Args:
      *args: vectors, the coordinates along each axis.
      indexing: "xy": the first vector runs along the second dimension, as in plots; or "ij".
      name: the wish for the scope's name.

    Returns:
      A list of tensors of one shape, as many as vectors.

    Raises:
      TypeError: for an unknown keyword.
      ValueError: for another `indexing`.
    """
    indexing = kwargs.pop("indexing", "xy")
    name = kwargs.pop("name", "meshgrid")
    if kwargs:
        raise TypeError(f"'{next(iter(kwargs))}' is an invalid keyword argument for this function")
    if indexing not in ("xy", "ij"):
        raise ValueError("indexing parameter must be either 'xy' or 'ij'")
    with name_scope(name, "meshgrid", args):
        count = len(args)
        axes = [
            reshape(stack(one), (*[1] * index, -1, *[1] * (count - index - 1)))
            for index, one in enumerate(args)
        ]
        shape = [size(one) for one in args]
        dtype = convert_to_tensor(args[0]).dtype.base_dtype
        if indexing == "xy" and count > 1:
            axes[0] = reshape(axes[0], (1, -1, *[1] * (count - 2)))
            axes[1] = reshape(axes[1], (-1, 1, *[1] * (count - 2)))
            shape[0], shape[1] = shape[1], shape[0]
        whole = ones(shape, dtype)
        return [axis * whole for axis in axes]
