"""Moving elements along axes: roll, and reversing the beginnings of sequences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op


def _rolled(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    if dims is not None and not dims:
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    for tensor in inputs[1:]:
        if tensor._dims is not None and len(tensor._dims) > 1:
            raise ShapeMismatch(f"Shape must be at most rank 1 but is rank {len(tensor._dims)}")
    rules.merge(inputs[1]._dims, inputs[2]._dims)
    return (dims,)


@op(
    "Roll(input: T, shift: Tshift, axis: Taxis; T: type, Tshift: index, Taxis: index) -> (output: T)",
    shape=_rolled,
    static=("axis",),
)
def roll(input: Any, shift: Any, axis: Any) -> Any:  # noqa: A002 - the input's name in the op
    """Moves elements along axes; those that leave at one end come in at the other.

    Args:
      input: a Tensor of rank 1 or more.
      shift: an int or a vector of ints: how far, towards higher indices.
      axis: an int or a vector of ints, the axis of each shift.
      name: a name for the operation.

    Raises:
      InvalidArgumentError: in a run, for an axis out of range.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.roll([0, 1, 2, 3, 4], shift=2, axis=0)))
    [3 4 0 1 2]

    ```
    """
    return xp.roll(input, shift, axis)


def _sequences(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims, lengths = inputs[0]._dims, rules.with_rank(inputs[1]._dims, 1)
    if dims is None:
        return (None,)
    batch, seq = attrs["batch_dim"], attrs["seq_dim"]
    if batch >= len(dims):
        raise ShapeMismatch(f"batch_dim must be < input rank: {batch} vs. {len(dims)}")
    if seq >= len(dims):
        raise ShapeMismatch(f"seq_dim must be < input rank: {seq} vs. {len(dims)}")
    size = rules.merge_dim(dims[batch], lengths[0] if lengths else None)
    return ((*dims[:batch], size, *dims[batch + 1 :]),)


@op(
    "ReverseSequence(input: T, seq_lengths: Tlen; seq_dim: int, batch_dim: int = 0, T: type, "
    "Tlen: index = int64) -> (output: T)",
    shape=_sequences,
)
def _reverse_sequence(input: Any, seq_lengths: Any, *, seq_dim: int, batch_dim: int) -> Any:  # noqa: A002
    """The first elements of each sequence in reverse, as many as its length says."""
    return xp.reverse_sequence(input, seq_lengths, seq_dim, batch_dim)


def reverse_sequence(
    input: Any,  # noqa: A002 - the public name
    seq_lengths: Any,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
    seq_dim: int | None = None,
    batch_dim: int | None = None,
) -> Tensor:
    """Reverses the beginning of each sequence and leaves its rest.

    Args:
      input: a Tensor.
      seq_lengths: int32 or int64 vector: how many elements of each sequence are reversed.
      seq_axis: the axis along which a sequence runs.
      batch_axis: the axis that tells the sequences apart; 0 by default.
      name: a name for the operation.
      seq_dim: the older spelling of `seq_axis`.
      batch_dim: the older spelling of `batch_axis`.

    Raises:
      ValueError: if an argument is given in both spellings, or an axis is out of range.
      InvalidArgumentError: in a run, for a length that is negative or too large.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.reverse_sequence([[1, 2, 3], [4, 5, 6]], [2, 3], seq_axis=1)))
    [[2 1 3]
     [6 5 4]]

    ```
    """
    # imported here: reductions need this family
    from scopeflow.ops.math.reduction import renamed

    seq = renamed("seq_axis", seq_axis, "seq_dim", seq_dim)
    batch = renamed("batch_axis", batch_axis, "batch_dim", batch_dim)
    return _reverse_sequence(
        input, seq_lengths, seq_dim=seq, batch_dim=0 if batch is None else batch, name=name
    )
