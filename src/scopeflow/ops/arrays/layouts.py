"""Numbers of dimensions and vectors of sizes, from one layout of images to another."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import op

_FORMATS = 'src_format: string = "NHWC", dst_format: string = "NCHW"'


def _letters(which: str, short: str, text: Any, *lengths: int) -> str:
    letters = text.decode() if isinstance(text, bytes) else text
    if len(letters) not in lengths:
        sizes = " or ".join(map(str, lengths))
        raise invalid_argument(
            f"{which} format must be of length {sizes}, received {short} = {letters}"
        )
    return letters


@op(
    f"DataFormatDimMap(x: T; T: index = int32, {_FORMATS}) -> (y: T)",
    shape=rules.unchanged,
    host=True,
)
def data_format_dim_map(x: Any, *, src_format: Any, dst_format: Any) -> Any:
    """Where dimensions of one layout stand in another.

    Args:
      x: numbers of dimensions, taken around the end.
      src_format, dst_format: four or five letters, such as "NHWC".
      name: the wish for the node's name.
    """
    source = _letters("Source", "src_format", src_format, 4, 5)
    target = _letters("Destination", "dst_format", dst_format, 4, 5)
    places = np.array([target.find(letter) for letter in source], np.asarray(x).dtype)
    # as TensorFlow counts: four dimensions, whatever the layouts, and the last one for all below them
    index = np.fmod(np.asarray(x) + 4, 4)
    return places[np.where(index < 0, 3, index)]


@op(
    f"DataFormatVecPermute(x: T; T: index = int32, {_FORMATS}) -> (y: T)",
    shape=rules.unchanged,
    host=True,
)
def data_format_vec_permute(x: Any, *, src_format: Any, dst_format: Any) -> Any:
    """Sizes, or pairs of paddings, in the order of another layout.

    Args:
      x: a vector of 4 numbers, or a matrix [4, 2].
      src_format, dst_format: four letters, such as "NHWC".
      name: the wish for the node's name.
    """
    x = np.asarray(x)
    shape = bracketed(x.shape)
    if x.ndim not in (1, 2):
        raise invalid_argument(f"input must be a vector or 2D tensor, but got shape {shape}")
    if x.ndim == 1 and len(x) != 4:
        raise invalid_argument(f"1D input must be of size 4, but got shape {shape}")
    if x.ndim == 2 and x.shape[0] != 4:
        raise invalid_argument(
            f"First dimension of 2D input must be of size 4, but got shape {shape}"
        )
    if x.ndim == 2 and x.shape[1] != 2:
        raise invalid_argument(
            f"Second dimension of 2D input must be of size 2, but got shape {shape}"
        )
    source = _letters("Source", "src_format", src_format, 4, 5)
    target = _letters("Destination", "dst_format", dst_format, 4, 5)
    # four numbers, whatever the layouts: those that lie beyond are zero, as in TensorFlow
    padded = np.concatenate([x, np.zeros_like(x[:1])])
    return padded[[source.find(letter) for letter in target[:4]]]
