"""The gradient of mirrored padding: what was mirrored is added where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.static import constant_value


def _unpadded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    paddings = rules.with_rank(inputs[1]._dims, 2)
    assert paddings is not None
    if paddings[1] not in (2, None):
        raise ShapeMismatch(f"Dimension must be 2 but is {paddings[1]}")
    if paddings[0] is not None:
        dims = rules.with_rank(dims, paddings[0])
    if dims is None:
        return (None,)
    value = constant_value(inputs[1])
    if value is None:
        return ((None,) * len(dims),)
    pairs = value.tolist()
    return (
        tuple([None if d is None else d - sum(pair) for d, pair in zip(dims, pairs, strict=True)]),
    )


@op(
    "MirrorPadGrad(input: T, paddings: Tpaddings; T: type, Tpaddings: index = int32, "
    'mode: {"REFLECT"|"SYMMETRIC"}) -> (output: T)',
    shape=_unpadded,
    static=("paddings",),
)
def mirror_pad_grad(input: Any, paddings: Any, *, mode: str) -> Any:
    """The gradient of mirrored padding.

    Args:
      input: the gradient of the padded tensor.
      paddings: the paddings, (rank, 2) ints.
      mode: "REFLECT" or "SYMMETRIC".
      name: the wish for the node's name.
    """
    edge = 1 if mode == "REFLECT" else 0
    grad = input
    for axis, (before, after) in enumerate(xp.static(paddings, "The paddings").tolist()):
        if before or after:
            grad = _folded(grad, axis, before, after, edge)
    return grad


def _folded(grad: Any, axis: int, before: int, after: int, edge: int) -> Any:
    """One dimension without its paddings, whose gradients are added to what they mirror."""
    length = grad.shape[axis] - before - after

    def part(start: int, size: int) -> Any:
        begin = [0] * grad.ndim
        sizes = list(grad.shape)
        begin[axis], sizes[axis] = start, size
        return xp.slice(grad, np.array(begin), np.array(sizes))

    def placed(values: Any, start: int) -> Any:
        pads = [[0, 0] for _ in range(grad.ndim)]
        pads[axis] = [start, length - start - values.shape[axis]]
        return xp.pad(xp.reverse(values, [axis]), np.array(pads))

    whole = part(before, length)
    if before:
        whole = xp.add(whole, placed(part(0, before), edge))
    if after:
        whole = xp.add(whole, placed(part(before + length, after), length - edge - after))
    return whole
