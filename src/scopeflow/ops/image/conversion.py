"""Images in another dtype, with the range of their values fitted to it; images of mean 0 and deviation 1."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.image.checking import checked_image
from scopeflow.ops.math.arithmetic import maximum, multiply
from scopeflow.ops.math.casting import cast, saturate_cast
from scopeflow.ops.math.division import div
from scopeflow.ops.math.elementwise import rsqrt
from scopeflow.ops.math.reduction import reduce_mean, reduce_prod
from scopeflow.ops.math.statistics import reduce_std
from scopeflow.ops.scoping import name_scope


def convert_image_dtype(
    image: Any, dtype: Any, saturate: bool = False, name: str | None = None
) -> Tensor:
    """An image in another dtype: floats are in [0, 1), integers fill the range from 0 to their greatest number.

    Args:
      image: a Tensor of numbers.
      dtype: the DType wanted.
      saturate: hold values within the range before they are cast, where they might overflow.
      name: a name for the operation.

    Returns:
      A Tensor of the same shape.

    Raises:
      AttributeError: if `dtype` is neither of floats nor of integers.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.image.convert_image_dtype([[0.0, 0.5, 1.0]], tf.uint8)))
    [[  0 127 255]]

    ```
    """
    image = convert_to_tensor(image, name="image")
    dtype = dtypes.as_dtype(dtype)
    if not dtype.is_floating and not dtype.is_integer:
        raise AttributeError("dtype must be either floating point or integer")
    if dtype is image.dtype:
        return identity(image, name=name)
    with name_scope(name, "convert_image", [image]) as full:
        source = image.dtype
        to_dtype = saturate_cast if saturate else cast
        if source.is_integer and dtype.is_integer:
            have, want = int(source.max), int(dtype.max)
            if have > want:
                # the lowest bits go, rounded down
                return to_dtype(div(image, (have + 1) // (want + 1)), dtype, name=full)
            return multiply(to_dtype(image, dtype), (want + 1) // (have + 1), name=full)
        if source.is_floating and dtype.is_floating:
            return cast(image, dtype, name=full)
        if source.is_integer:
            return multiply(cast(image, dtype), 1.0 / int(source.max), name=full)
        # 0.5 more than the greatest number: each integer then stands for an equal part of [0, 1)
        return to_dtype(multiply(image, dtype.max + 0.5), dtype, name=full)


def per_image_standardization(image: Any) -> Tensor:
    """Images scaled to mean 0 and variance 1, each for itself.

    The deviation counts as 1 / sqrt(number of pixels) at least, so that an image of one color gives zeros.

    Args:
      image: a Tensor of shape [..., height, width, channels].

    Returns:
      A Tensor of the same shape and dtype.

    Raises:
      ValueError: if it has fewer than three dimensions or an empty one.
    """
    with name_scope(None, "per_image_standardization", [image]) as scope:
        image = checked_image(convert_to_tensor(image, name="image"))
        given = image.dtype
        if given not in (dtypes.float16, dtypes.float32):
            image = convert_image_dtype(image, dtypes.float32)
        count = reduce_prod(shape(image)[-3:])
        mean = reduce_mean(image, axis=[-1, -2, -3], keepdims=True)
        deviation = reduce_std(image, axis=[-1, -2, -3], keepdims=True)
        least = rsqrt(cast(count, image.dtype))
        scale = maximum(deviation, least)
        centered: Any = image - mean
        return convert_image_dtype(div(centered, scale, name=scope), given, saturate=True)
