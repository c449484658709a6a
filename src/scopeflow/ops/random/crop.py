"""Cutting a piece of a given size out of a tensor at a random place."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.arrays.slicing import slice as tensor_slice
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.math.reduction import reduce_all
from scopeflow.ops.random.sampling import random_uniform
from scopeflow.ops.scoping import name_scope


def random_crop(value: Any, size: Any, seed: Any = None, name: str | None = None) -> Tensor:
    """A piece of `value` of a given size, from a random place.

    Args:
      value: a Tensor.
      size: the size of the piece in every dimension, a list of ints or an int vector Tensor.
      seed: an int that fixes the place; see `set_random_seed`.
      name: a name for the operation and the scope of the others.

    Raises:
      InvalidArgumentError: when it runs, if the piece is larger than `value`.
    """
    with name_scope(name, "random_crop", [value, size]) as full:
        value = convert_to_tensor(value, name="value")
        size = convert_to_tensor(size, dtype=dtypes.int32, name="size")
        whole = shape(value)
        check = Assert(
            reduce_all(whole >= size),
            ["Need value.shape >= size, got ", whole, size],
            summarize=1000,
        )
        whole = with_dependencies([check], whole)
        limit = whole - size + 1
        drawn = random_uniform(shape(whole), dtype=size.dtype, maxval=size.dtype.max, seed=seed)
        return tensor_slice(value, drawn % limit, size, name=full)
