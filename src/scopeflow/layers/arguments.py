"""What layers take of windows over arrays - sizes, strides, paddings, formats - and the lengths that follow."""

from __future__ import annotations

from typing import Any


def window(value: Any, count: int, name: str) -> tuple[Any, ...]:
    """A tuple of `count` sizes; one number stands for all of them.

    Raises:
      ValueError: if it is neither a number nor `count` of them.
    """
    if isinstance(value, int):
        return (value,) * count
    refusal = f"The `{name}` argument must be a tuple of {count} integers. Received: {value}"
    try:
        sizes = tuple(value)
    except TypeError:
        raise ValueError(refusal) from None
    if len(sizes) != count:
        raise ValueError(refusal)
    for size in sizes:
        try:
            int(size)
        except (ValueError, TypeError):
            raise ValueError(f"{refusal} including element {size} of type {type(size)}") from None
    return sizes


def padding(value: Any) -> Any:
    """The padding in lower case; several of them are left as they are.

    Raises:
      ValueError: if there is no such padding.
    """
    if isinstance(value, (list, tuple)):
        return value
    lower = value.lower()
    if lower not in ("valid", "same", "causal"):
        raise ValueError(
            'The `padding` argument must be a list/tuple or one of "valid", "same" (or "causal", only for `Conv1D). '
            f"Received: {lower}"
        )
    return lower


def data_format(value: Any) -> str:
    """The data format in lower case; channels_last if None.

    Raises:
      ValueError: if there is no such format.
    """
    lower = "channels_last" if value is None else value.lower()
    if lower not in ("channels_first", "channels_last"):
        raise ValueError(
            'The `data_format` argument must be one of "channels_first", "channels_last". '
            f"Received: {value}"
        )
    return lower


_OP_FORMATS = {
    "channels_last": {3: "NWC", 4: "NHWC", 5: "NDHWC"},
    "channels_first": {3: "NCW", 4: "NCHW", 5: "NCDHW"},
}


def op_format(value: str, rank: int) -> str:
    """How operations on arrays of that rank write a data format."""
    return _OP_FORMATS[value][rank]


def output_length(
    length: int | None, size: int, padding: str, stride: int, dilation: int = 1
) -> int | None:
    """How many windows fit; None if that is not known."""
    if length is None:
        return None
    reach = size + (size - 1) * (dilation - 1)
    places = length if padding in ("same", "causal") else length - reach + 1
    return (places + stride - 1) // stride


def transposed_length(
    length: Any, size: int, padding: str, stride: int, extra: int | None = None, dilation: int = 1
) -> Any:
    """The length that windows are spread over by a transposed convolution; `extra` is its output padding.

    `length` may be a tensor; the operations made of it are those that TensorFlow makes.
    """
    reach = size + (size - 1) * (dilation - 1)
    if extra is None:
        whole = length * stride
        return whole + max(reach - stride, 0) if padding == "valid" else whole
    cut = reach // 2 if padding == "same" else 0
    return (length - 1) * stride + reach - 2 * cut + extra
