"""Space to batch and back, space to depth and back: blocks of an array moved into another dimension."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.block_shapes import depth_rule, nd_rule, old_rule
from scopeflow.ops.define import op
from scopeflow.ops.math.reduction import renamed

# -- runs ------------------------------------------------------------------------------------------


def _pairs(values: Any, what: str) -> list[tuple[int, int]]:
    array = xp.static(values, f"The {what}")
    return [(int(before), int(after)) for before, after in array.reshape(-1, 2)]


def _check_blocks(x: Any, block: Sequence[int], pairs: Any, what: str) -> None:
    count = len(block)
    xp.check(
        x.ndim >= 1 + count, None, "input rank should be >= %s instead of %s", 1 + count, x.ndim
    )
    shape = tuple(np.shape(pairs))
    xp.check(
        all(size > 0 for size in block),
        None,
        "Product of block sizes must be positive, got %s",
        prod(block),
    )
    xp.check(
        shape == (count, 2),
        None,
        f"{what} should have shape [{count}, 2] instead of [{','.join(map(str, shape))}]",
    )


def _to_batch(x: Any, block: Sequence[int], paddings: Any) -> Any:
    count = len(block)
    _check_blocks(x, block, paddings, "paddings")
    pairs = _pairs(paddings, "paddings of space_to_batch")
    for index, (size, (before, after)) in enumerate(zip(block, pairs, strict=True)):
        xp.check(before >= 0 and after >= 0, None, "Paddings must be non-negative")
        whole = x.shape[index + 1] + before + after
        xp.check(
            whole % size == 0,
            None,
            "padded_shape[%s]=%s is not divisible by block_shape[%s]=%s",
            index,
            whole,
            index,
            size,
        )
    rest = x.shape[count + 1 :]
    if any(map(any, pairs)):
        x = xp.pad(x, np.array([(0, 0), *pairs, *[(0, 0)] * len(rest)]))
    split = [part for i, size in enumerate(block) for part in (x.shape[i + 1] // size, size)]
    x = xp.reshape(x, (x.shape[0], *split, *rest))
    outer = range(1, 2 * count + 1, 2)
    last = range(2 * count + 1, 2 * count + 1 + len(rest))
    moved = xp.transpose(x, (*(i + 1 for i in outer), 0, *outer, *last))
    return xp.reshape(moved, (x.shape[0] * prod(block), *split[::2], *rest))


def _to_space(x: Any, block: Sequence[int], crops: Any) -> Any:
    count = len(block)
    _check_blocks(x, block, crops, "crops")
    pairs = _pairs(crops, "crops of batch_to_space")
    for index, (size, (before, after)) in enumerate(zip(block, pairs, strict=True)):
        xp.check(before >= 0 and after >= 0, None, "Crops must be non-negative")
        left = x.shape[index + 1] * size - before - after
        xp.check(left >= 0, None, "cropped_shape[%s]=%s must be non-negative", index, left)
    blocks = prod(block)
    xp.check(
        x.shape[0] % blocks == 0,
        None,
        "Input batch dimension (%s) is not divisible by product of block sizes (%s)",
        x.shape[0],
        blocks,
    )
    batch, inner, rest = x.shape[0] // blocks, x.shape[1 : count + 1], x.shape[count + 1 :]
    x = xp.reshape(x, (*block, batch, *inner, *rest))
    order = [count]
    for i in range(count):
        order += [count + 1 + i, i]
    order += range(2 * count + 1, 2 * count + 1 + len(rest))
    whole = [extent * size for extent, size in zip(inner, block, strict=True)]
    x = xp.reshape(xp.transpose(x, tuple(order)), (batch, *whole, *rest))
    if any(map(any, pairs)):
        starts = (0, *(before for before, _ in pairs), *(0 for _ in rest))
        kept = [extent - sum(pair) for extent, pair in zip(whole, pairs, strict=True)]
        x = xp.slice(x, starts, (batch, *kept, *rest))
    return x


@op(
    "SpaceToBatchND(input: T, block_shape: Tblock_shape, paddings: Tpaddings; T: type, "
    "Tblock_shape: index = int32, Tpaddings: index = int32) -> (output: T)",
    shape=nd_rule(True),
    static=("block_shape", "paddings"),
)
def space_to_batch_nd(input, block_shape, paddings):
    """Pads the dimensions after the batch and moves their blocks' places into the batch.

    Args:
      input: a Tensor [batch, ..., more].
      block_shape: int [m], the sizes of a block along the m dimensions after the batch.
      paddings: int [m, 2], the zeros before and after along each.
      name: a name for the operation.

    Raises:
      ValueError: if a padded dimension does not hold whole blocks.
    """
    return _to_batch(input, xp.static_ints(block_shape, "The block shape"), paddings)


@op(
    "BatchToSpaceND(input: T, block_shape: Tblock_shape, crops: Tcrops; T: type, "
    "Tblock_shape: index = int32, Tcrops: index = int32) -> (output: T)",
    shape=nd_rule(False),
    static=("block_shape", "crops"),
)
def batch_to_space_nd(input, block_shape, crops):
    """The reverse of `space_to_batch_nd`: blocks put together from the batch, then cropped.

    Args:
      input: a Tensor [batch, ..., more].
      block_shape: int [m], the sizes of a block along the m dimensions after the batch.
      crops: int [m, 2], what is cut off before and after along each.
      name: a name for the operation.

    Raises:
      ValueError: if the batch is no multiple of the block.
    """
    return _to_space(input, xp.static_ints(block_shape, "The block shape"), crops)


@op(
    "SpaceToBatch(input: T, paddings: Tpaddings; T: type, Tpaddings: index = int32, block_size: int >= 2) "
    "-> (output: T)",
    shape=old_rule(True),
    static=("paddings",),
)
def raw_space_to_batch(input, paddings, *, block_size):
    """Images padded, and the places in their square blocks moved into the batch."""
    xp.check(input.ndim == 4, None, "input rank should be 4 instead of %s", input.ndim)
    return _to_batch(input, (block_size, block_size), paddings)


@op(
    "BatchToSpace(input: T, crops: Tidx; T: type, block_size: int >= 2, Tidx: index = int32) -> (output: T)",
    shape=old_rule(False),
    static=("crops",),
)
def raw_batch_to_space(input, crops, *, block_size):
    """Images put together from a batch of the places in their square blocks, then cropped."""
    xp.check(input.ndim == 4, None, "input rank should be 4 instead of %s", input.ndim)
    return _to_space(input, (block_size, block_size), crops)


def _depth_format(x: Any, data_format: str) -> None:
    if data_format == "NCHW_VECT_C":
        raise errors.UnimplementedError(None, None, "The data format NCHW_VECT_C is for GPUs only")
    xp.check(x.ndim == 4, None, "Input rank should be 4 instead of %s", x.ndim)


_DEPTH = 'T: type, block_size: int >= 2, data_format: {"NHWC"|"NCHW"|"NCHW_VECT_C"} = "NHWC"'


@op(f"SpaceToDepth(input: T; {_DEPTH}) -> (output: T)", shape=depth_rule(True))
def raw_space_to_depth(input, *, block_size, data_format):
    """The places in an image's square blocks moved into its channels."""
    _depth_format(input, data_format)
    first = data_format == "NCHW"
    x = xp.transpose(input, (0, 2, 3, 1)) if first else input
    batch, height, width, depth = x.shape
    xp.check(
        height % block_size == 0 and width % block_size == 0,
        None,
        "Image width %s and height %s should be divisible by block_size: %s",
        width,
        height,
        block_size,
    )
    rows, columns = height // block_size, width // block_size
    x = xp.reshape(x, (batch, rows, block_size, columns, block_size, depth))
    x = xp.transpose(x, (0, 1, 3, 2, 4, 5))
    x = xp.reshape(x, (batch, rows, columns, block_size * block_size * depth))
    return xp.transpose(x, (0, 3, 1, 2)) if first else x


