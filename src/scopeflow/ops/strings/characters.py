"""Strings as characters and back: unicode_decode, unicode_split and their like, unicode_encode."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.shaping import expand_dims, reshape
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.ragged.constants import ragged_or_tensor
from scopeflow.ops.ragged.tensor import RaggedTensor
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.strings.unicode import (
    unicode_decode_op,
    unicode_decode_with_offsets_op,
    unicode_encode_op,
)


def unicode_decode(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 0xFFFD,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> Any:
    """The code points of strings.

    Args:
      input: a string tensor of known rank, or a ragged one.
      input_encoding: the encoding of the strings, such as "UTF-8" or "UTF-16-BE".
      errors: what becomes of bytes that are no characters: "replace", "ignore" or "strict", which is an error.
      replacement_char: the code point that stands in their place.
      replace_control_characters: treat the characters 0 to 31 so, too.
      name: the wish for the scope's name.

    Returns:
      An int32 vector for a single string; else a RaggedTensor with one dimension more than `input`.

    Raises:
      ValueError: if the rank is not known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.unicode_decode(["hi", "é"], "UTF-8")).to_list()
    [[104, 105], [233]]

    ```
    """
    with name_scope(name, "UnicodeDecode", [input]):
        return _decoded(
            input, input_encoding, errors, replacement_char, replace_control_characters, False
        )[0]


def unicode_decode_with_offsets(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 0xFFFD,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The code points of strings, and where in its string each character begins.

    Args:
      input: a string tensor of known rank, or a ragged one.
      input_encoding: the encoding of the strings.
      errors: what becomes of bytes that are no characters; see `tf.strings.unicode_decode`.
      replacement_char: the code point that stands in their place.
      replace_control_characters: treat the characters 0 to 31 so, too.
      name: the wish for the scope's name.

    Returns:
      (code points, byte offsets), each as `tf.strings.unicode_decode` gives them; the offsets are int64.

    Raises:
      ValueError: if the rank is not known.
    """
    with name_scope(name, "UnicodeDecodeWithOffsets", [input]):
        return _decoded(
            input, input_encoding, errors, replacement_char, replace_control_characters, True
        )


def unicode_split(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 0xFFFD,
    name: str | None = None,
) -> Any:
    """The characters of strings, each as a string of its own.

    Args:
      input: a string tensor of known rank, or a ragged one.
      input_encoding: the encoding of the strings: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      errors: what becomes of bytes that are no characters; see `tf.strings.unicode_decode`.
      replacement_char: the code point that stands in their place.
      name: the wish for the scope's name.

    Returns:
      A string vector for a single string; else a RaggedTensor with one dimension more than `input`.

    Raises:
      ValueError: if the rank is not known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.unicode_split("hi", "UTF-8")).tolist()
    [b'h', b'i']

    ```
    """
    with name_scope(name, "UnicodeSplit", [input]):
        codes, _ = _decoded(input, input_encoding, errors, replacement_char, False, False)
        return unicode_encode(_one_by_one(codes), input_encoding, errors, replacement_char)


def unicode_split_with_offsets(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 0xFFFD,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The characters of strings, each as a string of its own, and where in its string each begins.

    Args:
      input: a string tensor of known rank, or a ragged one.
      input_encoding: the encoding of the strings: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      errors: what becomes of bytes that are no characters; see `tf.strings.unicode_decode`.
      replacement_char: the code point that stands in their place.
      name: the wish for the scope's name.

    Returns:
      (characters, byte offsets), each as `tf.strings.unicode_split` gives them; the offsets are int64.

    Raises:
      ValueError: if the rank is not known.
    """
    with name_scope(name, "UnicodeSplitWithOffsets", [input]):
        codes, offsets = _decoded(input, input_encoding, errors, replacement_char, False, True)
        found = unicode_encode(_one_by_one(codes), input_encoding, errors, replacement_char)
        return found, offsets


