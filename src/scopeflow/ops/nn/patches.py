"""Patches of images and volumes: what each window holds, side by side in the last dimension."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.windows import computed_dims, int_list, known_rank
from scopeflow.ops.rules import Dims

_PADDING = 'padding: {"SAME"|"VALID"}'


def _shape(kind: str, rank: int) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        dims = known_rank(inputs[0]._dims, rank)
        sizes, strides = attrs["ksizes"], attrs["strides"]
        rates = attrs.get("rates", [1] * rank)
        for what, values in (("ksizes", sizes), ("strides", strides), ("rates", rates)):
            if len(values) != rank:
                raise ShapeMismatch(
                    f"{kind} requires the {what} attribute to contain {rank} values, but got: {len(values)}"
                )
        inner = computed_dims(dims[1:-1], sizes[1:-1], strides[1:-1], attrs["padding"], rates[1:-1])
        depth = None if dims[-1] is None else dims[-1] * prod(sizes[1:-1])
        # where a size is not known TensorFlow says four dimensions, for volumes too
        return ((dims[0], *(inner if inner is not None else (None, None)), depth),)

    return rule


def _patches(
    x: Any,
    ksizes: Sequence[int],
    strides: Sequence[int],
    rates: Sequence[int],
    padding: str,
    rank: int,
) -> Any:
    names = (("ksizes", ksizes), ("strides", strides), ("rates", rates))
    for what, values in names:
        xp.check(
            len(values) == rank, None, f"Sliding window {what} field must specify {rank} dimensions"
        )
        if values[0] != 1 or values[-1] != 1:
            raise errors.UnimplementedError(None, None, f"Only support {what} across space.")
    xp.check(x.ndim == rank, None, f"input must be {rank}-dimensional{bracketed(x.shape)}")
    return xp.patches(x, tuple(ksizes[1:-1]), tuple(strides[1:-1]), padding, tuple(rates[1:-1]))


@op(
    "ExtractImagePatches(images: T; ksizes: list(int) >= 4, strides: list(int) >= 4, rates: list(int) >= 4, "
    f"T: real, {_PADDING}) -> (patches: T)",
    shape=_shape("ExtractImagePatches", 4),
)
def raw_image_patches(images, *, ksizes, strides, rates, padding):
    """What each window of images holds."""
    return _patches(images, ksizes, strides, rates, padding, 4)


@op(
    "ExtractVolumePatches(input: T; ksizes: list(int) >= 5, strides: list(int) >= 5, T: real, "
    f"{_PADDING}) -> (patches: T)",
    shape=_shape("ExtractVolumePatches", 5),
)
def raw_volume_patches(input, *, ksizes, strides, padding):
    """What each window of volumes holds."""
    return _patches(input, ksizes, strides, [1] * 5, padding, 5)


def extract_image_patches(
    images: Any,
    ksizes: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    sizes: Any = None,
) -> Tensor:
    """What each window of images holds, side by side in the last dimension.

    Args:
      images: a Tensor of real numbers [batch, height, width, channels].
      ksizes: the size of a window, a list [1, height, width, 1].
      strides: the steps of the windows, a list [1, rows, columns, 1].
      rates: the steps within a window, a list [1, rows, columns, 1].
      padding: "SAME" (zeros outside) or "VALID".
      name: a name for the operation.
      sizes: the newer spelling of `ksizes`.

    Returns:
      A Tensor [batch, rows, columns, size of a window * channels].

    Raises:
      TypeError: if one of them is no list.
      ValueError: if no window fits.
    """
    ksizes = renamed("sizes", sizes, "ksizes", ksizes)
    kind = "extract_image_patches"
    return raw_image_patches(
        images,
        ksizes=int_list(ksizes, "ksizes", kind),
        strides=int_list(strides, "strides", kind),
        rates=int_list(rates, "rates", kind),
        padding=padding,
        name=name,
    )


def extract_patches(
    images: Any, sizes: Any, strides: Any, rates: Any, padding: Any, name: str | None = None
) -> Tensor:
    """What each window of images holds, side by side in the last dimension.

    Args:
      images: a Tensor of real numbers [batch, height, width, channels].
      sizes: the size of a window, a list [1, height, width, 1].
      strides: the steps of the windows, a list [1, rows, columns, 1].
      rates: the steps within a window, a list [1, rows, columns, 1].
      padding: "SAME" (zeros outside) or "VALID".
      name: a name for the operation.

    Returns:
      A Tensor [batch, rows, columns, size of a window * channels].
    """
    return extract_image_patches(images, sizes, strides, rates, padding, name)


def extract_volume_patches(
    input: Any, ksizes: Any, strides: Any, padding: Any, name: str | None = None
) -> Tensor:
    """What each window of volumes holds, side by side in the last dimension.

    Args:
      input: a Tensor of real numbers [batch, depth, height, width, channels].
      ksizes: the size of a window, a list [1, depth, height, width, 1].
      strides: the steps of the windows, a list [1, planes, rows, columns, 1].
      padding: "SAME" (zeros outside) or "VALID".
      name: a name for the operation.

    Returns:
      A Tensor [batch, planes, rows, columns, size of a window * channels].
    """
    return raw_volume_patches(
        input,
        ksizes=int_list(ksizes, "ksizes", "extract_volume_patches"),
        strides=int_list(strides, "strides", "extract_volume_patches"),
        padding=padding,
        name=name,
    )
