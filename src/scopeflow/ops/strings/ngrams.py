"""Runs of neighbouring strings: the op StringNGrams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.strings.each import flat, texts


def _ngrammed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    rules.with_rank(inputs[0]._dims, 1)
    splits = rules.with_rank(inputs[1]._dims, 1)
    return (None,), splits


@op(
    "StringNGrams(data: string, data_splits: Tsplits; separator: string, ngram_widths: list(int) >= 0, "
    "left_pad: string, right_pad: string, pad_width: int, preserve_short_sequences: bool, Tsplits: index = int64) "
    "-> (ngrams: string, ngrams_splits: Tsplits)",
    shape=_ngrammed,
    host=True,
)
def string_ngrams_op(
    data, data_splits, *, separator, ngram_widths, left_pad, right_pad, pad_width,
    preserve_short_sequences, Tsplits,
):  # fmt: skip
    """The runs of so many neighbours in each row, joined; rows may be padded at both ends."""
    strings, splits = flat(data), np.asarray(data_splits).tolist()
    for start, end in zip(splits, splits[1:], strict=False):
        if not 0 <= start <= end <= len(strings):
            raise invalid_argument(
                f"Invalid split value {end}, must be in [{start}, {len(strings)}]: splits grow within the data"
            )
    between, left, right = map(_bytes, (separator, left_pad, right_pad))
    found: list[bytes] = []
    ends = [0] * len(splits[:1])
    for start, end in zip(splits, splits[1:], strict=False):
        row = strings[start:end]
        before = len(found)
        for width in ngram_widths:
            if width <= 0:
                raise invalid_argument(f"All ngram_widths must be greater than 0, got {width}")
            pad = width - 1 if pad_width < 0 else min(pad_width, width - 1)
            found.extend(map(between.join, _runs(row, width, pad, left, right)))
        if preserve_short_sequences and len(found) == before and row:
            pad = max(pad_width, 0)
            found.append(between.join([left] * pad + row + [right] * pad))
        ends.append(len(found))
    return texts(found, (len(found),)), np.array(ends, Tsplits.as_numpy_dtype)


def _runs(
    row: list[bytes], width: int, pad: int, left: bytes, right: bytes
) -> Iterator[list[bytes]]:
    whole = [left] * pad + row + [right] * pad
    for start in range(len(whole) - width + 1):
        yield whole[start : start + width]


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
