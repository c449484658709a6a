"""Runs of neighbouring strings in rows, joined: ngrams."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.dtypes import string
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.ragged.constants import ragged_or_tensor
from scopeflow.ops.ragged.tensor import RaggedTensor
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.strings.ngrams import string_ngrams_op


def ngrams(
    data: Any,
    ngram_width: Any,
    separator: str = " ",
    pad_values: Any = None,
    padding_width: int | None = None,
    preserve_short_sequences: bool = False,
    name: str | None = None,
) -> Any:
    """The runs of so many neighbouring strings in each row, joined.

    Args:
      data: a string tensor of known rank, 1 or more, or a ragged one.
      ngram_width: how many strings make a run; or a list of such numbers.
      separator: a string to put between them.
      pad_values: a string to pad the rows with at both ends, or a tuple of one for the left and one for the right.
      padding_width: pad so far at most; one less than the run's width if None.
      preserve_short_sequences: make one run of a row that is too short for any.
      name: the wish for the scope's name.

    Returns:
      A Tensor or RaggedTensor, as `data` is.

    Raises:
      TypeError: if `pad_values` is something else.
      ValueError: if a width is below 1, or the rank is 0 or not known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.ngrams(["a", "b", "c"], 2)).tolist()
    [b'a b', b'b c']

    ```
    """
    with name_scope(name, "StringNGrams", [data]):
        left, right = _pads(pad_values)
        if padding_width is not None and padding_width < 1:
            raise ValueError("padding_width must be greater than 0.")
        if padding_width is not None and pad_values is None:
            raise ValueError("pad_values must be provided if padding_width is set.")
        strings = ragged_or_tensor(data, dtype=string, name="data")
        dense = isinstance(strings, Tensor)
        whole = concat([shape_of(strings)[:-1], [-1]], axis=0) if dense else None
        rank = strings.shape.ndims
        if rank is None:
            raise ValueError("Rank of data must be known.")
        if rank == 0:
            raise ValueError("Data must have rank>0")
        more = (separator, pad_values, padding_width, preserve_short_sequences, name)
        if rank == 1:
            row = RaggedTensor.from_row_starts(strings, [0], validate=False)
            return ngrams(row, ngram_width, *more)[0]
        if dense:
            strings = RaggedTensor.from_tensor(strings, ragged_rank=rank - 1)
        widths = list(ngram_width) if isinstance(ngram_width, (list, tuple)) else [ngram_width]
        if any(width < 1 for width in widths):
            raise ValueError(f"All ngram_widths must be greater than 0. Got {ngram_width}")
        if strings.ragged_rank > 1:
            found = strings.with_values(ngrams(strings.values, ngram_width, *more))
            return found if whole is None else reshape(found.flat_values, whole)
        pad = padding_width if padding_width is not None else 0 if pad_values is None else -1
        runs, splits = string_ngrams_op(
            strings.flat_values,
            strings.row_splits,
            separator=separator,
            ngram_widths=widths,
            left_pad=left,
            right_pad=right,
            pad_width=pad,
            preserve_short_sequences=preserve_short_sequences,
        )
        found = RaggedTensor.from_row_splits(runs, splits, validate=False)
        return found if whole is None else reshape(found.flat_values, whole)


def _pads(pad_values: Any) -> tuple[Any, Any]:
    if pad_values is None:
        return "", ""
    if isinstance(pad_values, (list, tuple)):
        if all(isinstance(value, (str, bytes)) for value in pad_values):
            return pad_values[0], pad_values[1]
    elif isinstance(pad_values, (str, bytes)):
        return pad_values, pad_values
    raise TypeError("pad_values must be a string, tuple of strings, or None.")