@op(f"DepthToSpace(input: T; {_DEPTH}) -> (output: T)", shape=depth_rule(False))
def raw_depth_to_space(input, *, block_size, data_format):
    """Square blocks of an image put together from its channels."""
    _depth_format(input, data_format)
    first = data_format == "NCHW"
    x = xp.transpose(input, (0, 2, 3, 1)) if first else input
    batch, height, width, depth = x.shape
    square = block_size * block_size
    xp.check(
        depth % square == 0,
        None,
        "Input depth dimension %s should be divisible by: %s",
        depth,
        square,
    )
    x = xp.reshape(x, (batch, height, width, block_size, block_size, depth // square))
    x = xp.transpose(x, (0, 1, 3, 2, 4, 5))
    x = xp.reshape(x, (batch, height * block_size, width * block_size, depth // square))
    return xp.transpose(x, (0, 3, 1, 2)) if first else x


# -- the public functions --------------------------------------------------------------------------


def space_to_batch(
    input: Any,
    paddings: Any,
    block_size: Any = None,
    name: str | None = None,
    block_shape: Any = None,
) -> Tensor:
    """`space_to_batch_nd` of images with square blocks.

    Args:
      input: a Tensor [batch, height, width, channels].
      paddings: int [2, 2], the zeros before and after along height and width.
      block_size: the side of a block.
      name: a name for the operation.
      block_shape: the newer spelling of `block_size`.
    """
    block_size = renamed("block_shape", block_shape, "block_size", block_size)
    result = space_to_batch_nd(
        input,
        paddings=paddings,
        block_shape=np.array([block_size, block_size], dtype=np.int64),
        name=name,
    )
    result.set_shape(result.shape.with_rank(4))
    return result


def batch_to_space(
    input: Any,
    crops: Any,
    block_size: Any,
    name: str | None = None,
    block_shape: Any = None,
) -> Tensor:
    """`batch_to_space_nd` of images with square blocks.

    Args:
      input: a Tensor [batch, height, width, channels].
      crops: int [2, 2], what is cut off before and after along height and width.
      block_size: the side of a block.
      name: a name for the operation.
      block_shape: the newer spelling of `block_size`.
    """
    block_size = renamed("block_shape", block_shape, "block_size", block_size)
    result = batch_to_space_nd(
        input,
        crops=crops,
        block_shape=np.array([block_size, block_size], dtype=np.int64),
        name=name,
    )
    result.set_shape(result.shape.with_rank(4))
    return result


def space_to_depth(
    input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """The places in an image's square blocks moved into its channels.

    Args:
      input: a Tensor [batch, height, width, channels], or as `data_format` says.
      block_size: the side of a block, 2 or more.
      name: a name for the operation.
      data_format: "NHWC" or "NCHW".

    Raises:
      ValueError: if the image does not hold whole blocks.
    """
    return raw_space_to_depth(input, block_size=block_size, data_format=data_format, name=name)


def depth_to_space(
    input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """Square blocks of an image put together from its channels.

    Args:
      input: a Tensor [batch, height, width, channels], or as `data_format` says.
      block_size: the side of a block, 2 or more.
      name: a name for the operation.
      data_format: "NHWC" or "NCHW".

    Raises:
      ValueError: if the channels are no multiple of a block.
    """
    return raw_depth_to_space(input, block_size=block_size, data_format=data_format, name=name)
