"""How images change from pixel to pixel."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.moving import tile
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.arrays.splitting import unstack
from scopeflow.ops.math.elementwise import abs as abs_
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.nn.separable import depthwise_conv2d
from scopeflow.ops.scoping import name_scope

# The changes from row to row and from column to column, each smoothed along the other: [3, 3, 1, 2].
_SOBEL = np.stack([[[-1, -2, -1], [0, 0, 0], [1, 2, 1]], [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]], -1)[
    :, :, None
]


def sobel_edges(image: Any) -> Tensor:
    """The slopes of images, from row to row and from column to column.

    Args:
      image: a Tensor of floats of shape [batch, height, width, channels].

    Returns:
      A Tensor of shape [batch, height, width, channels, 2] and the same dtype.
    """
    known = image.get_shape()
    whole = shape(image)
    kernels: Any = constant(_SOBEL, dtype=image.dtype)
    kernels = tile(kernels, [1, 1, whole[-1], 1], name="sobel_filters")
    padded = pad(image, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="REFLECT")
    slopes = depthwise_conv2d(padded, kernels, [1, 1, 1, 1], "VALID")
    edges = reshape(slopes, shape=concat([whole, [2]], 0))
    edges.set_shape(known.concatenate([2]))
    return edges


def image_gradients(image: Any) -> tuple[Tensor, Tensor]:
    """The differences between neighboring pixels, one row and one column less zeros at the end.

    Args:
      image: a Tensor of numbers of shape [batch, height, width, channels].

    Returns:
      The differences to the next row, and to the next column: two Tensors of the same shape.

    Raises:
      ValueError: for another rank.
    """
    if image.get_shape().ndims != 4:
        raise ValueError(
            "image_gradients expects a 4D tensor [batch_size, h, w, d], not %s.", image.shape
        )
    whole = shape(image)
    batch, height, width, depth = unstack(whole)
    down = image[:, 1:, :, :] - image[:, :-1, :, :]
    right = image[:, :, 1:, :] - image[:, :, :-1, :]
    last_row = zeros(stack([batch, 1, width, depth]), image.dtype)
    down = reshape(concat([down, last_row], 1), whole)
    last_column = zeros(stack([batch, height, 1, depth]), image.dtype)
    right = reshape(concat([right, last_column], 2), whole)
    return down, right


def total_variation(images: Any, name: str | None = None) -> Tensor:
    """The sum of the differences between neighboring pixels, each without its sign.

    Args:
      images: a Tensor of numbers of shape [batch, height, width, channels] or [height, width, channels].
      name: a name for the scope.

    Returns:
      A Tensor of shape [batch], or a scalar for one image.

    Raises:
      ValueError: for another rank.
    """
    with name_scope(name, "total_variation"):
        rank = images.get_shape().ndims
        if rank == 3:
            down = images[1:, :, :] - images[:-1, :, :]
            right = images[:, 1:, :] - images[:, :-1, :]
            axes = None
        elif rank == 4:
            down = images[:, 1:, :, :] - images[:, :-1, :, :]
            right = images[:, :, 1:, :] - images[:, :, :-1, :]
            axes = [1, 2, 3]
        else:
            raise ValueError("'images' must be either 3 or 4-dimensional.")
        one: Any = reduce_sum(abs_(down), axis=axes)
        return one + reduce_sum(abs_(right), axis=axes)