def _one_by_one(codes: Any) -> Any:
    """Each code point in a row of its own."""
    with name_scope(None, "RaggedExpandDims", [codes]):
        if not isinstance(codes, RaggedTensor):
            return expand_dims(codes, -1)
        # the last dimension of the values, and so on inwards
        return codes.with_values(_expanded(codes.values, (codes.shape.ndims or 0) - 1))


def _expanded(values: Any, axis: int) -> Any:
    with name_scope(None, "RaggedExpandDims", [values]):
        if not isinstance(values, RaggedTensor):
            return expand_dims(values, axis)
        return values.with_values(_expanded(values.values, axis - 1))


def _decoded(
    input: Any, encoding: str, errors: str, replacement: int, controls: bool, with_offsets: bool
) -> tuple[Any, Any]:
    strings = ragged_or_tensor(input, name="input")
    rank = strings.shape.ndims
    if rank is None:
        raise ValueError("Rank of `input` must be statically known.")
    if rank > 1:
        if not isinstance(strings, RaggedTensor):
            strings = RaggedTensor.from_tensor(strings, ragged_rank=rank - 1)
        elif strings.ragged_rank < rank - 1:
            inner = RaggedTensor.from_tensor(
                strings.flat_values, ragged_rank=rank - strings.ragged_rank - 1
            )
            strings = strings.with_flat_values(inner)
    ragged = isinstance(strings, RaggedTensor)
    flat = reshape(strings.flat_values if ragged else strings, [-1])
    decode = unicode_decode_with_offsets_op if with_offsets else unicode_decode_op
    made = decode(
        flat,
        input_encoding=encoding,
        errors=errors,
        replacement_char=replacement,
        replace_control_characters=controls,
    )

    def shaped(values: Tensor) -> Any:
        if rank == 0:
            return values
        rows = RaggedTensor.from_row_splits(values, made[0], validate=False)
        return strings.with_flat_values(rows) if rank > 1 else rows

    return shaped(made[1]), shaped(made[2]) if with_offsets else None


# -- characters as strings -------------------------------------------------------------------------


def unicode_encode(
    input: Any,
    output_encoding: str,
    errors: str = "replace",
    replacement_char: int = 0xFFFD,
    name: str | None = None,
) -> Any:
    """The strings that rows of code points make.

    Args:
      input: an int32 tensor of known rank, 1 or more, or a ragged one: the last dimension makes a string.
      output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      errors: what becomes of numbers that are no code points: "replace", "ignore" or "strict", which is an error.
      replacement_char: the code point that stands in their place.
      name: the wish for the scope's name.

    Returns:
      A string tensor, or ragged one, without the last dimension of `input`.

    Raises:
      ValueError: if the rank is not known, or 0.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.unicode_encode([[104, 105], [72, 233]], "UTF-8")).tolist()
    [b'hi', b'H\\xc3\\xa9']

    ```
    """
    more = (output_encoding, errors, replacement_char)
    with name_scope(name, "UnicodeEncode", [input]):
        codes = ragged_or_tensor(input)
        rank = codes.shape.ndims
        if rank is None:
            raise ValueError("Rank of input_tensor must be statically known.")
        if isinstance(codes, RaggedTensor):
            flat = codes.flat_values
            if (flat.shape.ndims or 0) > 1:
                return codes.with_flat_values(unicode_encode(flat, *more))
            if codes.ragged_rank > 1:
                return codes.with_values(unicode_encode(codes.values, *more))
            return unicode_encode_op(
                codes.values,
                codes.row_splits,
                output_encoding=output_encoding,
                errors=errors,
                replacement_char=replacement_char,
            )
        if rank == 2:
            return unicode_encode(RaggedTensor.from_tensor(codes), *more)
        if rank > 2:
            rows = reshape(codes, stack([-1, shape_of(codes)[-1]]))
            return reshape(unicode_encode(rows, *more), codes.shape[:-1])
        if rank == 0:
            raise ValueError("input_tensor's rank must be at least 1.")
        splits = stack([0, shape_of(codes, out_type=dtypes.int32)[0]])
        row = RaggedTensor.from_row_splits(codes, splits, validate=False)
        return reshape(unicode_encode(row, *more), [])
