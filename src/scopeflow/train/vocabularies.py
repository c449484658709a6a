"""Variables whose rows or columns stand for words: their first values from a checkpoint with another vocabulary."""

from __future__ import annotations

from typing import Any, NamedTuple

from scopeflow.graph.dtypes import int64
from scopeflow.ops.arrays.counting import range as range_of
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.saving.remapping import generate_vocab_remapping, load_and_remap_matrix


class VocabInfo(NamedTuple):
    """A new vocabulary and an old one, for `tf.train.warm_start`.

    Attributes:
      new_vocab: the file of the new one, with a word in each line.
      new_vocab_size: how many of its words are used.
      num_oov_buckets: how many rows (or columns) after these are for other words; they get new values.
      old_vocab: the file of the old one.
      old_vocab_size: how many of its words were used; -1 for all.
      backup_initializer: makes the values of words that the old one does not have; zeros if None.
      axis: 0 if rows stand for words, 1 if columns do.
    """

    new_vocab: Any
    new_vocab_size: int
    num_oov_buckets: int
    old_vocab: Any
    old_vocab_size: int = -1
    backup_initializer: Any = None
    axis: int = 0


def remapped_value(
    path: str, name: str, info: VocabInfo, full: list[int], offset: list[int], shape: list[int]
) -> Any:
    """The value of a variable, or of a part of one, from a matrix of a checkpoint.

    Args:
      path: the checkpoint's name.
      name: what the matrix is called in it.
      info: the vocabularies.
      full: the shape of the whole variable.
      offset: where the part begins.
      shape: the shape of the part.

    Raises:
      ValueError: if the vocabulary and its buckets do not make up the variable.
    """
    axis = info.axis
    if axis not in (0, 1):
        raise ValueError(f"The axis of a vocabulary is 0 or 1, not {axis}.")
    if full[axis] < info.new_vocab_size:
        raise ValueError(
            f"The vocabulary of {info.new_vocab_size} words does not fit axis {axis} of shape {full}."
        )
    initializer = info.backup_initializer or (lambda dims: zeros(dims))
    words = max(0, min(shape[axis], info.new_vocab_size - offset[axis]))
    others = shape[axis] - words
    rest = shape[1 - axis]
    # without words all rows of the part are taken as they are; all columns are if none are named
    plain: Any = range_of(offset[0], offset[0] + rest, dtype=int64) if axis == 1 else []
    remapping, present = generate_vocab_remapping(
        info.new_vocab,
        info.old_vocab,
        new_vocab_offset=min(offset[axis], info.new_vocab_size),
        num_new_vocab=words,
        old_vocab_size=info.old_vocab_size,
    )
    known = present * rest if axis == 0 else rest * present
    missing = words * rest - known
    rows, columns = (remapping, plain) if axis == 0 else (plain, remapping)
    made = load_and_remap_matrix(
        path,
        name,
        rows,
        columns,
        initializer([missing, 1]),
        num_rows=words if axis == 0 else rest,
        num_cols=rest if axis == 0 else words,
    )
    if others:
        dims = [others, rest] if axis == 0 else [rest, others]
        made = concat([made, initializer(dims)], axis)
    return made
