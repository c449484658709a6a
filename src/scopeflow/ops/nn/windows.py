"""What the ops on windows share: their attributes along the spatial dimensions, and how many windows there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.ops.define import ShapeMismatch
from scopeflow.ops.rules import Dims
from scopeflow.xp.checks import check, make_error

Size = int | None


def channels_first(data_format: str) -> bool:
    """Whether the channels come before the spatial dimensions."""
    return data_format.startswith("NC")


def spatial_of(values: Sequence[Any], data_format: str) -> tuple[Any, ...]:
    """The entries of the spatial dimensions among one entry for each dimension."""
    return tuple(values[2:] if channels_first(data_format) else values[1:-1])


def others_of(values: Sequence[Any], data_format: str) -> tuple[Any, Any]:
    """The entries of the batch and of the channels."""
    return values[0], values[1 if channels_first(data_format) else -1]


def arranged(batch: Any, inner: Sequence[Any], channels: Any, data_format: str) -> tuple[Any, ...]:
    """One entry for each dimension, in the order of the format."""
    if channels_first(data_format):
        return (batch, channels, *inner)
    return (batch, *inner, channels)


def int_list(value: Any, what: str, function: str) -> Any:
    """A list attribute, refused as TensorFlow refuses it before it makes any node.

    Raises:
      TypeError: if it is no list.
    """
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"Expected list for '{what}' argument to '{function}' Op, not {value!r}.")
    return value


def sequence(value: Any, count: int, channel_index: int, name: str) -> list[Any]:
    """One number for each of `count` spatial dimensions and the two others, from one, `count` or all of them.

    Raises:
      ValueError: for another number of numbers.
    """
    if value is None:
        value = [1]
    elif not hasattr(value, "__len__") and not hasattr(value, "__iter__"):
        value = [value]
    given = len(value)
    if given == count + 2:
        return value
    if given == 1:
        value = list(value) * count
    elif given != count:
        raise ValueError(f"{name} should be of length 1, {count} or {count + 2} but was {given}")
    return [1, 1, *value] if channel_index == 1 else [1, *value, 1]


# -- while building --------------------------------------------------------------------------------


def check_attr_lengths(kind: str, rank: int, **attrs: Sequence[int]) -> None:
    """Raises ShapeMismatch unless each attribute has `rank` numbers."""
    for what, value in attrs.items():
        if len(value) != rank:
            raise ShapeMismatch(
                f"{kind} requires the {what} attribute to contain {rank} values, but got: {len(value)}"
            )


def window_count(
    extent: Size,
    size: Size,
    stride: int,
    padding: str,
    dilation: int = 1,
    pads: tuple[int, int] = (0, 0),
) -> Size:
    """How many windows fit along one dimension, None if it is not known.

    Raises:
      ShapeMismatch: if not even one fits, or the steps are none.
    """
    if stride <= 0:
        raise ShapeMismatch(f"Stride must be > 0, but got {stride}")
    if dilation < 1:
        raise ShapeMismatch(f"Dilation rate must be >= 1, but got {dilation}")
    if padding == "SAME":
        return None if extent is None else -(-extent // stride)
    if extent is None or size is None:
        return None
    extent += sum(pads)
    reach = (size - 1) * dilation + 1
    if extent < reach:
        raise ShapeMismatch(f"Negative dimension size caused by subtracting {reach} from {extent}")
    return (extent - reach) // stride + 1


def window_dims(
    dims: Sequence[Size],
    sizes: Sequence[Size],
    strides: Sequence[int],
    padding: str,
    data_format: str,
    dilations: Sequence[int] | None = None,
    pads: Sequence[tuple[int, int]] | None = None,
) -> list[Size]:
    """`window_count` along each spatial dimension of an array of these dims; attributes are one for each dimension."""
    inner = spatial_of(dims, data_format)
    steps = spatial_of(strides, data_format)
    gaps = spatial_of(dilations, data_format) if dilations is not None else (1,) * len(inner)
    edges = pads if pads is not None else ((0, 0),) * len(inner)
    return [
        window_count(extent, size, step, padding, gap, edge)
        for extent, size, step, gap, edge in zip(inner, sizes, steps, gaps, edges, strict=True)
    ]


def computed_dims(
    inner: Sequence[Size],
    sizes: Sequence[Size],
    strides: Sequence[int],
    padding: str,
    rates: Sequence[int],
) -> list[Size] | None:
    """The numbers of windows where TensorFlow computes them as in a run: of all dimensions together, or not at all.

    Raises:
      ShapeMismatch: if they would be negative.
    """
    if None in inner or None in sizes:
        return None
    counts: list[Size] = []
    for extent, size, step, rate in zip(inner, sizes, strides, rates, strict=True):
        assert extent is not None and size is not None
        if step <= 0:
            raise ShapeMismatch(f"Stride must be > 0, but got {step}")
        reach = (size - 1) * rate + 1
        count = -(-extent // step) if padding == "SAME" else int((extent - reach + step) / step)
        if count < 0:
            raise ShapeMismatch(
                f"Computed output size would be negative: {count} [input_size: {extent}, "
                f"effective_filter_size: {reach}, stride: {step}]"
            )
        counts.append(count)
    return counts


def explicit_pads(attrs: dict[str, Any], rank: int) -> list[tuple[int, int]] | None:
    """The pairs of an explicit padding for the spatial dimensions, None for another padding.

    Raises:
      ShapeMismatch: if they do not suit the rank.
    """
    flat, padding = attrs.get("explicit_paddings", []), attrs["padding"]
    if padding != "EXPLICIT":
        if flat:
            raise ShapeMismatch(
                "explicit_paddings attribute must be empty if the padding attribute is not EXPLICIT"
            )
        return None
    if len(flat) != 2 * rank:
        raise ShapeMismatch(
            f"explicit_paddings attribute must contain {2 * rank} values, but got: {len(flat)}"
        )
    if any(value < 0 for value in flat):
        raise ShapeMismatch("All elements of explicit_paddings must be nonnegative")
    pairs = list(zip(flat[::2], flat[1::2], strict=True))
    if any(map(any, others_of(pairs, attrs["data_format"]))):
        raise ShapeMismatch(
            "Nonzero explicit padding in the batch or depth dimensions is not supported"
        )
    return list(spatial_of(pairs, attrs["data_format"]))


# -- in a run --------------------------------------------------------------------------------------


def kernel_padding(padding: str, explicit_paddings: Sequence[int], data_format: str) -> Any:
    """A padding as the kernels take it."""
    if padding != "EXPLICIT":
        return padding
    pairs = list(zip(explicit_paddings[::2], explicit_paddings[1::2], strict=True))
    return spatial_of(pairs, data_format)


def check_steps(
    strides: Sequence[int], dilations: Sequence[int] | None, data_format: str, rank: int
) -> None:
    """Refuses strides and dilations along batch and channels, as TensorFlow's kernels do when they are made.

    Raises:
      InvalidArgumentError: for them, or another number of numbers.
    """
    for what, values in (("strides", strides), ("dilations", dilations)):
        if values is None:
            continue
        check(
            len(values) == rank, None, f"Sliding window {what} field must specify {rank} dimensions"
        )
        check(
            others_of(values, data_format) == (1, 1),
            None,
            f"Current implementation does not yet support {what} in the batch and depth dimensions.",
        )


def check_pool_steps(kind: str, ksize: Sequence[int], strides: Sequence[int], rank: int) -> None:
    """Refuses windows over the batch.

    Raises:
      InvalidArgumentError: for another number of numbers.
      UnimplementedError: for windows over the batch.
    """
    for what, values in (("ksize", ksize), ("stride", strides)):
        check(
            len(values) == rank, None, f"Sliding window {what} field must specify {rank} dimensions"
        )
    if ksize[0] != 1 or strides[0] != 1:
        raise make_error(
            errors.UnimplementedError, f"{kind} is not yet supported on the batch dimension.", ()
        )


def known_rank(dims: Dims, rank: int) -> tuple[Size, ...]:
    """The dims, or as many unknown ones.

    Raises:
      ShapeMismatch: if the rank is another.
    """
    if dims is None:
        return (None,) * rank
    if len(dims) != rank:
        raise ShapeMismatch(f"Shape must be rank {rank} but is rank {len(dims)}")
    return dims
