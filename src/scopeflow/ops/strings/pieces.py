"""Strings as rows of their pieces: strings.split, bytes_split."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import string
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.ragged.constants import ragged_or_tensor
from scopeflow.ops.ragged.tensor import RaggedTensor
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.strings.splitting import (
    as_rows,
    pieces_as,
    string_split_op,
    string_split_v2_op,
)


def strings_split(
    input: Any = None,
    sep: Any = None,
    maxsplit: int = -1,
    result_type: str = "SparseTensor",
    source: Any = None,
    name: str | None = None,
) -> Any:
    """Splits strings at a separator.

    Args:
      input: a vector of strings; with `result_type="RaggedTensor"` of any rank.
      sep: the separator; None or "" stands for any amount of white space.
      maxsplit: split at most so often; no limit if it is negative.
      result_type: "SparseTensor" or "RaggedTensor".
      source: the older name of `input`.
      name: the wish for the scope's name.

    Returns:
      A SparseTensor [len(input), most pieces of one string] or a RaggedTensor.

    Raises:
      ValueError: if both names of the input are used, or it has the wrong rank.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.split(["a, b", "c"], sep=", ").values).tolist()
    [b'a', b'b', b'c']

    ```
    """
    if source is not None:
        if input is not None:
            raise ValueError("Cannot specify both 'source' and 'input'")
        input = source
    with name_scope(name, "StringSplit", [input]):
        strings = ragged_or_tensor(input, dtype=string, name="input")
        if result_type == "SparseTensor" and strings.shape.rank == 1:
            return pieces_as(result_type, _pieces_of(strings, sep, maxsplit))
        ragged = _split_ragged(strings, sep, maxsplit)
        if result_type == "SparseTensor":
            return ragged.to_sparse()
        if result_type == "RaggedTensor":
            return ragged
        raise ValueError("result_type must be 'RaggedTensor' or 'SparseTensor'.")


def _pieces_of(strings: Tensor, sep: Any, maxsplit: int) -> Any:
    separator = convert_to_tensor("" if sep is None else sep, dtype=string)
    return string_split_v2_op(strings, separator, maxsplit=maxsplit)


def _split_ragged(strings: Any, sep: Any, maxsplit: int) -> Any:
    with name_scope(None, "StringSplit", [strings]):
        if isinstance(strings, RaggedTensor):
            return strings.with_flat_values(_split_ragged(strings.flat_values, sep, maxsplit))
        rank = strings.shape.rank
        if rank == 0:
            return _split_ragged(stack([strings]), sep, maxsplit)[0]
        if rank is None or rank == 1:
            return pieces_as("RaggedTensor", _pieces_of(strings, sep, maxsplit))
        return _split_ragged(RaggedTensor.from_tensor(strings), sep, maxsplit)


def bytes_split(input: Any, name: str | None = None) -> Any:
    """The bytes of strings, each as a string of its own.

    Args:
      input: a string tensor of known rank, or a ragged one.
      name: the wish for the scope's name.

    Returns:
      A string vector for a single string; else a RaggedTensor with one dimension more than `input`.

    Raises:
      ValueError: if the rank is not known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.bytes_split("abc")).tolist()
    [b'a', b'b', b'c']

    ```
    """
    with name_scope(name, "StringsByteSplit", [input]):
        strings = ragged_or_tensor(input, name="input")
        if isinstance(strings, RaggedTensor):
            return strings.with_flat_values(bytes_split(strings.flat_values))
        rank = strings.shape.ndims
        if rank is None:
            raise ValueError("input must have a statically-known rank.")
        if rank == 0:
            return bytes_split(stack([strings]))[0]
        if rank == 1:
            return as_rows(*string_split_op(strings, "", skip_empty=False))
        return bytes_split(RaggedTensor.from_tensor(strings))
