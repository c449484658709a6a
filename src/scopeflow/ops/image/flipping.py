"""Images mirrored, transposed and turned."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.moving import reverse, transpose
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.control.choosing import case
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.image.checking import checked_image, rank_of
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal, less
from scopeflow.ops.math.division import mod
from scopeflow.ops.math.elementwise import round as round_
from scopeflow.ops.random.sampling import random_uniform
from scopeflow.ops.scoping import name_scope


def _of_shape(image: Tensor, result: Tensor) -> Tensor:
    """`result`, known to have the image's shape; of unknown rank it has three dimensions."""
    result.set_shape([None] * 3 if image._dims is None else image._dims)
    return result


def _flip(image: Any, axis: int, scope: str) -> Tensor:
    with name_scope(None, scope, [image]):
        image = checked_image(convert_to_tensor(image, name="image"))
        if rank_of(image) == 4:
            return reverse(image, [axis + 1])
        return _of_shape(image, reverse(image, [axis]))


def _random_flip(image: Any, axis: int, seed: Any, scope_name: str) -> Tensor:
    with name_scope(None, scope_name, [image]) as scope:
        image = checked_image(convert_to_tensor(image, name="image"))
        if rank_of(image) != 4:
            flips = less(random_uniform([], 0, 1.0, seed=seed), 0.5)
            chosen = cond(flips, lambda: reverse(image, [axis]), lambda: image, name=scope)
            return _of_shape(image, chosen)
        batch = shape(image)[0]
        drawn = random_uniform([batch], 0, 1.0, seed=seed)
        flips = cast(round_(reshape(drawn, [batch, 1, 1, 1])), image.dtype)
        flipped = reverse(image, [axis + 1])
        return flips * flipped + (1 - flips) * image


def flip_left_right(image: Any) -> Tensor:
    """Images mirrored from left to right.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].

    Raises:
      ValueError: for another rank, or an empty image.
    """
    return _flip(image, 1, "flip_left_right")


def flip_up_down(image: Any) -> Tensor:
    """Images mirrored from top to bottom.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].

    Raises:
      ValueError: for another rank, or an empty image.
    """
    return _flip(image, 0, "flip_up_down")


def random_flip_left_right(image: Any, seed: Any = None) -> Tensor:
    """Images of which each is mirrored from left to right with a probability of a half.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].
      seed: an int that fixes the choice; see `set_random_seed`.

    Raises:
      ValueError: for another rank, or an empty image.
    """
    return _random_flip(image, 1, seed, "random_flip_left_right")


def random_flip_up_down(image: Any, seed: Any = None) -> Tensor:
    """Images of which each is mirrored from top to bottom with a probability of a half.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].
      seed: an int that fixes the choice; see `set_random_seed`.

    Raises:
      ValueError: for another rank, or an empty image.
    """
    return _random_flip(image, 0, seed, "random_flip_up_down")


def transpose_image(image: Any, name: str | None = None) -> Tensor:
    """Images with rows and columns exchanged.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].
      name: a name for the scope.

    Raises:
      ValueError: for another rank, or an empty image.
    """
    with name_scope(name, "transpose", [image]):
        image = checked_image(convert_to_tensor(image, name="image"))
        order = [0, 2, 1, 3] if rank_of(image) == 4 else [1, 0, 2]
        return transpose(image, order, name=name or "transpose")


def rot90(image: Any, k: Any = 1, name: str | None = None) -> Tensor:
    """Images turned counter-clockwise by a quarter, `k` times.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].
      k: how many quarters, an int32 scalar.
      name: a name for the scope.

    Raises:
      ValueError: for another rank, or an empty image.
    """
    with name_scope(name, "rot90", [image, k]) as scope:
        image = checked_image(convert_to_tensor(image, name="image"))
        k = convert_to_tensor(k, dtypes.int32, name="k")
        k.shape.assert_has_rank(0)
        k = mod(k, 4)
        four = rank_of(image) == 4
        order = [0, 2, 1, 3] if four else [1, 0, 2]
        rows, columns = (1, 2) if four else (0, 1)
        turned = case(
            [
                (equal(k, 1), lambda: transpose(reverse(image, [columns]), order)),
                (equal(k, 2), lambda: reverse(image, [rows, columns])),
                (equal(k, 3), lambda: reverse(transpose(image, order), [columns])),
            ],
            default=lambda: image,
            exclusive=True,
            name=scope,
        )
        dims = image._dims
        depth = None if dims is None else dims[-1]
        turned.set_shape([dims[0], None, None, depth] if four and dims else [None, None, depth])
        return turned
