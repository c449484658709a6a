"""The paddings that make whole blocks of an array's dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


def required_space_to_batch_paddings(
    input_shape: Any, block_shape: Any, base_paddings: Any = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The paddings that make whole blocks, and the crops that undo them.

    Args:
      input_shape: int32 [m], the sizes of the dimensions.
      block_shape: int32 [m], the sizes of a block.
      base_paddings: int32 [m, 2], paddings that are wanted anyway; zeros if None.
      name: a name for the scope of the operations.

    Returns:
      (paddings, crops), both int32 [m, 2]: constants if all the arguments are.

    Raises:
      ValueError: if the shapes do not fit.
    """
    with name_scope(name, "required_space_to_batch_paddings", [input_shape, block_shape]):
        input_shape = convert_to_tensor(input_shape, dtype=dtypes.int32, name="input_shape")
        block_shape = convert_to_tensor(block_shape, dtype=dtypes.int32, name="block_shape")
        block_shape.shape.assert_is_fully_defined()
        block_shape.shape.assert_has_rank(1)
        count = block_shape.shape.dims[0].value
        if count == 0:
            empty = zeros([0, 2], dtypes.int32)
            return empty, zeros([0, 2], dtypes.int32)
        input_shape.shape.assert_is_compatible_with([count])
        if base_paddings is not None:
            base_paddings = convert_to_tensor(
                base_paddings, dtype=dtypes.int32, name="base_paddings"
            )
            base_paddings.shape.assert_is_compatible_with([count, 2])
        else:
            base_paddings = zeros([count, 2], dtypes.int32)
        known_block = constant_value(block_shape)
        known_input = constant_value(input_shape)
        known_base = constant_value(base_paddings)
        if known_block is not None and known_input is not None and known_base is not None:
            start, base_end = known_base[:, 0], known_base[:, 1]
            extra = (known_block - (known_input + start + base_end) % known_block) % known_block
            end = base_end + extra
            paddings = np.stack([start, end], 1).astype(np.int32)
            crops = np.stack([np.zeros_like(extra), extra], 1).astype(np.int32)
            return constant(paddings, name="paddings"), constant(crops, name="crops")
        start, base_end = base_paddings[:, 0], base_paddings[:, 1]
        whole = input_shape + start + base_end
        extra = (block_shape - whole % block_shape) % block_shape
        end = base_end + extra
        made = stack([[start[i], end[i]] for i in range(count)], name="paddings")
        return made, stack([[0, extra[i]] for i in range(count)], name="crops")
