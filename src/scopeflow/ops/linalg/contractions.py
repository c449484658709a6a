"""The op Einsum: sums of products of one or two tensors, as an equation of axes says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op

Dims = rules.Dims


def _read(equation: Any) -> tuple[list[str], str]:
    text = (equation.decode() if isinstance(equation, bytes) else equation).replace(" ", "")
    left, arrow, right = text.partition("->")
    if not arrow or "->" in right:
        raise ShapeMismatch(f"Expecting exactly one '->' in einsum equation: {text}")
    inputs = left.split(",")
    if len(inputs) not in (1, 2):
        raise ShapeMismatch(
            f"Expecting 1 or 2 input subscripts in equation '{text}' but got: {len(inputs)}"
        )
    return inputs, right


def _contracted(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    subscripts, target = _read(attrs["equation"])
    text = attrs["equation"]
    text = text.decode() if isinstance(text, bytes) else text
    if len(subscripts) != len(inputs):
        raise ShapeMismatch(
            f"Expected {len(subscripts)} inputs for equation {text} but got: {len(inputs)}"
        )
    sizes: dict[str, int | None] = {}
    broadcast: Dims = ()
    for number, (tensor, letters) in enumerate(zip(inputs, subscripts, strict=True)):
        dims = tensor._dims
        before, dots, after = letters.partition("...")
        named = len(before) + len(after)
        if dims is None:
            broadcast = None if dots else broadcast
            for letter in before + after:
                sizes.setdefault(letter, None)
            continue
        if (len(dims) < named) if dots else (len(dims) != named):
            at_least = "at least " if dots else ""
            raise ShapeMismatch(
                f"Shape must be {at_least}rank {named} but is rank {len(dims)}\n\t for {number}th input "
                f"and equation: {text}"
            )
        rest = len(dims) - named
        if dots:
            middle = dims[len(before) : len(before) + rest]
            broadcast = rules.broadcast_dims(broadcast, middle)
        ends = (*dims[: len(before)], *dims[len(before) + rest :])
        for letter, size in zip(before + after, ends, strict=True):
            sizes[letter] = rules.merge_dim(sizes.get(letter), size)
    before, dots, after = target.partition("...")
    for letter in before + after:
        if letter not in sizes:
            raise ShapeMismatch(
                f"Einsum output subscripts for equation '{text}' has label '{letter}' which is not present "
                "in the input subscripts"
            )
    if dots and broadcast is None:
        return (None,)
    spread = broadcast if dots else ()
    assert spread is not None
    return ((*(sizes[x] for x in before), *spread, *(sizes[x] for x in after)),)


@op(
    "Einsum(inputs: N * T; equation: string, N: int >= 1, T: type) -> (output: T)",
    shape=_contracted,
    host=True,
)
def contract(inputs: Any, *, equation: Any) -> Any:
    """Sums of products of one tensor's or two tensors' elements.

    Args:
      inputs: a list of one or two tensors.
      equation: such as "ij,jk->ik"; `...` stands for axes that broadcast.
      name: the wish for the node's name.
    """
    text = equation.decode() if isinstance(equation, bytes) else equation
    arrays = [np.asarray(value) for value in inputs]
    # sums of 16-bit floats are made in 32 bits, as all reductions do
    wide = np.float32 if arrays[0].dtype.itemsize == 2 and arrays[0].dtype.kind in "fV" else None
    found = np.einsum(text, *arrays if wide is None else [a.astype(wide) for a in arrays])
    return (
        xp.cast(np.asarray(found), arrays[0].dtype)
        if wide
        else np.ascontiguousarray(found).reshape(np.shape(found))
    )
