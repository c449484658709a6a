"""Images changed by a random amount, the same for a whole tensor."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.image.adjusting import (
    adjust_brightness,
    adjust_contrast,
    adjust_hue,
    adjust_jpeg_quality,
    adjust_saturation,
)
from scopeflow.ops.random.sampling import random_uniform


def _check_range(lower: Any, upper: Any) -> None:
    if upper <= lower:
        raise ValueError("upper must be > lower.")
    if lower < 0:
        raise ValueError("lower must be non-negative.")


def random_brightness(image: Any, max_delta: Any, seed: Any = None) -> Tensor:
    """`adjust_brightness` by a random number in [-max_delta, max_delta).

    Args:
      image: a Tensor of numbers.
      max_delta: a float that is not negative.
      seed: an int that fixes the number; see `set_random_seed`.

    Raises:
      ValueError: if `max_delta` is negative.
    """
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_brightness(image, random_uniform([], -max_delta, max_delta, seed=seed))


def random_contrast(image: Any, lower: Any, upper: Any, seed: Any = None) -> Tensor:
    """`adjust_contrast` by a random factor in [lower, upper).

    Args:
      image: a Tensor of numbers of shape [..., height, width, channels].
      lower: the least factor, not negative.
      upper: the bound of the factors.
      seed: an int that fixes the factor; see `set_random_seed`.

    Raises:
      ValueError: if the bounds are none.
    """
    _check_range(lower, upper)
    return adjust_contrast(image, random_uniform([], lower, upper, seed=seed))


def random_hue(image: Any, max_delta: Any, seed: Any = None) -> Tensor:
    """`adjust_hue` by a random number in [-max_delta, max_delta).

    Args:
      image: a Tensor of numbers of shape [..., height, width, 3].
      max_delta: a float in [0, 0.5].
      seed: an int that fixes the number; see `set_random_seed`.

    Raises:
      ValueError: for another `max_delta`.
    """
    if max_delta > 0.5:
        raise ValueError("max_delta must be <= 0.5.")
    if max_delta < 0:
        raise ValueError("max_delta must be non-negative.")
    return adjust_hue(image, random_uniform([], -max_delta, max_delta, seed=seed))


def random_saturation(image: Any, lower: Any, upper: Any, seed: Any = None) -> Tensor:
    """`adjust_saturation` by a random factor in [lower, upper).

    Args:
      image: a Tensor of numbers of shape [..., height, width, 3].
      lower: the least factor, not negative.
      upper: the bound of the factors.
      seed: an int that fixes the factor; see `set_random_seed`.

    Raises:
      ValueError: if the bounds are none.
    """
    _check_range(lower, upper)
    return adjust_saturation(image, random_uniform([], lower, upper, seed=seed))


def random_jpeg_quality(
    image: Any, min_jpeg_quality: int, max_jpeg_quality: int, seed: Any = None
) -> Tensor:
    """`adjust_jpeg_quality` by a random quality.

    Args:
      image: a Tensor of numbers of shape [height, width, channels], with 1 or 3 channels.
      min_jpeg_quality: the least quality, 0 or more.
      max_jpeg_quality: the bound of the qualities, 100 or less.
      seed: an int that fixes the quality; see `set_random_seed`.

    Raises:
      ValueError: if the bounds are none.
    """
    bounds = (min_jpeg_quality, max_jpeg_quality)
    if min(bounds) < 0 or max(bounds) > 100:
        raise ValueError("jpeg encoding range must be between 0 and 100.")
    if min_jpeg_quality >= max_jpeg_quality:
        raise ValueError("`min_jpeg_quality` must be less than `max_jpeg_quality`.")
    quality = random_uniform([], min_jpeg_quality, max_jpeg_quality, seed=seed, dtype=dtypes.int32)
    return adjust_jpeg_quality(image, quality)
