"""How near an image comes to another: by noise, by structure, by structure at several scales."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.moving import tile
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape, shape_n, size
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.image.conversion import convert_image_dtype
from scopeflow.ops.math.arithmetic import pow as pow_
from scopeflow.ops.math.arithmetic import squared_difference, subtract
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal, greater_equal, not_equal
from scopeflow.ops.math.elementwise import log, square
from scopeflow.ops.math.reduction import reduce_all, reduce_any, reduce_mean, reduce_prod
from scopeflow.ops.nn.activation import relu
from scopeflow.ops.nn.pooling import avg_pool
from scopeflow.ops.nn.separable import depthwise_conv2d
from scopeflow.ops.nn.softmax import softmax
from scopeflow.ops.scoping import name_scope

# The weights of five scales that Wang et al. found from people's judgements.
_POWERS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def _verified(a: Any, b: Any) -> tuple[Any, Any, list[Operation]]:
    """The shapes of two images, and the operations that fail unless they can be compared.

    Raises:
      ValueError: if they are known not to be.
    """
    one, two = a.get_shape().with_rank_at_least(3), b.get_shape().with_rank_at_least(3)
    one[-3:].assert_is_compatible_with(two[-3:])
    if one.ndims is not None and two.ndims is not None:
        for x, y in zip(reversed(one[:-3].dims), reversed(two[:-3].dims), strict=False):
            if not (x == 1 or y == 1 or x.is_compatible_with(y)):
                raise ValueError(f"Two images are not compatible: {one} and {two}")
    first, second = shape_n([a, b])
    checks = [Assert(greater_equal(size(first), 3), [first, second], summarize=10)]
    same = reduce_all(equal(first[-3:], second[-3:]))
    checks.append(Assert(same, [first, second], summarize=10))
    return first, second, checks


def psnr(a: Any, b: Any, max_val: Any, name: str | None = None) -> Tensor:
    """The ratio of the greatest signal to the noise between images, in decibels.

    Args:
      a: a Tensor of shape [..., height, width, channels].
      b: a Tensor to compare it with, of the same size.
      max_val: the difference between the greatest and the least value that there may be.
      name: a name for the scope.

    Returns:
      A float32 Tensor of shape [...]; inf for equal images.

    Raises:
      ValueError: if the shapes do not fit.
    """
    with name_scope(name, "PSNR", [a, b]):
        greatest = convert_image_dtype(cast(max_val, a.dtype), dtypes.float32)
        a = convert_image_dtype(a, dtypes.float32)
        b = convert_image_dtype(b, dtypes.float32)
        error = reduce_mean(squared_difference(a, b), [-3, -2, -1])
        signal: Any = 20 * log(greatest) / log(10.0)
        noise: Any = np.float32(10 / np.log(10)) * log(error)
        ratio = subtract(signal, noise, name="psnr")
        _, _, checks = _verified(a, b)
        with control_dependencies(checks):
            return identity(ratio)


def _bell(length: Any, sigma: Any) -> Tensor:
    """A kernel in the form of a bell whose weights sum to 1: [length, length, 1, 1]."""
    places: Any = cast(range_(length), sigma.dtype)
    half: Any = cast(length - 1, sigma.dtype)
    places = places - half / 2.0
    line = square(places)
    line = line * (-0.5 / square(sigma))
    plane: Any = reshape(line, [1, -1])
    plane = plane + reshape(line, [-1, 1])
    weights = softmax(reshape(plane, [1, -1]))
    return reshape(weights, [length, length, 1, 1])


def _structure(
    x: Any, y: Any, max_val: Any, length: Any, sigma: Any, k1: float, k2: float
) -> tuple[Any, Any]:
    """The mean similarity of each channel, and the part of it that is contrast and structure."""
    length = constant(length, dtype=dtypes.int32)
    sigma = constant(sigma, dtype=x.dtype)
    shapes = shape_n([x, y])
    checks = []
    for each in shapes:
        enough = reduce_all(greater_equal(each[-3:-1], length))
        checks.append(Assert(enough, [each, length], summarize=8))
    with control_dependencies(checks):
        x = identity(x)
    kernel = tile(_bell(length, sigma), multiples=[1, 1, shapes[0][-1], 1])
    c1: Any = (k1 * max_val) ** 2
    c2: Any = (k2 * max_val) ** 2

    def around(image: Any) -> Any:
        """The mean around each pixel, weighted by the kernel."""
        whole: Any = shape(image)
        flat = reshape(image, concat([[-1], whole[-3:]], 0))
        means = depthwise_conv2d(flat, kernel, [1, 1, 1, 1], "VALID")
        return reshape(means, concat([whole[:-3], shape(means)[1:]], 0))

    mean_x, mean_y = around(x), around(y)
    both_means = mean_x * mean_y * 2.0
    mean_squares = square(mean_x) + square(mean_y)
    light = (both_means + c1) / (mean_squares + c1)
    both = around(x * y) * 2.0
    squares = around(square(x) + square(y))
    # an unbiased estimate would make up for the size of the kernel here; TensorFlow's does not
    c2 = c2 * 1.0
    contrast = (both - both_means + c2) / (squares - mean_squares + c2)
    axes = constant([-3, -2], dtype=dtypes.int32)
    whole = reduce_mean(light * contrast, axes)
    return whole, reduce_mean(contrast, axes)


def _prepared(img1: Any, img2: Any, max_val: Any) -> tuple[Any, Any, Any]:
    greatest = convert_image_dtype(cast(max_val, img1.dtype), dtypes.float32)
    img1 = convert_image_dtype(img1, dtypes.float32)
    return img1, convert_image_dtype(img2, dtypes.float32), greatest


def ssim(
    img1: Any,
    img2: Any,
    max_val: Any,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """The structural similarity of images: 1 for equal ones.

    Args:
      img1: a Tensor of shape [..., height, width, channels].
      img2: a Tensor to compare it with, of the same size.
      max_val: the difference between the greatest and the least value that there may be.
      filter_size: how many rows and columns around a pixel count.
      filter_sigma: how broad the bell of their weights is.
      k1: keeps the comparison of brightness stable in the dark.
      k2: keeps the comparison of contrast stable where there is little.

    Returns:
      A float32 Tensor of shape [...], the means over pixels and channels.

    Raises:
      ValueError: if the shapes do not fit.
    """
    _, _, checks = _verified(img1, img2)
    with control_dependencies(checks):
        img1 = identity(img1)
    img1, img2, greatest = _prepared(img1, img2, max_val)
    whole, _ = _structure(img1, img2, greatest, filter_size, filter_sigma, k1, k2)
    return reduce_mean(whole, [-1])


def ssim_multiscale(
    img1: Any,
    img2: Any,
    max_val: Any,
    power_factors: Sequence[float] = _POWERS,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """The structural similarity of images at several scales, each half of the one before.

    Args:
      img1: a Tensor of shape [..., height, width, channels].
      img2: a Tensor to compare it with, of the same size.
      max_val: the difference between the greatest and the least value that there may be.
      power_factors: the weights of the scales, the finest first.
      filter_size: how many rows and columns around a pixel count.
      filter_sigma: how broad the bell of their weights is.
      k1: keeps the comparison of brightness stable in the dark.
      k2: keeps the comparison of contrast stable where there is little.

    Returns:
      A float32 Tensor of shape [...], in [0, 1].

    Raises:
      ValueError: if the shapes do not fit.
    """
    with name_scope(None, "MS-SSIM", [img1, img2]):
        shape1, shape2, checks = _verified(img1, img2)
        with control_dependencies(checks):
            img1 = identity(img1)
        img1, img2, greatest = _prepared(img1, img2, max_val)
        images = [img1, img2]
        heads = [each[:-3] for each in (shape1, shape2)]
        tails = [each[-3:] for each in (shape1, shape2)]
        step = [1, 2, 2, 1]
        divisor = constant(step[1:], dtype=dtypes.int32)
        contrasts: list[Any] = []
        whole: Any = None
        for scale in range(len(power_factors)):
            with name_scope(None, f"Scale{scale}", images):
                if scale:
                    images, tails = _halved(images, heads, tails, divisor, step)
                whole, contrast = _structure(
                    images[0], images[1], greatest, filter_size, filter_sigma, k1, k2
                )
                contrasts.append(relu(contrast))
        # of the coarsest scale the brightness counts too
        contrasts.pop()
        together = stack([*contrasts, relu(whole)], axis=-1)
        product = reduce_prod(pow_(together, power_factors), [-1])
        return reduce_mean(product, [-1])


def _halved(
    images: list[Any], heads: list[Any], tails: list[Any], divisor: Any, step: list[int]
) -> tuple[list[Any], list[Any]]:
    """The images at half of their size, and what the ends of their shapes are now."""
    flat = [reshape(x, concat([[-1], t], 0)) for x, t in zip(images, tails, strict=True)]
    rest = tails[0] % divisor
    uneven = reduce_any(not_equal(rest, 0))

    def padded() -> list[Any]:
        ends = pad(expand_dims(rest, -1), [[1, 0], [1, 0]])
        return [pad(x, ends, mode="SYMMETRIC") for x in flat]

    even = cond(uneven, padded, lambda: flat)
    small = [avg_pool(x, ksize=step, strides=step, padding="VALID") for x in even]
    tails = [each[1:] for each in shape_n(small)]
    parts = zip(small, heads, tails, strict=True)
    return [reshape(x, concat([h, t], 0)) for x, h, t in parts], tails
