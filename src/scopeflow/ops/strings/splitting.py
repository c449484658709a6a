"""Taking strings apart: string_split, and the ops under it and strings.split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import string
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, shape_of
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.ops.strings.each import flat, scalar, texts

_SPACE = b" \t\n\v\f\r"


def _pieces(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    rules.with_rank(inputs[0]._dims, 1)
    rules.with_rank(inputs[1]._dims, 0)
    return (None, 2), (None,), (2,)


def _sparse(strings: Any, separator: Any, what: str, split: Callable[..., list[bytes]]) -> Any:
    """The three parts of a sparse matrix whose rows are the pieces of the strings."""
    if np.ndim(strings) != 1:
        raise invalid_argument(f"input must be a vector, got shape: {shape_of(strings)}")
    if np.ndim(separator) != 0:
        raise invalid_argument(f"{what} must be a scalar, got shape: {shape_of(separator)}")
    between = scalar(separator)
    rows = [split(text, between) for text in flat(strings)]
    sizes = np.array([len(row) for row in rows], np.int64)
    total = int(sizes.sum())
    places = np.empty((total, 2), np.int64)
    places[:, 0] = np.repeat(np.arange(len(rows)), sizes)
    places[:, 1] = np.arange(total) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    pieces = texts((piece for row in rows for piece in row), (total,))
    return places, pieces, np.array([len(rows), sizes.max(initial=0)], np.int64)


@op(
    "StringSplit(input: string, delimiter: string; skip_empty: bool = True) "
    "-> (indices: int64, values: string, shape: int64)",
    shape=_pieces,
    host=True,
)
def string_split_op(input, delimiter, *, skip_empty):
    """The pieces between the single bytes of `delimiter`; the bytes themselves if it is empty."""

    def split(text: bytes, delimiters: bytes) -> list[bytes]:
        if not text:
            return []
        if not delimiters:
            return [text[i : i + 1] for i in range(len(text))]
        first = delimiters[:1]
        for index in range(1, len(delimiters)):
            text = text.replace(delimiters[index : index + 1], first)
        pieces = text.split(first)
        return [piece for piece in pieces if piece] if skip_empty else pieces

    return _sparse(input, delimiter, "delimiter", split)


@op(
    "StringSplitV2(input: string, sep: string; maxsplit: int = -1) "
    "-> (indices: int64, values: string, shape: int64)",
    shape=_pieces,
    host=True,
)
def string_split_v2_op(input, sep, *, maxsplit):
    """The pieces between the separators, or between white space if `sep` is empty."""

    def split(text: bytes, separator: bytes) -> list[bytes]:
        if maxsplit == 0:
            return [text]
        if separator:
            return text.split(separator, max(maxsplit, -1))
        if maxsplit < 0:
            return text.split()
        pieces: list[bytes] = []
        left = text.lstrip(_SPACE)
        while left and len(pieces) < maxsplit:
            piece = left.split(None, 1)[0]
            pieces.append(piece)
            left = left[len(piece) :].lstrip(_SPACE)
        # what is left is a piece too, even where nothing is
        return [*pieces, left] if len(pieces) == maxsplit else pieces

    return _sparse(input, sep, "sep", split)


# -- what is public --------------------------------------------------------------------------------


def string_split(
    source: Any,
    sep: Any = None,
    skip_empty: bool = True,
    delimiter: Any = None,
    result_type: str = "SparseTensor",
    name: str | None = None,
) -> Any:
    """Splits strings at single bytes.

    Args:
      source: a vector of strings.
      sep: the bytes at each of which a string is split; a space if None. With "" every byte is a piece.
      skip_empty: leave out empty pieces.
      delimiter: the older name of `sep`.
      result_type: "SparseTensor" or "RaggedTensor".
      name: the wish for the scope's name.

    Returns:
      A SparseTensor [len(source), most pieces of one string] or a RaggedTensor.

    Raises:
      ValueError: if `source` is no vector, or `sep` no scalar.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.string_split(["a b", "c"]).values).tolist()
    [b'a', b'b', b'c']

    ```
    """
    if delimiter is not None:
        if sep is not None:
            raise ValueError("Cannot specify both 'delimiter' and 'sep'")
        sep = delimiter
    with name_scope(name, "StringSplit", [source]):
        separator = convert_to_tensor(" " if sep is None else sep, dtype=string)
        strings = convert_to_tensor(source, dtype=string)
        pieces = string_split_op(strings, separator, skip_empty=skip_empty)
        return pieces_as(result_type, pieces)


def pieces_as(result_type: str, pieces: Any) -> Any:
    """What a split gives, from the outputs of its op.

    Raises:
      ValueError: if there is no such type.
    """
    indices, values, whole = pieces
    indices.set_shape([None, 2])
    values.set_shape([None])
    whole.set_shape([2])
    if result_type == "SparseTensor":
        return SparseTensor(indices, values, whole)
    if result_type == "RaggedTensor":
        return as_rows(indices, values, whole)
    raise ValueError("result_type must be 'RaggedTensor' or 'SparseTensor'.")


def as_rows(indices: Tensor, values: Tensor, whole: Tensor) -> Any:
    """The pieces as a RaggedTensor."""
    # imported here: most programs take them as a SparseTensor
    from scopeflow.ops.ragged.tensor import RaggedTensor

    return RaggedTensor.from_value_rowids(values, indices[:, 0], nrows=whole[0], validate=False)
