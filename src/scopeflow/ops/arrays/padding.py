"""`tf.pad`: more values around a tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.static import constant_value


def _padded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
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
    if (value < 0).any():
        raise ShapeMismatch("Paddings must be non-negative", values=(1,))
    return (
        tuple(
            [
                None if dim is None else dim + before + after
                for dim, (before, after) in zip(dims, value.tolist(), strict=True)
            ]
        ),
    )


@op(
    "Pad(input: T, paddings: Tpaddings; T: type, Tpaddings: index = int32) -> (output: T)",
    shape=_padded,
    static=("paddings",),
)
def _pad(input: Any, paddings: Any) -> Any:
    """Zeros around a tensor."""
    return xp.pad(input, paddings)


@op(
    "PadV2(input: T, paddings: Tpaddings, constant_values: T; T: type, Tpaddings: index = int32) -> (output: T)",
    shape=_padded,
    static=("paddings",),
)
def _pad_v2(input: Any, paddings: Any, constant_values: Any) -> Any:
    """One value around a tensor."""
    return xp.pad(input, paddings, value=constant_values)


@op(
    'MirrorPad(input: T, paddings: Tpaddings; T: type, Tpaddings: index = int32, mode: {"REFLECT"|"SYMMETRIC"}) '
    "-> (output: T)",
    shape=_padded,
    static=("paddings",),
)
def _mirror_pad(input: Any, paddings: Any, *, mode: str) -> Any:
    """A tensor's own values, mirrored, around it."""
    return xp.pad(input, paddings, mode)


def pad(
    tensor: Any,
    paddings: Any,
    mode: str = "CONSTANT",
    name: str | None = None,
    constant_values: Any = 0,
) -> Tensor:
    """`tensor` with `paddings[i] = (before, after)` more values along each dimension i.

    Args:
      tensor: a tensor.
      paddings: (rank, 2) ints.
      mode: "CONSTANT", "REFLECT" (mirrored, without the edge) or "SYMMETRIC" (with it), in any case.
      name: the wish for the node's name.
      constant_values: the value to pad with in the mode "CONSTANT".

    Raises:
      ValueError: for another mode, or paddings that do not fit or are negative.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.pad(tf.zeros([2, 3]), [[1, 1], [0, 2]])
    <tf.Tensor 'Pad:0' shape=(4, 5) dtype=float32>

    ```
    """
    mode = mode.upper()
    if mode == "CONSTANT":
        if not isinstance(constant_values, Tensor) and constant_values == 0:
            made = _pad(tensor, paddings, name=name)
        else:
            made = _pad_v2(tensor, paddings, constant_values, name=name)
    elif mode in ("REFLECT", "SYMMETRIC"):
        made = _mirror_pad(tensor, paddings, mode=mode, name=name)
    else:
        raise ValueError(f"Unknown padding mode: {mode}. It is CONSTANT, REFLECT or SYMMETRIC.")
    _refine(made)
    return made


def _refine(made: Tensor) -> None:
    """Sets the dimensions whose paddings are known although not all paddings are."""
    tensor, paddings = made.op._inputs[:2]
    if tensor._dims is None or made._dims is None or None not in made._dims:
        return
    pairs = _parts(paddings)
    if pairs is None or len(pairs) != len(tensor._dims):
        return
    sizes: list[int | None] = []
    for dim, pair in zip(tensor._dims, pairs, strict=True):
        added = None if pair is None else _added(pair)
        sizes.append(None if dim is None or added is None else dim + added)
    made.set_shape(sizes)


def _added(pair: Tensor) -> int | None:
    """How much longer a pair (before, after) makes a dimension, if that is known."""
    ends = _parts(pair)
    total = 0
    for part in (pair,) if ends is None else ends:
        value = constant_value(part)
        if value is None:
            return None
        total += int(value.sum())
    return total


def _parts(tensor: Tensor) -> tuple[Tensor, ...] | None:
    """The tensors that were packed into this one."""
    packed = tensor.op.type == "Pack" and tensor.op._attrs["axis"] == 0
    return tensor.op._inputs if packed else None
